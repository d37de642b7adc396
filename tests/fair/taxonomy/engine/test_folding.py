import unicodedata

import pytest

from fair.taxonomy.engine.folding import fold, without_marks, without_parentheses


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CNC Turning", "cncturning"),
        ("Ｔｉện - ＣＮＣ", "tiệncnc"),
        ("PC+ABS", "pcabs"),
        ("SUS-304", "sus304"),
        ("  ", ""),
        ("塗装・粉体塗装", "塗装粉体塗装"),
        ("ﾀﾞｲｶｽﾄ", "ダイカスト"),
    ],
)
def test_fold_drops_case_width_spaces_and_punctuation(text, folded):
    assert fold(text) == folded


def test_fold_of_decomposed_vietnamese_is_that_of_composed():
    assert fold(unicodedata.normalize("NFD", "Tiện tự động")) == fold("Tiện tự động")


@pytest.mark.parametrize(
    ("folded", "bare"),
    [("đúcáplực", "ducapluc"), ("ガス", "ガス"), ("절삭", "절삭"), ("mạđiện", "madien")],
)
def test_without_marks_touches_latin_letters_only(folded, bare):
    assert without_marks(folded) == bare


def test_without_parentheses_keeps_the_rest():
    assert without_parentheses("Stamping (press work)") == "Stamping"
    assert without_parentheses("電着塗装（ED）") == "電着塗装"
    assert without_parentheses("MIG/MAG (CO₂) welding") == "MIG/MAG welding"
