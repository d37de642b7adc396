"""Numbers that are hardly meant so are asked about, and kept where the person says they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

CONFIRMED = "confirmed_numbers"


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for a number, both ends included, in `unit`."""

    low: Decimal
    high: Decimal
    unit: Any


@dataclass(frozen=True, slots=True)
class Question:
    """A number outside of what is usual; `answer` is what the check box sends to confirm it."""

    number: str
    usual: Usual
    answer: str
    is_confirmed: bool


_MM, _KG, _PIECES, _DAYS = _("mm"), _("kg"), _("pieces"), _("days")


def _usual(low: str, high: int, unit: Any) -> Usual:
    return Usual(Decimal(low), Decimal(high), unit)


# By the name of the field, the same on both sides of the fair.
USUAL: Mapping[str, Usual] = {
    **dict.fromkeys(
        (
            *("max_length_mm", "max_width_mm", "max_height_mm", "min_size_mm"),
            *("length_mm", "width_mm", "height_mm"),
        ),
        _usual("0.05", 20_000, _MM),
    ),
    **dict.fromkeys(("max_weight_kg", "weight_kg"), _usual("0", 50_000, _KG)),
    "tolerance_mm": _usual("0.0002", 10, _MM),
    "roughness_ra_um": _usual("0.005", 100, _("µm")),
    **dict.fromkeys(
        ("capacity_per_month", "free_capacity_per_month"), _usual("0", 200_000_000, _PIECES)
    ),
    "annual_volume_pcs": _usual("1", 1_000_000_000, _PIECES),
    **dict.fromkeys(("moq_pcs", "lot_size_pcs"), _usual("1", 10_000_000, _PIECES)),
    "sample_quantity_pcs": _usual("1", 100_000, _PIECES),
    **dict.fromkeys(("sample_lead_days", "production_lead_days"), _usual("1", 365, _DAYS)),
    "tooling_lead_days": _usual("1", 730, _DAYS),
}


class PlausibleForm(forms.BaseForm):
    """A form that asks about unusual numbers, once for each; what is stored is not asked again."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._questions = dict(self._asked())
        for name, question in self._questions.items():
            if not question.is_confirmed:
                self.add_error(name, _refusal(question))
        return self.cleaned_data

    def question_of(self, name: str) -> Question | None:
        """Return what was asked of the field, the confirmed too: its box stays ticked."""
        return getattr(self, "_questions", {}).get(name)

    def _asked(self) -> Iterator[tuple[str, Question]]:
        data: Any = self.data
        confirmed = data.getlist(CONFIRMED) if hasattr(data, "getlist") else ()
        for name, usual in USUAL.items():
            value = Decimal(self.cleaned_data.get(name) or 0)
            # What is not above zero is refused anyway.
            is_new = value > 0 and name in self.changed_data
            if is_new and not usual.low <= value <= usual.high:
                answer = f"{name}={format(value, 'f')}"
                yield name, Question(self[name].value(), usual, answer, answer in confirmed)


def _refusal(question: Question) -> ValidationError:
    return ValidationError(
        _("%(number)s %(unit)s is unusual; %(low)s to %(high)s %(unit)s is usual. Is it right?"),
        code="unusual",
        params={
            "number": question.number,
            "unit": question.usual.unit,
            "low": number_format(question.usual.low, force_grouping=True),
            "high": number_format(question.usual.high, force_grouping=True),
        },
    )
