"""What is asked of meetings and plans."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.editions.selectors import slots_of
from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import Meeting, PlannedMeeting, PlanRun, UnplacedWish


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A meeting as one of its sides sees it; `zone` is that side's own where it stays away."""

    meeting: Meeting
    own: Participation
    partner: Participation
    zone: ZoneInfo | None


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """The meetings of one day of the edition's calendar, in order of time."""

    date: date
    entries: tuple[AgendaEntry, ...]


@dataclass(frozen=True, slots=True)
class SlotLoad:
    """How many meetings a plan holds in one slot, by mode."""

    starts_at: datetime
    ends_at: datetime
    booths: int
    tables: int
    online: int

    @property
    def total(self) -> int:
        return self.booths + self.tables + self.online


def agenda_of(participations: Sequence[Participation], *, user: Any) -> list[AgendaDay]:
    """Return the standing meetings of some participations in one edition, day by day.

    Six queries for any number of meetings. Needs and lines are those that `user` may know of.
    """
    if not participations:
        return []
    own = {each.pk: each for each in participations}
    meetings = (
        Meeting.objects.visible_to(user)
        .standing()
        .of_participations(list(own))
        .with_sides_and_places()
        .with_subjects_for(user)
        .order_by("starts_at", "id")
    )
    days: dict[date, list[AgendaEntry]] = defaultdict(list)
    for meeting in meetings:
        local = meeting.starts_at.astimezone(meeting.edition.zone)
        days[local.date()] += _entries(meeting, own)
    return [AgendaDay(day, tuple(entries)) for day, entries in days.items()]


def planned_meetings(run: PlanRun) -> QuerySet[PlannedMeeting]:
    """Return a plan's meetings with what a list of them shows, in order of time."""
    return run.planned_meetings.select_related(
        "buyer__organisation",
        "supplier__organisation",
        "place_party__table__hall",
        "place_party__booth__hall",
    ).order_by("starts_at", "id")


def unplaced_wishes(run: PlanRun) -> QuerySet[UnplacedWish]:
    """Return a plan's unplaced wishes, musts first, then the most valuable.

    Those that have a meeting by hand since are none any more.
    """
    rows = UnplacedWish.objects.filter(run=run).left_out()
    return rows.select_related("buyer__organisation", "supplier__organisation").order_by(
        "-is_must", "-value", "id"
    )


def buyers_of_plan(run: PlanRun) -> QuerySet[Participation]:
    """Return the edition's approved buyers with what the plan gives them, the least first.

    Each carries `planned_count`, `planned_value` in points and `unplaced_count`.
    """
    planned = PlannedMeeting.objects.filter(run=run, buyer=OuterRef("pk")).order_by()
    unplaced = UnplacedWish.objects.filter(run=run, buyer=OuterRef("pk")).left_out().order_by()
    return (
        Participation.objects.approved()
        .filter(edition=run.edition_id, side=Side.BUYER)
        .select_related("organisation")
        .annotate(
            planned_count=_per_buyer(planned, Count("pk")),
            planned_value=_per_buyer(planned, Sum("value")),
            unplaced_count=_per_buyer(unplaced, Count("pk")),
        )
        .order_by("planned_count", "id")
    )


def slot_loads(run: PlanRun) -> list[SlotLoad]:
    """Return how full the plan makes each slot of the edition; two queries."""
    counts: dict[tuple[datetime, str], int] = {}
    rows = run.planned_meetings.values_list("starts_at", "mode").annotate(Count("pk"))
    for starts_at, mode, count in rows.order_by():
        counts[starts_at, mode] = count
    return [
        SlotLoad(
            slot.starts_at,
            slot.ends_at,
            booths=counts.get((slot.starts_at, MeetingMode.BOOTH), 0),
            tables=counts.get((slot.starts_at, MeetingMode.TABLE), 0),
            online=counts.get((slot.starts_at, MeetingMode.ONLINE), 0),
        )
        for slot in slots_of(run.edition)
    ]


def _per_buyer(rows: QuerySet[Any], aggregate: Any) -> Coalesce:
    """Build an aggregate over a buyer's rows; 0 where there are none."""
    return Coalesce(Subquery(rows.values("buyer").annotate(result=aggregate).values("result")), 0)


def _entries(meeting: Meeting, own: dict[int, Participation]) -> Iterable[AgendaEntry]:
    """Yield the meeting once for each of its sides that is one's own."""
    for mine, partner in ((meeting.buyer, meeting.supplier), (meeting.supplier, meeting.buyer)):
        if mine.pk in own:
            yield AgendaEntry(meeting, mine, partner, mine.zone if mine.attends_online else None)


def organisations_met_by(organisation_id: int) -> set[int]:
    """Return the ids of the organisations that this one has met, at whichever fair; one query."""
    held = Meeting.objects.filter(state=MeetingState.HELD)
    as_buyer = held.filter(buyer__organisation=organisation_id)
    as_supplier = held.filter(supplier__organisation=organisation_id)
    return set(
        as_buyer.values_list("supplier__organisation", flat=True).union(
            as_supplier.values_list("buyer__organisation", flat=True)
        )
    )
