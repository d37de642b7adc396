"""Choose places and interpreters once the slots are settled: as people know them, where possible.

A place serves one meeting in a slot whatever happens in others, so each slot is a matching of its
own between meetings and places, and between meetings and interpreters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from fair.meetings.engine.conflicts import interpreter_slots, pair_slots, place_slots
from fair.meetings.engine.diary import Diary
from fair.meetings.engine.solvers import best_matching
from fair.meetings.engine.types import Assignment, Plan, Problem, Request

IMPOSSIBLE = -1_000_000_000


def kept_meetings(problem: Problem, plan: Plan) -> int:
    """Count the meetings that are wholly as people know them: time, place and interpreter."""
    return len(frozenset(problem.standing) & frozenset(plan.assignments))


def keep_places(problem: Problem, plan: Plan) -> Plan:
    """Give as many meetings as can be the place and interpreter that they have in `standing`.

    Only meetings that keep their slot have one. Others make room where they can sit elsewhere in
    the same slot; nobody changes the slot, and a valid plan stays valid.
    """
    known = {(each.request, each.slot): each for each in problem.standing}
    strays = {
        each.slot for each in plan.assignments if known.get((each.request, each.slot), each) != each
    }
    if not strays:
        return plan
    chooser = _Chooser(problem, known)
    by_slot: dict[int, list[Assignment]] = defaultdict(list)
    for each in plan.assignments:
        by_slot[each.slot].append(each)
    assignments = [
        seated
        for slot, meetings in by_slot.items()
        for seated in (chooser.seated(meetings) if slot in strays else meetings)
    ]
    return Plan(tuple(sorted(assignments, key=lambda each: each.request)))


class _Chooser:
    """Seats the meetings of one slot anew, beside the pins."""

    def __init__(self, problem: Problem, known: dict[tuple[int, int], Assignment]) -> None:
        self.diary = Diary(problem)
        self.requests = {request.id: request for request in problem.requests}
        self.known = known

    def seated(self, meetings: list[Assignment]) -> list[Assignment]:
        places = self._matched(meetings, lambda each: each.place, self._places)
        interpreted = [each for each in meetings if each.interpreter is not None]
        names = self._matched(interpreted, lambda each: each.interpreter, self._interpreters)
        return [
            replace(each, place=places[each.request], interpreter=names.get(each.request))
            for each in meetings
        ]

    def _matched(
        self,
        meetings: list[Assignment],
        thing: Callable[[Assignment], int | None],
        fitting: Callable[[Request, int], Iterable[int]],
    ) -> dict[int, int]:
        """Return a thing for each meeting: the known one for most, else the present one."""
        options = [tuple(fitting(self.requests[each.request], each.slot)) for each in meetings]
        things = sorted({option for each in options for option in each})
        number = {each: n for n, each in enumerate(things)}
        worth = [[IMPOSSIBLE] * len(things) for _each in meetings]
        for row, each, fit in zip(worth, meetings, options, strict=True):
            for option in fit:
                row[number[option]] = 0
            known = self.known.get((each.request, each.slot))
            for wanted, points in ((each, 1), (known, len(meetings) + 1)):
                wish = None if wanted is None else thing(wanted)
                if wish in fit:
                    row[number[wish]] += points
        chosen = best_matching(worth)
        return {each.request: things[n] for each, n in zip(meetings, chosen, strict=True)}

    def _places(self, request: Request, slot: int) -> list[int]:
        diary = self.diary
        return [
            place.id
            for mode in request.modes
            if pair_slots(diary, request, mode) >> slot & 1
            for place in diary.places_for(request, mode)
            if place_slots(diary, request, place) >> slot & 1
        ]

    def _interpreters(self, request: Request, slot: int) -> list[int]:
        diary = self.diary
        return [
            each.id
            for each in diary.interpreters_for(request)
            if interpreter_slots(diary, request, each) >> slot & 1
        ]
