"""One pair in a plan, what was changed by hand, and wishes that wait for a meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fair.common.search import with_words
from fair.editions.models import Participation
from fair.meetings.choices import Clash, MeetingState, PlanState
from fair.meetings.models import HandEdit, Meeting, Party, PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.selectors.plans import unplaced_wishes
from fair.meetings.selectors.remedies import words_of_change
from fair.meetings.snapshots import Bench, Spot, bench_in_draft, bench_in_timetable, change_for


@dataclass(frozen=True, slots=True)
class SlotOfPair:
    """A slot of the fair for two companies: free, or what stands in the way."""

    day: date
    starts_at: datetime
    ends_at: datetime
    clashes: tuple[Clash, ...]
    is_current: bool

    @property
    def is_free(self) -> bool:
        return not self.clashes


@dataclass(frozen=True, slots=True)
class PairAtDesk:
    """What an organiser may do with two companies in a plan."""

    meeting: Meeting | PlannedMeeting | None
    place: Party | None
    value: int
    is_must: bool
    spots: tuple[Spot, ...]
    slots: tuple[SlotOfPair, ...]
    places: tuple[Party, ...]
    # Where they can meet nowhere: the cheapest change, in sentences.
    change: tuple[str, ...]

    @property
    def free_count(self) -> int:
        return sum(slot.is_free and not slot.is_current for slot in self.slots)


def pair_at_desk(run: PlanRun, buyer: Participation, supplier: Participation) -> PairAtDesk:
    """Return when and where two companies meet in a plan, and when and where else they could.

    A fixed number of queries, some twenty.
    """
    pair = (buyer.pk, supplier.pk)
    is_live = run.state == PlanState.PUBLISHED
    bench = bench_in_timetable(run.edition, pair, run=run) if is_live else bench_in_draft(run, pair)
    meeting = _meeting(run, pair) if is_live else _planned(run, pair)
    spots = tuple(bench.spots()) if run.is_editable else ()
    return PairAtDesk(
        meeting=meeting,
        place=_place_of(meeting),
        value=bench.wish.value if bench.wish else 0,
        is_must=bool(bench.wish and bench.wish.is_must),
        spots=spots,
        slots=tuple(_slots(bench, spots, meeting, run.edition.zone)),
        places=tuple(_places({spot.place for spot in spots})),
        change=tuple(_change(run, bench, buyer, supplier)) if not spots else (),
    )


def edits_of(run: PlanRun) -> QuerySet[HandEdit]:
    """Return what was changed by hand in a plan, the latest first."""
    return run.hand_edits.select_related(
        "buyer__organisation", "supplier__organisation", "actor", "undone_by"
    ).order_by("-id")


def untold_count(run: PlanRun) -> int:
    """Count the changes of the timetable of which nobody has heard yet; one query at most."""
    if run.state != PlanState.PUBLISHED:
        return 0
    return HandEdit.objects.untold().filter(edition=run.edition_id).count()


def wishes_matching(run: PlanRun, *, words: str) -> list[UnplacedWish]:
    """Return a plan's wishes without a meeting in which all words are found; one query."""
    rows = with_words(
        unplaced_wishes(run),
        words,
        texts=("buyer__organisation__names", "supplier__organisation__names"),
        plain=("buyer__organisation__legal_name", "supplier__organisation__legal_name"),
    )
    return list(rows)


def _change(run: PlanRun, bench: Bench, buyer: Participation, supplier: Participation) -> list[str]:
    sides = (buyer, supplier)
    change = change_for(bench, sides) if run.is_editable else None
    return words_of_change(change, edition=run.edition, sides=sides) if change else []


def _meeting(run: PlanRun, pair: tuple[int, int]) -> Meeting | None:
    rows = Meeting.objects.filter(edition=run.edition_id, buyer=pair[0], supplier=pair[1])
    return rows.filter(state=MeetingState.CONFIRMED).with_sides_and_places().first()


def _planned(run: PlanRun, pair: tuple[int, int]) -> PlannedMeeting | None:
    rows = run.planned_meetings.filter(buyer=pair[0], supplier=pair[1])
    return rows.select_related("place_party__table__hall", "place_party__booth__hall").first()


def _place_of(meeting: Meeting | PlannedMeeting | None) -> Party | None:
    if isinstance(meeting, Meeting):
        return meeting.place_seats[0].party if meeting.place_seats else None
    return meeting.place_party if meeting else None


def _slots(
    bench: Bench,
    spots: Iterable[Spot],
    meeting: Meeting | PlannedMeeting | None,
    zone: ZoneInfo,
) -> Iterable[SlotOfPair]:
    free = {spot.starts_at for spot in spots}
    for slot in bench.snapshot.slots:
        clashes = () if slot.starts_at in free else bench.clashes(slot.starts_at, None)
        is_current = meeting is not None and meeting.starts_at == slot.starts_at
        day = slot.starts_at.astimezone(zone).date()
        yield SlotOfPair(day, slot.starts_at, slot.ends_at, clashes, is_current)


def _places(ids: Iterable[int]) -> list[Party]:
    rows = Party.objects.filter(pk__in=ids).select_related("table__hall", "booth__hall")
    return sorted(rows, key=lambda party: (party.kind, party.pk))
