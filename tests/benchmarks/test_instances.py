import json

import pytest

from benchmarks.fairs import fair
from benchmarks.instances import (
    UnusableInstance,
    read_plan,
    read_problem,
    write_plan,
    write_problem,
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
    Slot,
    Weights,
)
from tests.fair.meetings.engine.fairs import tiny_fair

SMALL = {
    "slots": [[540, 560, 0], [560, 580, 0]],
    "buyers": [{"id": 1, "slots": [1], "limit_total": 9}],
    "suppliers": [{"id": 2, "capacity": 2, "prefers_compact": True}],
    "places": [{"id": 10, "mode": "table"}],
    "requests": [{"id": 0, "buyer": 1, "supplier": 2, "value": 500}],
    "pins": [{"id": 1, "buyer": 9, "supplier": 2, "slots": [0]}],
}


def read(tmp_path, given) -> Problem:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(given))
    return read_problem(path)


def test_what_is_left_out_means_always_and_unlimited(tmp_path):
    both = frozenset({0, 1})

    assert read(tmp_path, SMALL) == Problem(
        slots=(Slot(540, 560, 0), Slot(560, 580, 0)),
        buyers=(Party(1, frozenset({1}), frozenset({1}), limit_total=9),),
        suppliers=(Party(2, both, both, capacity=2, prefers_compact=True),),
        places=(Place(10, Mode.TABLE, both),),
        requests=(Request(0, 1, 2, 500, (Mode.BOOTH, Mode.TABLE)),),
        pins=(Pin(1, 9, 2, frozenset({0}), 0),),
        weights=Weights(first_meeting=0),
    )


@pytest.mark.parametrize("seed", range(5))
def test_problem_and_plan_survive_writing_and_reading(tmp_path, seed):
    problem, plan = tiny_fair(seed), Plan((Assignment(1, 2, 3, 4), Assignment(5, 6, 7)))
    write_problem(problem, tmp_path / "problem.json")
    write_plan(plan, tmp_path / "plan.json")

    assert read_problem(tmp_path / "problem.json") == problem
    assert read_plan(tmp_path / "plan.json") == plan


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"parties": []}, "unknown: parties"),
        ({"buyers": [{"id": 1, "age": 3}]}, r"buyers\[0\]"),
        ({"places": [{"id": 10}]}, r"places\[0\].*mode"),
        ({"places": [{"id": 10, "mode": "sofa"}]}, "sofa"),
        ({"suppliers": []}, "request 0: its buyer or supplier is not listed"),
        ({"buyers": [{"id": 1}, {"id": 1}]}, "buyers: an id is used twice"),
        ({"pins": [{"id": 1, "buyer": 1, "supplier": 2, "slots": [7]}]}, "does not exist"),
        ({"slots": [5]}, r"slots\[0\]"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, change, words):
    with pytest.raises(UnusableInstance, match=words):
        read(tmp_path, SMALL | change)


def test_invented_fairs_have_the_announced_shape():
    base, tight = (fair(kind=kind, scale=1, seed=1) for kind in ("base", "tight"))

    assert fair(kind="base", scale=1, seed=1) == base != fair(kind="base", scale=1, seed=2)
    for problem in (base, tight):
        assert (len(problem.buyers), len(problem.suppliers), len(problem.slots)) == (40, 250, 48)
        assert {request.value for request in problem.requests} <= set(range(30, 1_001))
    assert len(base.requests) == 958
    assert sum(place.owner is None for place in base.places) == 42
    assert len(tight.requests) == 1_794
    assert sum(place.owner is None for place in tight.places) == 5
