"""Forms of the supply side."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from fair.common.pickers import Picker
from fair.common.sections import OnceForm, SectionedForm
from fair.common.uploads import EVIDENCE_KINDS, DocumentField, PictureField
from fair.editions.models import Booth, Edition, Participation
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, HeldCertificate, ProductLine
from fair.exhibitors.selectors import free_booths
from fair.reading.access import ReadingForm
from fair.reading.engine.types import FormEntries, NumberEntry, QuantityKind, TagKind
from fair.taxonomy.access import TermPicker
from fair.taxonomy.models import Certification, Process


class BoothForm(forms.ModelForm):
    """What booth a supplier wishes for."""

    class Meta:
        model = BoothRegistration
        fields = ("booth_type", "hall_wish", "remarks")
        widgets = {"remarks": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hall_wish: Any = self.fields["hall_wish"]
        hall_wish.queryset = edition.halls.order_by("code", "id")
        hall_wish.empty_label = _("Any hall")
        if self.instance.booth_id:
            for name in ("booth_type", "hall_wish"):
                self.fields[name].disabled = True


class LineForm(ReadingForm, SectionedForm, forms.ModelForm):
    """A product line: what it is, within which limits, how much and how soon."""

    export_markets = forms.MultipleChoiceField(
        label=_("Export markets"),
        help_text=_("Countries you have delivered to."),
        choices=lambda: list(countries),
        required=False,
        widget=Picker,
    )

    class Meta:
        model = ProductLine
        # The key in spreadsheets is the organiser's.
        fields = sorted(
            {*ProductLine.STATED_CHOICES, *ProductLine.STATED_FIELDS} - {"external_key"}
        )
        widgets = dict.fromkeys(("processes", "materials", "part_families", "sectors"), TermPicker)

    ENTRIES = FormEntries(
        texts=("title", "description"),
        terms={
            TagKind.PROCESS: "processes",
            TagKind.MATERIAL: "materials",
            TagKind.PART_FAMILY: "part_families",
        },
        numbers={
            QuantityKind.TOLERANCE: NumberEntry(("tolerance_mm",), min),
            QuantityKind.SIZE: NumberEntry(("max_length_mm", "max_width_mm", "max_height_mm")),
            QuantityKind.WEIGHT: NumberEntry(("max_weight_kg",)),
            QuantityKind.ROUGHNESS: NumberEntry(("roughness_ra_um",), min),
            QuantityKind.VOLUME_MONTH: NumberEntry(("capacity_per_month",)),
            QuantityKind.MINIMUM: NumberEntry(("moq_pcs",), min),
            QuantityKind.LEAD: NumberEntry(("production_lead_days",)),
            QuantityKind.SAMPLE_LEAD: NumberEntry(("sample_lead_days",)),
            QuantityKind.TOOLING_LEAD: NumberEntry(("tooling_lead_days",)),
        },
    )
    SECTIONS: ClassVar = (
        (
            "text",
            _("In your own words"),
            _(
                "Write in the language you know best; other languages help readers abroad. What "
                "we read in your text is proposed here as entries of the form."
            ),
            ("title", "description"),
        ),
        (
            "what",
            _("What you make"),
            _("Buyers find you by these. A title and one process are enough to publish."),
            ("processes", "materials", "part_families", "sectors"),
        ),
        (
            "limits",
            _("Limits"),
            _("How large, how heavy, how exact. Leave empty what you do not want to state."),
            (
                "max_length_mm",
                "max_width_mm",
                "max_height_mm",
                "min_size_mm",
                "max_weight_kg",
                "tolerance_mm",
                "roughness_ra_um",
            ),
        ),
        (
            "capacity",
            _("Capacity and times"),
            _("Free capacity and lead times decide a good part of the match."),
            (
                "capacity_per_month",
                "free_capacity_per_month",
                "moq_pcs",
                "sample_lead_days",
                "tooling_lead_days",
                "production_lead_days",
                "design_support",
                "export_markets",
            ),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("processes", "materials", "part_families", "sectors"):
            field: Any = self.fields[name]
            field.queryset = choosable(field.queryset.model, self.instance, name)
            field.help_text = ""
        self.fields["title"].required = True
        self.take_answers()

    def clean_processes(self) -> "QuerySet[Process]":
        processes: QuerySet[Process] = self.cleaned_data["processes"]
        if self.instance.state == LineState.PUBLISHED and not processes:
            raise ValidationError(
                _("A published line names at least one process."), code="published_without_process"
            )
        return processes


class NewLineForm(LineForm, OnceForm):
    """A product line that is not stored yet."""


class CertificateForm(forms.ModelForm):
    """A certificate, its dates and what proves it."""

    evidence = DocumentField(
        label=_("Evidence"),
        allowed=EVIDENCE_KINDS,
        required=False,
        help_text=_("PDF, PNG or JPEG, up to 25 MB. Only your team and the organisers open it."),
        widget=forms.FileInput,
    )
    remove_evidence = forms.BooleanField(label=_("Remove the stored evidence"), required=False)

    class Meta:
        model = HeldCertificate
        fields = (
            "certification",
            "state",
            "number",
            "scope",
            "site",
            "registrar",
            "issued_on",
            "expires_on",
            "evidence",
            "product_lines",
        )
        widgets = {
            "issued_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "expires_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "product_lines": Picker,
        }

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.participation = participation
        chosen = Q(pk=self.instance.certification_id)
        certifications: Any = self.fields["certification"]
        certifications.empty_label = _("Choose a standard")
        certifications.queryset = Certification.objects.filter(
            Q(is_active=True) | chosen
        ).in_order()
        lines: Any = self.fields["product_lines"]
        lines.queryset = participation.product_lines.order_by("-updated_at", "id")
        if self.instance.evidence:
            names = [name for name in self.fields if name != "remove_evidence"]
            names.insert(names.index("evidence") + 1, "remove_evidence")
            self.order_fields(names)
        else:
            del self.fields["remove_evidence"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.pop("remove_evidence", False) and "evidence" not in self.changed_data:
            cleaned["evidence"] = ""
        return cleaned


class NewCertificateForm(CertificateForm, OnceForm):
    """A certificate that is not stored yet."""


class PhotoForm(OnceForm):
    """A photo of a reference part or of the shop."""

    picture = PictureField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. Where it was taken is not kept."),
    )
    caption = forms.CharField(label=_("Caption"), max_length=150, required=False)


class AllotForm(forms.Form):
    """Which booth goes to which supplier."""

    registration = forms.ModelChoiceField(
        label=_("Supplier"), queryset=BoothRegistration.objects.none(), empty_label=None
    )
    booth = forms.ModelChoiceField(label=_("Free booth"), queryset=Booth.objects.none())

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        registration: Any = self.fields["registration"]
        registration.queryset = BoothRegistration.objects.filter(participation__edition=edition)
        booth: Any = self.fields["booth"]
        # A booth taken a moment ago is refused in words by the service, not as an unknown choice.
        booth.queryset = Booth.objects.filter(hall__edition=edition).select_related("hall")
        booth.choices = [("", "—"), *_by_hall(free_booths(edition))]


def choosable(model: Any, instance: Any, name: str) -> Any:
    """Return the terms that may be chosen: the active ones and those chosen already."""
    rows = model.objects.active()
    if instance.pk:
        chosen = getattr(instance, name).values("pk")
        rows = model.objects.filter(Q(is_active=True) | Q(pk__in=chosen))
    return rows.in_order()


def _by_hall(booths: "QuerySet[Booth]") -> list[tuple[str, list[tuple[int, str]]]]:
    halls: dict[str, list[tuple[int, str]]] = {}
    for booth in booths:
        label = f"{booth.code} – {booth.get_booth_type_display()}"
        halls.setdefault(str(booth.hall), []).append((booth.pk, label))
    return list(halls.items())
