"""How runs are narrowed down."""

import django_filters
from django.utils.translation import gettext_lazy as _

from fair.matching.choices import RunState
from fair.matching.models import MatchRun


class RunFilter(django_filters.FilterSet):
    """Narrow down the runs of an edition."""

    state = django_filters.ChoiceFilter(
        choices=RunState.choices, label=_("State"), empty_label=_("All")
    )

    class Meta:
        model = MatchRun
        fields: tuple[str, ...] = ()
