"""Terms of another kind inside a longer name."""

import pytest

from fair.reading.engine.types import TagKind
from tests.fair.reading.engine.samples import codes, materials, processes, read


@pytest.mark.parametrize(
    ("text", "material"),
    [
        ("zinc die casting", "NF.ZNA"),
        ("아연 다이캐스팅", "NF.ZNA"),
        ("pressed steel", "FE.CST"),
        ("uốn ống inox", "FE.SUS"),
        ("silicone keypads", "RB.SIL"),
        ("マグネシウムダイカスト", "NF.MGA"),
    ],
)
def test_a_material_inside_other_names_is_said_too(text, material):
    assert material in materials(text)


def test_a_part_inside_the_name_of_its_work_is_said_too():
    assert "GEAR" in codes("sản xuất bánh răng", TagKind.PART_FAMILY)
    assert "MOTOR" in codes("小型モーター製造", TagKind.PART_FAMILY)
    assert "LENS" in codes("镜片加工", TagKind.PART_FAMILY)


def test_both_terms_stand_where_the_whole_name_stands():
    found = {tag.code: tag.quote for tag in read("about zinc die casting").tags}

    assert found == {"CF.DZN": "zinc die casting", "NF.ZNA": "zinc die casting"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("die casting", "DIE"),  # a press die has nothing to do with casting
        ("box build", "CARTON"),
        ("pad printing", "FOAMPAD"),
        ("zinc plating", "NF.ZNA"),  # put on, not worked
        ("mạ kẽm", "NF.ZNA"),
        ("spring steel", "SPRING"),  # made into springs, or into something else
        ("thép lò xo", "SPRING"),
        ("서스펜션 부품", "FE.SUS"),  # two syllables of a longer word
        ("金属冲压", "NF.PRE"),  # one sign of another
        ("plastic injection molding", "PL"),  # nothing that the work does not say itself
    ],
)
def test_what_is_not_tied_to_the_longer_name_is_not_said(text, code):
    assert code not in codes(text)


def test_a_part_at_the_end_of_a_material_is_made_of_it():
    assert "PIPE" in codes("stainless pipe", TagKind.PART_FAMILY)
    assert processes("die cast aluminium") == ["CF.DIE"]


def test_a_grade_inside_the_name_of_its_class_is_what_is_said():
    assert materials("EPE foam") == ["PL.FOM.EPE"]
    assert materials("PU foam") == ["PL.FOM"]
