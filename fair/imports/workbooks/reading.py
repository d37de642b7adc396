"""Read a spreadsheet file row by row, and its rows company by company."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils import translation
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from accounts.texts import LANGUAGE_CODES
from fair.imports.choices import ImportKind
from fair.imports.workbooks.cells import Cell, Lookups, Unreadable
from fair.imports.workbooks.columns import COLUMNS, Column, Target
from fair.imports.workbooks.values import read

MAX_ROWS = 20_000
# A spreadsheet of MAX_ROWS rows stays far below this; an archive made to burst does not.
MAX_UNPACKED_BYTES = 400 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong with the file or a cell; `row` counts from 1 as spreadsheets do."""

    code: str
    row: int | None = None
    column: str = ""
    heading: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    is_error: bool = True


@dataclass(slots=True)
class Item:
    """A product line or a need, as its row states it; a cell left empty is not in `values`."""

    row: int
    values: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.values["external_key"])


@dataclass(slots=True)
class Company:
    """A company as its rows state it: values by target and field, and its items."""

    row: int
    key: str
    values: dict[Target, dict[str, Any]]
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """All that could be read of a file, and all that could not."""

    companies: dict[str, Company] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    rows: int = 0

    @property
    def has_errors(self) -> bool:
        return any(issue.is_error for issue in self.issues)


class NotAWorkbook(Exception):
    """The file is neither a spreadsheet nor text in columns."""


def rows_of(file: IO[bytes], *, filename: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the first sheet, cells as Python values; raise NotAWorkbook."""
    if filename.lower().endswith(".csv"):
        yield from _csv_rows(file)
    else:
        yield from _xlsx_rows(file)


def _csv_rows(file: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    try:
        text = file.read().decode("utf-8-sig")
        first_line = text.split("\n", 1)[0]
        # Where the comma parts decimals, spreadsheets part columns with semicolons or tabs.
        separator = max(",;\t", key=first_line.count)
        yield from (tuple(row) for row in csv.reader(io.StringIO(text), delimiter=separator))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotAWorkbook from error


def _xlsx_rows(file: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise NotAWorkbook
        file.seek(0)
        workbook = load_workbook(file, read_only=True, data_only=True)
        yield from workbook.worksheets[0].iter_rows(values_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise NotAWorkbook from error


def normal(heading: Any) -> str:
    """Fold a heading so that case, spacing and a trailing * do not matter."""
    return " ".join(str(heading or "").strip().rstrip("*").casefold().split())


def known_headings(kind: ImportKind) -> dict[str, Column]:
    """Map every heading a column may have – its key, or its label in any language – to it."""
    headings = {column.key: column for column in COLUMNS[kind]}
    for language in LANGUAGE_CODES:
        with translation.override(language):
            for column in COLUMNS[kind]:
                headings.setdefault(normal(column.heading), column)
    return headings


class SheetReader:
    """Reads rows one after another into companies and issues."""

    def __init__(self, kind: ImportKind, *, lookups: Lookups) -> None:
        self.kind = kind
        self.lookups = lookups
        self.sheet = Sheet()
        self.columns: dict[int, Column] = {}
        self.headings: dict[int, str] = {}
        self.item_rows: dict[str, int] = {}
        self.current: Company | None = None

    def read_headings(self, row: Sequence[Any]) -> None:
        """Find out which column is which; note the missing, the unknown and the doubled."""
        known = known_headings(self.kind)
        seen: set[str] = set()
        for place, raw in enumerate(row):
            if not normal(raw):
                continue
            heading = str(raw).strip()
            column = known.get(normal(raw))
            if column is None:
                self._note("column_unknown", 1, place, is_error=False, column=heading)
            elif column.key in seen:
                self._note("column_twice", 1, place, column=heading)
            else:
                seen.add(column.key)
                self.columns[place] = column
                self.headings[place] = heading
        for column in COLUMNS[self.kind]:
            if column.is_required and column.key not in seen:
                self._note("column_missing", 1, None, column=str(column.heading))

    def read_row(self, number: int, row: Sequence[Any]) -> None:
        """Read the row with that number; an empty one is passed over."""
        filled = {
            place: raw
            for place, raw in enumerate(row)
            if place in self.columns and raw is not None and str(raw).strip()
        }
        if not filled:
            return
        self.sheet.rows += 1
        values = {place: self._value(number, place, raw) for place, raw in filled.items()}
        company = self._company(number, values)
        if company is not None:
            self._fill_company(company, values)
            self._add_item(company, number, values)

    def finish(self) -> Sheet:
        """Return what was read."""
        if not self.sheet.rows and not self.sheet.has_errors:
            self.sheet.issues.append(Issue("empty"))
        return self.sheet

    def _value(self, number: int, place: int, raw: Any) -> Any:
        try:
            return read(Cell(self.columns[place], raw, self.kind, self.lookups))
        except Unreadable as problem:
            self._note(problem.code, number, place, **problem.params)
            return None

    def _company(self, number: int, values: dict[int, Any]) -> Company | None:
        """Return the company of the row: named by its key, else the one of the row before."""
        place = self._place("company_key")
        key = values.get(place) if place is not None else None
        if key is None:
            if self.current is None and place is not None:
                self._note("company_first", number, place)
            return self.current
        if key not in self.sheet.companies:
            self.sheet.companies[key] = Company(number, key, {t: {} for t in Target})
            self._require(number, values, of_company=True)
        self.current = self.sheet.companies[key]
        return self.current

    def _fill_company(self, company: Company, values: dict[int, Any]) -> None:
        for place, value in values.items():
            column = self.columns[place]
            if column.is_of_company and value is not None:
                _store(company.values[column.target], column, value)

    def _add_item(self, company: Company, number: int, values: dict[int, Any]) -> None:
        stated: dict[str, Any] = {}
        for place, value in values.items():
            column = self.columns[place]
            if not column.is_of_company and value is not None:
                _store(stated, column, value)
        if not stated:
            return
        self._require(number, values, of_company=False)
        if "external_key" not in stated:
            return
        self._refuse_second_key(company, number, stated["external_key"])
        self._compare(number, stated)
        company.items.append(Item(number, stated))

    def _refuse_second_key(self, company: Company, number: int, key: str) -> None:
        whole_key = f"{company.key}\n{key}"
        earlier = self.item_rows.setdefault(whole_key, number)
        if earlier != number:
            place = self._place_of_field("external_key")
            self._note("key_twice", number, place, value=key, earlier=earlier)

    def _compare(self, number: int, stated: dict[str, Any]) -> None:
        capacity = stated.get("capacity_per_month")
        free = stated.get("free_capacity_per_month")
        if capacity is not None and free is not None and free > capacity:
            self._note("free_above_capacity", number, self._place("free_capacity_per_month"))

    def _require(self, number: int, values: dict[int, Any], *, of_company: bool) -> None:
        for place, column in self.columns.items():
            if column.is_required and column.is_of_company == of_company and place not in values:
                self._note("required", number, place)

    def _place(self, key: str) -> int | None:
        return next((place for place, column in self.columns.items() if column.key == key), None)

    def _place_of_field(self, name: str) -> int | None:
        return next(
            (
                place
                for place, column in self.columns.items()
                if column.field == name and not column.is_of_company
            ),
            None,
        )

    def _note(
        self, code: str, row: int, place: int | None, *, is_error: bool = True, **params: Any
    ) -> None:
        letter = "" if place is None else get_column_letter(place + 1)
        heading = "" if place is None else self.headings.get(place, "")
        self.sheet.issues.append(Issue(code, row, letter, heading, params, is_error))


def _store(values: dict[str, Any], column: Column, value: Any) -> None:
    """Put a value where its column says; a text by language joins the other languages."""
    name = column.field or column.key
    if column.language:
        values.setdefault(name, {})[column.language] = value
    else:
        values[name] = value
