"""Forms of online meetings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fair.conferencing.choices import Seat
from fair.conferencing.engine.pasted import LONGEST
from fair.conferencing.models import OnlineSettings
from fair.conferencing.providers import is_set_up
from fair.editions.models import Edition, Participation


class LinkForm(forms.Form):
    """A link to meet at."""

    link = forms.CharField(
        label=_("Link"),
        max_length=LONGEST,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text=_("From Zoom, Teams, Google Meet or any other service, beginning with https://."),
    )


class KioskForm(forms.Form):
    """A kiosk's name, and at whose booth it stands."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What people call it: Online corner, hall B.")
    )
    participation = forms.ModelChoiceField(
        label=_("Stands at the booth of"),
        queryset=Participation.objects.none(),
        required=False,
        empty_label=_("In a hall, for everybody with a code"),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["participation"]
        suppliers = Participation.objects.approved().suppliers().filter(edition=edition)
        field.queryset = suppliers.select_related("organisation").order_by(
            "organisation__legal_name", "id"
        )


class SitDownForm(forms.Form):
    """Who sits down at a kiosk, with the code of their meeting."""

    seat = forms.TypedChoiceField(
        choices=[(Seat.SUPPLIER, ""), (Seat.BUYER, "")], coerce=Seat, required=True
    )
    code = forms.CharField(max_length=20, required=False)


class OnlineSettingsForm(forms.ModelForm):
    """How an edition meets online; only what this site has can be chosen."""

    class Meta:
        model = OnlineSettings
        fields = (
            "edition",
            "provider",
            "fallback",
            "opens_minutes_before",
            "closes_minutes_after",
        )

    def clean_provider(self) -> str:
        return self._set_up("provider")

    def clean_fallback(self) -> str:
        return self._set_up("fallback")

    def _set_up(self, name: str) -> str:
        kind: str = self.cleaned_data[name]
        if not is_set_up(kind):
            raise ValidationError(
                _("This site has no such server: its address and secret are not set."),
                code="not_set_up",
            )
        return kind
