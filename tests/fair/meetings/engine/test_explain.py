from dataclasses import replace

import pytest
from hypothesis import given, settings

from fair.meetings.engine.construct import construct
from fair.meetings.engine.explain import explain
from fair.meetings.engine.types import (
    Assignment,
    Code,
    Mode,
    Obstacle,
    Party,
    Pin,
    Place,
    Plan,
    Problem,
    Request,
    Unplaced,
)
from tests.fair.meetings.engine.fairs import grid, problems

ALL = frozenset(range(4))
BUYER = Party(1, ALL, ALL)
SUPPLIER = Party(2, ALL, ALL)
OTHER = Party(3, ALL, ALL)
TABLE = Place(10, Mode.TABLE, ALL)
WISH = Request(1, 1, 2, 500, (Mode.TABLE,), needs=(7,))
PROBLEM = Problem(
    slots=grid(days=2, slots_per_day=2),
    buyers=(BUYER, Party(4, ALL, ALL)),
    suppliers=(SUPPLIER, OTHER),
    places=(TABLE,),
    requests=(WISH,),
)


def explained(problem: Problem) -> Unplaced:
    (unplaced,) = explain(problem, Plan())
    return unplaced


def test_placed_wish_needs_no_reason():
    assert explain(PROBLEM, Plan((Assignment(1, 0, 10),))) == ()


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (replace(PROBLEM, blocked=frozenset({(1, 2)})), Code.PAIR_BLOCKED),
        (replace(PROBLEM, requests=(replace(WISH, modes=()),)), Code.MODE_IMPOSSIBLE),
        (
            replace(PROBLEM, buyers=(replace(BUYER, onsite=frozenset()),)),
            Code.NO_COMMON_SLOT,
        ),
    ],
)
def test_wish_that_no_timetable_could_hold(problem, code):
    assert explained(problem) == Unplaced(1, code, 0, ())


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (replace(PROBLEM, buyers=(replace(BUYER, limit_total=0),)), Code.BUYER_FULL),
        (replace(PROBLEM, suppliers=(replace(SUPPLIER, limit_total=0),)), Code.SUPPLIER_FULL),
        (replace(PROBLEM, buyers=(replace(BUYER, limit_day=0),)), Code.BUYER_DAY_FULL),
        (replace(PROBLEM, suppliers=(replace(SUPPLIER, limit_day=0),)), Code.SUPPLIER_DAY_FULL),
        (replace(PROBLEM, buyers=(replace(BUYER, capacity=0),)), Code.BUYER_BUSY),
        (replace(PROBLEM, suppliers=(replace(SUPPLIER, capacity=0),)), Code.SUPPLIER_BUSY),
        (replace(PROBLEM, need_limits=((7, 0),)), Code.NEED_FULL),
        (replace(PROBLEM, places=()), Code.NO_PLACE),
        (replace(PROBLEM, places=(replace(TABLE, owner=3),)), Code.NO_PLACE),
    ],
)
def test_rule_that_closes_every_common_slot_is_named(problem, code):
    assert explained(problem) == Unplaced(1, code, 4, (Obstacle(code, 4),))


def test_binding_rule_is_the_one_that_alone_closes_most():
    """The buyer is busy in three slots; in one of them and in the fourth no table is free."""
    problem = replace(
        PROBLEM,
        pins=(
            Pin(1, 1, 3, frozenset({0}), 0),
            Pin(2, 1, 9, frozenset({1}), 0),
            Pin(3, 1, 9, frozenset({2}), 1, place=10),
            Pin(4, 9, 9, frozenset({3}), 1, place=10),
        ),
    )

    assert explained(problem) == Unplaced(
        1, Code.BUYER_BUSY, 4, (Obstacle(Code.BUYER_BUSY, 3), Obstacle(Code.NO_PLACE, 2))
    )


@given(problems())
@settings(max_examples=200, deadline=None)
def test_every_unplaced_wish_has_one_reason(problem):
    plan = construct(problem)

    reasons = explain(problem, plan)

    placed = {assignment.request for assignment in plan.assignments}
    wishes = [request.id for request in problem.requests if request.id not in placed]
    assert [unplaced.request for unplaced in reasons] == wishes
    for unplaced in reasons:
        assert unplaced.common_slots == 0 or unplaced.code in {o.code for o in unplaced.obstacles}
