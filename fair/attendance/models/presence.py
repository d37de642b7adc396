"""Which side of a meeting is there, and which said that it comes late."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.attendance.choices import CheckInWay, Delay
from fair.editions.choices import Side
from fair.meetings.models import Meeting


class OfMeetingQuerySet(models.QuerySet[Any]):
    """Rows that each belong to one meeting."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of meetings that `user` may see."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        """Keep those that nobody took back."""
        return self.filter(undone_at=None)


class CheckIn(models.Model):
    """One side of a meeting is there; taken back, the row stays and says so."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="check_ins", verbose_name=_("meeting")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    how = models.CharField(_("how"), max_length=12, choices=CheckInWay.choices)
    checked_at = models.DateTimeField(_("checked in"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(
                "meeting", "side", condition=Q(undone_at=None), name="check_in_once"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="check_in_side_known"),
            models.CheckConstraint(
                condition=Q(how__in=CheckInWay.values), name="check_in_way_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_side_display()}"


class Lateness(models.Model):
    """A side said that it comes late; the last word counts."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="latenesses", verbose_name=_("meeting")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes late"), choices=Delay.choices)
    said_at = models.DateTimeField(_("said"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lateness")
        verbose_name_plural = _("latenesses")
        constraints = [
            models.UniqueConstraint("meeting", "side", name="lateness_unique"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="lateness_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_side_display()}, {self.minutes}"
