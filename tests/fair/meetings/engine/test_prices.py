from dataclasses import replace

from hypothesis import given, settings

from fair.meetings.engine.bound import quick_bound
from fair.meetings.engine.columns import Limit
from fair.meetings.engine.explain import explain
from fair.meetings.engine.planner import make_plan
from fair.meetings.engine.prices import Lever, levers, priced
from fair.meetings.engine.types import (
    Code,
    Interpreter,
    Mode,
    Party,
    Place,
    Problem,
    Request,
    Unplaced,
    Weights,
)
from tests.fair.meetings.engine.fairs import grid, tiny_fairs

ALL = frozenset(range(2))
TABLES = (Mode.TABLE,)
PROBLEM = Problem(
    slots=grid(days=1, slots_per_day=2),
    buyers=(Party(1, ALL, ALL), Party(2, ALL, ALL)),
    suppliers=(Party(3, ALL, ALL), Party(4, ALL, ALL)),
    places=(Place(10, Mode.TABLE, ALL), Place(11, Mode.TABLE, ALL)),
    requests=(Request(1, 1, 3, 500, TABLES), Request(2, 2, 4, 300, TABLES)),
    weights=Weights(first_meeting=0),
)
FULL = replace(
    PROBLEM,
    buyers=(Party(1, ALL, ALL, limit_total=1), Party(2, ALL, ALL)),
    requests=(*PROBLEM.requests, Request(3, 1, 4, 400, TABLES)),
)


def levers_of(problem: Problem) -> tuple[Lever, ...]:
    outcome = make_plan(problem, workers=1)
    return levers(outcome.columns, outcome.relaxation)


def only_lever(problem: Problem, *, between: tuple[int, int]) -> Lever:
    """Return the one lever there is, points apart: a price is what one more brings at most.

    It may lie anywhere between what the best wish left out brings and what the worst met one does.
    """
    (lever,) = levers_of(problem)
    assert between[0] <= lever.points <= between[1]
    return replace(lever, points=0)


def explained(problem: Problem) -> tuple[Unplaced, ...]:
    outcome = make_plan(problem, workers=1)
    return priced(explain(problem, outcome.plan), outcome.columns, outcome.relaxation)


def test_nothing_helps_where_every_wish_is_met():
    assert levers_of(PROBLEM) == ()
    assert explained(PROBLEM) == ()


def test_one_more_meeting_of_a_full_buyer_brings_the_next_wish():
    assert only_lever(FULL, between=(400, 500)) == Lever(Limit.BUYER_TOTAL, 0, subject=1)


def test_one_more_table_brings_what_has_none():
    problem = replace(PROBLEM, places=(Place(10, Mode.TABLE, frozenset({1})),))

    expected = Lever(Limit.PLACE_SLOT, 0, mode=Mode.TABLE, slot=1)
    assert only_lever(problem, between=(300, 500)) == expected


def test_one_more_interpreter_brings_what_has_none():
    problem = replace(
        PROBLEM,
        requests=tuple(replace(each, language="ja") for each in PROBLEM.requests),
        interpreters=(Interpreter(20, frozenset({"ja"}), frozenset({0})),),
    )

    expected = Lever(Limit.INTERPRETER_SLOT, 0, language="ja", slot=0)
    assert only_lever(problem, between=(300, 500)) == expected


def test_one_more_meeting_about_a_need_brings_what_has_none():
    problem = replace(
        PROBLEM,
        requests=tuple(replace(each, needs=(7,)) for each in PROBLEM.requests),
        need_limits=((7, 1),),
    )

    assert only_lever(problem, between=(300, 500)) == Lever(Limit.NEED, 0, subject=7)


def test_wish_without_a_meeting_says_what_it_would_cost():
    """The buyer would have to give up a wish of 500 for one of 400: 100 points, or none at 400."""
    (unplaced,) = explained(FULL)

    assert (unplaced.request, unplaced.code) == (3, Code.BUYER_FULL)
    full = next(each for each in unplaced.obstacles if each.code == Code.BUYER_FULL)
    assert full.slots == 2
    assert full.points == 400 + unplaced.shortfall
    assert 0 <= unplaced.shortfall <= 100


def test_hopeless_wish_is_left_as_it_is():
    (unplaced,) = explained(replace(PROBLEM, blocked=frozenset({(1, 3)})))

    assert unplaced == Unplaced(1, Code.PAIR_BLOCKED, 0, ())


def test_without_an_answer_of_the_program_nothing_is_priced():
    outcome = make_plan(FULL, workers=1)
    unplaced = explain(FULL, outcome.plan)

    assert priced(unplaced, outcome.columns, quick_bound(outcome.columns)) == unplaced


@given(tiny_fairs)
@settings(max_examples=40, deadline=None)
def test_no_lever_promises_less_than_it_brings(problem):
    """Whoever gets one more meeting in all adds at most the points that its lever says."""
    problem = replace(problem, pins=())
    outcome = make_plan(problem, workers=1)
    promised = {
        lever.subject: lever.points
        for lever in levers(outcome.columns, outcome.relaxation, most=100)
        if lever.limit is Limit.BUYER_TOTAL
    }
    buyer = problem.buyers[0]
    if buyer.limit_total is None:
        return

    more = replace(buyer, limit_total=buyer.limit_total + 1)
    larger = make_plan(replace(problem, buyers=(more, *problem.buyers[1:])), workers=1)

    gained = larger.figures.points + larger.figures.idle_slots - outcome.bound
    assert gained <= promised.get(buyer.id, 0) + 1
