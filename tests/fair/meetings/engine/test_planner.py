from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fair.meetings.engine.checks import check
from fair.meetings.engine.construct import construct
from fair.meetings.engine.control import Control, Progress
from fair.meetings.engine.objective import figures
from fair.meetings.engine.planner import make_plan
from fair.meetings.engine.types import (
    Assignment,
    Interpreter,
    Mode,
    Party,
    Pin,
    Place,
    Plan,
    Problem,
    Request,
)
from tests.fair.meetings.engine.fairs import fair, grid, problems, tiny_fairs

TABLES = (Mode.TABLE,)
ALL = frozenset(range(4))
PROBLEM = Problem(
    slots=grid(days=1, slots_per_day=4),
    buyers=(Party(1, ALL, ALL), Party(2, ALL, ALL)),
    suppliers=(Party(3, ALL, ALL), Party(4, ALL, ALL)),
    places=(Place(10, Mode.TABLE, ALL), Place(11, Mode.TABLE, ALL)),
    requests=(
        Request(1, 1, 3, 500, TABLES),
        Request(2, 1, 4, 400, TABLES),
        Request(3, 2, 3, 300, TABLES),
        Request(4, 2, 4, 200, TABLES),
    ),
)


class Ticks:
    """Time that runs out after so many questions."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self) -> float:
        self.count -= 1
        return float(max(self.count, 0))


def planned(problem: Problem) -> set[int]:
    outcome = make_plan(problem, workers=1)
    assert outcome.refused == ()
    assert check(problem, outcome.plan) == ()
    return {each.request for each in outcome.plan.assignments}


@given(problems() | tiny_fairs, st.integers(1, 3))
@settings(max_examples=120, deadline=None)
def test_any_plan_is_valid_and_within_its_bound(problem, seed):
    outcome = make_plan(problem, seed=seed, workers=1)

    assert outcome.refused == ()
    assert check(problem, outcome.plan) == ()
    assert outcome.figures == figures(problem, outcome.plan)
    assert outcome.figures.points <= outcome.bound
    greedy = figures(problem, construct(problem, seed=seed, rounds=0))
    assert outcome.figures.points >= greedy.points


@pytest.mark.parametrize("seed", [1, 2])
def test_fair_is_planned_as_well_as_can_be(seed):
    problem = fair(buyers=20, suppliers=125, seed=seed)

    outcome = make_plan(problem, workers=1)

    assert check(problem, outcome.plan) == ()
    assert outcome.figures.idle_slots == 0
    assert outcome.figures.points >= outcome.bound * (1 - 1e-5)
    assert outcome.figures.served_suppliers == outcome.figures.servable_suppliers


def test_equal_seeds_give_equal_plans():
    problem = fair(buyers=10, suppliers=60)

    assert make_plan(problem, seed=3, workers=1).plan == make_plan(problem, seed=3, workers=1).plan


def test_no_time_returns_the_instant_plan():
    problem = fair(buyers=10, suppliers=60)

    outcome = make_plan(problem, control=Control(seconds_left=lambda: 0.0))

    assert outcome.plan == construct(problem, seed=1, rounds=0)
    assert outcome.bound >= outcome.figures.points


@pytest.mark.parametrize("count", [2, 4, 6, 8, 12])
def test_whenever_time_runs_out_the_plan_is_valid(count):
    problem = fair(buyers=10, suppliers=60)

    outcome = make_plan(problem, workers=1, control=Control(seconds_left=Ticks(count)))

    assert check(problem, outcome.plan) == ()
    greedy = figures(problem, construct(problem, seed=1, rounds=0))
    assert greedy.points <= outcome.figures.points <= outcome.bound


def test_each_stage_tells_of_a_plan_that_is_not_worse():
    told: list[Progress] = []
    problem = fair(buyers=10, suppliers=60)

    make_plan(problem, workers=1, control=Control(tell=told.append))

    assert [each.stage for each in told][:3] == ["instant", "bound", "bound"]
    points = [each.figures.points for each in told]
    assert points == sorted(points)
    bounds = [each.bound for each in told if each.bound is not None]
    assert bounds == sorted(bounds, reverse=True)
    for each in told:
        assert check(problem, each.plan) == ()


def test_stopped_planner_keeps_its_best_plan():
    problem = fair(buyers=10, suppliers=60)
    control = Control(tell=lambda progress: control.stop() if progress.stage == "bound" else None)

    outcome = make_plan(problem, control=control)

    assert outcome.plan == construct(problem, seed=1, rounds=0)


def test_everything_that_fits_is_planned():
    assert planned(PROBLEM) == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        # Of each buyer the better wish, by their limits in all and on a day.
        ({"buyers": (Party(1, ALL, ALL, limit_total=1), Party(2, ALL, ALL))}, {1, 3, 4}),
        ({"buyers": (Party(1, ALL, ALL, limit_day=1), Party(2, ALL, ALL))}, {1, 3, 4}),
        ({"suppliers": (Party(3, ALL, ALL, limit_total=1), Party(4, ALL, ALL))}, {1, 2, 4}),
        ({"suppliers": (Party(3, ALL, ALL, limit_day=1), Party(4, ALL, ALL))}, {1, 2, 4}),
        ({"blocked": frozenset({(1, 3)})}, {2, 3, 4}),
        # One table in one slot.
        ({"places": (Place(10, Mode.TABLE, frozenset({2})),)}, {1}),
        # A place of another party's serves nobody else.
        ({"places": (Place(10, Mode.TABLE, ALL, owner=4),)}, {2, 4}),
        # Wishes that need an interpreter share one, who has a single slot.
        (
            {
                "requests": tuple(replace(each, language="ja") for each in PROBLEM.requests),
                "interpreters": (Interpreter(20, frozenset({"ja"}), frozenset({0})),),
            },
            {1},
        ),
        ({"requests": tuple(replace(r, language="ja") for r in PROBLEM.requests)}, set()),
        # At most one meeting about need 7.
        (
            {
                "requests": tuple(replace(each, needs=(7,)) for each in PROBLEM.requests),
                "need_limits": ((7, 1),),
            },
            {1},
        ),
        # Buyer 1 is there in one slot; a second team makes two meetings of it.
        ({"buyers": (Party(1, frozenset({0}), ALL), Party(2, ALL, ALL))}, {1, 3, 4}),
        ({"buyers": (Party(1, frozenset({0}), ALL, capacity=2), Party(2, ALL, ALL))}, {1, 2, 3, 4}),
        # What is pinned takes up the whole day of buyer 1.
        ({"pins": (Pin(1, 1, 9, ALL, 0),)}, {3, 4}),
        # A must goes before more value.
        (
            {
                "buyers": (Party(1, ALL, ALL, limit_total=1), Party(2, ALL, ALL)),
                "requests": (
                    PROBLEM.requests[0],
                    replace(PROBLEM.requests[1], must=True),
                    *PROBLEM.requests[2:],
                ),
            },
            {2, 3, 4},
        ),
    ],
)
def test_rule_bites(changes, met):
    assert planned(replace(PROBLEM, **changes)) == met


def test_first_meeting_of_a_supplier_is_worth_its_price():
    """Each buyer has time for one meeting, and both like supplier 3 better."""
    narrow = replace(
        PROBLEM,
        buyers=tuple(replace(each, limit_total=1) for each in PROBLEM.buyers),
    )
    free = replace(narrow, weights=replace(narrow.weights, first_meeting=0))

    assert planned(free) == {1, 3}
    assert planned(narrow) == {1, 4}


def test_meeting_stays_where_people_know_it():
    standing = (Assignment(1, 3, 11), Assignment(2, 0, 10))
    problem = replace(PROBLEM, standing=standing)

    plan = make_plan(problem, workers=1).plan

    assert set(standing) <= set(plan.assignments)


def test_problem_without_wishes_or_slots_has_an_empty_plan():
    assert make_plan(Problem((), (), (), (), ())).plan == Plan()
    assert make_plan(replace(PROBLEM, requests=())).plan == Plan()
    empty = replace(
        PROBLEM,
        slots=(),
        buyers=tuple(replace(p, onsite=frozenset(), online=frozenset()) for p in PROBLEM.buyers),
    )
    assert make_plan(empty).plan == Plan()
