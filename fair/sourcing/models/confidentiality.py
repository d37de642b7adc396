"""Terms of confidentiality in their versions, who accepted which, and whose access was taken."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from fair.sourcing.models.need import ComponentNeed


class NdaVersion(models.Model):
    """The confidentiality terms of a need as they once stood; never changed afterwards.

    `source` is the buyer's own text, empty where the fair's standard terms were asked for; `text`
    is what it said then, the standard terms in their source language.
    """

    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.CASCADE,
        related_name="nda_versions",
        verbose_name=_("component need"),
    )
    number = models.PositiveSmallIntegerField(_("version"))
    source = models.TextField(_("the buyer's own text"), blank=True)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("first shown"))

    class Meta:
        verbose_name = _("version of terms")
        verbose_name_plural = _("versions of terms")
        constraints = [models.UniqueConstraint("need", "number", name="nda_version_unique")]

    def __str__(self) -> str:
        return f"{self.need} / {self.number}"


class NdaAcceptanceQuerySet(models.QuerySet["NdaAcceptance"]):
    """Sets of acceptances."""

    def of_member(self, user: Any) -> Self:
        """Keep those of organisations that `user` acts for."""
        return self.filter(organisation__in=Organisation.objects.of_member(user).values("pk"))


class NdaAcceptance(models.Model):
    """An organisation accepted a version of a need's terms; never changed afterwards.

    `text` is what its signer read, in their language.
    """

    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.PROTECT,
        related_name="nda_acceptances",
        verbose_name=_("component need"),
    )
    version = models.ForeignKey(
        NdaVersion, on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("version")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("accepted by")
    )
    signed_name = models.CharField(_("signed name"), max_length=150)
    text = models.TextField(_("accepted text"))
    accepted_at = models.DateTimeField(_("accepted"))

    objects = NdaAcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("accepted confidentiality")
        verbose_name_plural = _("accepted confidentialities")
        constraints = [
            models.UniqueConstraint("version", "organisation", name="nda_acceptance_unique")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.need}"


class AccessRevocation(models.Model):
    """A buyer took an organisation's access to a need's details, until it gives it back."""

    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.CASCADE,
        related_name="revocations",
        verbose_name=_("component need"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    reason = models.TextField(_("reason"), blank=True, max_length=500)
    revoked_at = models.DateTimeField(_("taken"))
    restored_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        verbose_name = _("taken access")
        verbose_name_plural = _("taken accesses")
        constraints = [
            models.UniqueConstraint(
                "need",
                "organisation",
                condition=Q(restored_at=None),
                name="access_revoked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.need}"
