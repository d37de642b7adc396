"""How an edition meets online, and the room of each meeting."""

import secrets
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.conferencing.choices import ProviderKind
from fair.conferencing.engine.pasted import LONGEST, host_of
from fair.conferencing.engine.window import Window, window_around
from fair.editions.models import Edition
from fair.meetings.models import Meeting


def unguessable_name() -> str:
    """Return 128 random bits; in lower case, as Jitsi writes every name in it."""
    return secrets.token_hex(16)


class OnlineSettings(models.Model):
    """Where the online meetings of an edition take place, and when they let people in.

    An edition without such a row has pasted links and ten minutes on either side.
    """

    edition = models.OneToOneField(
        Edition,
        on_delete=models.CASCADE,
        related_name="online_settings",
        verbose_name=_("edition"),
    )
    provider = models.CharField(
        _("where meetings take place"),
        max_length=10,
        choices=ProviderKind.choices,
        default=ProviderKind.LINK,
    )
    fallback = models.CharField(
        _("where to, if that does not answer"),
        max_length=10,
        choices=ProviderKind.choices,
        default=ProviderKind.LINK,
    )
    opens_minutes_before = models.PositiveSmallIntegerField(
        _("opens, minutes before the meeting"), default=10, validators=[MaxValueValidator(120)]
    )
    closes_minutes_after = models.PositiveSmallIntegerField(
        _("closes, minutes after the meeting"), default=10, validators=[MaxValueValidator(120)]
    )

    class Meta:
        verbose_name = _("online meetings of an edition")
        verbose_name_plural = _("online meetings of editions")
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__in=ProviderKind.values, fallback__in=ProviderKind.values),
                name="online_settings_providers_known",
            ),
            models.CheckConstraint(
                condition=Q(fallback=ProviderKind.LINK) | ~Q(fallback=F("provider")),
                name="online_settings_fallback_differs",
                violation_error_message=_("Choose another one for the case that it fails."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.edition)

    def window_of(self, meeting: Meeting) -> Window:
        """Return when one may join `meeting`."""
        return window_around(
            meeting.starts_at,
            meeting.ends_at,
            minutes_before=self.opens_minutes_before,
            minutes_after=self.closes_minutes_after,
        )


class OnlineRoomQuerySet(models.QuerySet["OnlineRoom"]):
    """Sets of rooms."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of meetings that `user` may see."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))


class OnlineRoom(PubliclyIdentified, Timestamped):
    """The room of one online meeting, under a name that nobody can guess.

    `provider` is empty until the first person enters, so that an edition can still change its
    mind; from then on everybody is sent to the same place, also where that is the fallback.
    """

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="online_room", verbose_name=_("meeting")
    )
    name = models.CharField(
        _("name on the server"),
        max_length=32,
        unique=True,
        default=unguessable_name,
        editable=False,
    )
    provider = models.CharField(
        _("where it takes place"), max_length=10, choices=ProviderKind.choices, blank=True
    )
    fell_back_at = models.DateTimeField(_("fell back"), null=True, blank=True)
    link = models.CharField(_("pasted link"), max_length=LONGEST, blank=True)
    link_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pasted by"),
    )
    link_set_at = models.DateTimeField(_("pasted"), null=True, blank=True)
    # The beginning for which personal links were sent; a meeting that moves gets new ones.
    links_sent_for = models.DateTimeField(_("links sent for"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = OnlineRoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("online room")
        verbose_name_plural = _("online rooms")
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__in=["", *ProviderKind.values]),
                name="online_room_provider_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def link_host(self) -> str:
        """The host that the pasted link leads to; "" without one."""
        return host_of(self.link) if self.link else ""
