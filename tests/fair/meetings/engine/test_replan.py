from dataclasses import replace

from hypothesis import example, given, settings

from fair.meetings.engine.checks import check
from fair.meetings.engine.objective import figures
from fair.meetings.engine.planner import make_plan
from fair.meetings.engine.replan import Difference, difference, patch, plan_again
from fair.meetings.engine.types import Assignment, Mode, Party, Place, Plan, Problem, Request
from tests.fair.meetings.engine.fairs import fair, grid, tiny_fair, tiny_fairs

ALL = frozenset(range(3))
TABLES = (Mode.TABLE,)
PROBLEM = Problem(
    slots=grid(days=1, slots_per_day=3),
    buyers=(Party(1, ALL, ALL), Party(2, ALL, ALL)),
    suppliers=(Party(3, ALL, ALL), Party(4, ALL, ALL)),
    places=(Place(10, Mode.TABLE, ALL), Place(11, Mode.TABLE, ALL)),
    requests=(Request(1, 1, 3, 500, TABLES), Request(2, 1, 4, 400, TABLES)),
)
PUBLISHED = Plan((Assignment(1, 0, 10), Assignment(2, 2, 11)))


def test_difference_says_what_changes():
    old = Plan(tuple(Assignment(n, n, 10) for n in range(1, 5)))
    new = Plan(
        (Assignment(1, 1, 10), Assignment(2, 0, 10), Assignment(3, 3, 11), Assignment(5, 5, 10))
    )

    assert difference(old, new) == Difference(moved=(2,), relocated=(3,), dropped=(4,), new=(5,))
    assert difference(old, old).is_empty
    assert not difference(old, new).is_empty


def test_nobody_moves_where_nothing_happened():
    """Not even to close the gap in buyer 1's day, which costs less than a move."""
    assert plan_again(PROBLEM, PUBLISHED, workers=1).plan == PUBLISHED
    assert patch(PROBLEM, PUBLISHED) == PUBLISHED


@given(tiny_fairs)
@example(tiny_fair(30941))
@settings(max_examples=60, deadline=None)
def test_empty_disruption_moves_nothing(problem):
    unknown = replace(problem, standing=())
    outcome = make_plan(unknown, workers=1)
    is_best = outcome.figures.points == outcome.bound

    again = plan_again(unknown, outcome.plan, workers=1)

    assert check(unknown, again.plan) == ()
    if is_best:
        assert difference(outcome.plan, again.plan).is_empty


def test_empty_disruption_of_a_fair_moves_nothing():
    problem = fair(buyers=20, suppliers=125)
    plan = make_plan(problem, workers=1).plan

    assert difference(plan, plan_again(problem, plan, workers=1).plan).is_empty


def test_meeting_moves_where_its_buyer_cannot_come():
    problem = replace(PROBLEM, buyers=(replace(PROBLEM.buyers[0], onsite=frozenset({1, 2})),))

    again = plan_again(problem, PUBLISHED, workers=1).plan

    assert difference(PUBLISHED, again) == Difference(moved=(1,), relocated=(), dropped=(), new=())


def test_one_moves_for_another_where_that_is_worth_more_than_staying():
    """Buyer 2 can only come when supplier 3 meets buyer 1, who could meet them later."""
    late = replace(PROBLEM.buyers[1], onsite=frozenset({0}))
    wish = Request(3, 2, 3, 300, TABLES)
    problem = replace(PROBLEM, buyers=(PROBLEM.buyers[0], late), requests=(*PROBLEM.requests, wish))
    dear = replace(problem, weights=replace(problem.weights, stay=1_000))

    moving = plan_again(problem, PUBLISHED, workers=1).plan
    staying = plan_again(dear, PUBLISHED, workers=1).plan

    assert difference(PUBLISHED, moving) == Difference((1,), (), (), (3,))
    assert difference(PUBLISHED, staying).is_empty
    assert patch(problem, PUBLISHED) == PUBLISHED


def test_patch_gives_what_came_free_to_those_who_wait():
    full = replace(PROBLEM, buyers=(replace(PROBLEM.buyers[0], limit_total=1), PROBLEM.buyers[1]))
    published = Plan((Assignment(1, 0, 10),))
    assert patch(full, published) == published

    called_off = replace(full, blocked=frozenset({(1, 3)}))

    assert [each.request for each in patch(called_off, published).assignments] == [2]


def test_patch_leaves_out_what_exists_no_more():
    stray = Plan((Assignment(1, 9, 10), Assignment(2, 2, 99), Assignment(7, 0, 10)))

    plan = patch(PROBLEM, stray)

    assert check(PROBLEM, plan) == ()
    assert {each.request for each in plan.assignments} == {1, 2}


@given(tiny_fairs)
@settings(max_examples=60, deadline=None)
def test_patch_is_valid_and_planning_again_never_worse(problem):
    published = Plan(tuple(sorted(problem.standing)))

    patched = patch(problem, published)
    again = plan_again(problem, published, workers=1)

    assert check(problem, patched) == check(problem, again.plan) == ()
    known = replace(problem, standing=published.assignments)
    assert again.figures.points >= figures(known, patched).points
