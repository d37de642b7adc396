"""Forms of the ledger: a step, and a remark on one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.common.numbers import WrittenDecimalField
from fair.common.sections import OnceForm
from fair.common.uploads import EVIDENCE_KINDS, DocumentField
from fair.editions.models import Participation
from fair.exhibitors.models import ProductLine
from fair.outcomes.choices import LostReason, StepKind
from fair.outcomes.models import DealStep
from fair.sourcing.choices import Currency
from fair.sourcing.models import ComponentNeed

UNCHOSEN = ("", "–")
WORTH = ("value", "currency")


class WorthMixin(forms.Form):
    """What a step is worth, and why something came to nothing; each only where it can be."""

    value = WrittenDecimalField(
        label=_("Amount"),
        required=False,
        max_digits=18,
        decimal_places=2,
        help_text=_("Of the quotation, order or contract as a whole. Both sides see it."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[UNCHOSEN, *Currency.choices]
    )
    lost_reason = forms.ChoiceField(
        label=_("Why it came to nothing"),
        required=False,
        choices=[UNCHOSEN, *LostReason.choices],
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        kind = cleaned.get("kind")
        if kind != StepKind.LOST:
            cleaned["lost_reason"] = ""
        elif not cleaned.get("lost_reason"):
            self.add_error("lost_reason", _("Say why; both sides learn from it."))
        if kind not in StepKind.valued():
            cleaned |= {"value": None, "currency": ""}
        self._check_worth(cleaned)
        return cleaned

    def _check_worth(self, cleaned: dict[str, Any]) -> None:
        value, currency = cleaned.get("value"), cleaned.get("currency")
        if value is not None and value <= 0:
            self.add_error("value", _("An amount is above zero."))
        if value is not None and not currency:
            self.add_error("currency", _("Choose the currency of the amount."))
        if value is None and "value" not in self.errors:
            cleaned["currency"] = ""


class StepForm(WorthMixin, OnceForm):
    """A step: what, when, about what, worth how much, with which evidence."""

    kind = forms.ChoiceField(label=_("What was done"), choices=[UNCHOSEN, *StepKind.choices])
    happened_on = forms.DateField(
        label=_("On"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    need = forms.ModelChoiceField(
        label=_("Need"),
        queryset=ComponentNeed.objects.none(),
        required=False,
        empty_label=_("Everything between us"),
    )
    line = forms.ModelChoiceField(
        label=_("Product line"),
        queryset=ProductLine.objects.none(),
        required=False,
        empty_label=_("Not stated"),
    )
    remark = forms.CharField(
        label=_("Remark for both sides"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    evidence = DocumentField(
        label=_("Evidence"),
        required=False,
        allowed=EVIDENCE_KINDS,
        help_text=_("A PDF or picture. The two of you and the organiser can open it."),
    )

    field_order: tuple[str, ...] = (
        *("kind", "happened_on", "value", "currency", "lost_reason"),
        *("need", "line", "remark", "evidence"),
    )

    def __init__(
        self,
        *args: Any,
        buyer: Participation,
        supplier: Participation,
        user: Any,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["happened_on"].initial = today
        self.fields["happened_on"].widget.attrs["max"] = today.isoformat()
        needs = ComponentNeed.objects.visible_to(user).filter(participation=buyer)
        lines = ProductLine.objects.visible_to(user).filter(participation=supplier)
        self._offer("need", needs.order_by("id"))
        self._offer("line", lines.order_by("id"))

    def clean_happened_on(self) -> date:
        happened_on: date = self.cleaned_data["happened_on"]
        if happened_on > self.today:
            raise forms.ValidationError(_("Note a step once it is done."), code="ahead")
        return happened_on

    def entry_fields(self) -> dict[str, Any]:
        """Return what an Entry of the ledger is made of."""
        names = [name for name in self.field_order if name in self.cleaned_data]
        return {
            **{name: self.cleaned_data[name] for name in names},
            "kind": StepKind(self.cleaned_data["kind"]),
        }

    @classmethod
    def initial_of(cls, step: DealStep) -> dict[str, Any]:
        """Return what the form shows of a step that is corrected."""
        shown = {name: getattr(step, name) for name in cls.field_order if name != "evidence"}
        return {**shown, "need": step.need_id, "line": step.line_id}

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


class AnswerForm(WorthMixin):
    """What is still to be said of a step that a link in a mail names."""

    def __init__(self, *args: Any, kind: StepKind | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind != StepKind.LOST:
            del self.fields["lost_reason"]
        if kind not in StepKind.valued():
            for name in WORTH:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["kind"] = self.kind
        return super().clean()

    def entry_fields(self) -> dict[str, Any]:
        """Return what an Entry is made of, but for its date; nothing where nothing happened."""
        names = ("kind", "value", "currency", "lost_reason")
        return {name: self.cleaned_data[name] for name in names} if self.kind else {}


class RemarkForm(forms.Form):
    """Why a step is disputed."""

    remark = forms.CharField(
        label=_("What is not right"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The other side reads it."),
    )
