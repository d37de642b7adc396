"""What people enter about matches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side
from fair.matching.choices import Verdict, VerdictReason


class VerdictForm(forms.Form):
    """A side's word on a match; without a verdict the earlier one is withdrawn."""

    side = forms.ChoiceField(choices=Side.choices)
    verdict = forms.ChoiceField(choices=Verdict.choices, required=False)
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "–"), *VerdictReason.choices], required=False
    )
