from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    name = "fair.attendance"
    label = "attendance"
    verbose_name = _("The day")

    def ready(self) -> None:
        from fair.attendance import receivers  # noqa: F401 - connects the receivers
