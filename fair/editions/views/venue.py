"""The organisers' page of fair days and halls."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.forms import HallForm
from fair.editions.selectors import days_of, halls_of, slots_of
from fair.editions.services import lifecycle, venue


class VenueView(OrganiserMixin, FormView):
    """Days with their sessions, halls with their booths; lay out one more hall."""

    form_class = HallForm
    template_name = "editions/venue_edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            days=days_of(self.edition),
            halls=halls_of(self.edition),
            slot_count=len(slots_of(self.edition)),
            **kwargs,
        )

    def form_valid(self, form: HallForm) -> HttpResponse:
        wanted = form.cleaned_data
        grid = venue.BoothGrid(rows=wanted["rows"], booths_per_row=wanted["booths_per_row"])
        try:
            hall = venue.lay_out_hall(
                self.edition, code=wanted["code"], grid=grid, table_count=wanted["table_count"]
            )
        except venue.CannotLayOutHall as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Hall %(hall)s is laid out.") % {"hall": hall.code})
        return redirect("editions:venue", self.edition.slug)


@login_required
@require_POST
def lay_out_days(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give every date that is no fair day yet the usual sessions."""
    edition = organised_edition(request, slug=edition_slug)
    count = lifecycle.lay_out_days(edition)
    text = ngettext("%(count)d day was added.", "%(count)d days were added.", count)
    messages.success(request, text % {"count": count})
    return redirect("editions:venue", edition_slug)
