"""The exhibitors, for everybody."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import DetailView, ListView

from accounts.texts import LANGUAGES
from fair.editions.access import EditionMixin
from fair.editions.models import Participation
from fair.portal.filters import ExhibitorFilter
from fair.portal.selectors.exhibitors import exhibitors_of, with_offers
from fair.portal.selectors.fair import floor_plan


def spoken(exhibitor: Participation) -> list[str]:
    """Return the names of the languages that the company speaks."""
    return [name for code, name in LANGUAGES if code in exhibitor.organisation.languages]


class ExhibitorListView(EditionMixin, ListView):
    """Who exhibits: searched, filtered, a page at a time."""

    template_name = "portal/exhibitor_list.html"
    context_object_name = "exhibitors"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Participation]:
        self.filter = ExhibitorFilter(
            self.request.GET, queryset=exhibitors_of(self.edition), edition=self.edition
        )
        return with_offers(self.filter.qs, on=self.edition.starts_on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter=self.filter, **kwargs)


class ExhibitorDetailView(EditionMixin, DetailView):
    """One exhibitor: who they are, what they make, where they stand."""

    template_name = "portal/exhibitor_detail.html"
    context_object_name = "exhibitor"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[Participation]:
        return with_offers(exhibitors_of(self.edition), on=self.edition.starts_on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        registration = getattr(self.object, "booth_registration", None)
        booth = registration.booth if registration else None
        return super().get_context_data(
            booth=booth,
            plan=floor_plan(booth.hall, here=booth) if booth else None,
            languages=", ".join(spoken(self.object)),
            shows_contact=self.standing.is_organiser
            or any(own.is_approved for own in self.standing.participations),
            **kwargs,
        )
