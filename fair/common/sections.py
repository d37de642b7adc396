"""Long forms in sections, and forms whose sending twice makes one row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from fair.common.pickers import Picker
from fair.common.plausibility import PlausibleForm, Question

NOT_STATED = _("Not stated")

WIDE_WIDGETS = (
    Picker,
    forms.MultiWidget,
    forms.Textarea,
    forms.CheckboxSelectMultiple,
    forms.RadioSelect,
)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading, each with whether it is wide and what is asked about its number.

    `template` draws what stands below the fields, if anything does.
    """

    key: str
    title: Any
    text: Any
    fields: tuple[tuple[BoundField, bool, Question | None], ...]
    template: str = ""

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field, _is_wide, _question in self.fields)


class SectionedForm(PlausibleForm):
    """A form that is drawn in sections: key, title, introduction, names of fields.

    SECTION_TEMPLATES names by section the template of what stands below its fields.
    """

    SECTIONS: ClassVar[tuple[tuple[str, Any, Any, tuple[str, ...]], ...]]
    SECTION_TEMPLATES: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _say_what_blank_means(field)

    def sections(self) -> Iterator[Section]:
        for key, title, text, names in self.SECTIONS:
            fields = tuple(
                (
                    self[name],
                    isinstance(self.fields[name].widget, WIDE_WIDGETS),
                    self.question_of(name),
                )
                for name in names
                if name in self.fields
            )
            yield Section(key, title, text, fields, self.SECTION_TEMPLATES.get(key, ""))


def _say_what_blank_means(field: Any) -> None:
    """Offer a blank choice in words; Django offers a row of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = NOT_STATED
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [(value, label if value else NOT_STATED) for value, label in choices]


class OnceForm(forms.Form):
    """A form with a key of its own, under which the service makes at most one row.

    The key becomes the new row's public id, so that the database refuses a second one.
    """

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
