from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.meetings.engine.diary import slots_in
from fair.meetings.engine.objective import (
    added_idle,
    figures,
    idle_slots,
    most_value,
    points_by_term,
    servable_suppliers,
)
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
from tests.fair.meetings.engine.fairs import grid

ALL = frozenset(range(8))
PROBLEM = Problem(
    slots=grid(days=2, slots_per_day=4),
    buyers=(Party(1, ALL, frozenset()),),
    suppliers=(Party(2, ALL, ALL), Party(3, ALL, ALL), Party(4, frozenset(), ALL)),
    places=(Place(10, Mode.TABLE, ALL),),
    requests=(
        Request(1, 1, 2, 500, (Mode.TABLE,), must=True),
        Request(2, 1, 3, 40, (Mode.TABLE,)),
        Request(3, 1, 4, 999, (Mode.TABLE,)),
    ),
)
PLAN = Plan((Assignment(1, 0, 10), Assignment(2, 3, 10)))


@pytest.mark.parametrize(
    ("busy", "present", "day", "idle"),
    [
        (0b0000, 0b1111, 0b1111, 0),
        (0b0010, 0b1111, 0b1111, 0),
        (0b1001, 0b1111, 0b1111, 2),
        (0b1001, 0b1101, 0b1111, 1),
        (0b1111, 0b1111, 0b1111, 0),
        (0b1001, 0b1111, 0b0011, 0),
        (0b1010_0101, 0b1111_1111, 0b0000_1111, 1),
    ],
)
def test_idle_slots_are_gaps_of_one_day(busy, present, day, idle):
    assert idle_slots(busy, present=present, day=day) == idle


def test_each_term_counts_with_its_weight():
    assert points_by_term(PROBLEM, PLAN) == {
        "must": 100_000,
        "first_meeting": 2_000,
        "value": 540,
        "stay": 0,
        "idle_slot": -2,
    }


def test_weights_change_the_points():
    weights = replace(PROBLEM.weights, must=7, value=3, first_meeting=11, idle_slot=5)

    terms = points_by_term(replace(PROBLEM, weights=weights), PLAN)

    assert terms == {
        "must": 7,
        "first_meeting": 22,
        "value": 1_620,
        "stay": 0,
        "idle_slot": -10,
    }


def test_figures_put_a_plan_into_numbers():
    assert figures(PROBLEM, PLAN) == Figures(
        points=102_538,
        meetings=2,
        musts=1,
        value=540,
        served_suppliers=2,
        servable_suppliers=2,
        idle_slots=2,
    )


def test_pins_count_as_meetings_and_serve_their_supplier():
    problem = replace(PROBLEM, pins=(Pin(1, 1, 4, frozenset({6}), 1),))

    numbers = figures(problem, PLAN)

    assert (numbers.meetings, numbers.served_suppliers, numbers.value) == (3, 3, 540)
    assert servable_suppliers(problem) == frozenset({2, 3, 4})


def test_meeting_that_stays_in_its_slot_earns_its_bonus():
    problem = replace(PROBLEM, standing=(Assignment(1, 0, 99), Assignment(2, 2, 10)))

    assert points_by_term(problem, PLAN)["stay"] == 100
    assert figures(problem, PLAN).stays == 1
    assert figures(PROBLEM, PLAN).stays == 0


def test_most_value_is_what_the_bound_leaves_beside_the_other_terms():
    numbers = figures(PROBLEM, PLAN)

    assert most_value(PROBLEM, numbers, bound=102_640) == 640
    doubled = replace(PROBLEM, weights=replace(PROBLEM.weights, value=2))
    assert most_value(doubled, numbers, bound=102_640) == 320
    worthless = replace(PROBLEM, weights=replace(PROBLEM.weights, value=0))
    assert most_value(worthless, numbers, bound=102_640) == 540


def test_supplier_without_a_possible_slot_is_not_servable():
    assert servable_suppliers(PROBLEM) == frozenset({2, 3})


def test_empty_plan_of_an_empty_problem_is_worth_nothing():
    assert figures(Problem((), (), (), (), ()), Plan()) == Figures(0, 0, 0, 0, 0, 0, 0)


@given(st.integers(0, 255), st.integers(0, 255), st.sampled_from([0b1111, 0b11110000]))
def test_added_idle_slots_are_those_that_a_meeting_adds(busy, present, day):
    present |= busy
    before = idle_slots(busy, present=present, day=day)

    added = added_idle(busy & day, present=present, day=day)

    for slot in slots_in(day & present):
        after = idle_slots(busy | 1 << slot, present=present, day=day)
        assert added.get(slot, 0) == after - before
