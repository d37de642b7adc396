from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExhibitorsConfig(AppConfig):
    name = "fair.exhibitors"
    label = "exhibitors"
    verbose_name = _("Exhibitors")

    def ready(self) -> None:
        """Listen to the rooms below; models are ready only now."""
        import_module("fair.exhibitors.receivers")
