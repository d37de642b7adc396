"""Who is in an online meeting, and the personal links with which people get in."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.conferencing.choices import Seat
from fair.conferencing.models.kiosk import Kiosk
from fair.conferencing.models.room import OnlineRoom

# The page in the lobby says every ten seconds that it is still open.
SEEN_WITHIN = timedelta(seconds=30)
SIGNER = Signer(salt="fair.conferencing.join")


class JoinLinkQuerySet(models.QuerySet["JoinLink"]):
    """Sets of join links."""

    def visible_to(self, user: Any) -> Self:
        """Keep those made for `user`."""
        return self.filter(user_id=user.pk or 0)

    def for_token(self, token: str) -> Self:
        """Keep the one that `token` was signed for; none where it was made up."""
        try:
            return self.filter(public_id=SIGNER.unsign(token))
        except BadSignature:
            return self.none()


class JoinLink(PubliclyIdentified, Timestamped):
    """One way into a room, once, for one person; the row alone opens nothing."""

    room = models.ForeignKey(
        OnlineRoom, on_delete=models.CASCADE, related_name="join_links", verbose_name=_("room")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="join_links",
        verbose_name=_("person"),
    )
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = JoinLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("join link")
        verbose_name_plural = _("join links")

    def __str__(self) -> str:
        return f"{self.user}: {self.room}"

    @property
    def token(self) -> str:
        """What stands in the address; only the site's key can make it."""
        return SIGNER.sign(self.public_id.hex)


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Sets of people in lobbies and rooms."""

    def around(self, now: datetime) -> Self:
        """Keep those who have a lobby open now, or have gone in."""
        return self.filter(Q(seen_at__gt=now - SEEN_WITHIN) | Q(entered_at__isnull=False))


class Presence(models.Model):
    """A person, or a kiosk, that has a lobby open or has gone into the room."""

    room = models.ForeignKey(
        OnlineRoom, on_delete=models.CASCADE, related_name="presences", verbose_name=_("room")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    kiosk = models.ForeignKey(
        Kiosk,
        on_delete=models.CASCADE,
        null=True,
        related_name="presences",
        verbose_name=_("kiosk"),
    )
    seat = models.CharField(_("as"), max_length=10, choices=Seat.choices)
    name = models.CharField(_("name"), max_length=200)
    seen_at = models.DateTimeField(_("seen"))
    entered_at = models.DateTimeField(_("entered"), null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                "room", "user", "kiosk", name="presence_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(kiosk__isnull=True),
                name="presence_person_or_kiosk",
            ),
            models.CheckConstraint(condition=Q(seat__in=Seat.values), name="presence_seat_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_lobby(self, now: datetime) -> bool:
        """Tell whether the lobby was open on their screen a moment ago."""
        return self.seen_at > now - SEEN_WITHIN
