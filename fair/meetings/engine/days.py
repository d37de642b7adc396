"""On how many days those meet who would rather come for few."""

from collections import defaultdict

from fair.meetings.engine.types import Pin, Plan, Problem, Request


def days_matter(problem: Problem) -> bool:
    """Tell whether there are days to spare and somebody who would spare them."""
    parties = (*problem.buyers, *problem.suppliers)
    has_days = len({slot.day for slot in problem.slots}) > 1
    return has_days and any(party.prefers_compact for party in parties)


def days_by_party(problem: Problem, plan: Plan) -> dict[int, int]:
    """Return, for each party that prefers few days and meets at all, on how many days it does."""
    parties = (*problem.buyers, *problem.suppliers)
    wanting = {party.id for party in parties if party.prefers_compact}
    if not wanting:
        return {}
    requests = {request.id: request for request in problem.requests}
    meetings: list[tuple[Request | Pin, int]] = [
        *((requests[each.request], problem.slots[each.slot].day) for each in plan.assignments),
        *((pin, pin.day) for pin in problem.pins),
    ]
    days: dict[int, set[int]] = defaultdict(set)
    for meeting, day in meetings:
        for party in {meeting.buyer, meeting.supplier} & wanting:
            days[party].add(day)
    return {party: len(met_on) for party, met_on in days.items()}
