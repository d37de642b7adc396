"""What the filtered lists of both sides share, and which filter to loosen where nothing is left."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.texts import LANGUAGES
from fair.common.search import with_words
from fair.editions.choices import Attendance
from fair.matching.choices import LISTED, Shown, Verdict
from fair.matching.models import Match
from fair.matching.selectors import Overview, in_tab, partners_of
from fair.taxonomy.selectors import TermTable

ALL = _("All")
MAX_SEARCH_LENGTH = 100
UNMARKED = "none"

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter in words, the query string without it, and how many entries that leaves."""

    name: str
    label: str
    value: str
    url: str
    count: int = 0


class MatchFilter(django_filters.FilterSet):
    """The tab, words, points, marks and the partner's country, attendance and language.

    `partner` is the path to what the list proposes: the line to buyers, the need to suppliers.
    """

    partner: ClassVar[str]
    searched_texts: ClassVar[tuple[str, ...]]
    first: ClassVar[tuple[str, ...]] = ()
    search_label: ClassVar[Any]

    search = django_filters.CharFilter(method="find", max_length=MAX_SEARCH_LENGTH)
    min_score = django_filters.NumberFilter(
        field_name="mutual_points",
        lookup_expr="gte",
        label=_("Points, at least"),
        min_value=0,
        max_value=100,
    )
    confidence = django_filters.NumberFilter(
        method="known_to", label=_("Facts known, at least %"), min_value=0, max_value=100
    )
    verdict = django_filters.ChoiceFilter(
        method="marked",
        choices=[*((value.value, value.label) for value in LISTED), (UNMARKED, _("Not marked"))],
        label=_("Marked"),
        empty_label=ALL,
    )
    wanted = django_filters.ChoiceFilter(
        field_name="is_wanted",
        choices=[("True", _("They are interested"))],
        label=_("Interest"),
        empty_label=ALL,
    )
    met = django_filters.ChoiceFilter(
        method="met_before",
        choices=[("yes", _("Met already")), ("no", _("Not met yet"))],
        label=_("Met already"),
        empty_label=ALL,
    )
    country = django_filters.ChoiceFilter(
        method="of_country", label=_("Country"), empty_label=ALL, choices=[]
    )
    attendance = django_filters.ChoiceFilter(
        method="who_attend", choices=Attendance.choices, label=_("Attendance"), empty_label=ALL
    )
    language = django_filters.ChoiceFilter(
        choices=LANGUAGES, method="who_speak", label=_("Language"), empty_label=ALL
    )
    show = django_filters.ChoiceFilter(
        choices=Shown.choices, method="keep_all", widget=forms.HiddenInput
    )

    class Meta:
        model = Match
        fields: tuple[str, ...] = ()

    def __init__(
        self, *arguments: Any, overview: Overview, terms: TermTable, owner: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.owner = owner
        # What people narrow down by first comes first.
        self.filters.move_to_end("show")
        for name in reversed(self.first):
            self.filters.move_to_end(name, last=False)
        self.filters["search"].label = self.search_label
        self.filters["country"].extra["choices"] = [
            (code, name) for code, name in countries if code in overview.countries
        ]
        self.fill(overview=overview, terms=terms)

    def fill(self, *, overview: Overview, terms: TermTable) -> None:
        """Fill in the choices that only one side's list has."""

    @property
    def shown(self) -> Shown:
        """Which tab is open."""
        asked = self.data.get("show", "") if self.data else ""
        return Shown(asked) if asked in Shown.values else Shown.FIT

    @property
    def found(self) -> Rows:
        """The entries of the open tab, narrowed down."""
        rows: Rows = self.qs if self.is_bound else self.queryset.filter(in_tab(self.shown))
        return rows

    def filter_queryset(self, queryset: Rows) -> Rows:
        return self._narrowed(queryset, but="")

    def chips(self) -> list[Chip]:
        """Return the active filters."""
        if not self.is_bound:
            return []
        return [
            Chip(name, str(self.filters[name].label), self._in_words(name), self._without(name))
            for name in self._active()
        ]

    def loosened(self) -> list[Chip]:
        """Return the filters without which something would be left, most first; one query."""
        chips = self.chips()
        if not chips:
            return []
        rows = self.queryset.order_by()
        kept = {
            chip.name: Q(pk__in=self._narrowed(rows, but=chip.name).values("pk")) for chip in chips
        }
        counts = rows.aggregate(
            **{f"kept_{name}": Count("pk", filter=condition) for name, condition in kept.items()}
        )
        counted = [replace(chip, count=counts[f"kept_{chip.name}"]) for chip in chips]
        return sorted((chip for chip in counted if chip.count), key=lambda chip: -chip.count)

    # The filters

    def keep_all(self, rows: Rows, _name: str, _value: str) -> Rows:
        """Leave the tab to `_narrowed`, which also knows the one that nobody chose."""
        return rows

    def find(self, rows: Rows, _name: str, value: str) -> Rows:
        """Look for the words in any language, without regard to diacritics."""
        organisation = f"{self.partner}__participation__organisation"
        return with_words(
            rows,
            value,
            texts=(*self.searched_texts, f"{organisation}__names"),
            plain=(f"{organisation}__legal_name",),
        )

    def known_to(self, rows: Rows, _name: str, percent: Any) -> Rows:
        return rows.filter(confidence__gte=float(percent) / 100)

    def marked(self, rows: Rows, _name: str, verdict: str) -> Rows:
        return rows.filter(own_verdict="" if verdict == UNMARKED else Verdict(verdict))

    def met_before(self, rows: Rows, _name: str, answer: str) -> Rows:
        """Keep those whose organisation was met, here or at another fair, or was not."""
        partners = partners_of(self.owner.participation.organisation_id)
        met = Q(**{f"{self.partner}__participation__organisation__in": partners})
        return rows.filter(met if answer == "yes" else ~met)

    def of_country(self, rows: Rows, _name: str, country: str) -> Rows:
        return rows.filter(**{f"{self.partner}__participation__organisation__country": country})

    def who_attend(self, rows: Rows, _name: str, attendance: str) -> Rows:
        return rows.filter(**{f"{self.partner}__participation__attendance": attendance})

    def who_speak(self, rows: Rows, _name: str, language: str) -> Rows:
        """Keep those who speak the language at the fair, or in general where they say no more."""
        participation = f"{self.partner}__participation"
        return rows.filter(
            Q(**{f"{participation}__languages__contains": [language]})
            | Q(
                **{
                    f"{participation}__languages": [],
                    f"{participation}__organisation__languages__contains": [language],
                }
            )
        )

    # What is active

    def _narrowed(self, rows: Rows, *, but: str) -> Rows:
        """Apply the tab and every filter but one."""
        rows = rows.filter(in_tab(self.shown))
        for name, value in self.form.cleaned_data.items():
            if name != but:
                rows = self.filters[name].filter(rows, value)
        return rows

    def _active(self) -> list[str]:
        self.form.is_valid()
        return [
            name
            for name, value in self.form.cleaned_data.items()
            if name != "show" and value not in (None, "", ())
        ]

    def _in_words(self, name: str) -> str:
        value = self.form.cleaned_data[name]
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        return str(choices.get(value, self.form.fields[name].prepare_value(value))).strip()

    def _without(self, name: str) -> str:
        query = self.data.copy()
        for key in (name, "page"):
            query.pop(key, None)
        return f"?{query.urlencode()}"


class BuyerFilter(MatchFilter):
    """Narrow down the needs that a product line fits."""

    partner = "need"
    searched_texts = ("need__title",)
    search_label = _("Buyer or component")
