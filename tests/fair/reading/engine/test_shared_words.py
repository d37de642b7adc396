"""Words for work that mean another process on another material."""

import pytest

from tests.fair.reading.engine.samples import processes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extruded PVC pipes", ["PL.EXT"]),
        ("extruded EPDM strips", ["RB.EXT"]),
        ("アルミの押出", ["CF.EXT"]),
        ("挤出 硅胶管", ["RB.EXT"]),
        ("moulded EPDM grommets", ["RB.MLD"]),
        ("moulded PA66 clips", ["PL.INJ"]),
        ("EPDM 模压成型", ["RB.MLD"]),
        ("CFRP 模压成型", ["PL.FRP"]),
    ],
)
def test_the_nearest_material_says_what_is_meant(text, expected):
    assert processes(text) == expected


def test_the_part_says_so_where_no_material_does():
    assert processes("extruded heat sinks") == ["CF.EXT"]
    assert processes("moulded gaskets") == ["RB.MLD"]


def test_of_two_materials_the_nearer_counts():
    assert processes("PVC extrusion, turned aluminium shafts") == ["PL.EXT", "MC.TUR"]


def test_another_statement_tells_nothing():
    assert processes("We work with EPDM. Extrusion up to 80 mm.") == ["PL.EXT"]


def test_a_word_that_every_trade_uses_says_nothing_alone():
    assert processes("moulding") == []
    assert processes("extrusion") == ["PL.EXT"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alu extrusions", ["CF.EXT"]),
        ("molded parts", ["PL.INJ"]),
        ("custom molded parts, silicone", ["RB.LSR"]),
    ],
)
def test_a_shared_word_in_the_name_of_a_part(text, expected):
    assert processes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("冲压成型", ["SM.STA"]), ("曲げ成形", ["SM.BND"]), ("ゴム成形", ["RB.MLD"])],
)
def test_a_longer_name_knows_better(text, expected):
    assert processes(text) == expected
