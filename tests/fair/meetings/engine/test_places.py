from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fair.meetings.engine.checks import check
from fair.meetings.engine.construct import construct
from fair.meetings.engine.places import keep_places, kept_meetings
from fair.meetings.engine.types import (
    Assignment,
    Interpreter,
    Mode,
    Party,
    Place,
    Plan,
    Problem,
    Request,
)
from tests.fair.meetings.engine.fairs import grid, tiny_fairs

ALL = frozenset({0, 1})
TABLES = (Mode.TABLE,)
KNOWN = (Assignment(1, 0, 10, 30), Assignment(2, 0, 11, 31))
PROBLEM = Problem(
    slots=grid(days=1, slots_per_day=2),
    buyers=(Party(1, ALL, ALL), Party(2, ALL, ALL)),
    suppliers=(Party(3, ALL, ALL), Party(4, ALL, ALL)),
    places=tuple(Place(n, Mode.TABLE, ALL) for n in (10, 11, 12)),
    requests=(
        Request(1, 1, 3, 500, TABLES, language="ja"),
        Request(2, 2, 4, 400, TABLES, language="ja"),
    ),
    interpreters=tuple(Interpreter(n, frozenset({"ja"}), ALL) for n in (30, 31)),
    standing=KNOWN,
)


def test_two_who_sit_in_each_others_place_change_back():
    swapped = Plan((Assignment(1, 0, 11, 31), Assignment(2, 0, 10, 30)))

    assert kept_meetings(PROBLEM, swapped) == 0
    assert keep_places(PROBLEM, swapped) == Plan(KNOWN)
    assert kept_meetings(PROBLEM, Plan(KNOWN)) == 2


def test_meeting_that_nobody_knows_makes_room():
    problem = replace(PROBLEM, standing=KNOWN[:1])

    kept = keep_places(problem, Plan((Assignment(1, 0, 12, 30), Assignment(2, 0, 10, 31))))

    assert kept.assignments[0] == KNOWN[0]
    assert check(problem, kept) == ()


def test_meeting_that_can_sit_nowhere_else_makes_no_room():
    places = (PROBLEM.places[0], Place(11, Mode.TABLE, ALL, owner=3))
    problem = replace(PROBLEM, places=places, standing=KNOWN[:1])
    plan = Plan((Assignment(1, 0, 11, 30), Assignment(2, 0, 10, 31)))

    assert keep_places(problem, plan) == plan


def test_known_place_of_another_mode_is_kept():
    """The mode that the two prefer would move them."""
    booth = Place(20, Mode.BOOTH, ALL, owner=3)
    wish = replace(PROBLEM.requests[0], modes=(Mode.BOOTH, Mode.TABLE))
    problem = replace(
        PROBLEM, places=(*PROBLEM.places, booth), requests=(wish,), standing=KNOWN[:1]
    )

    assert keep_places(problem, Plan((Assignment(1, 0, 20, 30),))) == Plan(KNOWN[:1])


def test_known_place_that_is_closed_or_gone_is_not_taken():
    closed = replace(PROBLEM.places[0], open_slots=frozenset({1}))
    plan = Plan((Assignment(1, 0, 12, 30),))

    for places in ((closed, *PROBLEM.places[1:]), PROBLEM.places[1:]):
        assert keep_places(replace(PROBLEM, places=places), plan) == plan


def test_meeting_in_another_slot_stays_where_it_is():
    moved = Plan((Assignment(1, 1, 11, 31), Assignment(2, 0, 11, 31)))

    assert keep_places(PROBLEM, moved) == moved


@given(tiny_fairs, st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_places_are_kept_without_breaking_a_rule(problem, seed):
    plan = construct(replace(problem, standing=()), seed=seed)

    kept = keep_places(problem, plan)

    assert check(problem, kept) == ()
    assert kept_meetings(problem, kept) >= kept_meetings(problem, plan)
    slots = [(each.request, each.slot) for each in plan.assignments]
    assert [(each.request, each.slot) for each in kept.assignments] == slots
