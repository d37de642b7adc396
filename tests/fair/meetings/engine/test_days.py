import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fair.meetings.engine.checks import check
from fair.meetings.engine.construct import construct
from fair.meetings.engine.days import days_by_party
from fair.meetings.engine.objective import figures
from fair.meetings.engine.planner import make_plan
from fair.meetings.engine.types import (
    Assignment,
    Figures,
    Mode,
    Party,
    Pin,
    Place,
    Plan,
    Problem,
    Request,
)
from tests.fair.meetings.engine.fairs import fair, grid, tiny_fairs

TABLES = (Mode.TABLE,)
ALL = frozenset(range(6))
SECOND_DAY = frozenset({3, 4, 5})
# The instant plan has the one who can come at any time on the first day, the other on the second.
PROBLEM = Problem(
    slots=grid(days=2, slots_per_day=3),
    buyers=(Party(1, ALL, ALL),),
    suppliers=(Party(3, ALL, ALL), Party(4, SECOND_DAY, SECOND_DAY)),
    places=(Place(10, Mode.TABLE, ALL),),
    requests=(Request(3, 1, 3, 500, TABLES), Request(4, 1, 4, 400, TABLES)),
)


def preferring(problem: Problem, *ids: int) -> Problem:
    """Return the problem in which these parties prefer few days."""
    sides = {
        side: tuple(replace(each, prefers_compact=each.id in ids) for each in parties)
        for side, parties in (("buyers", problem.buyers), ("suppliers", problem.suppliers))
    }
    return replace(problem, **sides)


def turned(problem: Problem) -> Problem:
    """Return the problem with its two sides exchanged."""
    requests = (
        replace(each, buyer=each.supplier, supplier=each.buyer) for each in problem.requests
    )
    return replace(
        problem,
        buyers=problem.suppliers,
        suppliers=problem.buyers,
        requests=tuple(requests),
    )


def planned(problem: Problem) -> tuple[Figures, dict[int, int]]:
    outcome = make_plan(problem, workers=1)
    assert outcome.refused == ()
    assert check(problem, outcome.plan) == ()
    everybody = (each.id for each in (*problem.buyers, *problem.suppliers))
    return outcome.figures, days_by_party(preferring(problem, *everybody), outcome.plan)


def test_days_are_counted_of_those_who_prefer_few_and_meet():
    plan = Plan((Assignment(3, 0, 10), Assignment(4, 4, 10)))

    assert days_by_party(PROBLEM, plan) == {}
    assert days_by_party(preferring(PROBLEM, 1, 4), plan) == {1: 2, 4: 1}
    assert days_by_party(preferring(PROBLEM, 1), Plan()) == {}
    numbers = figures(preferring(PROBLEM, 1, 4), plan)
    assert (numbers.compact_parties, numbers.days_used) == (2, 3)


def test_pins_are_meetings_of_their_day():
    pinned = replace(PROBLEM, pins=(Pin(1, 1, 9, frozenset({5}), 1),))

    assert days_by_party(preferring(pinned, 1), Plan((Assignment(3, 0, 10),))) == {1: 2}


@pytest.mark.parametrize("problem", [PROBLEM, turned(PROBLEM)], ids=["buyer", "supplier"])
def test_who_prefers_few_days_comes_on_one(problem):
    without, days = planned(problem)
    numbers, fewer = planned(preferring(problem, 1))

    assert (days[1], fewer[1]) == (2, 1)
    assert (numbers.compact_parties, numbers.days_used) == (1, 1)
    assert (without.compact_parties, without.days_used) == (0, 0)
    assert numbers.points == without.points


def test_where_others_prefer_few_days_nothing_changes():
    assert planned(preferring(PROBLEM, 3, 4))[1] == planned(PROBLEM)[1]


@pytest.mark.parametrize(
    "buyer",
    [Party(1, ALL, ALL, limit_day=1), Party(1, ALL - {3, 4}, ALL - {3, 4})],
    ids=["one meeting a day", "one slot on the second day"],
)
def test_meeting_is_worth_more_than_a_day(buyer):
    numbers, days = planned(preferring(replace(PROBLEM, buyers=(buyer,)), 1))

    assert (numbers.meetings, days[1]) == (2, 2)


def test_day_of_a_pin_is_the_one_to_come_on():
    pin = Pin(1, 1, 9, frozenset({0}), 0)
    problem = replace(PROBLEM, suppliers=(Party(3, ALL, ALL), Party(4, ALL, ALL)), pins=(pin,))

    assert planned(preferring(problem, 1))[1][1] == 1


def test_meetings_of_a_busier_fair_move_together():
    problem = fair(buyers=10, suppliers=60)
    few = [each.id for each in (*problem.buyers[:5], *problem.suppliers[:10])]

    without, days = planned(problem)
    numbers, fewer = planned(preferring(problem, *few))

    assert sum(days[each] for each in few) == 31
    assert numbers.days_used == sum(fewer[each] for each in few) <= 24
    assert numbers.points == without.points


@given(tiny_fairs, st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_preference_costs_no_points(problem, seed):
    rng = random.Random(seed)  # noqa: S311
    everybody = [each.id for each in (*problem.buyers, *problem.suppliers)]
    asked = preferring(problem, *rng.sample(everybody, len(everybody) // 2))

    outcome = make_plan(asked, workers=1)

    assert outcome.refused == ()
    assert check(asked, outcome.plan) == ()
    assert outcome.figures == figures(asked, outcome.plan)
    assert outcome.figures.points >= make_plan(problem, workers=1).figures.points
    assert make_plan(asked, workers=1).plan == outcome.plan
    instant = figures(asked, construct(asked, rounds=0))
    assert instant.points <= outcome.figures.points <= outcome.bound
