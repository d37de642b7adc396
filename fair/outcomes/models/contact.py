"""Who shares the own contact data with the partners met at a fair."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified
from fair.editions.models import Participation


class ContactConsentQuerySet(models.QuerySet["ContactConsent"]):
    """Sets of consents."""

    def standing(self) -> Self:
        """Keep those not withdrawn, of people who still act for the company."""
        return self.filter(
            withdrawn_at=None,
            user__is_active=True,
            user__memberships__organisation=F("participation__organisation"),
        )


class ContactConsent(PubliclyIdentified):
    """A person lets the partners met at one fair have the own business card, until withdrawn."""

    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="contact_consents",
        verbose_name=_("participation"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="contact_consents",
        verbose_name=_("person"),
    )
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ContactConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent to share contact data")
        verbose_name_plural = _("consents to share contact data")
        constraints = [
            models.UniqueConstraint(
                "participation",
                "user",
                condition=Q(withdrawn_at=None),
                name="contact_consent_standing_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="contact_consent_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.participation}"
