"""Spreadsheets to take away: what people wrote stays text, whatever it begins with."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

TITLE_LENGTH = 31
FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDEST = 60
NARROWEST = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with one row of headings; cells hold texts, numbers, dates or None."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """Return an .xlsx file of `sheets`.

    No text can act as a formula, even after somebody has edited the cell.
    """
    from openpyxl import Workbook  # takes 0.3 s to load, few requests need it

    workbook = Workbook(write_only=True)
    for sheet in sheets:
        _write(workbook, sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _write(workbook: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter  # see above

    page = workbook.create_sheet(sheet.title.translate(FORBIDDEN_IN_TITLES)[:TITLE_LENGTH].strip())
    page.freeze_panes = "A2"
    for place, width in enumerate(_widths(sheet), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.append([_cell(page, heading, is_heading=True) for heading in sheet.headings])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: Any, *, is_heading: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell  # see above
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # see above
    from openpyxl.styles import Alignment, Font  # see above

    is_text = isinstance(value, str)
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", value) if is_text else value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_heading:
        cell.font = Font(bold=True)
    if is_text:
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _widths(sheet: Sheet) -> list[int]:
    """Return for each column how wide it must be for its longest line, within limits."""
    columns = zip(sheet.headings, *sheet.rows, strict=True)
    return [
        min(WIDEST, max(NARROWEST, *(len(str(value or "")) + 2 for value in column)))
        for column in columns
    ]
