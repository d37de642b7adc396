"""Time that came free, and to whom it is offered."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fair.attendance.choices import FreedState, OfferReason, OfferState
from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.models import Participation
from fair.meetings.choices import MeetingMode
from fair.meetings.models import Meeting


class FreedTime(PubliclyIdentified, Timestamped):
    """A participant has time again, [starts_at, ends_at), as it does not meet then.

    It is offered to others until somebody takes it or `expires_at` has passed.
    """

    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="freed_times",
        verbose_name=_("who has time"),
    )
    lost = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="freed_times",
        verbose_name=_("meeting that was there"),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    expires_at = models.DateTimeField(_("offered until"))
    state = models.CharField(
        _("state"), max_length=10, choices=FreedState.choices, default=FreedState.OPEN
    )
    booked = models.ForeignKey(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting that came of it"),
    )

    class Meta:
        verbose_name = _("time that came free")
        verbose_name_plural = _("times that came free")
        constraints = [
            models.UniqueConstraint("participation", "lost", "starts_at", name="freed_time_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="freed_time_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=FreedState.values), name="freed_time_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state=FreedState.OPEN), name="freed_time_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation}: {self.starts_at:%d.%m. %H:%M}"


class TimeOfferQuerySet(models.QuerySet["TimeOffer"]):
    """Sets of offers."""

    def visible_to(self, user: Any) -> Self:
        """Keep those made to participations that `user` acts for."""
        return self.filter(partner__in=Participation.objects.of_member(user).values("pk"))

    def open(self, now: Any) -> Self:
        """Keep those that can be accepted now."""
        return self.filter(state=OfferState.OPEN, freed__state=FreedState.OPEN, expires_at__gt=now)


class TimeOffer(PubliclyIdentified, Timestamped):
    """Freed time is offered to one company; whoever accepts first, has it."""

    freed = models.ForeignKey(
        FreedTime, on_delete=models.CASCADE, related_name="offers", verbose_name=_("time")
    )
    partner = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="time_offers",
        verbose_name=_("offered to"),
    )
    reason = models.CharField(_("why"), max_length=10, choices=OfferReason.choices)
    mode = models.CharField(_("mode"), max_length=10, choices=MeetingMode.choices)
    expires_at = models.DateTimeField(_("holds until"))
    state = models.CharField(
        _("state"), max_length=10, choices=OfferState.choices, default=OfferState.OPEN
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = TimeOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of time")
        verbose_name_plural = _("offers of time")
        constraints = [
            models.UniqueConstraint("freed", "partner", name="time_offer_once"),
            # The database's own word on “the first yes wins”.
            models.UniqueConstraint(
                "freed", condition=Q(state=OfferState.ACCEPTED), name="time_offer_one_winner"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OfferState.values), name="time_offer_state_known"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=MeetingMode.values), name="time_offer_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=OfferReason.values), name="time_offer_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freed} → {self.partner}"


class OfferChoice(models.Model):
    """A participant wants no offers of freed time; without a row it does."""

    participation = models.OneToOneField(
        Participation,
        on_delete=models.CASCADE,
        related_name="offer_choice",
        verbose_name=_("participation"),
    )
    wants_offers = models.BooleanField(_("wants offers"), default=True)

    class Meta:
        verbose_name = _("choice about offers")
        verbose_name_plural = _("choices about offers")

    def __str__(self) -> str:
        return f"{self.participation}: {self.wants_offers}"
