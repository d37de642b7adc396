from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from fair.common.spreadsheets import Sheet, workbook_of


def written(*rows, headings=("A", "B"), title="Sheet"):
    return load_workbook(BytesIO(workbook_of([Sheet(title, headings, rows)])))


def test_headings_stand_over_the_rows():
    page = written(("Vỏ nhôm", 3), ("", None), (date(2027, 5, 1), 0.5)).active

    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["A", "B"],
        ["Vỏ nhôm", 3],
        [None, None],
        [page["A4"].value, 0.5],
    ]
    assert page["A4"].value.date() == date(2027, 5, 1)
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(A1)", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_no_text_is_a_formula(text):
    cell = written((text, 1)).active["A2"]

    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_headings_are_no_formulas_either():
    cell = written(headings=("=1+1", "B")).active["A1"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_characters_that_no_spreadsheet_holds_are_dropped():
    assert written(("a\x00b\x1f", 1)).active["A2"].value == "ab"


def test_titles_are_made_fit():
    page = written(title="Demand: process/size [2027] and everything").active

    assert page.title == "Demand  process size  2027  and"


def test_columns_are_as_wide_as_what_stands_in_them_within_limits():
    page = written(("x" * 100, "y" * 20), headings=("A", "B")).active

    assert page.column_dimensions["A"].width == 60
    assert page.column_dimensions["B"].width == 22
