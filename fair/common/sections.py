"""Long forms in sections, and forms whose sending twice makes one row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField

from fair.common.pickers import Picker

WIDE_WIDGETS = (
    Picker,
    forms.MultiWidget,
    forms.Textarea,
    forms.CheckboxSelectMultiple,
    forms.RadioSelect,
)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading; `is_wide` tells of each whether it takes the whole width."""

    key: str
    title: Any
    text: Any
    fields: tuple[tuple[BoundField, bool], ...]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field, _is_wide in self.fields)


class SectionedForm(forms.BaseForm):
    """A form that is drawn in sections: key, title, introduction, names of fields."""

    SECTIONS: ClassVar[tuple[tuple[str, Any, Any, tuple[str, ...]], ...]]

    def sections(self) -> Iterator[Section]:
        for key, title, text, names in self.SECTIONS:
            fields = tuple(
                (self[name], isinstance(self.fields[name].widget, WIDE_WIDGETS))
                for name in names
                if name in self.fields
            )
            yield Section(key, title, text, fields)


class OnceForm(forms.Form):
    """A form with a key of its own, under which the service makes at most one row.

    The key becomes the new row's public id, so that the database refuses a second one.
    """

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
