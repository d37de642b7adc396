"""Each rule where it bites and where it does not, and all rules against brute force."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fair.meetings.engine.conflicts import (
    broken_rules,
    free_interpreter,
    pair_slots,
    place_slots,
)
from fair.meetings.engine.diary import Diary, mask_of, slots_in
from fair.meetings.engine.types import (
    Assignment,
    Code,
    Interpreter,
    Mode,
    Party,
    Pin,
    Place,
    Problem,
    Request,
)
from tests.fair.meetings.engine.fairs import grid, problems

ALL = frozenset(range(4))
BUYER = Party(1, ALL, frozenset({3}))
SUPPLIER = Party(2, ALL, ALL)
RIVAL = Party(3, ALL, ALL)
SEAT = Place(10, Mode.BOOTH, ALL, owner=2)
TABLE = Place(11, Mode.TABLE, ALL)
ROOM = Place(12, Mode.ONLINE, ALL)
MODES = (Mode.BOOTH, Mode.TABLE, Mode.ONLINE)
WISH = Request(1, buyer=1, supplier=2, value=500, modes=MODES, needs=(7,))
OTHER_WISH = Request(2, buyer=1, supplier=3, value=400, modes=(Mode.TABLE,))
PROBLEM = Problem(
    slots=grid(days=2, slots_per_day=2),
    buyers=(BUYER,),
    suppliers=(SUPPLIER, RIVAL),
    places=(SEAT, TABLE, ROOM),
    requests=(WISH, OTHER_WISH),
)


def broken(problem: Problem, *, slot: int = 0, place: Place = SEAT, wish: Request = WISH):
    return broken_rules(Diary(problem), wish, slot=slot, place=place)


def pinned(**changes) -> Problem:
    return replace(PROBLEM, pins=(replace(Pin(1, 1, 3, frozenset({0}), 0), **changes),))


def with_buyer(**changes) -> Problem:
    return replace(PROBLEM, buyers=(replace(BUYER, **changes),))


def with_supplier(**changes) -> Problem:
    return replace(PROBLEM, suppliers=(replace(SUPPLIER, **changes), RIVAL))


def test_masks_of_slots_round_trip():
    assert mask_of({0, 3, 5}) == 0b101001
    assert list(slots_in(0b101001)) == [0, 3, 5]
    assert list(slots_in(0)) == []


def test_a_free_pair_breaks_no_rule():
    assert broken(PROBLEM) == ()
    assert broken(PROBLEM, place=TABLE) == ()
    assert broken(PROBLEM, place=ROOM, slot=3) == ()


@pytest.mark.parametrize(
    ("problem", "slot", "place", "code"),
    [
        (replace(PROBLEM, blocked=frozenset({(1, 2)})), 0, SEAT, Code.PAIR_BLOCKED),
        (with_buyer(onsite=frozenset({1})), 0, SEAT, Code.BUYER_AWAY),
        (PROBLEM, 0, ROOM, Code.BUYER_AWAY),
        (with_supplier(onsite=frozenset({1})), 0, SEAT, Code.SUPPLIER_AWAY),
        (with_buyer(limit_total=0), 0, SEAT, Code.BUYER_FULL),
        (with_supplier(limit_total=0), 0, SEAT, Code.SUPPLIER_FULL),
        (with_buyer(limit_day=0), 0, SEAT, Code.BUYER_DAY_FULL),
        (with_supplier(limit_day=0), 0, SEAT, Code.SUPPLIER_DAY_FULL),
        (with_buyer(capacity=0), 0, SEAT, Code.BUYER_BUSY),
        (with_supplier(capacity=0), 0, SEAT, Code.SUPPLIER_BUSY),
        (pinned(), 0, SEAT, Code.BUYER_BUSY),
        (pinned(buyer=9, supplier=2), 0, SEAT, Code.SUPPLIER_BUSY),
        (pinned(supplier=2, slots=frozenset({1})), 0, SEAT, Code.PAIR_TWICE),
        (pinned(buyer=9, place=10), 0, SEAT, Code.PLACE_TAKEN),
        (PROBLEM, 0, replace(SEAT, owner=3), Code.PLACE_WRONG),
        (replace(PROBLEM, need_limits=((7, 0),)), 0, SEAT, Code.NEED_FULL),
        (replace(pinned(buyer=9, needs=(7,)), need_limits=((7, 1),)), 0, SEAT, Code.NEED_FULL),
    ],
)
def test_rule_bites_alone(problem, slot, place, code):
    assert broken(problem, slot=slot, place=place) == (code,)


def test_place_is_closed_outside_its_hours():
    closed = replace(TABLE, open_slots=frozenset({1}))
    problem = replace(PROBLEM, places=(SEAT, closed, ROOM))

    assert broken(problem, place=closed, slot=0) == (Code.PLACE_CLOSED,)
    assert broken(problem, place=closed, slot=1) == ()


def test_mode_outside_the_wish_is_impossible():
    assert broken(PROBLEM, wish=OTHER_WISH, place=replace(SEAT, owner=None)) == (
        Code.MODE_IMPOSSIBLE,
    )
    assert broken(PROBLEM, wish=OTHER_WISH, place=TABLE) == ()


@pytest.mark.parametrize(
    ("problem", "slot"),
    [
        (pinned(), 1),
        (replace(pinned(), buyers=(replace(BUYER, capacity=2),)), 0),
        (replace(pinned(), buyers=(replace(BUYER, limit_total=2),)), 1),
        (replace(pinned(), buyers=(replace(BUYER, limit_day=1),)), 2),
        (pinned(buyer=9, place=11), 0),
        (replace(pinned(buyer=9, needs=(7,)), need_limits=((7, 2), (8, 0))), 0),
    ],
)
def test_rule_does_not_bite_beside_its_limit(problem, slot):
    assert broken(problem, slot=slot) == ()


def test_pin_across_two_slots_counts_once_and_closes_both():
    problem = replace(pinned(slots=frozenset({0, 1})), buyers=(replace(BUYER, limit_total=2),))

    assert pair_slots(Diary(problem), WISH, Mode.BOOTH) == mask_of({2, 3})


def test_removed_meeting_leaves_no_trace():
    diary = Diary(PROBLEM)
    assignment = Assignment(request=1, slot=1, place=10)
    diary.add(WISH, assignment)
    assert pair_slots(diary, WISH, Mode.BOOTH) == 0
    assert place_slots(diary, WISH, SEAT) == mask_of({0, 2, 3})

    diary.remove(WISH, assignment)

    assert pair_slots(diary, WISH, Mode.BOOTH) == mask_of(ALL)
    assert place_slots(diary, WISH, SEAT) == mask_of(ALL)


def test_own_places_come_before_shared_ones():
    free_seat = Place(9, Mode.BOOTH, ALL)
    diary = Diary(replace(PROBLEM, places=(free_seat, SEAT, TABLE)))

    assert diary.places_for(WISH, Mode.BOOTH) == [SEAT, free_seat]


JAPANESE = Interpreter(20, frozenset({"ja"}), frozenset({0, 1}))
POLYGLOT = Interpreter(21, frozenset({"ja", "ko"}), ALL)
INTERPRETED = replace(WISH, language="ja")


@pytest.mark.parametrize(
    ("interpreters", "named", "slot", "codes"),
    [
        ((JAPANESE,), 20, 0, ()),
        ((JAPANESE,), None, 0, (Code.INTERPRETER_WRONG,)),
        ((JAPANESE,), 99, 0, (Code.INTERPRETER_WRONG,)),
        ((JAPANESE,), 20, 2, (Code.NO_INTERPRETER, Code.INTERPRETER_AWAY)),
        ((JAPANESE, POLYGLOT), 20, 2, (Code.INTERPRETER_AWAY,)),
        ((JAPANESE, POLYGLOT), 21, 2, ()),
        ((), None, 0, (Code.NO_INTERPRETER, Code.INTERPRETER_WRONG)),
    ],
)
def test_wish_with_a_language_needs_an_interpreter_of_it(interpreters, named, slot, codes):
    diary = Diary(replace(PROBLEM, interpreters=interpreters))

    assert broken_rules(diary, INTERPRETED, slot=slot, place=SEAT, interpreter=named) == codes


def test_interpreter_of_another_language_is_wrong():
    korean = replace(JAPANESE, languages=frozenset({"ko"}))
    diary = Diary(replace(PROBLEM, interpreters=(korean, POLYGLOT)))

    assert broken_rules(diary, INTERPRETED, slot=0, place=SEAT, interpreter=20) == (
        Code.INTERPRETER_WRONG,
    )
    assert broken_rules(diary, WISH, slot=0, place=SEAT, interpreter=21) == (
        Code.INTERPRETER_WRONG,
    )


def test_interpreter_interprets_one_meeting_at_a_time():
    pin = Pin(1, 9, 9, frozenset({0}), 0, interpreter=20)
    diary = Diary(replace(PROBLEM, interpreters=(JAPANESE, POLYGLOT), pins=(pin,)))

    assert broken_rules(diary, INTERPRETED, slot=0, place=SEAT, interpreter=20) == (
        Code.INTERPRETER_TAKEN,
    )
    assert broken_rules(diary, INTERPRETED, slot=1, place=SEAT, interpreter=20) == ()
    assert [free_interpreter(diary, INTERPRETED, slot) for slot in (0, 1, 2)] == [21, 20, 21]


def test_interpreter_is_free_again_when_the_meeting_is_struck_out():
    diary = Diary(replace(PROBLEM, interpreters=(JAPANESE,)))
    assignment = Assignment(1, 0, 10, interpreter=20)
    diary.add(INTERPRETED, assignment)
    assert free_interpreter(diary, INTERPRETED, 0) is None

    diary.remove(INTERPRETED, assignment)

    assert free_interpreter(diary, INTERPRETED, 0) == 20


def brute_force(problem: Problem, held: list[Assignment], new: Assignment) -> set[Code]:
    """Decide from plain lists which rules a new meeting breaks; shares no code with Diary."""
    requests = {request.id: request for request in problem.requests}
    place = next(place for place in problem.places if place.id == new.place)
    wish = requests[new.request]
    meetings = [
        (p.buyer, p.supplier, set(p.slots), p.day, p.place, p.needs, p.interpreter)
        for p in problem.pins
    ] + [
        (
            requests[each.request].buyer,
            requests[each.request].supplier,
            {each.slot},
            problem.slots[each.slot].day,
            each.place,
            requests[each.request].needs,
            each.interpreter,
        )
        for each in held
    ]
    pair = {
        Code.PAIR_BLOCKED: (wish.buyer, wish.supplier) in problem.blocked,
        Code.PAIR_TWICE: any(m[:2] == (wish.buyer, wish.supplier) for m in meetings),
        Code.NEED_FULL: any(
            sum(need in m[5] for m in meetings) >= limit
            for need, limit in problem.need_limits
            if need in wish.needs
        ),
        Code.MODE_IMPOSSIBLE: place.mode not in wish.modes,
        Code.PLACE_WRONG: place.owner not in {None, wish.buyer, wish.supplier},
        Code.PLACE_CLOSED: new.slot not in place.open_slots,
        Code.PLACE_TAKEN: any(m[4] == place.id and new.slot in m[2] for m in meetings),
        **of_interpreter(problem, wish.language, new, meetings),
    }
    codes = {code for code, is_broken in pair.items() if is_broken}
    for side, parties, name in ((0, problem.buyers, "BUYER"), (1, problem.suppliers, "SUPPLIER")):
        party = next(p for p in parties if p.id == (wish.buyer, wish.supplier)[side])
        own = [m for m in meetings if m[side] == party.id]
        day = problem.slots[new.slot].day
        present = party.online if place.mode is Mode.ONLINE else party.onsite
        of_party = {
            "AWAY": new.slot not in present,
            "BUSY": sum(new.slot in m[2] for m in own) >= party.capacity,
            "FULL": len(own) >= _or_endless(party.limit_total),
            "DAY_FULL": sum(m[3] == day for m in own) >= _or_endless(party.limit_day),
        }
        codes |= {Code[f"{name}_{rule}"] for rule, is_broken in of_party.items() if is_broken}
    return codes


def of_interpreter(problem: Problem, language: str | None, new: Assignment, meetings):
    taken = {m[6] for m in meetings if new.slot in m[2]}
    free = {
        each.id
        for each in problem.interpreters
        if language in each.languages and new.slot in each.open_slots and each.id not in taken
    }
    named = [each for each in problem.interpreters if each.id == new.interpreter]
    is_wrong = (new.interpreter is not None or language is not None) and not any(
        language in each.languages for each in named
    )
    return {
        Code.NO_INTERPRETER: language is not None and not free,
        Code.INTERPRETER_WRONG: is_wrong,
        Code.INTERPRETER_AWAY: any(new.slot not in each.open_slots for each in named),
        Code.INTERPRETER_TAKEN: any(each.id in taken for each in named),
    }


def _or_endless(limit: int | None) -> float:
    return float("inf") if limit is None else limit


@given(problems(), st.data())
@settings(max_examples=300, deadline=None)
def test_rules_agree_with_brute_force(problem, data):
    if not (problem.requests and problem.places):
        return
    assignments = st.builds(
        Assignment,
        st.sampled_from([request.id for request in problem.requests]),
        st.integers(0, len(problem.slots) - 1),
        st.sampled_from([place.id for place in problem.places]),
        st.sampled_from([None, *(each.id for each in problem.interpreters)]),
    )
    requests = {request.id: request for request in problem.requests}
    diary = Diary(problem)
    held: list[Assignment] = []
    for new in data.draw(st.lists(assignments, max_size=6)):
        codes = broken_rules(
            diary,
            requests[new.request],
            slot=new.slot,
            place=diary.places[new.place],
            interpreter=new.interpreter,
        )
        assert len(codes) == len(set(codes))
        assert set(codes) == brute_force(problem, held, new)
        diary.add(requests[new.request], new)
        held.append(new)
