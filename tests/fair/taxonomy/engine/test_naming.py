import pytest

from fair.taxonomy.engine.naming import Name, NameIndex, Rank

INDEX = NameIndex(
    [
        Name("CF.FOR", "CF.FOR", Rank.CODE),
        Name("Rèn", "CF.FOR", Rank.LABEL, "vi"),
        Name("rèn khuôn", "CF.FOR", Rank.SYNONYM, "vi"),
        Name("鍛造", "CF.FOR", Rank.LABEL, "ja"),
        Name("Stamping (press work)", "SM.STA", Rank.LABEL, "en"),
        Name("Đúc áp lực", "CF.DIE", Rank.LABEL, "vi"),
        Name("研磨", "SF.POL", Rank.LABEL, "ja"),
        Name("研磨", "MC.HON", Rank.LABEL, "zh-hans"),
        Name("SUS304", "FE.SUS.SUS304", Rank.LABEL, "en"),
        Name("1050", "FE.CST.S50C", Rank.EQUIVALENT),
        Name("1050", "NF.ALW.A1050", Rank.EQUIVALENT),
        Name("420", "FE.SUS.SUS420J1", Rank.EQUIVALENT),
        Name("420", "FE.SUS.SUS420J2", Rank.NEAR),
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cf.for", "CF.FOR"),
        ("RÈN", "CF.FOR"),
        ("rèn-khuôn", "CF.FOR"),
        ("ren khuon", "CF.FOR"),
        ("鍛造", "CF.FOR"),
        ("stamping", "SM.STA"),
        ("Stamping （press  work）", "SM.STA"),
        ("duc ap luc", "CF.DIE"),
        ("ＳＵＳ　３０４", "FE.SUS.SUS304"),
        ("420", "FE.SUS.SUS420J1"),
    ],
)
def test_find_knows_code_label_synonym_and_equivalent(text, code):
    assert INDEX.find(text) == code


@pytest.mark.parametrize("text", ["", " - ", "weaving", "ren", "rén khuôn", "1050"])
def test_find_gives_nothing_for_unknown_half_marked_or_ambiguous_words(text):
    assert INDEX.find(text) is None


def test_find_asks_the_language_where_two_share_a_word():
    assert INDEX.find("研磨") is None
    assert INDEX.find("研磨", language="ja") == "SF.POL"
    assert INDEX.find("研磨", language="zh-hans") == "MC.HON"


def test_find_takes_another_language_where_the_asked_one_has_no_such_word():
    assert INDEX.find("鍛造", language="vi") == "CF.FOR"


def test_closest_names_what_looks_alike():
    assert INDEX.closest("stampping") == ["SM.STA"]
    assert INDEX.closest("duc ap luk") == ["CF.DIE"]
    assert INDEX.closest("xyz") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("thép SUS304 dày 2mm", "FE.SUS.SUS304"),
        ("ステンレスSUS304製", "FE.SUS.SUS304"),
        ("ＳＵＳ３０４ 板", "FE.SUS.SUS304"),
        ("không 420", None),
        ("rèn", None),
        ("", None),
    ],
)
def test_find_within_picks_a_designation_of_letters_and_digits(text, code):
    assert INDEX.find_within(text) == code


def test_find_within_gives_nothing_where_there_are_two():
    index = NameIndex([Name("A1", "X", Rank.LABEL), Name("B2", "Y", Rank.LABEL)])

    assert index.find_within("A1 hoặc B2") is None
