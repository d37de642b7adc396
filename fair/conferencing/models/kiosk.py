"""Screens at the fair from which exhibitors talk to buyers far away."""

import secrets
from typing import Any, Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.models import Edition, Participation

SIGNER = Signer(salt="fair.conferencing.kiosk")


def new_key() -> str:
    return secrets.token_hex(16)


class KioskQuerySet(models.QuerySet["Kiosk"]):
    """Sets of kiosks."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))

    def for_token(self, token: str) -> Self:
        """Keep the one in use that `token` was made for and that has not got a new one since."""
        try:
            public_id, _dot, key = SIGNER.unsign(token).partition(".")
        except BadSignature:
            return self.none()
        return self.filter(public_id=public_id, key=key, is_active=True)


class Kiosk(PubliclyIdentified, Timestamped):
    """A screen with a camera, let in by a link that an organiser opens on it once.

    One that stands at a booth serves its company only; one in a hall serves everybody who knows
    their meeting's code.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="kiosks", verbose_name=_("edition")
    )
    name = models.CharField(_("name"), max_length=80)
    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="kiosks",
        verbose_name=_("stands at the booth of"),
    )
    key = models.CharField(max_length=32, default=new_key, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("set up by"),
    )
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)

    objects = KioskQuerySet.as_manager()

    class Meta:
        verbose_name = _("kiosk")
        verbose_name_plural = _("kiosks")

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """What the screen shows to be let in; a new key makes it worthless."""
        return SIGNER.sign(f"{self.public_id.hex}.{self.key}")
