"""Numbers are read as people write them, whatever their browser expects."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from fair.common.numbers import WrittenDecimalField, WrittenWholeNumberField, plain_number


@pytest.mark.parametrize(
    ("written", "separator", "plain"),
    [
        ("0,01", ".", "0.01"),
        ("0.01", ",", "0.01"),
        ("0.125", ",", "0.125"),  # no group of thousands begins with a zero
        ("12.5", ",", "12.5"),
        ("1.250", ",", "1250"),
        ("1.250", ".", "1.250"),
        ("1,250", ".", "1250"),
        ("1,250", ",", "1.250"),
        ("1.234.567", ".", "1234567"),
        ("1.234.567,89", ".", "1234567.89"),
        ("1,234,567.89", ",", "1234567.89"),
        ("12 000", ",", "12000"),
        ("12\u202f000,5", ",", "12000.5"),
        ("12’000", ".", "12000"),
        ("０．０５", ".", "0.05"),
        ("-0,5", ",", "-0.5"),
        ("", ",", ""),
        ("a lot", ",", "alot"),
    ],
)
def test_number_is_read_as_written(written, separator, plain):
    assert plain_number(written, decimal_separator=separator) == plain


@pytest.mark.parametrize("written", ["1.2.3", "1,23,456", "1.23,456.7", "1,5"])
def test_odd_grouping_is_no_number(written):
    field = WrittenWholeNumberField()

    with pytest.raises(forms.ValidationError):
        field.clean(written)


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [
        ("vi", "1.250", Decimal(1250)),
        ("en", "1.250", Decimal("1.250")),
        ("vi", "0,02", Decimal("0.02")),
        ("en", "0,02", Decimal("0.02")),
    ],
)
def test_decimal_follows_the_language(language, written, value):
    with translation.override(language):
        assert WrittenDecimalField().clean(written) == value


@pytest.mark.parametrize("written", ["12000", "12.000", "12,000", "12 000"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_whole_number_is_grouped_by_any_sign(language, written):
    with translation.override(language):
        assert WrittenWholeNumberField().clean(written) == 12000


@pytest.mark.parametrize(("language", "shown"), [("vi", "0,02"), ("en", "0.02")])
def test_stored_number_is_shown_as_the_language_writes_it(language, shown):
    class Limits(forms.Form):
        tolerance_mm = WrittenDecimalField()

    with translation.override(language):
        box = str(Limits(initial={"tolerance_mm": Decimal("0.0200")})["tolerance_mm"])

    assert f'value="{shown}"' in box
    assert 'inputmode="decimal"' in box


def test_stored_number_shown_again_is_no_change():
    class Limits(forms.Form):
        tolerance_mm = WrittenDecimalField()

    with translation.override("vi"):
        form = Limits({"tolerance_mm": "0,02"}, initial={"tolerance_mm": Decimal("0.0200")})

        assert form.changed_data == []


def test_form_keeps_what_was_typed():
    class Limits(forms.Form):
        tolerance_mm = WrittenDecimalField()

    form = Limits({"tolerance_mm": "about 2"})

    assert not form.is_valid()
    assert 'value="about 2"' in str(form["tolerance_mm"])
