"""Which days are enough for those who prefer few, so that compacting can empty the others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fair.meetings.engine.columns import Array, Columns, Limit
from fair.meetings.engine.diary import mask_of
from fair.meetings.engine.timetable import Timetable
from fair.meetings.engine.types import Party, Pin

# Stands where a party has no opinion about its days.
UNASKED = -1


@dataclass(frozen=True, slots=True)
class Needed:
    """How many slots of each day the parties' meetings would take: shape (parties, days)."""

    buyers: Array
    suppliers: Array

    def closer(self) -> "Needed":
        """Return the same days, for as many meetings as there are on them now."""
        return Needed(np.where(self.buyers > 0, UNASKED, self.buyers), self.suppliers)


class FewDays:
    """The days of the parties that prefer few; `affordable` are the columns worth looking at."""

    def __init__(self, columns: Columns, affordable: Array) -> None:
        problem = columns.problem
        days = {day: n for n, day in enumerate(columns.pools.diary.day_masks)}
        self.day: Array = np.array([days[slot.day] for slot in problem.slots], int)[columns.slot]
        self.buyers = _Side(columns, problem.buyers, Limit.BUYER_TOTAL, self.day, affordable)
        self.suppliers = _Side(
            columns, problem.suppliers, Limit.SUPPLIER_TOTAL, self.day, affordable
        )

    def used(self, chosen: Array) -> int:
        """Count the days on which those who prefer few have meetings."""
        return self.buyers.used(chosen) + self.suppliers.used(chosen)

    def needed(
        self, timetable: Timetable, buyers: Array, *, rng: np.random.Generator, variety: int
    ) -> Needed:
        """Choose days for some buyers and for the suppliers they meet.

        `variety` makes other days win than those that most meetings could be on.
        """
        met = timetable.chosen()
        met = met[np.isin(self.buyers.party_of[met], buyers)]
        return Needed(
            self.buyers.needed(timetable, self.buyers.party_of[met], rng, variety),
            self.suppliers.needed(timetable, self.suppliers.party_of[met], rng, variety),
        )

    def is_spared(self, needed: Needed) -> Array:
        """Tell of each column whether it lies on a day that one of its sides can do without."""
        buyers = needed.buyers[self.buyers.party_of, self.day]
        return (buyers == 0) | (needed.suppliers[self.suppliers.party_of, self.day] == 0)


class _Side:
    """The buyers or the suppliers: which of them prefer few days, and what a day can hold."""

    def __init__(
        self,
        columns: Columns,
        parties: tuple[Party, ...],
        limit: Limit,
        day: Array,
        affordable: Array,
    ) -> None:
        self.columns, self.day = columns, day
        self.masks = list(columns.pools.diary.day_masks.values())
        self.party_of: Array = columns.of(limit) - columns.sections.starts[limit]
        self.prefers: Array = np.array([each.prefers_compact for each in parties], bool)
        self.capacity = [max(1, each.capacity) for each in parties]
        self.room: Array = np.array([self._room(each) for each in parties], int)
        self.room = self.room.reshape(len(parties), len(self.masks))
        self.pinned = self._pinned(parties, limit)
        own = affordable[self.prefers[self.party_of[affordable]]]
        self.own: Array = own[np.argsort(self.party_of[own], kind="stable")]
        self.party_of_own = self.party_of[self.own]

    def used(self, chosen: Array) -> int:
        return int((self._held(chosen)[self.prefers] > 0).sum())

    def needed(
        self, timetable: Timetable, parties: Array, rng: np.random.Generator, variety: int
    ) -> Array:
        """Return how many slots of each day some parties need, where they prefer few days."""
        chosen = timetable.chosen()
        held = self._held(chosen)
        table = np.full(held.shape, UNASKED)
        for party in np.unique(parties[self.prefers[parties]]).tolist():
            noise = variety * rng.random(len(self.masks))
            possible = self._possible(timetable, chosen, party)
            order = (self.pinned[party], held[party], noise)
            meetings = _fewest(possible, self.room[party] - self.pinned[party], order)
            table[party] = np.ceil(meetings / self.capacity[party])
        return table

    def _held(self, chosen: Array) -> Array:
        held = self.pinned.copy()
        np.add.at(held, (self.party_of[chosen], self.day[chosen]), 1)
        return held

    def _possible(self, timetable: Timetable, chosen: Array, party: int) -> Array:
        """Tell on which days a party's meetings could be: shape (meetings, days)."""
        first, end = np.searchsorted(self.party_of_own, [party, party + 1])
        own = self.own[first:end]
        pair = self.columns.pair
        columns = np.concatenate(
            [own[timetable.at[pair[own]] >= 0], chosen[self.party_of[chosen] == party]]
        )
        pairs, row = np.unique(pair[columns], return_inverse=True)
        possible = np.zeros((len(pairs), len(self.masks)), bool)
        possible[row, self.day[columns]] = True
        return possible

    def _room(self, party: Party) -> list[int]:
        """Return how many meetings a party could have on each day."""
        present = mask_of(party.onsite | party.online)
        seats = [(present & day).bit_count() * party.capacity for day in self.masks]
        most = party.limit_day
        return [each if most is None else min(each, most) for each in seats]

    def _pinned(self, parties: tuple[Party, ...], limit: Limit) -> Array:
        table = np.zeros((len(parties), len(self.masks)), int)
        number_of = {party.id: n for n, party in enumerate(parties)}
        days = {day: n for n, day in enumerate(self.columns.pools.diary.day_masks)}
        for pin, party in _sides_of(self.columns.problem.pins, limit):
            if party in number_of and pin.day in days:
                table[number_of[party], days[pin.day]] += 1
        return table


def _sides_of(pins: tuple[Pin, ...], limit: Limit) -> Iterator[tuple[Pin, int]]:
    for pin in pins:
        yield pin, pin.buyer if limit is Limit.BUYER_TOTAL else pin.supplier


def _fewest(possible: Array, room: Array, order: tuple[Array, Array, Array]) -> Array:
    """Return how many meetings each day gets, pinned ones included, on few days.

    Days with pins come first, then the one that can have the most of those still without a day,
    and of equal ones that which has the most already. Who could be on few days is seated first.
    """
    pinned, held, noise = order
    taken, left, open_ = pinned.copy(), possible.copy(), list(range(len(room)))
    while left.any() and open_:
        covers = np.minimum(left.sum(axis=0), room) + noise
        rank = list(zip(pinned > 0, covers, held, strict=True))
        best = max(open_, key=rank.__getitem__)
        open_.remove(best)
        rows = np.flatnonzero(left[:, best])
        choosy = np.argsort(left[rows][:, open_].sum(axis=1), kind="stable")
        seated = rows[choosy[: max(0, int(room[best]))]]
        taken[best] += len(seated)
        left[seated] = False
    return taken
