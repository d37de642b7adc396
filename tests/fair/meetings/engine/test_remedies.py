from dataclasses import replace

import pytest
from hypothesis import given, settings

from fair.meetings.engine.checks import check
from fair.meetings.engine.conflicts import free_interpreter, pair_slots, place_slots
from fair.meetings.engine.construct import construct
from fair.meetings.engine.diary import Diary
from fair.meetings.engine.remedies import (
    EFFORT,
    Mending,
    Remedy,
    RemedyKind,
    cheapest_mending,
    mended,
)
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
from tests.fair.meetings.engine.fairs import grid, problems, tiny_fairs

ALL = frozenset(range(4))
BUYER, SUPPLIER = Party(1, ALL, ALL), Party(2, ALL, ALL)
WISH = Request(1, 1, 2, 500, (Mode.BOOTH, Mode.TABLE), needs=(7,))
BOOTH = Place(10, Mode.BOOTH, ALL, owner=2)
PROBLEM = Problem(
    slots=grid(days=2, slots_per_day=2),
    buyers=(BUYER, Party(4, ALL, ALL)),
    suppliers=(SUPPLIER, Party(3, ALL, ALL)),
    places=(BOOTH, Place(11, Mode.TABLE, ALL)),
    requests=(WISH,),
)
NO_TABLE = (BOOTH,)


def mending(problem: Problem, **kwargs) -> Mending | None:
    return cheapest_mending(Diary(problem), problem.requests[0], **kwargs)


def busy(pair: tuple[int, int], *slots: int) -> tuple[Pin, ...]:
    return tuple(Pin(slot, *pair, frozenset({slot}), slot // 2) for slot in slots)


def with_buyer(**changes) -> Problem:
    return replace(PROBLEM, buyers=(replace(BUYER, **changes), PROBLEM.buyers[1]))


def with_supplier(**changes) -> Problem:
    return replace(PROBLEM, suppliers=(replace(SUPPLIER, **changes), PROBLEM.suppliers[1]))


MET_ONCE = busy((1, 3), 0)


@pytest.mark.parametrize(
    ("problem", "slot", "remedy"),
    [
        (
            replace(with_buyer(limit_total=1), pins=MET_ONCE),
            1,
            Remedy(RemedyKind.BUYER_TOTAL, 1, 2),
        ),
        (
            replace(with_buyer(limit_day=1), pins=busy((1, 3), 0, 2)),
            1,
            Remedy(RemedyKind.BUYER_DAY, 1, 2),
        ),
        (with_supplier(limit_total=0), 0, Remedy(RemedyKind.SUPPLIER_TOTAL, 2, 1)),
        (with_supplier(limit_day=0), 0, Remedy(RemedyKind.SUPPLIER_DAY, 2, 1)),
        (replace(PROBLEM, need_limits=((7, 0),)), 0, Remedy(RemedyKind.NEED, 7, 1)),
        (replace(PROBLEM, places=()), 0, Remedy(RemedyKind.PLACE)),
        (
            replace(PROBLEM, requests=(replace(WISH, language="ja"),)),
            0,
            Remedy(RemedyKind.INTERPRETER, language="ja"),
        ),
        (with_buyer(onsite=frozenset()), 0, Remedy(RemedyKind.BUYER_HOURS, 1)),
        (with_supplier(onsite=frozenset()), 0, Remedy(RemedyKind.SUPPLIER_HOURS, 2)),
        (
            replace(PROBLEM, pins=busy((1, 3), 0, 1, 2, 3)),
            0,
            Remedy(RemedyKind.BUYER_TEAM, 1, 2),
        ),
        (
            replace(PROBLEM, pins=busy((4, 2), 0, 1, 2, 3), places=NO_TABLE),
            0,
            Remedy(RemedyKind.SUPPLIER_TEAM, 2, 2),
        ),
    ],
)
def test_one_change_makes_room(problem, slot, remedy):
    found = mending(problem)

    assert found is not None
    assert (found.slot, found.remedies) == (slot, (remedy,))
    assert _fits(mended(problem, found), found)
    assert not _fits(problem, found)


def test_least_effort_wins_before_an_earlier_time():
    """In slot 0 there is no table, in slot 1 nobody of the buyer."""
    table = Place(11, Mode.TABLE, frozenset({1}))
    problem = replace(with_buyer(onsite=frozenset({0})), places=(table,))

    found = mending(problem)

    assert found == Mending(1, 0, Mode.TABLE, (Remedy(RemedyKind.PLACE),))
    late = replace(problem, places=(), slots=problem.slots)
    assert mending(late) == found


def test_two_changes_where_one_is_not_enough():
    problem = replace(with_buyer(limit_total=0), places=NO_TABLE, need_limits=((7, 0),))

    found = mending(problem)

    assert found is not None
    assert {each.kind for each in found.remedies} == {RemedyKind.BUYER_TOTAL, RemedyKind.NEED}
    assert found.effort == 4
    assert _fits(mended(problem, found), found)


def test_second_team_of_a_supplier_brings_a_seat_at_its_booth():
    pins = tuple(replace(pin, place=10) for pin in busy((4, 2), 0, 1, 2, 3))
    problem = replace(PROBLEM, pins=pins, places=NO_TABLE)

    found = mending(problem)

    assert found == Mending(1, 0, Mode.BOOTH, (Remedy(RemedyKind.SUPPLIER_TEAM, 2, 2),))
    assert _fits(mended(problem, found), found)


def test_nobody_is_asked_to_come_online_at_night():
    online = replace(WISH, modes=(Mode.ONLINE,))
    room = Place(12, Mode.ONLINE, ALL)
    problem = replace(with_buyer(online=frozenset()), requests=(online,), places=(room,))

    found = mending(problem, asleep=frozenset({0, 1, 2}))

    assert found == Mending(1, 3, Mode.ONLINE, (Remedy(RemedyKind.BUYER_HOURS, 1),))
    assert mending(problem, asleep=ALL) is None


def test_nothing_helps_where_the_two_are_in_the_way():
    assert mending(replace(PROBLEM, blocked=frozenset({(1, 2)}))) is None
    assert mending(replace(PROBLEM, pins=busy((1, 2), 0))) is None
    assert mending(replace(PROBLEM, requests=(replace(WISH, modes=()),))) is None


def test_what_fits_needs_no_change():
    assert mending(PROBLEM) == Mending(1, 0, Mode.BOOTH, ())


@given(problems() | tiny_fairs)
@settings(max_examples=150, deadline=None)
def test_change_makes_room_and_no_single_one_takes_less(problem):
    plan = construct(problem, rounds=0)
    diary = Diary(problem)
    requests = {request.id: request for request in problem.requests}
    for each in plan.assignments:
        diary.add(requests[each.request], each)
    placed = {each.request for each in plan.assignments}
    for request in problem.requests:
        found = cheapest_mending(diary, request)
        if request.id in placed or found is None:
            continue
        changed = mended(problem, found)
        seat = _seat(changed, plan, found)
        assert seat is not None
        assert check(changed, Plan((*plan.assignments, seat))) == check(changed, plan)
        assert found.effort <= min(_efforts_of_single_changes(problem, plan, request), default=99)


def _efforts_of_single_changes(problem: Problem, plan: Plan, request: Request):
    """Try every single change in every slot: the effort of those that make room."""
    for slot in range(len(problem.slots)):
        for mode in request.modes:
            for remedy in _every_remedy(problem, request, mode):
                tried = Mending(request.id, slot, mode, (remedy,))
                if _seat(mended(problem, tried), plan, tried) is not None:
                    yield EFFORT[remedy.kind]


def _every_remedy(problem: Problem, request: Request, mode: Mode):
    for kind in RemedyKind:
        subject = request.buyer if kind.startswith("buyer") else request.supplier
        if kind is RemedyKind.PLACE:
            if mode is not Mode.BOOTH:
                yield Remedy(kind)
        elif kind is RemedyKind.INTERPRETER:
            if request.language:
                yield Remedy(kind, language=request.language)
        elif kind is RemedyKind.NEED:
            yield from (Remedy(kind, need, 99) for need in request.needs)
        else:
            yield Remedy(kind, subject, 99)


def _seat(problem: Problem, plan: Plan, found: Mending) -> Assignment | None:
    """Return where the wish sits beside a plan, found by the rules alone."""
    diary = Diary(problem)
    requests = {request.id: request for request in problem.requests}
    for each in plan.assignments:
        diary.add(requests[each.request], each)
    request = requests[found.request]
    if not pair_slots(diary, request, found.mode) >> found.slot & 1:
        return None
    for place in diary.places_for(request, found.mode):
        if place_slots(diary, request, place) >> found.slot & 1:
            who = free_interpreter(diary, request, found.slot)
            return Assignment(request.id, found.slot, place.id, who)
    return None


def _fits(problem: Problem, found: Mending) -> bool:
    return _seat(problem, Plan(), found) is not None
