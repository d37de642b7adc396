"""Filters of a buyer's own needs, and of who read them."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fair.common.search import with_words
from fair.sourcing.choices import AccessKind, NeedState, Visibility
from fair.sourcing.models import AccessRecord, ComponentNeed

DAY = forms.DateInput({"type": "date"})


class OwnNeedFilter(django_filters.FilterSet):
    """By words, state and who may read it."""

    search = django_filters.CharFilter(label=_("Words"), method="by_words")
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("Any"), choices=NeedState.choices
    )
    visibility = django_filters.ChoiceFilter(
        label=_("Who may read it"), empty_label=_("Any"), choices=Visibility.choices
    )

    class Meta:
        model = ComponentNeed
        fields = ("search", "state", "visibility")

    def by_words(
        self, needs: QuerySet[ComponentNeed], name: str, value: str
    ) -> QuerySet[ComponentNeed]:
        """Find by title, description or key, without regard to diacritics."""
        return with_words(needs, value, texts=("title", "description"), plain=("external_key",))


class AccessFilter(django_filters.FilterSet):
    """By what was done, by names, and by day."""

    search = django_filters.CharFilter(label=_("Person, company, document, copy"), method="by_name")
    kind = django_filters.ChoiceFilter(
        label=_("What"), empty_label=_("Any"), choices=AccessKind.choices
    )
    since = django_filters.DateFilter(
        label=_("From"), field_name="at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = AccessRecord
        fields = ("search", "kind", "since", "until")

    def by_name(
        self, records: QuerySet[AccessRecord], name: str, value: str
    ) -> QuerySet[AccessRecord]:
        """Find what holds each word in a name, a title or the code of a copy."""
        for word in value.split():
            records = records.filter(
                Q(person_name__unaccent__icontains=word)
                | Q(organisation_name__unaccent__icontains=word)
                | Q(document_title__unaccent__icontains=word)
                | Q(copy_code__icontains=word)
            )
        return records
