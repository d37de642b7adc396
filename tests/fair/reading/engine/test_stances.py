"""Whether a term is stated, denied or done by others."""

import pytest

from fair.reading.engine.types import Stance
from tests.fair.reading.engine.samples import stances

STATED, NEGATED, OUTSOURCED = Stance.STATED, Stance.NEGATED, Stance.OUTSOURCED


@pytest.mark.parametrize(
    "text",
    [
        "no plating",
        "no serial plating",
        "めっきの量産は不可",
        "도금 양산 안 함",
        "without plating",
        "plating not required",
        "không mạ",
        "không nhận mạ",
        "メッキなし",
        "めっき不可",
        "メッキは対応できません",
        "도금 제외",
        "도금 안 함",
        "不含电镀",
        "无需电镀",
        "电镀除外",
    ],
)
def test_denied(text):
    assert stances(text) == {"SF.PLA": NEGATED}


@pytest.mark.parametrize(
    "text",
    [
        "plating outsourced",
        "plating is subcontracted",
        "plating by partners",
        "mạ thuê ngoài",
        "mạ gia công ngoài",
        "mạ gửi ngoài",
        "メッキは外注",
        "도금 외주",
        "电镀外协",
        "电镀外发",
    ],
)
def test_done_by_others(text):
    assert stances(text) == {"SF.PLA": OUTSOURCED}


@pytest.mark.parametrize(
    "text",
    [
        "plating",
        "not only plating",
        "plating in house, no minimum",
        "mạ, không giới hạn số lượng",
        "không chỉ mạ",
        "メッキ、在庫なし",
        "도금 가능",
        "电镀，无最小起订量",
    ],
)
def test_stated(text):
    assert stances(text) == {"SF.PLA": STATED}


def test_a_negation_goes_through_its_list():
    found = stances("No plating, painting or heat treatment; welding in house")

    assert found == {"SF.PLA": NEGATED, "SF.PAI": NEGATED, "HT": NEGATED, "JN.WLD": STATED}


def test_a_comma_does_not_carry_a_negation_to_other_work():
    assert stances("no plating, die casting") == {"SF.PLA": NEGATED, "CF.DIE": STATED}


def test_what_is_outsourced_reaches_back_over_and_but_not_over_a_comma():
    assert stances("hàn, sơn và mạ gửi ngoài") == {
        "JN.WLD": STATED,
        "SF.PAI": OUTSOURCED,
        "SF.PLA": OUTSOURCED,
    }
    assert stances("溶接、塗装・メッキは外注") == {
        "JN.WLD": STATED,
        "SF.PAI": OUTSOURCED,
        "SF.PLA": OUTSOURCED,
    }


def test_a_statement_ends_a_negation():
    assert stances("no minimum. Plating") == {"SF.PLA": STATED}
    assert stances("không mạ nhưng có sơn") == {"SF.PLA": NEGATED, "SF.PAI": STATED}


def test_a_name_that_contains_a_negation_is_not_denied():
    assert stances("無電解めっき") == {"SF.ENP": STATED}
