"""How lists of matches and runs are narrowed down."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.texts import LANGUAGES
from fair.common.search import with_words
from fair.editions.choices import Attendance
from fair.exhibitors.choices import HoldingState
from fair.exhibitors.models import HeldCertificate, ProductLine
from fair.matching.choices import RunState, Shown, Verdict
from fair.matching.models import Match, MatchRun
from fair.taxonomy.models import Certification, Process


class MatchFilter(django_filters.FilterSet):
    """What the lists of both sides share: the tab, words, points and marks."""

    search = django_filters.CharFilter(method="find")
    min_score = django_filters.NumberFilter(
        field_name="mutual_points", lookup_expr="gte", label=_("Points, at least")
    )
    verdict = django_filters.ChoiceFilter(
        field_name="own_verdict",
        choices=[choice for choice in Verdict.choices if choice[0] != Verdict.NO],
        label=_("Marked"),
        empty_label=_("All"),
    )
    show = django_filters.ChoiceFilter(
        choices=Shown.choices, method="keep_all", widget=forms.HiddenInput
    )
    searched_texts: tuple[str, ...] = ()
    searched_plain: tuple[str, ...] = ()

    class Meta:
        model = Match
        fields: tuple[str, ...] = ()

    @property
    def shown(self) -> Shown:
        """Which tab is open."""
        asked = self.data.get("show", "") if self.data else ""
        return Shown(asked) if asked in Shown.values else Shown.FIT

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        found: QuerySet[Any] = super().filter_queryset(of_tab(queryset, self.shown))
        return found

    def keep_all(self, queryset: "QuerySet[Any]", _name: str, _value: str) -> "QuerySet[Any]":
        """Leave the tab to filter_queryset, which also knows the one that nobody chose."""
        return queryset

    def find(self, queryset: "QuerySet[Any]", _name: str, value: str) -> "QuerySet[Any]":
        """Look for the words in any language, without regard to diacritics."""
        return with_words(queryset, value, texts=self.searched_texts, plain=self.searched_plain)


class SupplierFilter(MatchFilter):
    """Narrow down the suppliers that match a need."""

    process = django_filters.ModelChoiceFilter(
        queryset=Process.objects.active().in_order(),
        method="with_process",
        label=_("Process"),
        empty_label=_("All"),
    )
    certificate = django_filters.ModelChoiceFilter(
        queryset=Certification.objects.active().in_order(),
        method="with_certificate",
        label=_("Certificate held"),
        empty_label=_("All"),
    )
    country = django_filters.ChoiceFilter(
        field_name="line__participation__organisation__country",
        label=_("Country"),
        empty_label=_("All"),
        choices=list(countries),
    )
    attendance = django_filters.ChoiceFilter(
        field_name="line__participation__attendance",
        choices=Attendance.choices,
        label=_("Attendance"),
        empty_label=_("All"),
    )
    language = django_filters.ChoiceFilter(
        choices=LANGUAGES, method="who_speak", label=_("Language"), empty_label=_("All")
    )
    searched_texts = ("line__title", "line__participation__organisation__names")
    searched_plain = ("line__participation__organisation__legal_name",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.filters["search"].label = _("Supplier or product")
        present = set(
            self.queryset.order_by()
            .values_list("line__participation__organisation__country", flat=True)
            .distinct()
        )
        self.filters["country"].extra["choices"] = [
            (code, name) for code, name in countries if code in present
        ]

    def with_process(
        self, queryset: "QuerySet[Any]", _name: str, process: Process
    ) -> "QuerySet[Any]":
        """Keep lines that state the process or one below it."""
        lines = ProductLine.objects.filter(Q(processes=process) | Q(processes__parent=process))
        return queryset.filter(line__in=lines.values("pk"))

    def with_certificate(
        self, queryset: "QuerySet[Any]", _name: str, certification: Certification
    ) -> "QuerySet[Any]":
        """Keep suppliers that state the certificate as held."""
        held = HeldCertificate.objects.filter(certification=certification, state=HoldingState.HELD)
        return queryset.filter(line__participation__in=held.values("participation"))

    def who_speak(self, queryset: "QuerySet[Any]", _name: str, language: str) -> "QuerySet[Any]":
        """Keep suppliers who speak the language at the fair or in general."""
        return queryset.filter(
            Q(line__participation__languages__contains=[language])
            | Q(
                line__participation__languages=[],
                line__participation__organisation__languages__contains=[language],
            )
        )


class BuyerFilter(MatchFilter):
    """Narrow down the needs that a product line fits."""

    searched_texts = ("need__title", "need__participation__organisation__names")
    searched_plain = ("need__participation__organisation__legal_name",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.filters["search"].label = _("Buyer or component")


class RunFilter(django_filters.FilterSet):
    """Narrow down the runs of an edition."""

    state = django_filters.ChoiceFilter(
        choices=RunState.choices, label=_("State"), empty_label=_("All")
    )

    class Meta:
        model = MatchRun
        fields: tuple[str, ...] = ()


def of_tab(matches: "QuerySet[Any]", shown: Shown) -> "QuerySet[Any]":
    """Keep the matches of one tab; what one's own side does not want has a tab of its own."""
    if shown == Shown.ASIDE:
        return matches.filter(own_verdict=Verdict.NO)
    return matches.exclude(own_verdict=Verdict.NO).filter(eligible=shown == Shown.FIT)
