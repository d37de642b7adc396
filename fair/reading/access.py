"""What forms and pages with proposals share.

Nothing is stored until the form is saved: what a person accepts becomes an entry of the form, and
what they reject joins the form's own field `rejected_readings`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.texts import LANGUAGE_CODES
from fair.common.numbers import WrittenNumberInput
from fair.reading.engine.proposing import propose, readings_of
from fair.reading.engine.reader import Reader
from fair.reading.engine.types import FormEntries, Proposal, TagKind
from fair.reading.selectors import current_reader

# Digits of a primary key; and what no field takes, nor a decimal number when it is rounded.
LONGEST_KEY = 18
BEYOND_ANY_FIELD = 1e12

ONLY_READ, ACCEPTED, DECLINED = "read_text", "accepted_readings", "declined_readings"


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal in the reader's language; `value` is what its field sends, `numbers` likewise."""

    key: str
    field: str
    label: Any
    text: str
    quote: str
    value: str
    numbers: tuple[tuple[str, str], ...]

    @property
    def summary(self) -> str:
        """Return it in one word: a figure as it was written says what it measures."""
        return self.quote if self.numbers else self.text

    @property
    def numbers_json(self) -> str:
        return json.dumps(dict(self.numbers)) if self.numbers else ""


class ReadingForm(forms.BaseForm):
    """A form whose texts are read; the fields they may fill are ENTRIES."""

    ENTRIES: ClassVar[FormEntries]
    SECTION_TEMPLATES: ClassVar[dict[str, str]] = {"text": "reading/_panel.html"}

    class Media:
        css = {"all": ["css/proposals.css"]}
        js = [Script("js/proposals.js", defer=True)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rejected_readings"].widget = forms.HiddenInput()

    def take_answers(self) -> None:
        """Put into the data what was accepted or rejected by check box; at the end of __init__."""
        if self.is_bound and (ACCEPTED in self.data or DECLINED in self.data):
            self.data: Any = self._with_answers()

    @property
    def only_reads(self) -> bool:
        """Whether the text is to be read, not the form to be saved."""
        return self.is_bound and ONLY_READ in self.data

    def full_clean(self) -> None:
        if self.only_reads:
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        return not self.only_reads and super().is_valid()

    def proposals(self) -> list[ShownProposal]:
        """Return what the texts say that the form does not; up to six queries."""
        texts = [pair for name in self.ENTRIES.texts for pair in self._texts(name) if pair[1]]
        if not texts:
            return []
        reader = current_reader()
        names = {name for entry in self.ENTRIES.numbers.values() for name in entry.fields}
        found = propose(
            readings_of(texts, reader=reader),
            entries=self.ENTRIES,
            chosen=self._chosen(),
            filled={name for name in names if self[name].value() not in (None, "")},
            rejected=self._rejected(),
            reader=reader,
        )
        return list(self._shown(found, reader))

    def _texts(self, name: str) -> Iterator[tuple[str, str]]:
        value: Any = self[name].value() or {}
        if isinstance(value, dict):
            yield from value.items()
        else:
            yield from zip(LANGUAGE_CODES, (str(text or "") for text in value), strict=False)

    def _chosen(self) -> dict[TagKind, list[str]]:
        return {
            kind: list(
                self._rows(name).filter(pk__in=self._keys(name)).values_list("code", flat=True)
            )
            for kind, name in self.ENTRIES.terms.items()
        }

    def _keys(self, name: str) -> list[int]:
        value = self[name].value()
        values = value if isinstance(value, list | tuple) else [value]
        keys = (str(getattr(each, "pk", each) or "") for each in values)
        return [int(key) for key in keys if key.isdecimal() and len(key) <= LONGEST_KEY]

    def _rows(self, name: str) -> Any:
        field: Any = self.fields[name]
        return field.queryset

    def _rejected(self) -> list[str]:
        value = self["rejected_readings"].value() or ""
        return value.split(",") if isinstance(value, str) else list(value)

    def _shown(self, found: list[Proposal], reader: Reader) -> Iterator[ShownProposal]:
        terms = {name: self._terms(name, found) for name in {each.field for each in found}}
        for each in found:
            label = _("size, mm") if len(each.numbers) > 1 else self[each.field].label
            if each.numbers:
                numbers = tuple((one, self._written(one, value)) for one, value in each.numbers)
                if all(number for _one, number in numbers):
                    text = " × ".join(number for _one, number in numbers)
                    yield ShownProposal(each.key, each.field, label, text, each.quote, "", numbers)
            elif each.code in terms[each.field] and not self._is_taken(each.field):
                pk, text = terms[each.field][each.code]
                yield ShownProposal(each.key, each.field, label, text, each.quote, pk, ())

    def _terms(self, name: str, found: list[Proposal]) -> dict[str, tuple[str, str]]:
        codes = [each.code for each in found if each.field == name and each.code]
        rows = self._rows(name).filter(code__in=codes) if codes else ()
        return {row.code: (str(row.pk), str(row)) for row in rows}

    def _is_taken(self, name: str) -> bool:
        """Tell whether a field that holds one term holds one."""
        is_one = not isinstance(self.fields[name], forms.ModelMultipleChoiceField)
        return is_one and bool(self[name].value())

    def _written(self, name: str, value: float) -> str:
        """Write a number as the field does; "" where nothing is left of it, or none is meant."""
        if value >= BEYOND_ANY_FIELD:
            return ""
        places = getattr(self.fields[name], "decimal_places", None) or 0
        rounded = round(Decimal(str(value)), places)
        return WrittenNumberInput().format_value(rounded) or "" if rounded > 0 else ""

    def _with_answers(self) -> Any:
        proposals = {each.key: each for each in self.proposals()}
        data = self.data.copy()
        accepted = [each for each in data.getlist(ACCEPTED) if each in proposals]
        for key in accepted:
            proposal = proposals[key]
            if proposal.value:
                data.appendlist(self.add_prefix(proposal.field), proposal.value)
            for name, number in proposal.numbers:
                data[self.add_prefix(name)] = number
        declined = [key for key in data.getlist(DECLINED) if key not in accepted]
        name = self.add_prefix("rejected_readings")
        data[name] = ",".join(filter(None, [data.get(name, ""), *declined]))
        return data


class ReadingPageMixin:
    """A page with a ReadingForm: it shows what is read, and asks `read_name` for more.

    Stands before the mixin that loads the participation, or the object that has one.
    """

    read_name: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        page: Any = self
        owner = getattr(page, "participation", None) or page.object.participation
        read_url = reverse(self.read_name, args=[owner.edition.slug])
        return {
            **context,
            "proposals": context["form"].proposals(),
            "read_url": f"{read_url}?for={owner.public_id}",
        }


def proposals_page(request: HttpRequest, form: ReadingForm) -> HttpResponse:
    """Answer a script with what the texts of the form say."""
    return render(request, "reading/_proposals.html", {"proposals": form.proposals()})
