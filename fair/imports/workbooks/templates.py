"""The spreadsheets to fill in: headings, an example row, and the codes that cells may hold."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from fair.imports.choices import ImportKind
from fair.imports.workbooks.columns import COLUMNS, Column, Kind

# (title of the list, its rows of code and name)
CodeList = tuple[str, Iterable[tuple[str, str]]]

REQUIRED = PatternFill("solid", fgColor="FFF3CD")
OPTIONAL = PatternFill("solid", fgColor="E7F0F7")
WIDTH = 22


def template(kind: ImportKind, *, language: str, codes: Iterable[CodeList]) -> bytes:
    """Return an .xlsx file with headings in `language`, one example row and a sheet of codes."""
    with translation.override(language):
        workbook = Workbook(write_only=True)
        _write_rows(workbook.create_sheet(str(kind.label)[:31]), kind)
        _write_codes(workbook.create_sheet(_("Codes")), codes)
        return _bytes_of(workbook)


def filled(kind: ImportKind, rows: Iterable[dict[str, object]], *, language: str) -> bytes:
    """Return an .xlsx file of `rows` by column key, as if a person had filled in the template."""
    columns = COLUMNS[kind]
    with translation.override(language):
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet(str(kind.label)[:31])
        sheet.append([str(column.heading) for column in columns])
        for row in rows:
            sheet.append([row.get(column.key) for column in columns])
        return _bytes_of(workbook)


def _write_rows(sheet: Any, kind: ImportKind) -> None:
    columns = COLUMNS[kind]
    sheet.freeze_panes = "B2"
    for place in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.append([_heading(sheet, column, kind) for column in columns])
    sheet.append([column.example for column in columns])


def _heading(sheet: Any, column: Column, kind: ImportKind) -> Any:
    cell = WriteOnlyCell(sheet, value=f"{column.heading}{' *' if column.is_required else ''}")
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.fill = REQUIRED if column.is_required else OPTIONAL
    cell.comment = Comment(_help(column, kind), "fairmatch", height=140, width=320)
    return cell


def _help(column: Column, kind: ImportKind) -> str:
    """Say in words what the cell takes."""
    if column.kind in {Kind.CHOICE, Kind.CHOICES}:
        field = column.model_field(kind)
        options = field.base_field.choices if column.kind is Kind.CHOICES else field.choices
        text = _("One of:") if column.kind is Kind.CHOICE else _("Any of, with “;” between:")
        return "\n".join([text, *(f"{value} – {label}" for value, label in options)])
    return {
        Kind.DECIMAL: _("A number, without a unit."),
        Kind.WHOLE: _("A whole number."),
        Kind.DATE: _("A date, like 2027-05-31."),
        Kind.YES_NO: _("yes or no"),
        Kind.COUNTRY: _("A country's two letters, like VN."),
        Kind.COUNTRIES: _("Countries' two letters, with commas between."),
        Kind.LANGUAGES: _("Of vi, en, ja, ko, zh, with commas between."),
        Kind.TIME_ZONE: _("A time zone, like Asia/Ho_Chi_Minh."),
        Kind.VOCABULARY: _("A code or name from the sheet of codes."),
        Kind.VOCABULARIES: _("Codes or names from the sheet of codes, with “;” between."),
        Kind.HALL: _("The hall's code, like A."),
        Kind.CERTIFICATES: _(
            "standard | number | scope | issued | expires; several with “;” between."
        ),
        Kind.EMAIL: _("An e-mail address."),
        Kind.URL: _("A web address."),
    }.get(column.kind, _("Text."))


def _write_codes(sheet: Any, codes: Iterable[CodeList]) -> None:
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 18
    sheet.column_dimensions["C"].width = 50
    for title, entries in codes:
        for code, name in entries:
            sheet.append([title, code, name])


def _bytes_of(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
