"""Who and what can sit in one meeting at a time, and when companies can meet."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fair.editions.models import Booth, Edition, MeetingTable, Participation
from fair.meetings.choices import PartyKind, WindowKind
from fair.meetings.models.interpreter import Interpreter

# Which reference each kind of party carries; the others stay empty.
REFERENCE_OF = {
    PartyKind.TEAM: "participation",
    PartyKind.TABLE: "table",
    PartyKind.BOOTH: "booth",
    PartyKind.ONLINE_ROOM: None,
    PartyKind.INTERPRETER: "interpreter",
}
REFERENCES = ("participation", "table", "booth", "interpreter")


def _references_fit() -> Q:
    """Build the condition that exactly the reference of the row's kind is filled."""
    fits = Q(pk__in=[])
    for kind, reference in REFERENCE_OF.items():
        filled = {f"{name}__isnull": name != reference for name in REFERENCES}
        fits |= Q(kind=kind, **filled)
    return fits


class Party(models.Model):
    """One team of a participant, one table, one seat at a booth, one online room or interpreter.

    Whatever can hold a single meeting at a time is a party, so one rule on seats keeps all of
    them from being booked twice. `number` counts teams, seats at one booth and online rooms
    from 1.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="parties", verbose_name=_("edition")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind.choices)
    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("participation"),
    )
    table = models.ForeignKey(
        MeetingTable,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("meeting table"),
    )
    booth = models.ForeignKey(
        Booth,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("booth"),
    )
    interpreter = models.ForeignKey(
        Interpreter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("interpreter"),
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                "edition",
                "kind",
                "participation",
                "table",
                "booth",
                "interpreter",
                "number",
                name="party_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=_references_fit(), name="party_reference_fits_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="party_number_positive"),
        ]

    def __str__(self) -> str:
        whose = self.participation or self.table or self.booth or self.interpreter
        return f"{whose or self.get_kind_display()} / {self.number}"

    @property
    def is_place(self) -> bool:
        """Whether it says where a meeting is, not who is in it."""
        return self.kind in PartyKind.places()

    @property
    def place_name(self) -> str:
        """Where a meeting at this place is, in the reader's words.

        Reads table and booth with their halls, so select them along.
        """
        if self.kind == PartyKind.ONLINE_ROOM:
            return gettext("Online room %(number)s") % {"number": self.number}
        place = self.table or self.booth
        if place is None:
            return str(self)
        words = gettext("Table %(code)s") if self.table else gettext("Booth %(code)s")
        name = words % {"code": place.code}
        return f"{place.hall}, {name}" if place.hall else name


class AvailabilityWindowQuerySet(models.QuerySet["AvailabilityWindow"]):
    """Sets of availability windows."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of participations that `user` manages."""
        return self.filter(participation__in=Participation.objects.managed_by(user).values("pk"))


class AvailabilityWindow(models.Model):
    """A stretch of time, [starts_at, ends_at), in which a participant can or cannot meet.

    Without an "available" window a participant can meet during the whole fair; with one, only
    within such windows. "Blocked" windows are cut out of either.
    """

    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="availability_windows",
        verbose_name=_("participation"),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=WindowKind.choices, default=WindowKind.AVAILABLE
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    objects = AvailabilityWindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("availability window")
        verbose_name_plural = _("availability windows")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="availability_times_in_order",
                violation_error_message=_("The window ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WindowKind.values), name="availability_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}: {self.starts_at:%d.%m. %H:%M} – {self.ends_at:%H:%M}"
