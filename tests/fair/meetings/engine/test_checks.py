from dataclasses import replace

import pytest

from fair.meetings.engine.checks import check
from fair.meetings.engine.types import (
    Assignment,
    Code,
    Conflict,
    Mode,
    Party,
    Pin,
    Place,
    Plan,
    Problem,
    Request,
)
from tests.fair.meetings.engine.fairs import grid

BOTH = frozenset({0, 1})
PROBLEM = Problem(
    slots=grid(days=1, slots_per_day=2),
    buyers=(Party(1, BOTH, BOTH), Party(2, BOTH, BOTH)),
    suppliers=(Party(3, BOTH, BOTH),),
    places=(Place(10, Mode.TABLE, BOTH), Place(11, Mode.TABLE, BOTH)),
    requests=(Request(1, 1, 3, 5, (Mode.TABLE,)), Request(2, 2, 3, 5, (Mode.TABLE,))),
)


def test_valid_plan_has_no_conflict():
    assert check(PROBLEM, Plan((Assignment(1, 0, 10), Assignment(2, 1, 10)))) == ()
    assert check(PROBLEM, Plan()) == ()


def test_later_of_two_clashing_meetings_is_named_for_every_rule():
    plan = Plan((Assignment(1, 0, 10), Assignment(2, 0, 10)))

    assert check(PROBLEM, plan) == (
        Conflict(Code.SUPPLIER_BUSY, 2, 0, 10),
        Conflict(Code.PLACE_TAKEN, 2, 0, 10),
    )


def test_wish_placed_twice_is_a_pair_meeting_twice():
    plan = Plan((Assignment(1, 0, 10), Assignment(1, 1, 10)))

    assert check(PROBLEM, plan) == (Conflict(Code.PAIR_TWICE, 1, 1, 10),)


@pytest.mark.parametrize(
    "stray",
    [Assignment(9, 0, 10), Assignment(1, 2, 10), Assignment(1, -1, 10), Assignment(1, 0, 9)],
)
def test_unknown_wish_slot_or_place_is_named(stray):
    assert check(PROBLEM, Plan((stray,))) == (
        Conflict(Code.UNKNOWN, stray.request, stray.slot, stray.place),
    )


def test_clash_with_a_pin_names_the_planned_meeting():
    problem = replace(PROBLEM, pins=(Pin(1, 2, 3, BOTH, 0, place=10),))

    assert check(problem, Plan((Assignment(1, 1, 11),))) == (
        Conflict(Code.SUPPLIER_BUSY, 1, 1, 11),
    )


def test_pins_that_clash_among_themselves_are_facts():
    problem = replace(PROBLEM, pins=(Pin(1, 2, 3, BOTH, 0), Pin(2, 1, 3, BOTH, 0)))

    assert check(problem, Plan()) == ()
