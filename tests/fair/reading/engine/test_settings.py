"""What is named only around the thing that a text is about."""

import pytest

from fair.reading.engine.types import Stance, TagKind
from tests.fair.reading.engine.samples import read


def parts(text: str) -> dict[str, Stance]:
    return {tag.code: tag.stance for tag in read(text).tags if tag.kind is TagKind.PART_FAMILY}


def processes(text: str) -> dict[str, Stance]:
    return {tag.code: tag.stance for tag in read(text).tags if tag.kind is TagKind.PROCESS}


@pytest.mark.parametrize(
    "text",
    [
        "brackets for motors",
        "モーター用ブラケット",
        "モーター取付用ブラケット",
        "モーターのブラケット",
        "모터용 브라켓",
        "电机用支架",
        "giá đỡ cho động cơ",
        "giá đỡ động cơ",
    ],
)
def test_what_a_part_is_for_stands_around_it(text):
    assert parts(text) == {"BRACKET": Stance.STATED, "MOTOR": Stance.AROUND}


def test_of_a_compound_the_last_part_is_meant():
    assert parts("gear brackets") == {"GEAR": Stance.AROUND, "BRACKET": Stance.STATED}


@pytest.mark.parametrize(
    "text",
    [
        *("brackets, motors", "ブラケット、モーター", "브라켓, 모터", "支架、电机"),
        *("giá đỡ, động cơ", "ブラケット モーター", "支架 电机"),
    ],
)
def test_parts_of_a_list_are_all_meant(text):
    assert parts(text) == {"BRACKET": Stance.STATED, "MOTOR": Stance.STATED}


@pytest.mark.parametrize("text", ["볼트 너트", "bolt nut", "螺栓螺母", "bu lông đai ốc"])
def test_neighbours_that_are_made_alike_are_a_list(text):
    assert parts(text) == {"BOLT": Stance.STATED, "NUT": Stance.STATED}


@pytest.mark.parametrize("text", ["Looking for brackets", "Cần tìm xưởng cho giá đỡ"])
def test_what_is_looked_for_is_meant_itself(text):
    assert parts(text) == {"BRACKET": Stance.STATED}


@pytest.mark.parametrize(
    "text",
    ["旋盤加工済み、めっき", "旋盤部品へのめっき", "already turned, plating", "đã tiện, mạ"],
)
def test_work_done_before_stands_around_what_is_wanted(text):
    assert processes(text) == {"MC.TUR": Stance.AROUND, "SF.PLA": Stance.STATED}


@pytest.mark.parametrize("text", ["旋盤加工、めっき", "turned, plating", "tiện, mạ"])
def test_work_that_follows_work_is_all_wanted(text):
    assert processes(text) == {"MC.TUR": Stance.STATED, "SF.PLA": Stance.STATED}


@pytest.mark.parametrize(
    "text",
    [
        "Free-issue ADC12 housings",
        "ADC12 housings, parts supplied by us",
        "支給のADC12ハウジング",
        "사급 ADC12 하우징",
        "来料ADC12外壳",
        "Vỏ ADC12, hàng bên em cấp",
    ],
)
def test_parts_that_the_buyer_sends_are_shaped_already(text):
    assert not [code for code in map(implied_code, read(text).implied) if code[:2] == "CF"]


@pytest.mark.parametrize(
    "text",
    [
        "ADC12 housings",
        "ADC12ハウジング、材料支給",
        "ADC12ハウジング、金型支給",
        "Vỏ ADC12, phôi khách cấp",
    ],
)
def test_material_and_moulds_that_the_buyer_sends_are_yet_to_be_shaped(text):
    assert implied_code(read(text).implied[0]).startswith("CF.D")


def implied_code(implied):
    return implied.code


@pytest.mark.parametrize(
    "text",
    [
        "PA66 housing, tooling quoted separately",
        "PA66ハウジング、金型費別途",
        "PA66 하우징, 금형 당사 지급",
        "PA66外壳，含模具",
    ],
)
def test_a_tool_among_the_terms_is_not_what_is_wanted(text):
    tools = {tag.stance for tag in read(text).tags if tag.code[:2] in ("TL", "MO")}

    assert tools == {Stance.AROUND}
    assert read(text).implied[0].code == "PL.INJ"


@pytest.mark.parametrize("text", ["Mould for PA66 housings, hot runner", "金型製作、PA66"])
def test_a_tool_that_is_named_first_is_wanted(text):
    tools = {tag.stance for tag in read(text).tags if tag.code in {"MOULD", "TL"}}

    assert tools == {Stance.STATED}


@pytest.mark.parametrize(
    "text",
    [
        "Motor with gears",
        "ギヤ付きモーター",
        "모터, 기어 포함",
        "电机，带齿轮",
        "Động cơ có bánh răng",
    ],
)
def test_what_a_part_comes_with_stands_around_it(text):
    assert parts(text) == {"MOTOR": Stance.STATED, "GEAR": Stance.AROUND}


def test_work_that_comes_with_other_work_is_wanted():
    assert processes("turning with plating") == {
        "MC.TUR": Stance.STATED,
        "SF.PLA": Stance.STATED,
    }
