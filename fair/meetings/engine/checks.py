"""Verify any plan, whoever made it, against conflicts.py and nothing else."""

from fair.meetings.engine.conflicts import broken_rules
from fair.meetings.engine.diary import Diary
from fair.meetings.engine.types import Assignment, Code, Conflict, Plan, Problem


def check(problem: Problem, plan: Plan) -> tuple[Conflict, ...]:
    """Return every rule that the plan breaks; an empty answer means a valid plan.

    Meetings are entered one after another, so of two that clash the later one is named. Pins
    are facts: they can make a planned meeting clash, but are never named themselves.
    """
    diary = Diary(problem)
    requests = {request.id: request for request in problem.requests}
    conflicts: list[Conflict] = []
    for assignment in plan.assignments:
        request = requests.get(assignment.request)
        place = diary.places.get(assignment.place)
        if request is None or place is None or not 0 <= assignment.slot < len(problem.slots):
            conflicts.append(_conflict(Code.UNKNOWN, assignment))
            continue
        broken = broken_rules(
            diary,
            request,
            slot=assignment.slot,
            place=place,
            interpreter=assignment.interpreter,
        )
        conflicts += [_conflict(code, assignment) for code in broken]
        diary.add(request, assignment)
    return tuple(conflicts)


def _conflict(code: Code, assignment: Assignment) -> Conflict:
    return Conflict(code, assignment.request, assignment.slot, assignment.place)
