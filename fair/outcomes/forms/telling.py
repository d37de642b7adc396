"""The short form after a meeting, and the draft of a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.outcomes.choices import StepKind
from fair.outcomes.forms.step import StepForm
from fair.outcomes.models import MeetingRating
from fair.outcomes.models.note import LONGEST_NOTE

STARS = [
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – fair")),
    (2, _("2 – poor")),
    (1, _("1 – wasted time")),
]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
RELEVANCE = {"yes": True, "no": False}


class NoteForm(forms.Form):
    """A note, as far as it is written."""

    note = forms.CharField(max_length=LONGEST_NOTE, required=False, strip=False)


class TellForm(StepForm):
    """How the meeting was: rating, relevance, note and next step, none of which is a must."""

    stars = forms.TypedChoiceField(
        label=_("How was the meeting?"),
        choices=STARS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    relevance = forms.ChoiceField(
        label=_("Are they the right partner for you?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note for your company"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only people of your company read it. It is kept while you type."),
    )

    field_order: tuple[str, ...] = (
        *("stars", "relevance", "note"),
        *("kind", "value", "currency", "lost_reason"),
    )

    def __init__(self, *args: Any, rating: MeetingRating | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("happened_on", "need", "line", "remark", "evidence"):
            del self.fields[name]
        self.fields["kind"].required = False
        self.fields["kind"].label = _("Next step already taken")
        if rating:
            said = {True: "yes", False: "no", None: ""}
            self.fields["stars"].initial = rating.stars
            self.fields["relevance"].initial = said[rating.is_relevant]

    @property
    def is_relevant(self) -> bool | None:
        return RELEVANCE.get(self.cleaned_data["relevance"])

    def entry_fields(self) -> dict[str, Any]:
        """Return what an Entry of the ledger is made of, today; nothing where no step is named."""
        if not self.cleaned_data["kind"]:
            return {}
        worth = {name: self.cleaned_data[name] for name in ("value", "currency", "lost_reason")}
        kind = StepKind(self.cleaned_data["kind"])
        return {**worth, "kind": kind, "happened_on": self.today}
