"""A plan as a board: rows of buyers, suppliers, places or times, and who sits where when."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fair.common.intervals import Interval
from fair.common.search import folded
from fair.editions.models import Participation
from fair.editions.selectors import slots_of
from fair.meetings.choices import BoardRows, Clash, MeetingMode, PartyKind, PlanState
from fair.meetings.models import Meeting, Party, PlannedMeeting, PlanRun
from fair.meetings.snapshots import Clashes, clashes_in_draft, clashes_in_timetable


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting on the board; what is fixed cannot be changed on it."""

    buyer: Participation
    supplier: Participation
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: Party | None
    is_must: bool
    is_pinned: bool
    is_fixed: bool
    state: str = ""
    clashes: tuple[Clash, ...] = ()

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def place_name(self) -> str:
        return self.place.place_name if self.place else str(MeetingMode(self.mode).label)

    @property
    def hall_id(self) -> int | None:
        spot = (self.place.table or self.place.booth) if self.place else None
        return spot.hall_id if spot else None

    @property
    def words(self) -> str:
        """All its names, folded, to search in."""
        organisations = (self.buyer.organisation, self.supplier.organisation)
        names = [name for each in organisations for name in (each.legal_name, *each.names.values())]
        return folded(" ".join(names))


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row and a column of the board meet; a meeting dropped here begins at `starts_at`."""

    starts_at: datetime
    place: Party | None
    label: str
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the board: whose it is, or when."""

    label: str
    starts_at: datetime | None
    cells: tuple[Cell, ...]
    # Of a company's row: its participation.
    side: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading: a time or, where the rows are times, a way of meeting."""

    starts_at: datetime | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """One day of a plan. `troubled` are the meetings of every day that clash with something."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count: int
    troubled: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a plan is to be shown."""

    rows: str = BoardRows.BUYERS
    day: date | None = None
    hall: int | None = None
    words: str = ""
    only_troubled: bool = False

    def wants(self, sitting: Sitting) -> bool:
        return (
            (self.hall is None or sitting.hall_id == self.hall)
            and all(word in sitting.words for word in folded(self.words).split())
            and (not self.only_troubled or bool(sitting.clashes))
        )


def sittings_of(run: PlanRun) -> list[Sitting]:
    """Return a plan's meetings; of the published plan, the timetable's as they are now.

    A fixed number of queries, some twenty: what clashes is asked of the rows as they are.
    """
    if run.state == PlanState.PUBLISHED:
        return _of_timetable(run)
    clashes = clashes_in_draft(run) if run.is_editable else {}
    rows = run.planned_meetings.select_related(
        "buyer__organisation",
        "supplier__organisation",
        "place_party__table__hall",
        "place_party__booth__hall",
    ).order_by("starts_at", "id")
    planned = [_planned(row, clashes) for row in rows]
    kept = Meeting.objects.filter(edition=run.edition_id).kept().with_sides_and_places()
    fixed = [_standing(row, {}, is_fixed=True) for row in kept.order_by("starts_at", "id")]
    return [*planned, *(fixed if run.state == PlanState.READY else [])]


def days_with(sittings: Iterable[Sitting], run: PlanRun) -> list[date]:
    """Return the days of the fair, and those on which something is planned besides."""
    zone = run.edition.zone
    times = [slot.starts_at for slot in slots_of(run.edition)]
    times += [sitting.starts_at for sitting in sittings]
    return sorted({at.astimezone(zone).date() for at in times})


def board_of(run: PlanRun, sittings: Sequence[Sitting], *, wanted: Wanted) -> Board:
    """Lay a plan's meetings out; two queries."""
    zone = run.edition.zone
    shown = [each for each in sittings if wanted.wants(each)]
    today = [each for each in shown if _day(each.starts_at, zone) == wanted.day]
    slots = [each for each in slots_of(run.edition) if _day(each.starts_at, zone) == wanted.day]
    columns = _columns(slots, today)
    if wanted.rows == BoardRows.TIMES:
        rows = _rows_of_times(columns, today)
        headings = tuple(Column(None, str(mode.label)) for mode in MeetingMode)
    else:
        rows = _rows_of(wanted.rows, columns, today, shown, run)
        headings = tuple(Column(column.starts_at) for column in columns)
    troubled = tuple(each for each in shown if each.clashes)
    return Board(headings, tuple(rows), len(today), troubled)


def _of_timetable(run: PlanRun) -> list[Sitting]:
    standing = Meeting.objects.filter(edition=run.edition_id).standing()
    rows = list(
        standing.with_sides_and_places()
        .prefetch_related("seats__party", "needs")
        .order_by("starts_at", "id")
    )
    ahead = [row for row in rows if row.is_ahead]
    clashes = clashes_in_timetable(run.edition, ahead)
    return [_standing(row, clashes, is_fixed=not row.is_ahead) for row in rows]


def _planned(row: PlannedMeeting, clashes: Clashes) -> Sitting:
    return Sitting(
        buyer=row.buyer,
        supplier=row.supplier,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode,
        place=row.place_party,
        is_must=row.is_must,
        is_pinned=row.is_pinned,
        is_fixed=False,
        clashes=clashes.get((row.buyer_id, row.supplier_id), ()),
    )


def _standing(row: Meeting, clashes: Clashes, *, is_fixed: bool) -> Sitting:
    return Sitting(
        buyer=row.buyer,
        supplier=row.supplier,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode,
        place=row.place_seats[0].party if row.place_seats else None,
        is_must=False,
        is_pinned=row.is_pinned,
        is_fixed=is_fixed,
        state="" if row.is_ahead else row.get_state_display(),
        clashes=clashes.get((row.buyer_id, row.supplier_id), ()),
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _columns(slots: Sequence[Interval], sittings: Iterable[Sitting]) -> list[Interval]:
    """Return the day's slots, and the times of meetings that lie beside all of them."""
    columns = list(slots)
    for sitting in sittings:
        if not any(column.overlaps(sitting.interval) for column in columns):
            columns.append(sitting.interval)
    return sorted(columns)


def _rows_of(
    kind: str,
    columns: Sequence[Interval],
    today: Iterable[Sitting],
    shown: Iterable[Sitting],
    run: PlanRun,
) -> list[Row]:
    """Return a row for everybody, or every place, with something on any day."""
    whose = WHOSE[BoardRows(kind)]
    labels = {whose(each): _label(kind, each) for each in shown}
    places: dict[Any, Party | None] = {}
    if kind == BoardRows.PLACES:
        places = {whose(each): each.place for each in shown}
        for party in _tables(run):
            places.setdefault(party.pk, party)
            labels.setdefault(party.pk, party.place_name)
    at: dict[tuple[Any, Interval], list[Sitting]] = defaultdict(list)
    for each in today:
        column = next(column for column in columns if column.overlaps(each.interval))
        at[whose(each), column].append(each)
    return [
        Row(
            label,
            None,
            tuple(
                Cell(column.starts_at, places.get(key), "", tuple(at[key, column]))
                for column in columns
            ),
            None if kind == BoardRows.PLACES else key,
        )
        for key, label in sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0]))
    ]


def _rows_of_times(columns: Sequence[Interval], today: Sequence[Sitting]) -> list[Row]:
    at: dict[tuple[Interval, str], list[Sitting]] = defaultdict(list)
    for each in today:
        column = next(column for column in columns if column.overlaps(each.interval))
        at[column, each.mode].append(each)
    return [
        Row(
            "",
            column.starts_at,
            tuple(
                Cell(column.starts_at, None, str(mode.label), tuple(at[column, mode.value]))
                for mode in MeetingMode
            ),
        )
        for column in columns
    ]


def _tables(run: PlanRun) -> Iterable[Party]:
    rows = Party.objects.filter(edition=run.edition_id, kind=PartyKind.TABLE, table__is_active=True)
    return rows.select_related("table__hall", "booth__hall").order_by("id")


def _label(kind: str, sitting: Sitting) -> str:
    if kind == BoardRows.PLACES:
        return sitting.place_name
    return str(sitting.buyer if kind == BoardRows.BUYERS else sitting.supplier)


WHOSE: dict[BoardRows, Callable[[Sitting], int]] = {
    BoardRows.BUYERS: lambda sitting: sitting.buyer.pk,
    BoardRows.SUPPLIERS: lambda sitting: sitting.supplier.pk,
    BoardRows.PLACES: lambda sitting: sitting.place.pk if sitting.place else 0,
}
