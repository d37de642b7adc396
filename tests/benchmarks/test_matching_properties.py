"""The benchmark of the laws finds none broken, and each of them once it is broken on purpose."""

from benchmarks.matching_laws import LAWS
from benchmarks.matching_properties import run


def test_laws_hold_and_can_be_broken():
    figures = run(cases=400, seed=7)

    assert figures["cases"] == 400
    assert figures["violations"] == 0
    assert set(figures["laws"]) == {law.__name__ for law in LAWS}
    assert figures["planted_unfound"] == []
    assert figures["eligible"] > 40
