"""Forms about meetings."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CancelForm(forms.Form):
    """Why a meeting is called off; both sides read it."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Both sides read it."),
    )
