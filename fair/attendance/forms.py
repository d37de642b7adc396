"""Forms of the day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.attendance.choices import Delay, Finding
from fair.attendance.models import DayRules
from fair.attendance.selectors.board import ONLINE
from fair.editions.choices import Side
from fair.editions.models import Edition, Hall


class BoardForm(forms.Form):
    """What of the day the board shows; nothing chosen is everything."""

    search = forms.CharField(label=_("Company"), required=False, max_length=100)
    hall = forms.ChoiceField(label=_("Hall"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        halls = [(str(hall.pk), str(hall)) for hall in edition.halls.order_by("code", "id")]
        hall: Any = self.fields["hall"]
        hall.choices = [("", _("All halls")), *halls, (ONLINE, _("Online"))]

    def wanted(self) -> dict[str, str]:
        """Return hall and words; what makes no sense counts as not chosen."""
        self.full_clean()
        return {
            "hall": self.cleaned_data.get("hall") or "",
            "words": self.cleaned_data.get("search") or "",
        }


class LateForm(forms.Form):
    minutes = forms.TypedChoiceField(choices=Delay.choices, coerce=int)


class FindingForm(forms.Form):
    finding = forms.ChoiceField(choices=Finding.choices)


class SideForm(forms.Form):
    """Which side of which meeting somebody at a place, or with a code, is checked in for."""

    meeting = forms.UUIDField()
    side = forms.ChoiceField(choices=Side.choices)


class OfferChoiceForm(forms.Form):
    wants_offers = forms.BooleanField(required=False)


class ScreenForm(forms.Form):
    """Of which hall a new screen is."""

    hall = forms.ModelChoiceField(
        label=_("Hall"), queryset=Hall.objects.none(), required=False, empty_label=_("All halls")
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hall: Any = self.fields["hall"]
        hall.queryset = edition.halls.order_by("code", "id")


class DayRulesForm(forms.ModelForm):
    class Meta:
        model = DayRules
        fields = ("screens_name_companies", "offers_freed_time")
