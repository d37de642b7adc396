"""Figures as marks: known by how large they are and what stands beside them."""

import unicodedata
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.text.figures import figures_of, sizes_of
from fair.matching.engine.text.tokens import LONGEST_TEXT
from fair.reading.engine.types import Quantity, QuantityKind

PARTS = ("16", "4,5", "1.250", ",", ".", " ", "mm", "ø", "±", "目", "ống")


def make_size(*values, kind=QuantityKind.DIAMETER):
    return Quantity(kind, values, 0, 1, "")


def figures(text, *, comma_is_decimal=False):
    return figures_of(text, comma_is_decimal=comma_is_decimal)


def test_a_size_stands_for_the_powers_of_two_around_it():
    assert sizes_of([make_size(16.0)]) == {"diameter_mm 4": 1.0}
    assert sizes_of([make_size(24.0)]) == {"diameter_mm 4": 0.415, "diameter_mm 5": 0.585}
    assert sizes_of([make_size(0.5, kind=QuantityKind.THICKNESS)]) == {"thickness_mm -1": 1.0}


def test_sizes_near_each_other_share_marks_and_others_do_not():
    small, near, large = (set(sizes_of([make_size(value)])) for value in (20.0, 25.0, 900.0))

    assert small == near
    assert not small & large
    assert not small & set(sizes_of([make_size(20.0, kind=QuantityKind.THICKNESS)]))


def test_of_several_sizes_the_nearest_to_a_power_counts():
    both = sizes_of([make_size(16.0, 24.0), make_size(17.0)])

    assert both == {"diameter_mm 4": 1.0, "diameter_mm 5": 0.585}
    assert both == sizes_of([make_size(17.0), make_size(24.0, 16.0)])


@pytest.mark.parametrize("value", [0.0, -1.0, float("inf"), float("nan")])
def test_what_is_no_size_is_no_mark(value):
    assert sizes_of([make_size(value)]) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("16 pin", {">pin 2": 1.0}),
        ("AWG 64", {"<awg 3": 1.0}),
        ("t0.25mm", {"<t -1": 1.0, ">mm -1": 1.0}),
        ("목 4", {"<목 1": 1.0}),
        ("Ø16×64", {"<ø 2": 1.0, ">× 2": 1.0}),
        ("１６ＭＭ", {">mm 2": 1.0}),
        ("32 ống", {">ong 2": 0.5, ">ong 3": 0.5}),
        ("月1.6384万個", {"<月 7": 1.0, ">個 7": 1.0}),
        ("65.536k pcs", {">pcs 8": 1.0}),
        ("64 kg", {">kg 3": 1.0}),
        ("1,024 nghìn con", {">con 10": 0.983, ">con 9": 0.017}),
        ("16", {}),
        ("no figure", {}),
        ("0 mm", {}),
        ("9" * 400 + " mm", {}),
    ],
)
def test_a_figure_is_known_by_the_letters_beside_it(text, found):
    assert figures(text) == found


def test_a_comma_is_read_by_the_habit_of_the_language():
    assert figures("4,096 mm") == {">mm 6": 1.0}
    assert figures("4,096 mm", comma_is_decimal=True) == figures("4.096 mm")


def test_only_the_beginning_of_a_long_text_counts():
    assert figures("x" * LONGEST_TEXT + " 16 pin") == {}


@given(st.text(max_size=60) | st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_any_text_gives_marks_between_0_and_1(text):
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    found = figures(text)

    assert all(0 < nearness <= 1 for nearness in found.values())
    assert figures(composed) == figures(apart)


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_every_size_counts_one_together(value):
    assert isclose(sum(sizes_of([make_size(value)]).values()), 1.0, abs_tol=2e-3)
