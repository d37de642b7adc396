from dataclasses import replace

import pytest

from fair.meetings.engine.checks import check
from fair.meetings.engine.faults import Fault, FaultCode, faults
from fair.meetings.engine.planner import make_plan
from fair.meetings.engine.types import Mode, Party, Pin, Place, Problem, Request
from tests.fair.meetings.engine.fairs import grid

ALL = frozenset(range(2))
PROBLEM = Problem(
    slots=grid(days=1, slots_per_day=2),
    buyers=(Party(1, ALL, ALL), Party(2, ALL, ALL)),
    suppliers=(Party(3, ALL, ALL),),
    places=(Place(10, Mode.TABLE, ALL), Place(11, Mode.BOOTH, ALL, owner=3)),
    requests=(Request(1, 1, 3, 500, (Mode.TABLE,)),),
)
PIN = Pin(1, 1, 9, frozenset({1}), 0, place=10)


def with_buyer(**changes) -> Problem:
    return replace(PROBLEM, buyers=(replace(PROBLEM.buyers[0], **changes), PROBLEM.buyers[1]))


def test_sound_problem_has_no_fault():
    assert faults(PROBLEM) == ()
    assert faults(replace(PROBLEM, pins=(PIN,))) == ()


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (replace(PROBLEM, slots=()), Fault(FaultCode.NO_SLOTS, 0)),
        (
            replace(PROBLEM, pins=(PIN, replace(PIN, id=2, place=None))),
            Fault(FaultCode.PIN_CLASHES, 1, 1),
        ),
        (
            replace(PROBLEM, pins=(PIN, replace(PIN, id=2, buyer=2))),
            Fault(FaultCode.PIN_PLACE_TWICE, 2, 1),
        ),
        (
            replace(PROBLEM, pins=(replace(PIN, place=11),)),
            Fault(FaultCode.PIN_AT_WRONG_PLACE, 1),
        ),
        (replace(with_buyer(limit_day=0), pins=(PIN,)), Fault(FaultCode.PIN_OVER_LIMIT, 1)),
        (with_buyer(limit_day=0), Fault(FaultCode.NO_MEETING_ALLOWED, 1)),
        (with_buyer(capacity=0), Fault(FaultCode.NO_MEETING_ALLOWED, 1)),
        (with_buyer(onsite=frozenset(), online=frozenset()), Fault(FaultCode.NEVER_THERE, 1)),
    ],
)
def test_fault_is_named_and_planning_goes_on(problem, fault):
    assert fault in faults(problem)
    assert check(problem, make_plan(problem, workers=1).plan) == ()
