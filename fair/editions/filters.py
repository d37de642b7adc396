"""Filters of the organisers' list of participations."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fair.common.search import with_words
from fair.editions.choices import Attendance, ParticipationStatus, Side
from fair.editions.models import Participation


class ParticipationFilter(django_filters.FilterSet):
    """By name, side, status and attendance."""

    search = django_filters.CharFilter(label=_("Name"), method="by_name")
    side = django_filters.ChoiceFilter(label=_("Side"), choices=Side.choices)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ParticipationStatus.choices)
    attendance = django_filters.ChoiceFilter(label=_("Attendance"), choices=Attendance.choices)

    class Meta:
        model = Participation
        fields = ("search", "side", "status", "attendance")

    def by_name(
        self, participations: QuerySet[Participation], name: str, value: str
    ) -> QuerySet[Participation]:
        """Find by legal name or by name in any language, without regard to diacritics."""
        return with_words(
            participations,
            value,
            texts=("organisation__names",),
            plain=("organisation__legal_name",),
        )
