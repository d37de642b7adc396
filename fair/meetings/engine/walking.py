"""How often people change halls from one meeting to the next, and places that spare them some."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fair.meetings.engine.solvers import best_matching
from fair.meetings.engine.types import Assignment, Mode, Pin, Place, Plan, Problem, Request

Halls = dict[int, dict[int, Counter[int]]]


def walks_by_party(problem: Problem, plan: Plan) -> dict[int, int]:
    """Return, for each party that walks, how many of its teams' meetings begin in another hall.

    Counted from one slot to the next of a day; who has a slot in between has time to walk.
    Meetings online, and at places whose hall is not known, are nowhere.
    """
    if not _has_halls(problem):
        return {}
    halls = _halls(problem, plan)
    pairs = list(_pairs_of_slots(problem))
    walks: dict[int, int] = {}
    for party in (*problem.buyers, *problem.suppliers):
        at = halls.get(party.id, {})
        count = sum(
            _walks(at[before], at[after], teams=party.capacity)
            for before, after in pairs
            if before in at and after in at
        )
        if count:
            walks[party.id] = count
    return walks


def near_places(problem: Problem, plan: Plan) -> Plan:
    """Choose among shared tables, slot by slot, those nearest to where people sit before and after.

    Nobody changes the slot, and a meeting at the place that people know stays there. Cost: one
    small matching a slot, twice.
    """
    if not _has_halls(problem):
        return plan
    chooser = _Chooser(problem, plan)
    slots = sorted({each.slot for each in plan.assignments})
    for slot in (*slots, *reversed(slots)):
        chooser.reseat(slot)
    return Plan(tuple(sorted(chooser.assignments(), key=lambda each: each.request)))


class _Chooser:
    """Who sits where, changed one slot after another."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.requests = {request.id: request for request in problem.requests}
        self.places = {place.id: place for place in problem.places}
        self.standing = frozenset(problem.standing)
        self.halls = _halls(problem, plan)
        self.beside = _beside(problem)
        self.by_slot: dict[int, list[Assignment]] = defaultdict(list)
        for each in plan.assignments:
            self.by_slot[each.slot].append(each)
        self.pinned: dict[int, set[int]] = defaultdict(set)
        for pin in problem.pins:
            for slot in pin.slots if pin.place is not None else ():
                self.pinned[slot].add(pin.place or 0)

    def assignments(self) -> Iterator[Assignment]:
        for meetings in self.by_slot.values():
            yield from meetings

    def reseat(self, slot: int) -> None:
        """Match the meetings that could sit at any table with the tables that are free."""
        meetings = self.by_slot[slot]
        moving = [each for each in meetings if self._is_free(each)]
        taken = {each.place for each in meetings if each not in moving} | self.pinned[slot]
        tables = [
            place
            for place in self.problem.places
            if _is_shared(place) and slot in place.open_slots and place.id not in taken
        ]
        if len({table.hall for table in tables}) <= 1:
            return
        worth = [self._worth(each, tables) for each in moving]
        chosen = dict(zip(moving, best_matching(worth), strict=True))
        for each, number in chosen.items():
            self._move(each, tables[number])
        self.by_slot[slot] = [
            replace(each, place=tables[chosen[each]].id) if each in chosen else each
            for each in meetings
        ]

    def _is_free(self, each: Assignment) -> bool:
        return each not in self.standing and _is_shared(self.places[each.place])

    def _worth(self, each: Assignment, tables: list[Place]) -> list[int]:
        """Count who comes from a table's hall or goes on there; else the present table is best."""
        nearby: Counter[int | None] = Counter()
        for party in self._sides(each):
            for slot in self.beside[each.slot]:
                nearby.update(dict.fromkeys(self.halls[party][slot], 2))
        return [nearby[table.hall] + (table.id == each.place) for table in tables]

    def _move(self, each: Assignment, table: Place) -> None:
        for party in self._sides(each):
            here = self.halls[party][each.slot]
            here.subtract([self.places[each.place].hall or 0])
            here.update([table.hall or 0])
            self.halls[party][each.slot] = +here

    def _sides(self, each: Assignment) -> tuple[int, int]:
        request = self.requests[each.request]
        return request.buyer, request.supplier


def _walks(before: Counter[int], after: Counter[int], *, teams: int) -> int:
    """Return how many teams must walk at least: who stays in a hall, or has no meeting, need not.

    Without walking it takes a team for each meeting but those that follow another in one hall.
    """
    needed = before.total() + after.total() - (before & after).total()
    return max(0, needed - teams) if before and after else 0


def _has_halls(problem: Problem) -> bool:
    return len({place.hall for place in problem.places} - {None}) > 1


def _is_shared(place: Place) -> bool:
    return place.owner is None and place.mode is Mode.TABLE and place.hall is not None


def _pairs_of_slots(problem: Problem) -> Iterator[tuple[int, int]]:
    """Yield the pairs of slots that follow each other on one day."""
    for slot in range(len(problem.slots) - 1):
        if problem.slots[slot].day == problem.slots[slot + 1].day:
            yield slot, slot + 1


def _beside(problem: Problem) -> dict[int, list[int]]:
    beside: dict[int, list[int]] = defaultdict(list)
    for before, after in _pairs_of_slots(problem):
        beside[before].append(after)
        beside[after].append(before)
    return beside


def _halls(problem: Problem, plan: Plan) -> Halls:
    """Return in which halls each party has meetings, by party and slot."""
    hall_of = {place.id: place.hall for place in problem.places}
    requests = {request.id: request for request in problem.requests}
    halls: Halls = defaultdict(lambda: defaultdict(Counter))
    sittings: list[tuple[Request | Pin, Iterable[int], int | None]] = [
        *((requests[each.request], (each.slot,), each.place) for each in plan.assignments),
        *((pin, pin.slots, pin.place) for pin in problem.pins),
    ]
    for meeting, slots, place in sittings:
        hall = hall_of.get(place) if place is not None else None
        if hall is not None:
            for slot in slots:
                halls[meeting.buyer][slot][hall] += 1
                halls[meeting.supplier][slot][hall] += 1
    return halls
