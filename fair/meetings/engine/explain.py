"""Why a wish has no meeting in a plan, read from the same rules that refused it."""

from fair.meetings.engine.conflicts import PAIR_RULES, place_slots
from fair.meetings.engine.diary import Diary, union_of
from fair.meetings.engine.types import Code, Mode, Obstacle, Plan, Problem, Request, Unplaced

# Rules that no other timetable could lift; everybody's free time is what they leave.
STANDING = (Code.PAIR_BLOCKED, Code.MODE_IMPOSSIBLE, Code.BUYER_AWAY, Code.SUPPLIER_AWAY)


def explain(problem: Problem, plan: Plan) -> tuple[Unplaced, ...]:
    """Explain every unplaced wish, in order of request id."""
    diary = Diary(problem)
    requests = {request.id: request for request in problem.requests}
    for assignment in plan.assignments:
        diary.add(requests[assignment.request], assignment)
    placed = {assignment.request for assignment in plan.assignments}
    return tuple(
        _explain(diary, requests[request_id])
        for request_id in sorted(requests)
        if request_id not in placed
    )


def _explain(diary: Diary, request: Request) -> Unplaced:
    if (request.buyer, request.supplier) in diary.problem.blocked:
        return Unplaced(request.id, Code.PAIR_BLOCKED, 0, ())
    if not request.modes:
        return Unplaced(request.id, Code.MODE_IMPOSSIBLE, 0, ())
    common = {mode: _common_slots(diary, request, mode) for mode in request.modes}
    shared = union_of(common.values())
    if not shared:
        return Unplaced(request.id, Code.NO_COMMON_SLOT, 0, ())
    closed = _closed_by_rule(diary, request, common)
    obstacles = tuple(
        sorted(
            (Obstacle(code, mask.bit_count()) for code, mask in closed.items() if mask),
            key=lambda obstacle: (-obstacle.slots, obstacle.code),
        )
    )
    return Unplaced(request.id, _binding(closed, shared), shared.bit_count(), obstacles)


def _common_slots(diary: Diary, request: Request, mode: Mode) -> int:
    slots = diary.all_slots
    for code, rule in PAIR_RULES:
        if code in STANDING:
            slots &= ~rule(diary, request, mode)
    return slots


def _closed_by_rule(diary: Diary, request: Request, common: dict[Mode, int]) -> dict[Code, int]:
    """Return, per rule, the common slots that it closes in every mode."""
    closed: dict[Code, int] = {}
    for code, rule in PAIR_RULES:
        if code not in STANDING:
            open_ = union_of(slots & ~rule(diary, request, mode) for mode, slots in common.items())
            closed[code] = union_of(common.values()) & ~open_
    seats = union_of(
        slots & place_slots(diary, request, place)
        for mode, slots in common.items()
        for place in diary.places_for(request, mode)
    )
    closed[Code.NO_PLACE] = union_of(common.values()) & ~seats
    return closed


def _binding(closed: dict[Code, int], shared: int) -> Code:
    """Choose the rule whose lifting alone would open most slots; else the one closing most.

    A rule that closes all common slots comes first: nothing else matters until it is lifted.
    """
    for code, mask in closed.items():
        if mask == shared:
            return code
    opened = {
        code: (shared & ~union_of(mask for other, mask in closed.items() if other != code))
        for code in closed
    }
    return max(closed, key=lambda code: (opened[code].bit_count(), closed[code].bit_count()))
