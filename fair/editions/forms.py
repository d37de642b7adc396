"""Forms about taking part."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import time_zone_choices
from accounts.models import Organisation
from accounts.texts import LANGUAGES
from fair.common.sections import OnceForm
from fair.editions.choices import Side
from fair.editions.models import Delegate, Participation


class ApplyForm(forms.Form):
    """Which of one's organisations takes part, on which side."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    side = forms.ChoiceField(
        label=_("Takes part as"), choices=Side.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.of_member(user).order_by("legal_name", "id")

    def clean_side(self) -> Side:
        return Side(self.cleaned_data["side"])


class ParticipationForm(forms.ModelForm):
    """How the participant attends, in which languages, and how many meetings at most."""

    time_zone = forms.ChoiceField(
        label=_("Time zone of those who attend online"), choices=time_zone_choices
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages at the fair"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Participation
        fields = (
            "attendance",
            "time_zone",
            "languages",
            "parallel_meetings",
            "max_meetings_per_day",
            "max_meetings_total",
            "prefers_compact_days",
        )


class DelegateForm(OnceForm, forms.ModelForm):
    """A person whom the participant sends."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Delegate
        fields = ("full_name", "job_title", "email", "languages")


class HallForm(forms.Form):
    """A hall whose booths of 3 m × 3 m stand in rows, two rows back to back."""

    # Booths are named by the code and a number of up to four digits.
    code = forms.RegexField(
        label=_("Code"),
        regex=r"^\w+$",
        max_length=5,
        help_text=_("Names the booths too: hall A has the booths A01, A02, …"),
        error_messages={"invalid": _("Use letters and digits only.")},
    )
    rows = forms.IntegerField(label=_("Rows of booths"), min_value=1, max_value=50, initial=4)
    booths_per_row = forms.IntegerField(
        label=_("Booths in a row"), min_value=1, max_value=100, initial=10
    )
    table_count = forms.IntegerField(
        label=_("Meeting tables"),
        min_value=0,
        max_value=200,
        initial=10,
        help_text=_("For meetings of those who have no booth; they stand along the lower wall."),
    )


class SessionFormSet(forms.BaseInlineFormSet):
    """The sessions of one day; the database cannot yet tell that two new ones overlap."""

    def clean(self) -> None:
        super().clean()
        sessions = sorted(
            (form.cleaned_data["opens_at"], form.cleaned_data["closes_at"])
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        )
        for (_opens, closes), (next_opens, _closes) in pairwise(sessions):
            if next_opens < closes:
                raise forms.ValidationError(_("Two sessions overlap."), code="overlap")


class ReasonForm(forms.Form):
    """A reason that somebody else reads."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}), required=False
    )
