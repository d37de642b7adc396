"""What organisers changed in plans and timetables by hand."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.common.models import Timestamped
from fair.editions.models import Edition, Participation
from fair.meetings.choices import EditKind
from fair.meetings.models.meeting import Meeting
from fair.meetings.models.plan import PlanRun


class HandEditQuerySet(models.QuerySet["HandEdit"]):
    """Sets of edits."""

    def visible_to(self, user: Any) -> Self:
        """Keep those in editions that `user` organises."""
        if user.is_superuser:
            return self.all()
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))

    def standing(self) -> Self:
        """Keep those that nobody took back."""
        return self.filter(undone_at=None)

    def untold(self) -> Self:
        """Keep changes of the timetable of which the two sides have not heard yet.

        Only those made on a plan's board wait; what is booked or moved elsewhere is told at once.
        """
        return self.filter(
            told_at=None, is_live=True, run__isnull=False, kind__in=EditKind.noticed()
        )

    def moves_of(self, meeting: Meeting, *, since: datetime) -> Self:
        """Keep the moves of one meeting in the timetable, the first ones first."""
        moves = self.filter(is_live=True, kind=EditKind.MOVED, created_at__gte=since)
        pair = moves.filter(buyer=meeting.buyer_id, supplier=meeting.supplier_id)
        return pair.select_related("actor").order_by("id")


class HandEdit(Timestamped):
    """One meeting of a pair was changed by hand, in a draft or in the timetable itself.

    `before` and `after` hold the meeting as {"starts_at", "ends_at", "mode", "place", "buyer_team",
    "supplier_team", "is_pinned", …}, or null where there was none. Undoing needs both: it brings
    `before` back as long as the meeting is still as `after` says.
    """

    # None: a change of the timetable made on a meeting's own page.
    run = models.ForeignKey(
        PlanRun,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="hand_edits",
        verbose_name=_("plan"),
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="hand_edits", verbose_name=_("edition")
    )
    # Whether the timetable was changed, not a draft.
    is_live = models.BooleanField(_("in the timetable"))
    # The schedule version that the change made; a draft's edits make none.
    schedule_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=EditKind.choices)
    buyer = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("buyer")
    )
    supplier = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("supplier")
    )
    before = models.JSONField(null=True, blank=True, editable=False)
    after = models.JSONField(null=True, blank=True, editable=False)
    # Why an organiser went beyond a limit.
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("changed by"),
    )
    # When the two sides were told; changes made on a plan's board wait for others to come along.
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("taken back by"),
    )

    objects = HandEditQuerySet.as_manager()

    class Meta:
        verbose_name = _("change by hand")
        verbose_name_plural = _("changes by hand")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EditKind.values), name="hand_edit_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(is_live=True, schedule_version__isnull=False)
                | Q(is_live=False, schedule_version=None, run__isnull=False),
                name="hand_edit_version_fits",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "schedule_version"]),
            models.Index(
                fields=["edition", "created_at"],
                condition=Q(told_at=None, is_live=True, run__isnull=False),
                name="hand_edit_untold",
            ),
        ]

    @property
    def began_at(self) -> datetime | None:
        """When the meeting began before the change."""
        return datetime.fromisoformat(self.before["starts_at"]) if self.before else None

    @property
    def begins_at(self) -> datetime | None:
        """When the meeting begins after the change."""
        return datetime.fromisoformat(self.after["starts_at"]) if self.after else None

    @property
    def left(self) -> tuple[datetime, datetime]:
        """The time that a move left, [from, until)."""
        begins, ends = (self.before or {})["starts_at"], (self.before or {})["ends_at"]
        return datetime.fromisoformat(begins), datetime.fromisoformat(ends)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.buyer} – {self.supplier}"
