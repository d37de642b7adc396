"""Read numbers as people type them, and hold them against the field's limits."""

import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from fair.imports.workbooks.cells import Cell, Unreadable

GROUPED_WHOLE = re.compile(r"\d{1,3}([ .,\u00a0\u202f]\d{3})+")


def read_whole(cell: Cell) -> int:
    text = cell.text
    if GROUPED_WHOLE.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise Unreadable("not_whole", value=cell.text)
    return int(_within_limits(cell, Decimal(text)))


def read_decimal(cell: Cell) -> Decimal:
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
