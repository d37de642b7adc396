"""Read one cell: from what a person typed to what the column's field stores."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django_countries import countries

from accounts.choices import time_zone_names
from accounts.texts import LANGUAGE_CODES
from fair.imports.workbooks.cells import Cell, Unreadable
from fair.imports.workbooks.columns import Kind
from fair.imports.workbooks.numbers import read_decimal, read_whole

DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")
YES = {"yes", "y", "true", "1", "x", "có", "co", "はい", "예", "是"}
NO = {"no", "n", "false", "0", "không", "khong", "いいえ", "아니요", "否"}
CERTIFICATE_PARTS = 5


@dataclass(frozen=True, slots=True)
class Certificate:
    """One entry of a certificates cell."""

    certification_id: int
    number: str
    scope: str
    issued_on: date | None
    expires_on: date | None


def read(cell: Cell) -> Any:
    """Return the value that the cell states. Raise Unreadable where it states none."""
    return READERS[cell.column.kind](cell)


def _text(cell: Cell) -> str:
    if cell.column.field:
        limit = cell.field.max_length
        if limit and len(cell.text) > limit:
            raise Unreadable("too_long", length=len(cell.text), limit=limit)
    return cell.text


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
    if cell.text not in time_zone_names():
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
    Kind.WHOLE: read_whole,
    Kind.DECIMAL: read_decimal,
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
