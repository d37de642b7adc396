"""Which columns lie in which hall, and how to bring a buyer's meetings of one hall together."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from fair.meetings.engine.columns import Array, Columns

NOWHERE = -1


class Halls:
    """The halls of columns whose place lies in one hall for sure, as those at booths do.

    Buyers in several teams are left out: another team spares the way.
    """

    def __init__(self, columns: Columns, buyer_of: Array) -> None:
        problem = columns.problem
        self.columns, self.buyer_of = columns, buyer_of
        self.is_single: Array = np.array([each.capacity <= 1 for each in problem.buyers], bool)
        self.hall: Array = _halls_of_pools(columns)[columns.place_pool]
        self.matter = len(np.unique(self.hall[self.hall != NOWHERE])) > 1
        days = np.array([slot.day for slot in problem.slots], int)
        self.follows: Array = days[1:] == days[:-1]
        self.pinned = _pinned(columns)

    def walks(self, chosen: Array) -> Array:
        """Count each buyer's changes of hall from slot to slot: shape (buyers,)."""
        if not self.matter:
            return np.zeros(len(self.is_single), int)
        at = self._table(chosen)
        before, after = at[:, :-1], at[:, 1:]
        is_walk = (before != NOWHERE) & (after != NOWHERE) & (before != after) & self.follows
        return np.where(self.is_single, is_walk.sum(axis=1), 0)

    def is_together(self, chosen: Array, buyers: Iterable[int], days: Iterable[list[int]]) -> Array:
        """Tell of each column whether it lies where its buyer's day would have that hall.

        A day begins with the hall in which its meetings lie earliest, on average.
        """
        wanted = np.full((len(self.is_single), len(self.columns.problem.slots)), NOWHERE)
        at = self._table(chosen)
        day_slots = list(days)
        for buyer in buyers:
            for slots in day_slots:
                busy = [slot for slot in slots if at[buyer, slot] != NOWHERE]
                wanted[buyer, busy] = _in_order(busy, at[buyer, busy].tolist())
        where = wanted[self.buyer_of, self.columns.slot]
        return (where == self.hall) & (self.hall != NOWHERE) & self.is_single[self.buyer_of]

    def _table(self, chosen: Array) -> Array:
        table = self.pinned.copy()
        table[self.buyer_of[chosen], self.columns.slot[chosen]] = self.hall[chosen]
        return table


def _in_order(slots: list[int], halls: list[int]) -> list[int]:
    """Return the halls of some meetings, put together."""
    when: dict[int, list[int]] = defaultdict(list)
    for slot, hall in zip(slots, halls, strict=True):
        when[hall].append(slot)
    order = sorted(when, key=lambda hall: (sum(when[hall]) / len(when[hall]), hall))
    return [hall for hall in order for _slot in when[hall]]


def _halls_of_pools(columns: Columns) -> Array:
    places = columns.pools.diary.places
    found = []
    for pool in columns.pools.places:
        halls = {places[place].hall for place, _slots in pool.members}
        hall = halls.pop()
        found.append(NOWHERE if halls or hall is None else hall)
    return np.array(found, int)


def _pinned(columns: Columns) -> Array:
    """Return where each buyer's pins are: shape (buyers, slots)."""
    problem = columns.problem
    table = np.full((len(problem.buyers), len(problem.slots)), NOWHERE)
    number_of = {party.id: n for n, party in enumerate(problem.buyers)}
    places = columns.pools.diary.places
    for pin in problem.pins:
        place = places.get(pin.place) if pin.place is not None else None
        if pin.buyer in number_of and place is not None and place.hall is not None:
            table[number_of[pin.buyer], sorted(pin.slots)] = place.hall
    return table
