"""The needs, for everybody as far as their buyers allow."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import ListView

from fair.editions.access import EditionMixin
from fair.portal.filters import NeedFilter
from fair.portal.selectors.needs import needs_in
from fair.sourcing.models import ComponentNeed


class NeedListView(EditionMixin, ListView):
    """What buyers look for: searched, filtered, a page at a time."""

    template_name = "portal/need_list.html"
    context_object_name = "needs"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[ComponentNeed]:
        needs = needs_in(self.edition, user=self.request.user)
        self.filter = NeedFilter(self.request.GET, queryset=needs, edition=self.edition)
        return self.filter.qs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter=self.filter, **kwargs)
