"""Makers of model fields that several rooms use: quantities and lists of codes.

A quantity that is None was not stated; that differs from every number.
"""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models


def quantity(label: Any, *, places: int, **options: Any) -> "models.DecimalField[Any, Any]":
    """Make an optional field for a quantity above zero, with `places` decimals."""
    return models.DecimalField(
        label,
        max_digits=12,
        decimal_places=places,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(1).scaleb(-places))],
        **options,
    )


def whole_number(label: Any, **options: Any) -> "models.PositiveIntegerField[Any, Any]":
    """Make an optional field for a whole number of at least one."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1)], **options
    )


def code_list(label: Any, choices: Any, *, max_length: int = 20) -> "ArrayField[Any, Any]":
    """Make a field for any number of codes from a closed list."""
    return ArrayField(
        models.CharField(max_length=max_length, choices=choices),
        verbose_name=label,
        default=list,
        blank=True,
    )
