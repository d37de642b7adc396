"""Numbers as people write them: 0,01 and 0.01, 12.000 and 12,000 and 12 000.

Browsers' own number boxes drop the comma where they expect a point: 0,01 becomes 001. So numbers
are entered as text and read here.
"""

import re
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.formats import get_format

GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+|[+-]?[1-9]\d{0,2}(?:,\d{3})+")


def plain_number(written: str, *, decimal_separator: str) -> str:
    """Return a written number with a point before its decimals and nothing else between digits.

    With both signs, the last one stands before the decimals. A single sign before exactly three
    digits groups thousands, unless it is the `decimal_separator`. What is no number comes back
    as it is.
    """
    text = re.sub(r"[\s'’]", "", normalize("NFKC", written))
    place = max(text.rfind("."), text.rfind(","))
    if place < 0:
        return text
    sign, whole, decimals = text[place], text[:place], text[place + 1 :]
    if GROUPED.fullmatch(text) and (text.count(sign) > 1 or sign != decimal_separator):
        return text.replace(sign, "")
    if GROUPED.fullmatch(whole) and sign not in whole:
        return f"{re.sub('[.,]', '', whole)}.{decimals}"
    return f"{whole}.{decimals}"


class WrittenNumberInput(forms.TextInput):
    """A box for a number, shown with the decimal separator of the active language."""

    def format_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return format(Decimal(value).normalize(), "f").replace(".", get_format("DECIMAL_SEPARATOR"))


class WrittenDecimalField(forms.DecimalField):
    """A number with decimals, as the active language writes it."""

    widget = WrittenNumberInput({"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            separator = get_format("DECIMAL_SEPARATOR")
            value = plain_number(value, decimal_separator=separator)
        return super().to_python(value)


class WrittenWholeNumberField(forms.IntegerField):
    """A whole number; every sign before three digits groups thousands."""

    widget = WrittenNumberInput({"inputmode": "numeric"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = plain_number(value, decimal_separator="")
        return super().to_python(value)
