from hypothesis import given, settings
from hypothesis import strategies as st

from fair.meetings.engine.draft import Draft
from fair.meetings.engine.objective import figures
from fair.meetings.engine.types import Plan
from tests.fair.meetings.engine.fairs import problems


@given(problems(), st.data())
@settings(max_examples=200, deadline=None)
def test_points_follow_the_objective(problem, data):
    draft = Draft(problem)
    start = figures(problem, Plan()).points
    if not problem.requests:
        return

    for request in data.draw(st.lists(st.sampled_from(problem.requests), max_size=10)):
        if request.id in draft.placed:
            draft.take(request)
        elif (assignment := draft.seat(request)) is not None:
            draft.put(request, assignment)

        assert draft.points == figures(problem, draft.plan()).points - start
