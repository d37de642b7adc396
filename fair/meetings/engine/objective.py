"""What a plan is worth: an integer, term by term.

In order of weight: musts kept, a first meeting for every supplier that can have one, the
wishes' values, meetings that stay where people know them, and few idle slots. All weights are in
points (types.Weights).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fair.meetings.engine.conflicts import pair_slots, place_slots
from fair.meetings.engine.days import days_by_party
from fair.meetings.engine.diary import Diary, day_masks_of, mask_of, slots_in
from fair.meetings.engine.types import Figures, Party, Plan, Problem, Request, Weights
from fair.meetings.engine.walking import walks_by_party


@dataclass(frozen=True, slots=True)
class Tally:
    """What the terms count: planned meetings and pins, but values of planned ones only."""

    musts: int
    value: int
    served_suppliers: int
    stays: int
    idle_slots: int


TERMS: tuple[tuple[str, Callable[[Tally, Weights], int]], ...] = (
    ("must", lambda tally, weights: weights.must * tally.musts),
    ("first_meeting", lambda tally, weights: weights.first_meeting * tally.served_suppliers),
    ("value", lambda tally, weights: weights.value * tally.value),
    ("stay", lambda tally, weights: weights.stay * tally.stays),
    ("idle_slot", lambda tally, weights: -weights.idle_slot * tally.idle_slots),
)


def points_by_term(problem: Problem, plan: Plan) -> dict[str, int]:
    """Return the points of each term; their sum is the objective."""
    tally = _tally(problem, plan)
    return {name: term(tally, problem.weights) for name, term in TERMS}


def figures(problem: Problem, plan: Plan, *, servable: int | None = None) -> Figures:
    """Put a plan into numbers. Cost: one pass over the plan and one over the wishes.

    The latter is spared where `servable`, the number of servable suppliers, is known already.
    """
    tally, days = _tally(problem, plan), days_by_party(problem, plan)
    return Figures(
        points=sum(term(tally, problem.weights) for _name, term in TERMS),
        meetings=len(plan.assignments) + len(problem.pins),
        musts=tally.musts,
        value=tally.value,
        served_suppliers=tally.served_suppliers,
        servable_suppliers=len(servable_suppliers(problem)) if servable is None else servable,
        idle_slots=tally.idle_slots,
        stays=tally.stays,
        walks=sum(walks_by_party(problem, plan).values()),
        compact_parties=len(days),
        days_used=sum(days.values()),
    )


def most_value(problem: Problem, numbers: Figures, *, bound: int) -> int:
    """Return what no plan like this one can exceed in value, given a bound on points.

    Like this one is any plan that keeps as many musts, serves as many suppliers and leaves as
    many meetings where they stand.
    """
    weights = problem.weights
    others = (
        weights.must * numbers.musts
        + weights.first_meeting * numbers.served_suppliers
        + weights.stay * numbers.stays
    )
    return (bound - others) // weights.value if weights.value else numbers.value


def standing_slots(problem: Problem) -> frozenset[tuple[int, int]]:
    """Return where the wishes are met in the timetable that people know: (request, slot)."""
    return frozenset((each.request, each.slot) for each in problem.standing)


def servable_suppliers(problem: Problem) -> frozenset[int]:
    """Return the suppliers with a pin, or with a wish that fits beside the pins alone."""
    diary = Diary(problem)
    known = frozenset(diary.suppliers)
    servable = {pin.supplier for pin in problem.pins} & known
    for request in problem.requests:
        if request.supplier not in servable and _fits(diary, request):
            servable.add(request.supplier)
    return frozenset(servable)


def idle_slots(busy: int, *, present: int, day: int) -> int:
    """Count a day's idle slots: present, without a meeting, between the first and the last.

    All three arguments are bit masks of slots. Slots in which the party is not present are
    not idle, and neither is the night between two days.
    """
    meetings = busy & day
    if not meetings:
        return 0
    first = (meetings & -meetings).bit_length() - 1
    span = (1 << meetings.bit_length()) - (1 << first)
    return (present & day & span & ~meetings).bit_count()


@lru_cache(maxsize=1 << 11)
def added_idle(meetings: int, *, present: int, day: int) -> Mapping[int, int]:
    """Return how many idle slots a meeting in each slot of a day would add; what is left out, none.

    It takes one away between a day's meetings. Asked for every wish, so the latest are kept.
    """
    if not meetings:
        return {}
    first, last = (meetings & -meetings).bit_length() - 1, meetings.bit_length() - 1
    added = {slot: -1 for slot in slots_in(day & present & ~meetings) if first < slot < last}
    slots = list(slots_in(day))
    for outwards in (
        [slot for slot in reversed(slots) if slot < first],
        [slot for slot in slots if slot > last],
    ):
        idle = 0
        for slot in outwards:
            added[slot] = idle
            idle += present >> slot & 1
    return added


def _fits(diary: Diary, request: Request) -> bool:
    return any(
        pair_slots(diary, request, mode) & place_slots(diary, request, place)
        for mode in request.modes
        for place in diary.places_for(request, mode)
    )


def _tally(problem: Problem, plan: Plan) -> Tally:
    requests = {request.id: request for request in problem.requests}
    placed = [requests[assignment.request] for assignment in plan.assignments]
    standing = standing_slots(problem)
    served = {request.supplier for request in placed} | {pin.supplier for pin in problem.pins}
    return Tally(
        musts=sum(request.must for request in placed),
        value=sum(request.value for request in placed),
        served_suppliers=len(served & {party.id for party in problem.suppliers}),
        stays=sum((each.request, each.slot) in standing for each in plan.assignments),
        idle_slots=_all_idle_slots(problem, plan, requests),
    )


def _all_idle_slots(problem: Problem, plan: Plan, requests: Mapping[int, Request]) -> int:
    busy: dict[int, int] = defaultdict(int)
    for pin in problem.pins:
        busy[pin.buyer] |= mask_of(pin.slots)
    for assignment in plan.assignments:
        busy[requests[assignment.request].buyer] |= 1 << assignment.slot
    days = day_masks_of(problem).values()
    return sum(_idle_of(buyer, busy[buyer.id], days) for buyer in problem.buyers)


def _idle_of(buyer: Party, busy: int, days: Iterable[int]) -> int:
    present = mask_of(buyer.onsite | buyer.online)
    return sum(idle_slots(busy, present=present, day=day) for day in days)
