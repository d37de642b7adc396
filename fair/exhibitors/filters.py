"""Filters of a supplier's product lines and of the organisers' booth desk."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fair.common.search import with_words
from fair.editions.choices import BoothType
from fair.editions.models import Edition, Hall
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, ProductLine

WAITING = "waiting"
ALLOTTED = "allotted"


class LineFilter(django_filters.FilterSet):
    """By words and state."""

    search = django_filters.CharFilter(label=_("Words"), method="by_words")
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("Any"), choices=LineState.choices
    )

    class Meta:
        model = ProductLine
        fields = ("search", "state")

    def by_words(
        self, lines: QuerySet[ProductLine], name: str, value: str
    ) -> QuerySet[ProductLine]:
        """Find by title, description or key, without regard to diacritics."""
        return with_words(lines, value, texts=("title", "description"), plain=("external_key",))


class RegistrationFilter(django_filters.FilterSet):
    """By name, whether a booth is allotted, and the wishes."""

    search = django_filters.CharFilter(label=_("Name"), method="by_name")
    allotment = django_filters.ChoiceFilter(
        label=_("Booth"),
        empty_label=_("Any"),
        choices=[(WAITING, _("Waiting for one")), (ALLOTTED, _("Allotted"))],
        method="by_allotment",
    )
    booth_type = django_filters.ChoiceFilter(
        label=_("Type"), empty_label=_("Any"), choices=BoothType.choices
    )
    hall_wish = django_filters.ModelChoiceFilter(
        label=_("Hall wished for"), empty_label=_("Any"), queryset=Hall.objects.none()
    )

    class Meta:
        model = BoothRegistration
        fields = ("search", "allotment", "booth_type", "hall_wish")

    def __init__(self, *args: object, edition: Edition, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["hall_wish"].queryset = edition.halls.order_by("code", "id")

    def by_name(
        self, registrations: QuerySet[BoothRegistration], name: str, value: str
    ) -> QuerySet[BoothRegistration]:
        """Find by the supplier's name in any language, without regard to diacritics."""
        return with_words(
            registrations,
            value,
            texts=("participation__organisation__names",),
            plain=("participation__organisation__legal_name",),
        )

    def by_allotment(
        self, registrations: QuerySet[BoothRegistration], name: str, value: str
    ) -> QuerySet[BoothRegistration]:
        return registrations.filter(booth__isnull=value == WAITING)
