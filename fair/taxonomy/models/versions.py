"""Versions: which state of the vocabulary a score was made with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaxonomyVersion(models.Model):
    """A load that changed something; scoring runs store its number."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    loaded_at = models.DateTimeField(_("loaded at"))
    checksum = models.CharField(
        _("checksum"), max_length=64, help_text=_("SHA-256 of the vocabulary files.")
    )

    class Meta:
        verbose_name = _("version of the taxonomy")
        verbose_name_plural = _("versions of the taxonomy")
        get_latest_by = "number"

    def __str__(self) -> str:
        return f"tax{self.number}"
