"""Filters of a buyer's own needs."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fair.common.search import with_words
from fair.sourcing.choices import NeedState, Visibility
from fair.sourcing.models import ComponentNeed


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
