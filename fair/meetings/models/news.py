"""What people have still to be told of meetings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fair.editions.models import Edition, Participation
from fair.meetings.models.meeting import Meeting
from fair.meetings.models.step import RequestStep


class NewsKind(models.TextChoices):
    """What people have to be told of one meeting."""

    BOOKED = "booked", _("Booked")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
    HANDED_OVER = "handed_over", _("Handed over")
    AGREED = "agreed", _("Agreed")
    ATTENDEES = "attendees", _("Other people come")


class MeetingNews(models.Model):
    """One act upon a meeting of which people have still to be told; gone once they are.

    Written in the transaction of the act. Telling takes far longer than booking, and nobody who
    wants the same time has to wait for it.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="+", verbose_name=_("edition")
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="news", verbose_name=_("meeting")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NewsKind.choices)
    # Names the act in the keys of its messages; two meetings that were swapped share one.
    act = models.CharField(max_length=80, db_index=True, editable=False)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # The yes by which the meeting was booked.
    step = models.ForeignKey(
        RequestStep,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("step of a request"),
    )
    # To whom which side handed the meeting, and whoever came until then.
    side = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("side"),
    )
    person = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed on to"),
    )
    people = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("news of a meeting")
        verbose_name_plural = _("news of meetings")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NewsKind.values), name="news_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=NewsKind.HANDED_OVER, side__isnull=False, person__isnull=False)
                | (~Q(kind=NewsKind.HANDED_OVER) & Q(side=None, person=None)),
                name="news_handover_fits",
            ),
            models.CheckConstraint(
                condition=Q(kind=NewsKind.AGREED, step__isnull=False)
                | (~Q(kind=NewsKind.AGREED) & Q(step=None)),
                name="news_step_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.meeting}"
