"""What people enter about matches."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.matching.choices import CRITERION_LABELS, Verdict, VerdictReason
from fair.matching.engine.scoring import DEFAULT_WEIGHTS, weight_limits
from fair.matching.engine.types import Weights
from fair.matching.selectors import weight_number, weights_of

STANDARD = {Side.BUYER: DEFAULT_WEIGHTS.buyer, Side.SUPPLIER: DEFAULT_WEIGHTS.supplier}


class VerdictForm(forms.Form):
    """A side's word on a match; without a verdict the earlier one is withdrawn."""

    side = forms.ChoiceField(choices=Side.choices)
    verdict = forms.ChoiceField(choices=Verdict.choices, required=False)
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "–"), *VerdictReason.choices], required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Keep a reason only with a no."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("verdict") != Verdict.NO:
            cleaned["reason"] = ""
        return cleaned


class WeightsForm(forms.Form):
    """What each criterion counts: whole numbers within half of the standard."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = weight_number(edition)
        self.initial.setdefault("based_on", self.number)
        current = weights_of(edition)
        for side, values in ((Side.BUYER, current.buyer), (Side.SUPPLIER, current.supplier)):
            for code, (least, most) in weight_limits(STANDARD[side]).items():
                self.fields[f"{side}_{code}"] = forms.IntegerField(
                    label=CRITERION_LABELS[code],
                    initial=values[code],
                    min_value=least,
                    max_value=most,
                    disabled=least == most,
                    widget=forms.NumberInput({"class": "form-control"}),
                    help_text=_("%(least)d to %(most)d, standard %(standard)d")
                    % {"least": least, "most": most, "standard": STANDARD[side][code]},
                )

    @property
    def buyer_fields(self) -> list[BoundField]:
        """The fields of the fit for the buyer, in the order of the table."""
        return [self[f"{Side.BUYER}_{code}"] for code in STANDARD[Side.BUYER]]

    @property
    def supplier_fields(self) -> list[BoundField]:
        """The fields of the interest of the supplier."""
        return [self[f"{Side.SUPPLIER}_{code}"] for code in STANDARD[Side.SUPPLIER]]

    @property
    def buyer(self) -> dict[str, int]:
        """What was entered for the fit; the form must be valid."""
        return {code: self.cleaned_data[f"{Side.BUYER}_{code}"] for code in STANDARD[Side.BUYER]}

    @property
    def supplier(self) -> dict[str, int]:
        """What was entered for the interest; the form must be valid."""
        return {
            code: self.cleaned_data[f"{Side.SUPPLIER}_{code}"] for code in STANDARD[Side.SUPPLIER]
        }

    @property
    def weights(self) -> Weights:
        """What was entered, as the engine takes it; the form must be valid."""
        return Weights(version=f"w{self.number + 1}", buyer=self.buyer, supplier=self.supplier)
