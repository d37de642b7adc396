"""Metals in lists of platings."""

import pytest

from tests.fair.reading.engine.samples import materials, processes, read


@pytest.mark.parametrize(
    "text",
    [
        "Mạ kẽm, niken, thiếc",
        "zinc, nickel and tin plating",
        "Electroplating: zinc, nickel, tin",
        "亜鉛・ニッケル・錫めっき",
        "아연·니켈·주석 도금",
        "镀锌、镍、锡",
    ],
)
def test_metals_of_a_list_of_platings_are_platings(text):
    assert {"SF.ZNP", "SF.NIP", "SF.GSP"} <= set(processes(text))
    assert materials(text) == []
    assert read(text).implied == ()


@pytest.mark.parametrize(
    ("text", "plating"),
    [
        ("Niめっき 5μ", "SF.NIP"),
        ("Sn plating", "SF.GSP"),
        ("mạ Cu", "SF.CUP"),
        ("mạ kẽm Cr3+, crom cứng", "SF.CRP"),
        ("mạ kẽm, niken hóa học", "SF.ENP"),
    ],
)
def test_signs_and_kinds_of_platings(text, plating):
    assert plating in processes(text)


@pytest.mark.parametrize(
    ("text", "metal"),
    [
        ("mạ kẽm, đồng thau C3604", "NF.BRS.C3604"),
        ("镀锌、铜件", "NF.CUP"),
        ("nickel plating, zinc die castings, ZDC2", "NF.ZNA.ZDC2"),
        ("nickel alloy turning", "NF.NIA"),
    ],
)
def test_a_metal_of_which_something_is_made_stays_one(text, metal):
    assert metal in materials(text)


@pytest.mark.parametrize(
    ("text", "rubber"),
    [
        ("NR 50 Shore A", "RB.NRS.NR"),
        ("CR 60±5度", "RB.CRN.CR"),
        ("NR/NBR/EPDM", "RB.NRS.NR"),
        ("cao su NBR, CR, EPDM", "RB.CRN.CR"),
    ],
)
def test_short_names_of_rubbers_beside_rubbers_or_a_hardness(text, rubber):
    assert rubber in materials(text)


@pytest.mark.parametrize("text", ["CR 60 pcs", "IR 5%", "Ni 8, CR 18", "NR: 4512"])
def test_short_names_of_rubbers_elsewhere_are_none(text):
    assert not [code for code in materials(text) if code.startswith("RB")]
