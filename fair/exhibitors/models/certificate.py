"""The certificates that a supplier states or proves."""

from datetime import date
from typing import Any, Self
from uuid import uuid4

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.common.uploads import ending_of
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.choices import HoldingState, Verification
from fair.taxonomy.models import Certification


def evidence_path(certificate: "HeldCertificate", filename: str) -> str:
    return f"certificates/{certificate.public_id}/{uuid4().hex}.{ending_of(filename)}"


class HeldCertificateQuerySet(models.QuerySet["HeldCertificate"]):
    """Sets of certificates."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of participations that `user` manages."""
        return self.filter(participation__in=Participation.objects.managed_by(user).values("pk"))

    def in_date(self, on: date) -> Self:
        """Keep those held and not expired on that day; without expiry counts as in date."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), state=HoldingState.HELD)


class HeldCertificate(PubliclyIdentified, Timestamped):
    """A certificate of one supplier; for all its product lines, or for those in `product_lines`."""

    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="certificates",
        limit_choices_to={"side": Side.SUPPLIER},
        verbose_name=_("participation"),
    )
    certification = models.ForeignKey(
        Certification, on_delete=models.PROTECT, related_name="+", verbose_name=_("standard")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=HoldingState.choices, default=HoldingState.HELD
    )
    number = models.CharField(_("number"), max_length=60, blank=True)
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    site = models.CharField(_("certified site"), max_length=200, blank=True)
    registrar = models.CharField(_("registrar"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    evidence = models.FileField(
        _("evidence"),
        upload_to=evidence_path,
        blank=True,
        validators=[FileExtensionValidator(["pdf", "png", "jpg", "jpeg"])],
        help_text=_("PDF, PNG or JPEG; only organisers see it."),
    )
    verification = models.CharField(
        _("verification"),
        max_length=20,
        choices=Verification.choices,
        default=Verification.DECLARED,
    )
    product_lines = models.ManyToManyField(
        "exhibitors.ProductLine",
        blank=True,
        related_name="own_certificates",
        verbose_name=_("only for these product lines"),
        help_text=_("Leave empty if the certificate covers the whole company."),
    )

    objects = HeldCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                "participation", "certification", "number", name="held_certificate_unique"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("issued_on")),
                name="held_certificate_dates_in_order",
                violation_error_message=_("The certificate expires before it was issued."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.certification)
