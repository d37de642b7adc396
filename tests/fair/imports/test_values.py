from datetime import date, datetime
from decimal import Decimal

import pytest

from fair.imports.choices import ISSUE_TEXTS, ImportKind
from fair.imports.workbooks.cells import Cell, Unreadable
from fair.imports.workbooks.columns import COLUMNS
from fair.imports.workbooks.values import Certificate, read


class FakeLookups:
    """Knows one process, one hall."""

    def find(self, vocabulary, text):
        return {"MC.TUR": 7, "tiện cnc": 7, "ISO 9001": 3}.get(text)

    def closest(self, vocabulary, text):
        return ["MC.TUR CNC turning"] if text == "MC.TUX" else []

    def hall(self, code):
        return {"A": 1}.get(code)


def cell(key, raw, kind=ImportKind.EXHIBITORS):
    column = next(column for column in COLUMNS[kind] if column.key == key)
    return Cell(column, raw, kind, FakeLookups())


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("company_name", "  Kim Long ", "Kim Long"),
        ("company_key", 12.0, "12"),
        ("tolerance_mm", "0,02", Decimal("0.02")),
        ("tolerance_mm", "±0.02", Decimal("0.02")),
        ("tolerance_mm", 0.020000000000000004, Decimal("0.0200")),
        ("tolerance_mm", 1, Decimal(1)),
        ("capacity_per_month", "80.000", 80000),
        ("capacity_per_month", "80,000", 80000),
        ("capacity_per_month", 80000.0, 80000),
        ("founded_year", "2009", 2009),
        ("design_support", "Có", True),
        ("design_support", 0, False),
        ("ownership", "PRIVATE", "private"),
        ("attendance", "Online", "online"),
        ("contact_email", "Linh@Example.com", "linh@example.com"),
        ("website", "kimlong.example", "https://kimlong.example"),
        ("country", "vn", "VN"),
        ("country", "Việt Nam", "VN"),
        ("export_markets", "JP, DE; JP", ["JP", "DE"]),
        ("languages", "vi, zh", ["vi", "zh-hans"]),
        ("time_zone", "Asia/Tokyo", "Asia/Tokyo"),
        ("processes", "MC.TUR; tiện cnc", [7]),
        ("hall_wish", "A", 1),
    ],
)
def test_read_takes(key, raw, value):
    assert read(cell(key, raw)) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2028-01-15", date(2028, 1, 15)),
        ("15/01/2028", date(2028, 1, 15)),
        (datetime(2028, 1, 15), date(2028, 1, 15)),  # noqa: DTZ001 - as spreadsheets hold it
    ],
)
def test_read_takes_dates(raw, value):
    assert read(cell("production_starts_on", raw, ImportKind.BUYERS)) == value


def test_read_takes_certificates():
    entries = "ISO 9001 | VN-1 | CNC | 2025-03-01 | 2028-02-29; ISO 9001"

    assert read(cell("certificates", entries)) == [
        Certificate(3, "VN-1", "CNC", date(2025, 3, 1), date(2028, 2, 29)),
        Certificate(3, "", "", None, None),
    ]


@pytest.mark.parametrize(
    ("key", "raw", "code"),
    [
        ("company_name", "x" * 201, "too_long"),
        ("tolerance_mm", "0.02 mm", "not_a_number"),
        ("tolerance_mm", "nan", "not_a_number"),
        ("tolerance_mm", "0", "too_small"),
        ("tolerance_mm", "0.00001", "too_precise"),
        ("tolerance_mm", "0.12345", "too_precise"),
        ("tolerance_mm", "123456789", "too_large"),
        ("capacity_per_month", "many", "not_whole"),
        ("capacity_per_month", "0.5", "not_whole"),
        ("founded_year", "1492", "too_small"),
        ("founded_year", "2492", "too_large"),
        ("design_support", "maybe", "not_yes_no"),
        ("ownership", "mine", "not_a_choice"),
        ("contact_email", "linh", "not_an_email"),
        ("website", "not a site", "not_a_url"),
        ("country", "Atlantis", "not_a_country"),
        ("export_markets", "JP, XX", "not_a_country"),
        ("languages", "fr", "not_a_choice"),
        ("time_zone", "Hanoi", "not_a_time_zone"),
        ("processes", "MC.TUX", "not_in_vocabulary_near"),
        ("processes", "?", "not_in_vocabulary"),
        ("hall_wish", "Z", "no_such_hall"),
        ("certificates", "ISO 9001|1|2|3|4|5", "certificate_parts"),
        ("certificates", "ISO 9001|1|x|2028-01-01|2027-01-01", "dates_reversed"),
        ("certificates", "ISO 9001|1|x|soon", "not_a_date"),
    ],
)
def test_read_refuses_in_words(key, raw, code):
    with pytest.raises(Unreadable) as problem:
        read(cell(key, raw))

    assert problem.value.code == code
    assert str(ISSUE_TEXTS[code]) % problem.value.params


@pytest.mark.parametrize("kind", ImportKind)
def test_columns_have_one_key_and_heading_each(kind):
    keys = [column.key for column in COLUMNS[kind]]
    headings = [str(column.heading) for column in COLUMNS[kind]]

    assert len(set(keys)) == len(keys)
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("kind", ImportKind)
def test_columns_lead_to_fields(kind):
    for column in COLUMNS[kind]:
        if column.field:
            assert column.model_field(kind).name == column.field
