"""The log of a confidential need: who read, accepted and took away what, and when."""

import secrets
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from fair.sourcing.choices import AccessKind, RefusalReason
from fair.sourcing.models.confidentiality import NdaVersion
from fair.sourcing.models.document import NeedDocument
from fair.sourcing.models.need import ComponentNeed


def new_copy_code() -> str:
    """Return the mark of one copy: 48 random bits, as somebody can read them out."""
    digits = secrets.token_hex(6).upper()
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


class AccessRecordQuerySet(models.QuerySet["AccessRecord"]):
    """Sets of records."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of needs that `user` manages: the log tells who is interested in what."""
        return self.filter(need__in=ComponentNeed.objects.managed_by(user).values("pk"))


class AccessRecord(models.Model):
    """One act; kept when person, company or document are gone, so their names stand here too."""

    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.CASCADE,
        related_name="access_records",
        verbose_name=_("component need"),
    )
    kind = models.CharField(_("what"), max_length=12, choices=AccessKind.choices)
    reason = models.CharField(
        _("why refused"), max_length=12, choices=RefusalReason.choices, blank=True
    )
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("person")
    )
    person_name = models.CharField(_("person"), max_length=254)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    document = models.ForeignKey(
        NeedDocument,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("document"),
    )
    document_title = models.CharField(_("document"), max_length=150, blank=True)
    version = models.ForeignKey(
        NdaVersion,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("version of terms"),
    )
    # What stands on a copy that was handed out, so that a copy found elsewhere tells whose it is.
    copy_code = models.CharField(_("copy"), max_length=14, blank=True)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AccessKind.values), name="access_record_kind_known"
            ),
            models.UniqueConstraint(
                "copy_code", condition=~Q(copy_code=""), name="access_record_copy_unique"
            ),
        ]
        indexes = [models.Index(fields=["need", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}: {self.person_name}"
