"""An organiser's rules about outcomes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.common.numbers import WrittenDecimalField
from fair.outcomes.models import OutcomeRules
from fair.sourcing.choices import Currency


class RulesForm(forms.ModelForm):
    """Whose ratings are shown, whether people are asked, and what a unit of a currency is worth."""

    as_of = forms.DateField(
        label=_("Rates of"),
        help_text=_("Rates that you change below are marked with this date."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = OutcomeRules
        fields = ("shows_single_ratings", "asks_later", "reference_currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency: Any = self.fields["reference_currency"]
        currency.choices = [
            (code, label if code else _("No converted total")) for code, label in currency.choices
        ]
        known = {
            rate.currency: rate.rate
            for rate in (self.instance.rates.all() if self.instance.pk else ())
        }
        for code in Currency.values:
            self.fields[f"rate_{code}"] = WrittenDecimalField(
                label=_("1 %(currency)s in the currency of converted totals") % {"currency": code},
                required=False,
                max_digits=18,
                decimal_places=8,
                min_value=Decimal("0.00000001"),
                initial=known.get(code),
            )

    def rates(self) -> dict[str, Decimal]:
        """Return the rates that were entered, by currency."""
        entered = {code: self.cleaned_data[f"rate_{code}"] for code in Currency.values}
        return {code: rate for code, rate in entered.items() if rate is not None}
