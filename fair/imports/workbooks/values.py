"""Read one cell: from what a person typed to what the column's field stores."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django_countries import countries

from accounts.texts import LANGUAGE_CODES
from fair.imports.choices import ImportKind
from fair.imports.workbooks.columns import Column, Kind

DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")
YES = {"yes", "y", "true", "1", "x", "có", "co", "はい", "예", "是"}
NO = {"no", "n", "false", "0", "không", "khong", "いいえ", "아니요", "否"}
CERTIFICATE_PARTS = 5
GROUPED_WHOLE = re.compile(r"\d{1,3}([ .,\u00a0\u202f]\d{3})+")


class Unreadable(Exception):
    """The cell cannot be read; `code` and `params` word it (choices.ISSUE_TEXTS)."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Lookups(Protocol):
    """Where names in cells are found: the vocabulary and the edition's halls."""

    def find(self, vocabulary: str, text: str) -> int | None:
        """Return the id of the entry of that code or name, or None."""

    def hall(self, code: str) -> int | None:
        """Return the id of the edition's hall of that code, or None."""

    def closest(self, vocabulary: str, text: str) -> list[str]:
        """Return a few entries whose names look like `text`."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One entry of a certificates cell."""

    certification_id: int
    number: str
    scope: str
    issued_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell with what is needed to read it."""

    column: Column
    raw: Any
    kind: ImportKind
    lookups: Lookups

    @property
    def text(self) -> str:
        """What stands there, as a person sees it."""
        if isinstance(self.raw, float) and self.raw.is_integer():
            return str(int(self.raw))
        return str(self.raw).strip()

    @property
    def field(self) -> Any:
        return self.column.model_field(self.kind)

    def parts(self) -> list[str]:
        """The entries of a list: separated by semicolons, commas or new lines."""
        return [part.strip() for part in re.split(r"[;,\n、；，]", self.text) if part.strip()]


def read(cell: Cell) -> Any:
    """Return the value that the cell states. Raise Unreadable where it states none."""
    return READERS[cell.column.kind](cell)


def _text(cell: Cell) -> str:
    if cell.column.field:
        limit = cell.field.max_length
        if limit and len(cell.text) > limit:
            raise Unreadable("too_long", length=len(cell.text), limit=limit)
    return cell.text


def _whole(cell: Cell) -> int:
    text = cell.text
    if GROUPED_WHOLE.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise Unreadable("not_whole", value=cell.text)
    return int(_within_limits(cell, Decimal(text)))


def _decimal(cell: Cell) -> Decimal:
    text = cell.text.lstrip("±").strip()
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unreadable("not_a_number", value=cell.text) from None
    if not number.is_finite():
        raise Unreadable("not_a_number", value=cell.text)
    if isinstance(cell.raw, float):
        # Spreadsheets store 0.1 + 0.2 with a tail that nobody typed.
        number = round(number, cell.field.decimal_places)
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > cell.field.decimal_places:
        raise Unreadable("too_precise", value=cell.text, places=cell.field.decimal_places)
    return _within_limits(cell, number)


def _within_limits(cell: Cell, number: Decimal) -> Decimal:
    """Hold the number against the field's own validators and its width."""
    for validator in cell.field.validators:
        limit = getattr(validator, "limit_value", None)
        if limit is None:
            continue
        code = "too_small" if validator.code == "min_value" else "too_large"
        try:
            validator(number)
        except ValidationError:
            raise Unreadable(code, value=cell.text, limit=str(limit)) from None
    digits = getattr(cell.field, "max_digits", None)
    if digits and abs(number) >= 10 ** (digits - cell.field.decimal_places):
        limit = 10 ** (digits - cell.field.decimal_places) - 1
        raise Unreadable("too_large", value=cell.text, limit=str(limit))
    return number


def _date(cell: Cell) -> date:
    return _as_date(cell.raw, cell.text)


def _as_date(raw: Any, text: str) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unreadable("not_a_date", value=text)


def _yes_no(cell: Cell) -> bool:
    said = cell.text.casefold()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Unreadable("not_yes_no", value=cell.text)


def _choice(cell: Cell) -> str:
    return _one_choice(cell.text, cell.field.choices)


def _choices(cell: Cell) -> list[str]:
    options = cell.field.base_field.choices
    return list(dict.fromkeys(_one_choice(part, options) for part in cell.parts()))


def _one_choice(text: str, options: Any) -> str:
    """Find an option by its value, or by its label in any language."""
    said = text.casefold()
    for value, _label in options:
        if str(value).casefold() == said:
            return str(value)
    for language in LANGUAGE_CODES:
        with translation.override(language):
            for value, label in options:
                if str(label).casefold() == said:
                    return str(value)
    raise Unreadable("not_a_choice", value=text, choices=", ".join(str(v) for v, _l in options))


def _email(cell: Cell) -> str:
    try:
        validate_email(cell.text)
    except ValidationError:
        raise Unreadable("not_an_email", value=cell.text) from None
    return _text(cell).lower()


def _url(cell: Cell) -> str:
    address = cell.text if "://" in cell.text else f"https://{cell.text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise Unreadable("not_a_url", value=cell.text) from None
    return address


def _country(cell: Cell) -> str:
    return _one_country(cell.text)


def _countries(cell: Cell) -> list[str]:
    return list(dict.fromkeys(_one_country(part) for part in cell.parts()))


def _one_country(text: str) -> str:
    code = text.upper()
    if code in countries:
        return code
    for language in LANGUAGE_CODES:
        with translation.override(language):
            code = countries.by_name(text, language=language)
        if code:
            return str(code)
    raise Unreadable("not_a_country", value=text)


def _languages(cell: Cell) -> list[str]:
    # "zh" is what people write.
    codes = ["zh-hans" if part.casefold() == "zh" else part.casefold() for part in cell.parts()]
    for code in codes:
        if code not in LANGUAGE_CODES:
            raise Unreadable("not_a_choice", value=code, choices="vi, en, ja, ko, zh")
    return list(dict.fromkeys(codes))


def _time_zone(cell: Cell) -> str:
    if cell.text not in available_timezones():
        raise Unreadable("not_a_time_zone", value=cell.text)
    return cell.text


def _vocabulary(cell: Cell) -> int:
    return _one_entry(cell, cell.text)


def _vocabularies(cell: Cell) -> list[int]:
    return list(dict.fromkeys(_one_entry(cell, part) for part in _entries(cell)))


def _entries(cell: Cell) -> list[str]:
    """Only semicolons and new lines part names: "Painting, powder coating" is one."""
    return [part.strip() for part in re.split(r"[;；\n]", cell.text) if part.strip()]


def _one_entry(cell: Cell, text: str) -> int:
    found = cell.lookups.find(cell.column.vocabulary, text)
    if found is None:
        near = cell.lookups.closest(cell.column.vocabulary, text)
        if near:
            raise Unreadable("not_in_vocabulary_near", value=text, near="; ".join(near))
        raise Unreadable("not_in_vocabulary", value=text)
    return found


def _hall(cell: Cell) -> int:
    found = cell.lookups.hall(cell.text)
    if found is None:
        raise Unreadable("no_such_hall", value=cell.text)
    return found


def _certificates(cell: Cell) -> list[Certificate]:
    return [_one_certificate(cell, entry) for entry in _entries(cell)]


def _one_certificate(cell: Cell, entry: str) -> Certificate:
    parts = [part.strip() for part in entry.split("|")]
    if len(parts) > CERTIFICATE_PARTS:
        raise Unreadable("certificate_parts")
    standard, number, scope, issued, expires = [*parts, *[""] * (CERTIFICATE_PARTS - len(parts))]
    certificate = Certificate(
        certification_id=_one_entry(cell, standard),
        number=number,
        scope=scope,
        issued_on=_as_date(issued, issued) if issued else None,
        expires_on=_as_date(expires, expires) if expires else None,
    )
    issued_on, expires_on = certificate.issued_on, certificate.expires_on
    if issued_on and expires_on and expires_on < issued_on:
        raise Unreadable("dates_reversed")
    return certificate


READERS: dict[Kind, Callable[[Cell], Any]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.EMAIL: _email,
    Kind.URL: _url,
    Kind.COUNTRY: _country,
    Kind.COUNTRIES: _countries,
    Kind.LANGUAGES: _languages,
    Kind.TIME_ZONE: _time_zone,
    Kind.VOCABULARY: _vocabulary,
    Kind.VOCABULARIES: _vocabularies,
    Kind.HALL: _hall,
    Kind.CERTIFICATES: _certificates,
}
