import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fair.meetings.engine.checks import check
from fair.meetings.engine.construct import construct
from fair.meetings.engine.objective import figures
from fair.meetings.engine.planner import make_plan
from fair.meetings.engine.types import Assignment, Mode, Party, Pin, Place, Plan, Problem, Request
from fair.meetings.engine.walking import near_places, walks_by_party
from tests.fair.meetings.engine.fairs import grid, tiny_fairs

ALL = frozenset(range(6))
NORTH, SOUTH = 1, 2
TABLES = (Mode.TABLE,)
PROBLEM = Problem(
    slots=grid(days=2, slots_per_day=3),
    buyers=(Party(1, ALL, ALL), Party(2, ALL, ALL)),
    suppliers=tuple(Party(n, ALL, ALL) for n in (3, 4, 5)),
    places=(
        Place(10, Mode.TABLE, ALL, hall=NORTH),
        Place(11, Mode.TABLE, ALL, hall=NORTH),
        Place(20, Mode.TABLE, ALL, hall=SOUTH),
        Place(21, Mode.TABLE, ALL, hall=SOUTH),
        Place(30, Mode.ONLINE, ALL),
    ),
    requests=tuple(Request(n, 1, n, 500, (*TABLES, Mode.ONLINE)) for n in (3, 4, 5)),
)


def plan(*places: tuple[int, int, int]) -> Plan:
    return Plan(tuple(Assignment(*each) for each in places))


def test_a_change_of_hall_from_slot_to_slot_is_a_walk():
    assert walks_by_party(PROBLEM, plan((3, 0, 10), (4, 1, 20), (5, 2, 20))) == {1: 1}
    assert walks_by_party(PROBLEM, plan((3, 0, 10), (4, 1, 20), (5, 2, 10))) == {1: 2}
    assert figures(PROBLEM, plan((3, 0, 10), (4, 1, 20))).walks == 1


def test_a_slot_or_a_night_in_between_is_time_to_walk():
    assert walks_by_party(PROBLEM, plan((3, 0, 10), (4, 2, 20))) == {}
    assert walks_by_party(PROBLEM, plan((3, 2, 10), (4, 3, 20))) == {}


def test_online_meetings_are_in_no_hall():
    assert walks_by_party(PROBLEM, plan((3, 0, 10), (4, 1, 30), (5, 2, 20))) == {}


def test_another_team_spares_the_way():
    two = replace(PROBLEM, buyers=(Party(1, ALL, ALL, capacity=2),))
    both = plan((3, 0, 10), (4, 0, 11), (5, 1, 20))

    assert walks_by_party(two, plan((3, 0, 10), (4, 1, 20))) == {}
    assert walks_by_party(two, both) == {1: 1}


def test_pins_are_walked_to_as_well():
    pinned = replace(PROBLEM, pins=(Pin(1, 1, 5, frozenset({0}), 0, place=20),))

    assert walks_by_party(pinned, plan((3, 1, 10))) == {1: 1}
    assert near_places(pinned, plan((3, 1, 10))) == plan((3, 1, 20))


def test_tables_are_chosen_where_people_sit_before_and_after():
    walking = plan((3, 0, 10), (4, 1, 20), (5, 2, 11))

    near = near_places(PROBLEM, walking)

    assert figures(PROBLEM, walking).walks == 2
    assert figures(PROBLEM, near).walks == 0
    assert check(PROBLEM, near) == ()


def test_table_that_people_know_stays():
    known = plan((3, 0, 10), (4, 1, 20))
    problem = replace(PROBLEM, standing=known.assignments)

    assert near_places(problem, known) == known
    assert make_plan(problem, workers=1).figures.stays == 2


def test_without_halls_nothing_changes():
    bare = replace(PROBLEM, places=tuple(replace(each, hall=None) for each in PROBLEM.places))
    walking = plan((3, 0, 10), (4, 1, 20))

    assert near_places(bare, walking) is walking
    assert figures(bare, walking).walks == 0


def test_planner_brings_the_booths_of_one_hall_together():
    """Four booths in two halls, four slots: one walk is enough."""
    slots = frozenset(range(4))
    halls = {3: NORTH, 4: SOUTH, 5: NORTH, 6: SOUTH}
    problem = Problem(
        slots=grid(days=1, slots_per_day=4),
        buyers=(Party(1, slots, slots),),
        suppliers=tuple(Party(n, slots, slots) for n in halls),
        places=tuple(Place(n, Mode.BOOTH, slots, owner=n, hall=hall) for n, hall in halls.items()),
        requests=tuple(Request(n, 1, n, 500 - n, (Mode.BOOTH,)) for n in halls),
    )

    outcome = make_plan(problem, workers=1)

    assert (outcome.figures.meetings, outcome.figures.idle_slots) == (4, 0)
    assert outcome.figures.walks == 1


@given(tiny_fairs, st.integers(0, 99))
@settings(max_examples=100, deadline=None)
def test_near_places_break_no_rule_and_cost_no_known_place(problem, seed):
    rng = random.Random(seed)  # noqa: S311
    places = tuple(replace(each, hall=rng.choice([NORTH, SOUTH])) for each in problem.places)
    problem = replace(problem, places=places)
    before = construct(problem, rounds=0)

    after = near_places(problem, before)

    assert check(problem, after) == ()
    assert figures(problem, after).points == figures(problem, before).points
    kept = frozenset(before.assignments) & frozenset(problem.standing)
    assert kept <= frozenset(after.assignments)


@given(tiny_fairs, st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_plan_in_halls_is_valid_and_not_worse_than_the_instant_one(problem, seed):
    rng = random.Random(seed)  # noqa: S311
    places = tuple(replace(each, hall=rng.choice([NORTH, SOUTH])) for each in problem.places)
    with_halls = replace(problem, places=places)

    outcome = make_plan(with_halls, workers=1)

    assert outcome.refused == ()
    assert check(with_halls, outcome.plan) == ()
    assert outcome.figures == figures(with_halls, outcome.plan)
    instant = figures(with_halls, construct(with_halls, rounds=0))
    assert instant.points <= outcome.figures.points <= outcome.bound
