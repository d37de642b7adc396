from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from fair.meetings.engine.checks import check
from fair.meetings.engine.construct import construct
from fair.meetings.engine.objective import figures
from fair.meetings.engine.types import (
    Assignment,
    Mode,
    Party,
    Pin,
    Place,
    Plan,
    Problem,
    Request,
)
from tests.fair.meetings.engine.fairs import fair, grid, problems

TABLES = (Mode.TABLE,)


def tables(count: int, slots: int) -> tuple[Place, ...]:
    return tuple(Place(100 + n, Mode.TABLE, frozenset(range(slots))) for n in range(count))


def parties(ids: range, slots: int, **changes) -> tuple[Party, ...]:
    everywhere = frozenset(range(slots))
    return tuple(Party(n, everywhere, everywhere, **changes) for n in ids)


def test_no_request_gives_an_empty_plan():
    assert construct(Problem((), (), (), (), ())) == Plan()
    assert construct(replace(fair(buyers=4, suppliers=20), requests=())) == Plan()


def test_no_slot_gives_an_empty_plan():
    problem = Problem(
        (),
        parties(range(1), 0),
        parties(range(1, 2), 0),
        tables(1, 0),
        (Request(1, 0, 1, 5, TABLES),),
    )

    assert construct(problem) == Plan()


def test_higher_value_wins_the_only_slot():
    problem = Problem(
        slots=grid(days=1, slots_per_day=1),
        buyers=parties(range(1), 1),
        suppliers=parties(range(10, 12), 1),
        places=tables(2, 1),
        requests=(Request(1, 0, 10, 300, TABLES), Request(2, 0, 11, 301, TABLES)),
    )

    assert construct(problem).assignments == (Assignment(2, 0, 100),)


def test_must_wins_over_any_value():
    problem = Problem(
        slots=grid(days=1, slots_per_day=1),
        buyers=parties(range(1), 1),
        suppliers=parties(range(10, 12), 1),
        places=tables(1, 1),
        requests=(Request(1, 0, 10, 10, TABLES, must=True), Request(2, 0, 11, 1_000, TABLES)),
    )

    assert construct(problem).assignments == (Assignment(1, 0, 100),)


def test_first_meeting_of_a_supplier_wins_over_a_second_one():
    problem = Problem(
        slots=grid(days=1, slots_per_day=2),
        buyers=parties(range(2), 2, limit_total=1),
        suppliers=parties(range(10, 12), 2),
        places=tables(2, 2),
        requests=(
            Request(1, 0, 10, 900, TABLES),
            Request(2, 1, 10, 800, TABLES),
            Request(3, 1, 11, 100, TABLES),
        ),
    )
    careless = replace(problem, weights=replace(problem.weights, first_meeting=0))

    assert {each.request for each in construct(problem).assignments} == {1, 3}
    assert {each.request for each in construct(careless).assignments} == {1, 2}


def test_preferred_mode_is_used_while_it_is_free():
    modes = (Mode.BOOTH, Mode.TABLE)
    problem = Problem(
        slots=grid(days=1, slots_per_day=1),
        buyers=parties(range(2), 1),
        suppliers=parties(range(10, 11), 1, capacity=2),
        places=(Place(99, Mode.BOOTH, frozenset({0}), owner=10), *tables(1, 1)),
        requests=(Request(1, 0, 10, 500, modes), Request(2, 1, 10, 400, modes)),
    )

    assert construct(problem).assignments == (Assignment(1, 0, 99), Assignment(2, 0, 100))


def test_meetings_of_a_buyer_stand_together_at_one_table():
    problem = Problem(
        slots=grid(days=2, slots_per_day=8),
        buyers=parties(range(1), 16),
        suppliers=parties(range(10, 14), 16),
        places=tables(3, 16),
        requests=tuple(Request(n, 0, 10 + n, 500, TABLES) for n in range(4)),
    )

    plan = construct(problem)

    assert figures(problem, plan).idle_slots == 0
    assert len({each.place for each in plan.assignments}) == 1


def test_scarce_slots_are_spared_for_those_who_have_no_other():
    narrow = Party(1, frozenset({0}), frozenset())
    problem = Problem(
        slots=grid(days=1, slots_per_day=3),
        buyers=(*parties(range(1), 3), narrow),
        suppliers=parties(range(10, 11), 3),
        places=tables(1, 3),
        requests=(Request(1, 0, 10, 900, TABLES), Request(2, 1, 10, 100, TABLES)),
    )

    plan = construct(problem, rounds=0)

    assert {each.request: each.slot for each in plan.assignments} == {1: 1, 2: 0}


def test_improvement_moves_a_meeting_aside_for_a_wish_with_one_slot():
    """The dear wish takes the only slot of a cheap one unless it is moved."""
    problem = Problem(
        slots=grid(days=1, slots_per_day=2),
        buyers=parties(range(2), 2),
        suppliers=(
            Party(10, frozenset({0, 1}), frozenset()),
            Party(11, frozenset({0}), frozenset()),
        ),
        places=tables(2, 2),
        requests=(
            Request(1, 0, 10, 900, TABLES),
            Request(2, 1, 10, 899, TABLES),
            Request(3, 0, 11, 50, TABLES),
        ),
    )

    plan = construct(problem)

    assert figures(problem, plan).meetings == 3
    assert check(problem, plan) == ()


def test_pin_is_kept_and_planned_around():
    problem = Problem(
        slots=grid(days=1, slots_per_day=2),
        buyers=parties(range(1), 2),
        suppliers=parties(range(10, 12), 2),
        places=tables(1, 2),
        requests=(Request(1, 0, 10, 900, TABLES),),
        pins=(Pin(1, 0, 11, frozenset({0}), 0, place=100),),
    )

    assert construct(problem).assignments == (Assignment(1, 1, 100),)


def test_no_time_still_returns_the_greedy_plan():
    problem = fair(buyers=10, suppliers=60)

    plan = construct(problem, keep_going=lambda: False)

    assert plan == construct(problem, rounds=0)
    assert check(problem, plan) == ()


def test_fair_of_the_usual_size_is_planned_without_conflict():
    problem = fair()

    greedy = construct(problem, rounds=0)
    better = construct(problem)

    assert check(problem, greedy) == check(problem, better) == ()
    assert figures(problem, better).points >= figures(problem, greedy).points
    assert figures(problem, better).served_suppliers == figures(problem, better).servable_suppliers
    assert figures(problem, better).idle_slots == 0


def test_same_seed_gives_the_same_plan():
    problem = fair(buyers=10, suppliers=60)

    assert construct(problem, seed=7) == construct(problem, seed=7)


@given(problems(), st.integers(0, 3), st.integers(0, 2))
@settings(max_examples=300, deadline=None)
def test_any_plan_is_valid_and_leaves_no_possible_wish_out(problem, seed, rounds):
    plan = construct(problem, seed=seed, rounds=rounds)

    assert check(problem, plan) == ()
    assert list(plan.assignments) == sorted(plan.assignments)
    placed = {assignment.request for assignment in plan.assignments}
    names = [None, *(each.id for each in problem.interpreters)]
    for request, slot, place, name in product(
        problem.requests, range(len(problem.slots)), problem.places, names
    ):
        if request.id not in placed:
            longer = Plan((*plan.assignments, Assignment(request.id, slot, place.id, name)))
            assert check(problem, longer) != ()


@given(problems())
@settings(max_examples=200, deadline=None)
def test_improvement_never_costs_points(problem):
    greedy = figures(problem, construct(problem, rounds=0))
    better = figures(problem, construct(problem, rounds=3))

    assert better.points >= greedy.points
