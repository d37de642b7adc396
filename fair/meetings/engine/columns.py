"""All that could be a meeting, as arrays: the columns of a linear program, and its rows.

A column is a wish in one slot in one way (`pools.Option`); a row is a limit that some columns
share. Only this module and its neighbours `pricing` and `timetable` know NumPy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from fair.meetings.engine.diary import Diary, Hours
from fair.meetings.engine.pools import Pool, Pools
from fair.meetings.engine.types import Assignment, Party, Problem

UNLIMITED = 1 << 30

# A NumPy array; shapes and kinds are said where they matter.
Array = Any


class Limit(StrEnum):
    """What the columns of one row share."""

    PAIR = "pair"
    BUYER_SLOT = "buyer_slot"
    SUPPLIER_SLOT = "supplier_slot"
    PLACE_SLOT = "place_slot"
    INTERPRETER_SLOT = "interpreter_slot"
    BUYER_DAY = "buyer_day"
    SUPPLIER_DAY = "supplier_day"
    BUYER_TOTAL = "buyer_total"
    SUPPLIER_TOTAL = "supplier_total"
    NEED = "need"
    SERVED = "served"


# The lines of `Columns.rows`, but for those of needs, which come last.
LINES = (
    Limit.PAIR,
    Limit.SERVED,
    Limit.BUYER_SLOT,
    Limit.SUPPLIER_SLOT,
    Limit.PLACE_SLOT,
    Limit.BUYER_TOTAL,
    Limit.SUPPLIER_TOTAL,
    Limit.BUYER_DAY,
    Limit.SUPPLIER_DAY,
    Limit.INTERPRETER_SLOT,
)


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the rows of each kind begin in the one list of rows; the last row never binds."""

    starts: dict[Limit, int]
    rhs: Array

    @property
    def never(self) -> int:
        return len(self.rhs) - 1


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns in order of pair; `rows[k]` is, for each column, its row of kind LINES[k].

    In its SERVED row a column counts -1: being served is worth `first` points for each row of
    `unserved`, and `constant` points are in every plan, as pins serve their suppliers.
    """

    problem: Problem
    pools: Pools
    request: Array
    slot: Array
    place_pool: Array
    interpreter_pool: Array
    gain: Array
    rows: Array
    sections: Sections
    pair_starts: Array
    unserved: Array
    constant: int

    def __len__(self) -> int:
        return len(self.request)

    def of(self, limit: Limit) -> Array:
        """Return each column's row of one kind."""
        return self.rows[LINES.index(limit)]

    @property
    def pair(self) -> Array:
        """The number of each column's pair, which is its row too."""
        return self.rows[0]

    @property
    def pair_count(self) -> int:
        """The number of pairs with a column; their rows come first."""
        return self.sections.starts[Limit.BUYER_SLOT]

    @property
    def first(self) -> int:
        """The points of a supplier's first meeting."""
        return self.problem.weights.first_meeting


def columns_of(problem: Problem) -> Columns:
    """Lay out every column of a problem: for each wish some 30, of about 60 bytes each."""
    diary = Diary(problem)
    pools = Pools(diary)
    pairs = _pair_numbers(problem)
    order = sorted(range(len(problem.requests)), key=pairs.__getitem__)
    ways = [(n, way) for n in order for way in pools.options(problem.requests[n])]
    which, slot = _slots_of([way.slots for _n, way in ways], len(problem.slots))
    request = np.array([n for n, _way in ways], np.int32)[which]
    places = np.array([way.place_pool for _n, way in ways], np.int32)[which]
    interpreters = np.array([way.interpreter_pool for _n, way in ways], np.int32)[which]
    kept, pair = np.unique(np.array(pairs, np.int32)[request], return_inverse=True)
    sections = _sections(diary, pools, pair_count=len(kept))
    rows = _rows(diary, sections, (request, slot, pair, places, interpreters))
    served = rows[1][rows[1] < sections.never]
    pinned = {pin.supplier for pin in problem.pins} & diary.suppliers.keys()
    columns = Columns(
        problem=problem,
        pools=pools,
        request=request,
        slot=slot,
        place_pool=places,
        interpreter_pool=interpreters,
        gain=_gains(problem)[request],
        rows=rows,
        sections=sections,
        pair_starts=np.flatnonzero(np.diff(pair, prepend=-1)),
        unserved=np.unique(served),
        constant=problem.weights.first_meeting * len(pinned),
    )
    columns.gain[columns_at(columns, problem.standing)] += problem.weights.stay
    return columns


def _pair_numbers(problem: Problem) -> list[int]:
    numbers: dict[tuple[int, int], int] = {}
    return [
        numbers.setdefault((request.buyer, request.supplier), len(numbers))
        for request in problem.requests
    ]


def _slots_of(masks: list[int], slot_count: int) -> tuple[Array, Array]:
    """Return the places of all bits: the number of the mask, and the slot."""
    width = slot_count // 8 + 1
    packed = b"".join(mask.to_bytes(width, "little") for mask in masks)
    table = np.frombuffer(packed, np.uint8).reshape(-1, width)
    which, slot = np.nonzero(np.unpackbits(table, axis=1, bitorder="little"))
    return which.astype(np.int32), slot.astype(np.int32)


def _gains(problem: Problem) -> Array:
    weights = problem.weights
    gains = [weights.value * each.value + weights.must * each.must for each in problem.requests]
    return np.array(gains, np.float64)


def _sections(diary: Diary, pools: Pools, *, pair_count: int) -> Sections:
    slots, days = len(diary.problem.slots), list(diary.day_masks)
    buyers, suppliers = list(diary.buyers.values()), list(diary.suppliers.values())
    needs = diary.need_limits
    parts: list[tuple[Limit, list[int]]] = [
        (Limit.PAIR, [1] * pair_count),
        (Limit.BUYER_SLOT, [n for each in buyers for n in _free_teams(each, slots)]),
        (Limit.SUPPLIER_SLOT, [n for each in suppliers for n in _free_teams(each, slots)]),
        (Limit.PLACE_SLOT, _free_in(pools.places)),
        (Limit.INTERPRETER_SLOT, _free_in(pools.interpreters)),
        (Limit.BUYER_DAY, [n for each in buyers for n in _left_by_day(each, days)]),
        (Limit.SUPPLIER_DAY, [n for each in suppliers for n in _left_by_day(each, days)]),
        (Limit.BUYER_TOTAL, [_left(each.party.limit_total, each.total) for each in buyers]),
        (Limit.SUPPLIER_TOTAL, [_left(each.party.limit_total, each.total) for each in suppliers]),
        (Limit.NEED, [_left(most, diary.meetings_by_need[need]) for need, most in needs.items()]),
        (Limit.SERVED, [0] * len(suppliers)),
    ]
    starts, rhs = {}, list[int]()
    for limit, values in parts:
        starts[limit] = len(rhs)
        rhs += values
    return Sections(starts, np.array([*rhs, UNLIMITED], np.float64))


def _free_teams(hours: Hours, slots: int) -> list[int]:
    capacity = hours.party.capacity
    return [max(0, capacity - hours.counts.get(slot, 0)) for slot in range(slots)]


def _free_in(pools: list[Pool]) -> list[int]:
    return [count for pool in pools for count in pool.free]


def _left_by_day(hours: Hours, days: list[int]) -> list[int]:
    return [_left(hours.party.limit_day, hours.meetings_by_day.get(day, 0)) for day in days]


def _left(limit: int | None, used: int) -> int:
    return UNLIMITED if limit is None else max(0, limit - used)


def _rows(diary: Diary, sections: Sections, columns: tuple[Array, ...]) -> Array:
    """Find, for each column, its row of each kind."""
    request, slot, pair, places, interpreters = columns
    problem, starts, never = diary.problem, sections.starts, sections.never
    slots, days = len(problem.slots), {day: n for n, day in enumerate(diary.day_masks)}
    buyer = _numbers(problem.buyers, [each.buyer for each in problem.requests])[request]
    supplier = _numbers(problem.suppliers, [each.supplier for each in problem.requests])[request]
    day = np.array([days[each.day] for each in problem.slots], np.int32)[slot]
    pinned = {pin.supplier for pin in problem.pins}
    is_pinned = np.array([each.id in pinned for each in problem.suppliers], bool)
    interpreted = starts[Limit.INTERPRETER_SLOT] + interpreters * slots + slot
    lines = [
        starts[Limit.PAIR] + pair,
        np.where(is_pinned[supplier], never, starts[Limit.SERVED] + supplier),
        starts[Limit.BUYER_SLOT] + buyer * slots + slot,
        starts[Limit.SUPPLIER_SLOT] + supplier * slots + slot,
        starts[Limit.PLACE_SLOT] + places * slots + slot,
        starts[Limit.BUYER_TOTAL] + buyer,
        starts[Limit.SUPPLIER_TOTAL] + supplier,
        starts[Limit.BUYER_DAY] + buyer * len(days) + day,
        starts[Limit.SUPPLIER_DAY] + supplier * len(days) + day,
        np.where(interpreters < 0, never, interpreted),
        *(line[request] for line in _need_lines(diary, sections)),
    ]
    return np.array(lines, np.int32).reshape(len(lines), -1)


def _numbers(parties: tuple[Party, ...], ids: list[int]) -> Array:
    number_of = {party.id: n for n, party in enumerate(parties)}
    return np.array([number_of[each] for each in ids], np.int32)


def _need_lines(diary: Diary, sections: Sections) -> list[Array]:
    """Return, by wish, the rows of its first limited need, of its second, and so on."""
    start, never = sections.starts[Limit.NEED], sections.never
    numbers = {need: n for n, need in enumerate(diary.need_limits)}
    limited = [
        [start + numbers[need] for need in dict.fromkeys(each.needs) if need in numbers]
        for each in diary.problem.requests
    ]
    return [
        np.array([needs[n] if n < len(needs) else never for needs in limited], np.int32)
        for n in range(max(map(len, limited), default=0))
    ]


def columns_at(columns: Columns, assignments: Iterable[Assignment]) -> Array:
    """Return every column of the wishes in the slots of some assignments, in order."""
    slots = len(columns.problem.slots)
    number_of = {each.id: n for n, each in enumerate(columns.problem.requests)}
    keys = [
        number_of[each.request] * slots + each.slot
        for each in assignments
        if each.request in number_of and 0 <= each.slot < slots
    ]
    return np.flatnonzero(np.isin(columns.request * slots + columns.slot, keys))
