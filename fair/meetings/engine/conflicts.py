"""The only definition of every clash rule.

A rule looks at a diary, at a wish and at a mode or a place, and answers with the slots that
it forbids. Sets of slots are bit masks here (bit i is slot i), because a planner asks
these questions tens of thousands of times. The planner, the checker and the explanations all
use the same two tables, PAIR_RULES and PLACE_RULES.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from fair.meetings.engine.types import (
    Assignment,
    Code,
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
        self.open = {place.id: mask_of(place.open_slots) for place in problem.places}
        self.taken = dict.fromkeys(self.places, 0)
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

    def places_for(self, request: Request, mode: Mode) -> list[Place]:
        """Return the places that could hold the wish in this mode, own ones first."""
        owned = self._owned
        return [
            *owned.get((mode, request.supplier), ()),
            *owned.get((mode, request.buyer), ()),
            *owned.get((mode, None), ()),
        ]

    def add(self, request: Request, assignment: Assignment) -> None:
        """Enter a planned meeting, without asking whether it clashes."""
        slot = assignment.slot
        day = self.problem.slots[slot].day
        self._enter(request, (slot,), day=day, by=1)
        self.taken[assignment.place] |= 1 << slot

    def remove(self, request: Request, assignment: Assignment) -> None:
        """Strike out a planned meeting that was added."""
        slot = assignment.slot
        day = self.problem.slots[slot].day
        self._enter(request, (slot,), day=day, by=-1)
        self.taken[assignment.place] &= ~(1 << slot)

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


def _pair_blocked(diary: Diary, request: Request, _mode: Mode) -> int:
    is_blocked = (request.buyer, request.supplier) in diary.problem.blocked
    return diary.all_slots if is_blocked else 0


def _pair_twice(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.all_slots if diary.pairs[request.buyer, request.supplier] else 0


def _need_full(diary: Diary, request: Request, _mode: Mode) -> int:
    limits, meetings = diary.need_limits, diary.meetings_by_need
    is_full = any(need in limits and meetings[need] >= limits[need] for need in request.needs)
    return diary.all_slots if is_full else 0


def _mode_impossible(diary: Diary, request: Request, mode: Mode) -> int:
    return 0 if mode in request.modes else diary.all_slots


def _buyer_away(diary: Diary, request: Request, mode: Mode) -> int:
    return diary.all_slots & ~diary.buyers[request.buyer].present(mode)


def _supplier_away(diary: Diary, request: Request, mode: Mode) -> int:
    return diary.all_slots & ~diary.suppliers[request.supplier].present(mode)


def _buyer_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return _total_reached(diary, diary.buyers[request.buyer])


def _supplier_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return _total_reached(diary, diary.suppliers[request.supplier])


def _buyer_day_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.full_days(diary.buyers[request.buyer])


def _supplier_day_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.full_days(diary.suppliers[request.supplier])


def _buyer_busy(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.buyers[request.buyer].full & diary.all_slots


def _supplier_busy(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.suppliers[request.supplier].full & diary.all_slots


def _place_wrong(diary: Diary, request: Request, place: Place) -> int:
    is_welcome = place.owner in (None, request.buyer, request.supplier)
    return 0 if is_welcome else diary.all_slots


def _place_closed(diary: Diary, _request: Request, place: Place) -> int:
    return diary.all_slots & ~diary.open[place.id]


def _place_taken(diary: Diary, _request: Request, place: Place) -> int:
    return diary.taken[place.id]


def _total_reached(diary: Diary, hours: Hours) -> int:
    limit = hours.party.limit_total
    return diary.all_slots if limit is not None and hours.total >= limit else 0


PairRule = Callable[[Diary, Request, Mode], int]
PlaceRule = Callable[[Diary, Request, Place], int]

PAIR_RULES: tuple[tuple[Code, PairRule], ...] = (
    (Code.PAIR_BLOCKED, _pair_blocked),
    (Code.PAIR_TWICE, _pair_twice),
    (Code.NEED_FULL, _need_full),
    (Code.MODE_IMPOSSIBLE, _mode_impossible),
    (Code.BUYER_AWAY, _buyer_away),
    (Code.SUPPLIER_AWAY, _supplier_away),
    (Code.BUYER_FULL, _buyer_full),
    (Code.SUPPLIER_FULL, _supplier_full),
    (Code.BUYER_DAY_FULL, _buyer_day_full),
    (Code.SUPPLIER_DAY_FULL, _supplier_day_full),
    (Code.BUYER_BUSY, _buyer_busy),
    (Code.SUPPLIER_BUSY, _supplier_busy),
)
PLACE_RULES: tuple[tuple[Code, PlaceRule], ...] = (
    (Code.PLACE_WRONG, _place_wrong),
    (Code.PLACE_CLOSED, _place_closed),
    (Code.PLACE_TAKEN, _place_taken),
)


def pair_slots(diary: Diary, request: Request, mode: Mode) -> int:
    """Return the slots that no pair rule forbids."""
    possible = diary.all_slots
    for _code, rule in PAIR_RULES:
        possible &= ~rule(diary, request, mode)
        if not possible:
            return 0
    return possible


def place_slots(diary: Diary, request: Request, place: Place) -> int:
    """Return the slots that no place rule forbids."""
    possible = diary.all_slots
    for _code, rule in PLACE_RULES:
        possible &= ~rule(diary, request, place)
    return possible


def broken_rules(diary: Diary, request: Request, *, slot: int, place: Place) -> tuple[Code, ...]:
    """Name every rule that a meeting in this slot at this place would break now."""
    bit = 1 << slot
    pair = [code for code, rule in PAIR_RULES if rule(diary, request, place.mode) & bit]
    own = [code for code, rule in PLACE_RULES if rule(diary, request, place) & bit]
    return (*pair, *own)
