from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "fair.meetings"
    label = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from fair.meetings import receivers  # noqa: F401 - connects the receivers
