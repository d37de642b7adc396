"""A plan as a board: rows of buyers, suppliers, places or times, and who sits where when."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fair.common.intervals import Interval
from fair.common.search import folded
from fair.editions.selectors import slots_of
from fair.meetings.choices import BoardRows, MeetingMode, PartyKind
from fair.meetings.models import Party, PlanRun
from fair.meetings.selectors.sittings import Sitting


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
    # Whose names the words are looked for among; empty means both sides'.
    side: str = ""
    only_troubled: bool = False

    def wants(self, sitting: Sitting) -> bool:
        words = folded(self.words).split()
        return (
            (self.hall is None or sitting.hall_id == self.hall)
            and (not words or all(word in sitting.words(self.side) for word in words))
            and (not self.only_troubled or bool(sitting.clashes))
        )


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
    labels = {whose(each): _label(kind, each) for each in shown if whose(each)}
    places: dict[Any, Party | None] = {}
    if kind == BoardRows.PLACES:
        places = {whose(each): each.place for each in shown}
        for party in _tables(run):
            places.setdefault(party.pk, party)
            labels.setdefault(party.pk, party.place_name)
    if kind == BoardRows.INTERPRETERS:
        labels |= {party.pk: str(party.interpreter) for party in _interpreters(run)}
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
            key if kind in {BoardRows.BUYERS, BoardRows.SUPPLIERS} else None,
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


def _interpreters(run: PlanRun) -> Iterable[Party]:
    rows = Party.objects.filter(
        edition=run.edition_id, kind=PartyKind.INTERPRETER, interpreter__is_active=True
    )
    return rows.select_related("interpreter").order_by("id")


def _label(kind: str, sitting: Sitting) -> str:
    match kind:
        case BoardRows.PLACES:
            return sitting.place_name
        case BoardRows.INTERPRETERS:
            return sitting.interpreter_name
        case _:
            return str(sitting.buyer if kind == BoardRows.BUYERS else sitting.supplier)


# Places of no row have the number -1, as those that only a what-if has.
WHOSE: dict[BoardRows, Callable[[Sitting], int]] = {
    BoardRows.BUYERS: lambda sitting: sitting.buyer.pk,
    BoardRows.SUPPLIERS: lambda sitting: sitting.supplier.pk,
    BoardRows.PLACES: lambda sitting: sitting.place.pk if sitting.place else -1,
    BoardRows.INTERPRETERS: lambda sitting: sitting.interpreter.pk if sitting.interpreter else 0,
}
