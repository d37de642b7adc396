from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "fair.matching"
    label = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from fair.matching import receivers  # noqa: F401 - connects them; needs the loaded models
