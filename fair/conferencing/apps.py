from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConferencingConfig(AppConfig):
    name = "fair.conferencing"
    label = "conferencing"
    verbose_name = _("Online meetings")

    def ready(self) -> None:
        from fair.conferencing import receivers  # noqa: F401 - connects the receivers
