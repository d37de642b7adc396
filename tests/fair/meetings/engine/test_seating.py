import pytest
from hypothesis import given, settings

from fair.meetings.engine.construct import construct
from fair.meetings.engine.seating import Teams, TooFewTeams, seat_teams
from fair.meetings.engine.types import Assignment, Mode, Party, Place, Plan, Problem, Request
from tests.fair.meetings.engine.fairs import fair, grid, problems

ALL = frozenset({0, 1})
PROBLEM = Problem(
    slots=grid(days=1, slots_per_day=2),
    buyers=(Party(1, ALL, ALL, capacity=2),),
    suppliers=(Party(2, ALL, ALL), Party(3, ALL, ALL)),
    places=(Place(10, Mode.TABLE, ALL), Place(11, Mode.TABLE, ALL)),
    requests=(Request(1, 1, 2, 5, (Mode.TABLE,)), Request(2, 1, 3, 5, (Mode.TABLE,))),
)
PLAN = Plan((Assignment(1, 0, 10), Assignment(2, 0, 11)))


def test_meetings_in_one_slot_get_different_teams():
    assert seat_teams(PROBLEM, PLAN, taken={}) == {1: Teams(1, 1), 2: Teams(2, 1)}


def test_team_of_a_pin_is_left_alone():
    plan = Plan((Assignment(1, 0, 10),))

    assert seat_teams(PROBLEM, plan, taken={(1, 0): frozenset({1})}) == {1: Teams(2, 1)}
    assert seat_teams(PROBLEM, plan, taken={(1, 1): frozenset({1})}) == {1: Teams(1, 1)}


def test_more_meetings_than_teams_is_refused():
    with pytest.raises(TooFewTeams):
        seat_teams(PROBLEM, PLAN, taken={(1, 0): frozenset({1})})


@given(problems())
@settings(max_examples=100, deadline=None)
def test_no_team_sits_in_two_meetings_of_a_slot(problem):
    problem = Problem(
        problem.slots, problem.buyers, problem.suppliers, problem.places, problem.requests
    )
    _assert_teams_are_apart(problem)


def test_teams_of_a_whole_fair_are_apart():
    _assert_teams_are_apart(fair())


def _assert_teams_are_apart(problem: Problem) -> None:
    plan = construct(problem)
    teams = seat_teams(problem, plan, taken={})
    requests = {request.id: request for request in problem.requests}
    seats = [
        seat
        for each in plan.assignments
        for seat in (
            (requests[each.request].buyer, each.slot, teams[each.request].buyer),
            (requests[each.request].supplier, each.slot, teams[each.request].supplier),
        )
    ]
    assert len(seats) == len(set(seats))
