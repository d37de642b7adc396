"""Makers of model fields that several rooms use: quantities and lists of codes.

A quantity that is None was not stated; that differs from every number.
"""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models

from fair.common.numbers import WrittenDecimalField, WrittenWholeNumberField


class Quantity(models.DecimalField):
    """A decimal field whose forms read numbers as people write them; Django's own to migrations."""

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return super().formfield(*args, **{"form_class": WrittenDecimalField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class WholeNumber(models.PositiveIntegerField):
    """As Quantity, for whole numbers."""

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return super().formfield(*args, **{"form_class": WrittenWholeNumberField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", args, kwargs


def quantity(label: Any, *, places: int, **options: Any) -> Quantity:
    """Make an optional field for a quantity above zero, with `places` decimals."""
    return Quantity(
        label,
        max_digits=12,
        decimal_places=places,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(1).scaleb(-places))],
        **options,
    )


def whole_number(label: Any, **options: Any) -> WholeNumber:
    """Make an optional field for a whole number of at least one."""
    return WholeNumber(label, null=True, blank=True, validators=[MinValueValidator(1)], **options)


def code_list(label: Any, choices: Any, *, max_length: int = 20) -> "ArrayField[Any, Any]":
    """Make a field for any number of codes from a closed list."""
    return ArrayField(
        models.CharField(max_length=max_length, choices=choices),
        verbose_name=label,
        default=list,
        blank=True,
    )
