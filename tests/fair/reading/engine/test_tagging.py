"""Which terms a text names."""

import pytest

from fair.reading.engine.types import QuantityKind, Tag, TagKind
from tests.fair.reading.engine.samples import codes, materials, processes, read


def test_a_tag_tells_its_place_in_the_text_as_it_was_given():
    text = "Ｄｉｅ Ｃａｓｔｉｎｇ: ADC12"

    tags = read(text).tags

    assert tags == (
        Tag(TagKind.PROCESS, "CF.DIE", 0, 11, "Ｄｉｅ Ｃａｓｔｉｎｇ"),
        Tag(TagKind.MATERIAL, "NF.ALC.ADC12", 13, 18, "ADC12"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("die casting", ["CF.DIE"]),
        ("die-casting", ["CF.DIE"]),
        ("diecasting", ["CF.DIE"]),
        ("soldie castin", []),  # words keep their borders
        ("đúc áp lực", ["CF.DIE"]),
        ("duc ap luc", ["CF.DIE"]),  # without any marks
        ("ダイカスト", ["CF.DIE"]),
        ("다이캐스팅", ["CF.DIE"]),
        ("정밀다이캐스팅부품", ["CF.DIE"]),  # CJK stands inside longer words
        ("压铸", ["CF.DIE"]),
    ],
)
def test_a_process_is_found_in_every_language(text, expected):
    assert processes(text) == expected


def test_the_longest_name_wins():
    assert processes("khuôn ép nhựa") == ["TL.PLM"]
    assert processes("ép nhựa") == ["PL.INJ"]


def test_a_mould_is_no_moulding():
    assert processes("射出成形金型") == ["TL.PLM"]
    assert processes("die casting dies") == ["TL.DCM"]
    assert processes("die casting") == ["CF.DIE"]


def test_a_process_keeps_the_word_it_shares_with_a_material():
    tags = read("ép nhựa ABS").tags

    assert [(tag.code, tag.quote) for tag in tags] == [("PL.INJ", "ép nhựa"), ("PL.ABS", "ABS")]


@pytest.mark.parametrize("text", ["SUS304용기", "SUS304製", "SUS304不锈钢"])
def test_latin_ends_where_cjk_begins(text):
    assert "FE.SUS.SUS304" in materials(text)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("A6061-T6", "NF.ALW.A6061"),
        ("SUS 304", "FE.SUS.SUS304"),
        ("PA-66", "PL.PA.PA66"),
        ("PA66 GF30", "PL.PA.PA66GF30"),
        ("PA66+GF30", "PL.PA.PA66GF30"),
        ("ADC-12", "NF.ALC.ADC12"),
        ("ＡＤＣ１２", "NF.ALC.ADC12"),
        ("1.4301", "FE.SUS.SUS304"),
        ("PC/ABS", "PL.ABS.PCABS"),
    ],
)
def test_grades_are_found_however_they_are_joined(text, grade):
    assert materials(text) == [grade]


def test_a_temper_belongs_to_its_grade():
    (tag,) = read("A6061-T6 plate").tags[:1]

    assert tag.quote == "A6061-T6"


@pytest.mark.parametrize("text", ["ADC125", "XADC12", "14301", "304 pcs", "316 mm"])
def test_a_number_or_part_of_a_word_is_no_grade(text):
    assert materials(text) == []


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("AISI 304", "FE.SUS.SUS304"),
        ("stainless 316", "FE.SUS.SUS316"),
        ("SUS304/316", "FE.SUS.SUS316"),
        ("thép D2", "FE.TST.SKD11"),
        ("45#钢", "FE.CST.S45C"),
    ],
)
def test_a_bare_number_is_a_grade_beside_the_right_words(text, grade):
    assert grade in materials(text)


def test_a_figure_beside_a_material_is_no_grade():
    assert materials("SUS304, 430 mm") == ["FE.SUS.SUS304"]
    assert materials("thép 20 mm") == ["FE.CST"]


def test_a_grade_overrules_the_loose_word_beside_it():
    assert materials("nhôm ADC12") == ["NF.ALC.ADC12"]
    assert materials("nhôm A6061") == ["NF.ALW", "NF.ALW.A6061"]


def test_capitals_tell_a_plastic_from_a_word():
    assert materials("vỏ PP") == ["PL.PP.PP"]
    assert materials("pp. 12") == []


def test_marks_tell_vietnamese_syllables_apart():
    assert "SF.PAI" in processes("nhận sơn")
    assert processes("con son") == []  # one syllable without marks says nothing
    assert processes("máy may công nghiệp") != []
    assert processes("we may offer") == []
    assert processes("sơn, in an") == ["SF.PAI"]


def test_accented_text_matches_accented_forms_only():
    assert processes("son tinh dien") == ["SF.PWD"]
    assert processes("sơn và son tinh dien") == ["SF.PAI"]


def test_both_places_of_a_vietnamese_mark_are_one_word():
    assert processes("anod hoá") == processes("anod hóa") == ["SF.ANO"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("housings", ["HOUSING"]),
        ("gears", ["GEAR"]),
        ("electroplated", ["SF.PLA"]),
        ("welded", ["JN.WLD"]),
    ],
)
def test_english_words_are_inflected(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("injecton moulding", ["PL.INJ"]),  # a letter left out
        ("anodziing", ["SF.ANO"]),  # two swapped
        ("electroplatinf", ["SF.PLA"]),  # one wrong, in a long word
        ("millong", []),  # one wrong, in a short word
        ("heating", []),  # another word
    ],
)
def test_one_slip_in_a_long_word_is_mended(text, expected):
    assert processes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("đường kính 30", "hợp đồng", "giấy phép", "图纸", "无锡", "サービス", "자동"),
        *("in case of", "supply chain", "company profile", "shelf life", "uniform thickness"),
        *("3-pin", "UL94 V-0", "UL 94", "đường sắt", "xây dựng", "bảo dưỡng", "công ty Hàn"),
        *("サプライチェーン", "料金", "弁当", "카테고리", "다운로드", "서플라이체인"),
        *("拉伸强度", "银行", "龙头企业"),
    ],
)
def test_words_that_only_contain_a_name_name_nothing(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rubber hose", {"RB", "HOSE"}),
        ("nitrile gloves", {"RB.NBR", "GLOVE"}),
        ("khay PET", {"PL.PET.PET", "TRAY"}),
        ("樹脂ギア", {"PL", "GEAR"}),
        ("고무 롤러", {"RB", "ROLLER"}),
        ("塑料瓶", {"PL", "BOTTLE"}),
        ("stamped part", {"SM.STA", "STAMPING"}),
    ],
)
def test_a_kind_of_part_hides_no_material_or_process(text, expected):
    assert expected <= set(codes(text))


@pytest.mark.parametrize("text", ["chứng chỉ ISO 9001", "ISO認証", "ISO 인증", "质量管理体系"])
def test_a_certificate_is_known_by_what_people_write(text):
    assert codes(text) == ["ISO9001"]


def test_short_katakana_stand_alone_or_beside_another_term():
    assert codes("ピン") == ["SHAFT"]
    assert codes("ピンセット") == []
    assert codes("アルミケース") == ["NF.ALW", "HOUSING"]


def test_standards_may_be_listed():
    assert codes("ISO 9001/14001, IATF16949") == ["ISO9001", "ISO14001", "IATF16949"]
    assert codes("order 14001") == []


def test_an_abbreviation_of_a_certificate_needs_capitals():
    assert codes("REACH") == ["REACH"]
    assert codes("we reach all customers of ABC Co., Ltd") == []


@pytest.mark.parametrize("text", ["SUS304 t1.5", "C1100 t1.2"])
def test_a_thickness_behind_a_grade_is_no_temper(text):
    assert read(text).tags[0].quote == text.partition(" ")[0]
    assert [quantity.kind for quantity in read(text).quantities] == [QuantityKind.THICKNESS]


def test_a_temper_behind_a_grade_belongs_to_it():
    assert read("A6061 T6, 50 pcs").tags[0].quote == "A6061 T6"


@pytest.mark.parametrize(
    ("text", "code"),
    [("brushed DC units", "SF.BRU"), ("서스펜션 부품", "FE.SUS"), ("đảo hướng kính", "CG.GLS")],
)
def test_words_that_only_contain_a_name(text, code):
    assert code not in codes(text)


def test_a_space_parts_words_that_are_written_without():
    assert processes("浸炭 窒化") == ["HT.CAR", "HT.NIT"]
    assert processes("浸炭窒化") == ["HT.CBN"]
    assert processes("알루미늄 다이캐스팅") == processes("알루미늄다이캐스팅") == ["CF.DAL"]


def test_short_plastics_side_by_side_are_all_meant():
    assert materials("PP PE ABS") == ["PL.PP.PP", "PL.PE", "PL.ABS.ABS"]
    assert materials("aluminium ADC12") == ["NF.ALC.ADC12"]


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("304 brackets", "FE.SUS.SUS304"),
        ("316 阀体", "FE.SUS.SUS316"),
        ("H13 dies", "FE.TST.SKD61"),
        ("khuôn H13", "FE.TST.SKD61"),
        ("SAE1045", "FE.CST.S45C"),
        ("C2680R", "NF.BRS.C2680"),
        ("EPDM70", "RB.EPD.EPDM"),
        ("TPU95A", "PL.TPE.TPU"),
    ],
)
def test_designations_beside_what_is_made_of_them_or_glued_to_more(text, grade):
    assert grade in materials(text)


@pytest.mark.parametrize(
    "text", ["304 pcs of brackets", "brackets 304", "room 316", "H13 booth", "45 gears", "EPDMX"]
)
def test_numbers_that_are_no_designations(text):
    assert materials(text) == []


def test_two_syllables_that_a_space_parts_are_no_word():
    assert processes("의료용 사출") == ["PL.INJ"]
    assert "SF.THS" in processes("용사 코팅")
