import unicodedata

import pytest

from fair.matching.engine.places import position_of

HANOI = (21.0, 105.9)


@pytest.mark.parametrize(
    "province", ["Hà Nội", "HA NOI", "Hanoi", "TP. Hà Nội", "Thành phố  Hà Nội", "Hanoi City"]
)
def test_ways_to_write_a_province(province):
    assert position_of("VN", province) == HANOI
    assert position_of("VN", unicodedata.normalize("NFD", province)) == HANOI


def test_province_with_a_crossed_letter_and_a_hyphen():
    assert position_of("VN", "Đồng Nai") == (10.9, 106.8)
    assert position_of("VN", "Bà Rịa - Vũng Tàu") == (10.4, 107.1)


def test_unknown_province_has_no_position():
    assert position_of("VN", "Atlantis") is None
    assert position_of("VN", "") is None


def test_foreign_country_by_its_industrial_centre():
    assert position_of("JP", "Aichi") == (35.2, 136.9)
    assert position_of("XX") is None
