"""Who is where, when: everybody's hours, and the meetings entered so far.

Sets of slots are bit masks (bit i is slot i), because a planner asks for them tens of thousands
of times. What clashes with what is said in conflicts.py only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from fair.meetings.engine.types import (
    Assignment,
    Interpreter,
    Mode,
    Party,
    Pin,
    Place,
    Problem,
    Request,
)


def mask_of(slots: Iterable[int]) -> int:
    """Return the bit mask of a set of slots."""
    mask = 0
    for slot in slots:
        mask |= 1 << slot
    return mask


def union_of(masks: Iterable[int]) -> int:
    """Return the bit mask of the slots that are in any of the sets."""
    union = 0
    for mask in masks:
        union |= mask
    return union


def day_masks_of(problem: Problem) -> dict[int, int]:
    """Return the slots of each day, in order of time."""
    masks: dict[int, int] = defaultdict(int)
    for number, slot in enumerate(problem.slots):
        masks[slot.day] |= 1 << number
    return dict(masks)


def slots_in(mask: int) -> Iterator[int]:
    """Yield the slots of a bit mask in order of time."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Hours:
    """What one party can do and has in its diary so far."""

    __slots__ = ("busy", "counts", "full", "meetings_by_day", "online", "onsite", "party", "total")

    def __init__(self, party: Party) -> None:
        self.party = party
        self.onsite = mask_of(party.onsite)
        self.online = mask_of(party.online)
        self.busy = 0
        self.full = 0 if party.capacity > 0 else -1
        self.counts: dict[int, int] = defaultdict(int)
        self.meetings_by_day: dict[int, int] = defaultdict(int)
        self.total = 0

    def present(self, mode: Mode) -> int:
        """Return the slots in which the party can meet in this mode."""
        return self.online if mode is Mode.ONLINE else self.onsite

    def change(self, slots: Iterable[int], *, day: int, by: int) -> None:
        """Enter (by=1) or strike out (by=-1) one meeting."""
        for slot in slots:
            self.counts[slot] += by
            bit = 1 << slot
            self.busy = self.busy | bit if self.counts[slot] > 0 else self.busy & ~bit
            if self.party.capacity > 0:
                is_full = self.counts[slot] >= self.party.capacity
                self.full = self.full | bit if is_full else self.full & ~bit
        self.meetings_by_day[day] += by
        self.total += by


class Diary:
    """Everybody's meetings at one moment of planning; starts with the pins entered."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.all_slots = (1 << len(problem.slots)) - 1
        self.day_masks = day_masks_of(problem)
        self.buyers = {party.id: Hours(party) for party in problem.buyers}
        self.suppliers = {party.id: Hours(party) for party in problem.suppliers}
        self.places = {place.id: place for place in problem.places}
        # Most places are open at the same times.
        mask_once = cache(mask_of)
        self.open = {place.id: mask_once(place.open_slots) for place in problem.places}
        self.taken = dict.fromkeys(self.places, 0)
        self.interpreters = {each.id: each for each in problem.interpreters}
        self.interpreter_open = {each.id: mask_of(each.open_slots) for each in problem.interpreters}
        self.interpreter_taken = dict.fromkeys(self.interpreters, 0)
        self.pairs: Counter[tuple[int, int]] = Counter()
        self.need_limits = dict(problem.need_limits)
        self.meetings_by_need: Counter[int] = Counter()
        self._owned: dict[tuple[Mode, int | None], list[Place]] = defaultdict(list)
        for place in sorted(problem.places, key=lambda place: place.id):
            self._owned[place.mode, place.owner].append(place)
        for pin in problem.pins:
            self._enter(pin, pin.slots, day=pin.day, by=1)
            if pin.place in self.taken:
                self.taken[pin.place] |= mask_of(pin.slots)
            if pin.interpreter in self.interpreter_taken:
                self.interpreter_taken[pin.interpreter] |= mask_of(pin.slots)

    def places_for(self, request: Request, mode: Mode) -> list[Place]:
        """Return the places that could hold the wish in this mode, own ones first."""
        owned = self._owned
        return [
            *owned.get((mode, request.supplier), ()),
            *owned.get((mode, request.buyer), ()),
            *owned.get((mode, None), ()),
        ]

    def interpreters_for(self, request: Request) -> list[Interpreter]:
        """Return those who speak the wish's language; the fewer languages, the earlier."""
        fitting = [
            each for each in self.interpreters.values() if request.language in each.languages
        ]
        return sorted(fitting, key=lambda each: (len(each.languages), each.id))

    def add(self, request: Request, assignment: Assignment) -> None:
        """Enter a planned meeting, without asking whether it clashes."""
        slot = assignment.slot
        day = self.problem.slots[slot].day
        self._enter(request, (slot,), day=day, by=1)
        self.taken[assignment.place] |= 1 << slot
        if assignment.interpreter in self.interpreter_taken:
            self.interpreter_taken[assignment.interpreter] |= 1 << slot

    def remove(self, request: Request, assignment: Assignment) -> None:
        """Strike out a planned meeting that was added."""
        slot = assignment.slot
        day = self.problem.slots[slot].day
        self._enter(request, (slot,), day=day, by=-1)
        self.taken[assignment.place] &= ~(1 << slot)
        if assignment.interpreter in self.interpreter_taken:
            self.interpreter_taken[assignment.interpreter] &= ~(1 << slot)

    def full_days(self, hours: Hours) -> int:
        """Return the slots of those days on which a party has reached its daily limit."""
        limit = hours.party.limit_day
        if limit is None:
            return 0
        masks = self.day_masks
        closed = 0
        for day, mask in masks.items():
            if hours.meetings_by_day[day] >= limit:
                closed |= mask
        return closed

    def _enter(self, meeting: Request | Pin, slots: Iterable[int], *, day: int, by: int) -> None:
        buyer, supplier = meeting.buyer, meeting.supplier
        if buyer in self.buyers:
            self.buyers[buyer].change(slots, day=day, by=by)
        if supplier in self.suppliers:
            self.suppliers[supplier].change(slots, day=day, by=by)
        self.pairs[buyer, supplier] += by
        for need in meeting.needs:
            self.meetings_by_need[need] += by
