"""The form of a need."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.texts import LANGUAGES
from fair.common.pickers import NamePicker, Picker
from fair.common.sections import OnceForm, SectionedForm
from fair.editions.models import Participation
from fair.reading.access import ReadingForm
from fair.reading.engine.types import FormEntries, NumberEntry, QuantityKind, TagKind
from fair.sourcing.choices import DocumentWanted, MeetingPlace, NeedState, Substances, Visibility
from fair.sourcing.models import ComponentNeed
from fair.sourcing.selectors import organisations_to_choose
from fair.taxonomy.access import TermPicker
from fair.taxonomy.models import Certification, Process

VISIBILITY_EXPLAINED = [
    (Visibility.PUBLIC, _("Everybody: the whole need stands on the public pages.")),
    (
        Visibility.REGISTERED,
        _("Participants: approved suppliers and buyers of this fair read the whole need."),
    ),
    (
        Visibility.NDA,
        _(
            "After confidentiality: participants see title, sector, processes and your name. "
            "The rest, drawings included, opens for a supplier who accepts your terms."
        ),
    ),
    (
        Visibility.INVITED,
        _("Invited only: nobody but the suppliers you name knows that the need exists."),
    ),
]


def ticked(label: Any, choices: Any) -> forms.MultipleChoiceField:
    """Make a field of check boxes for a short list of codes."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def picked(
    label: Any, model: Any, help_text: Any = "", *, widget: type[Picker] | Picker = Picker
) -> "forms.ModelMultipleChoiceField[Any]":
    """Make a searchable field for any number of rows; the form narrows the rows."""
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=model.objects.none(),
        required=False,
        widget=widget,
        help_text=help_text,
    )


class NeedForm(ReadingForm, SectionedForm, forms.ModelForm):
    """A need: what it is, how good, how many, on which terms, and who may know."""

    required_certifications = picked(
        _("Certificates required"),
        Certification,
        _("A must: suppliers who do not hold all of them are not eligible."),
        widget=TermPicker,
    )
    preferred_certifications = picked(
        _("Certificates preferred"),
        Certification,
        _("A wish: suppliers who hold them rank higher."),
        widget=TermPicker,
    )
    documents_wanted = ticked(_("Documents wanted"), DocumentWanted.choices)
    substances = ticked(_("Substances and trade rules"), Substances.choices)
    meeting_places = ticked(_("Where to meet"), MeetingPlace.choices)
    meeting_languages = ticked(_("Languages for the meeting"), LANGUAGES)
    visibility = forms.ChoiceField(
        label=_("Who may read it"),
        choices=VISIBILITY_EXPLAINED,
        initial=Visibility.REGISTERED,
        widget=forms.RadioSelect,
    )
    invited_organisations = picked(
        _("Invited suppliers"),
        Organisation,
        _("They see the need where you chose “invited only”."),
        widget=NamePicker,
    )
    blocked_organisations = picked(
        _("Blocked organisations"),
        Organisation,
        _("They never see this need and are never matched with it, whatever you chose above."),
        widget=NamePicker(like="invited_organisations"),
    )

    class Meta:
        model = ComponentNeed
        # The key in spreadsheets is the organiser's.
        fields = sorted(
            {*ComponentNeed.STATED_CHOICES, *ComponentNeed.STATED_FIELDS} - {"external_key"}
        )
        widgets = {
            "processes": TermPicker,
            "materials": TermPicker,
            "nda_text": forms.Textarea({"rows": 4}),
            "production_starts_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    ENTRIES = FormEntries(
        texts=("title", "description"),
        terms={
            TagKind.PROCESS: "processes",
            TagKind.MATERIAL: "materials",
            TagKind.PART_FAMILY: "part_family",
            TagKind.CERTIFICATION: "preferred_certifications",
        },
        numbers={
            QuantityKind.TOLERANCE: NumberEntry(("tolerance_mm",), min),
            QuantityKind.SIZE: NumberEntry(("length_mm", "width_mm", "height_mm")),
            QuantityKind.DIAMETER: NumberEntry(("length_mm", "width_mm", "height_mm")),
            QuantityKind.WEIGHT: NumberEntry(("weight_kg",)),
            QuantityKind.ROUGHNESS: NumberEntry(("roughness_ra_um",), min),
            QuantityKind.VOLUME_YEAR: NumberEntry(("annual_volume_pcs",)),
            QuantityKind.VOLUME_MONTH: NumberEntry(("annual_volume_pcs",), factor=12),
            QuantityKind.LEAD: NumberEntry(("production_lead_days",)),
            QuantityKind.SAMPLE_LEAD: NumberEntry(("sample_lead_days",)),
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
            _("What you look for"),
            _("A title and one process are enough to publish. The process is always a must."),
            (
                "processes",
                "process_match",
                "priority",
                "sector",
                "part_family",
                "materials",
                "material_is_hard",
            ),
        ),
        (
            "quality",
            _("How good it must be"),
            _(
                "Tolerance and material count as wishes unless you mark them as a must; the "
                "size is a must wherever a supplier states limits. Every must leaves fewer "
                "suppliers."
            ),
            (
                "length_mm",
                "width_mm",
                "height_mm",
                "weight_kg",
                "tolerance_mm",
                "general_tolerance",
                "tolerance_is_hard",
                "roughness_ra_um",
                "hardness",
                "required_certifications",
                "preferred_certifications",
                "documents_wanted",
                "substances",
            ),
        ),
        (
            "terms",
            _("How many, when, on which terms"),
            _("Volume and lead time are compared with what suppliers have free."),
            (
                "annual_volume_pcs",
                "lot_size_pcs",
                "sample_quantity_pcs",
                "production_starts_on",
                "programme_years",
                "sample_lead_days",
                "production_lead_days",
                "delivery_rhythm",
                "delivery_country",
                "delivery_province",
                "incoterm",
                "payment_terms",
                "tooling_ownership",
                "current_source",
                "target_price",
                "currency",
                "price_is_shown",
            ),
        ),
        (
            "meeting",
            _("The meeting"),
            "",
            (
                "meeting_places",
                "meeting_languages",
                "max_meetings",
                "interpreter_needed",
            ),
        ),
        (
            "audience",
            _("Who may know"),
            _("You can change this at any time."),
            ("visibility", "nda_text", "invited_organisations", "blocked_organisations"),
        ),
    )

    def __init__(
        self, *args: Any, participation: Participation, has_whole_lists: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        blocked: Any = self.fields["blocked_organisations"].widget
        blocked.is_whole = has_whole_lists
        self.fields["title"].required = True
        self._offer_terms()
        self._offer_certifications()
        for name in ("invited_organisations", "blocked_organisations"):
            self._offer(name, organisations_to_choose(participation), self._chosen_rows(name))
        self.take_answers()

    def clean_processes(self) -> "QuerySet[Process]":
        processes: QuerySet[Process] = self.cleaned_data["processes"]
        if self.instance.state == NeedState.PUBLISHED and not processes:
            raise ValidationError(
                _("A published need names at least one process."), code="published_without_process"
            )
        return processes

    def _offer_terms(self) -> None:
        for name in ("processes", "materials"):
            field: Any = self.fields[name]
            field.help_text = ""
            self._offer(name, field.queryset.model.objects.active(), self._chosen_rows(name))
        for name in ("sector", "part_family"):
            one: Any = self.fields[name]
            chosen = Q(pk=getattr(self.instance, f"{name}_id"))
            one.queryset = one.queryset.model.objects.filter(Q(is_active=True) | chosen).in_order()

    def _offer_certifications(self) -> None:
        rows = Certification.objects.active()
        for name, is_required in (
            ("required_certifications", True),
            ("preferred_certifications", False),
        ):
            asked: Any = Certification.objects.none()
            if self.instance.pk:
                asked = Certification.objects.filter(
                    pk__in=self.instance.need_certifications.filter(is_required=is_required).values(
                        "certification"
                    )
                )
            self._offer(name, rows, asked)
            self.initial.setdefault(name, [row.pk for row in asked])

    def _chosen_rows(self, name: str) -> Any:
        field: Any = self.fields[name]
        return getattr(self.instance, name).all() if self.instance.pk else field.queryset.none()

    def _offer(self, name: str, offered: Any, chosen: Any) -> None:
        """Offer what may be chosen, and what is chosen already."""
        model = offered.model
        rows = model.objects.filter(
            Q(pk__in=offered.order_by().values("pk")) | Q(pk__in=chosen.order_by().values("pk"))
        )
        ordered = rows.order_by("legal_name", "id") if model is Organisation else rows.in_order()
        field: Any = self.fields[name]
        field.queryset = ordered


class NewNeedForm(NeedForm, OnceForm):
    """A need that is not stored yet."""
