"""The organisers' desk: who waits for which booth, and which booths are free."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_filters.views import FilterView

from fair.editions.access import OrganiserMixin, organised_edition
from fair.exhibitors.filters import RegistrationFilter
from fair.exhibitors.forms import AllotForm
from fair.exhibitors.models import BoothRegistration
from fair.exhibitors.selectors import hall_plans
from fair.exhibitors.services import booths


class BoothDeskView(OrganiserMixin, FilterView):
    """Registrations with their wishes beside the floor plan; those who wait come first."""

    filterset_class = RegistrationFilter
    template_name = "exhibitors/booth_desk.html"
    paginate_by = 30
    strict = False

    def get_queryset(self) -> "QuerySet[BoothRegistration]":
        return (
            BoothRegistration.objects.filter(participation__edition=self.edition)
            .select_related("participation__organisation", "hall_wish", "booth__hall")
            .order_by(F("booth").asc(nulls_first=True), "created_at", "id")
        )

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "edition": self.edition}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            plans=hall_plans(self.edition),
            allot_form=AllotForm(edition=self.edition, initial={"booth": self._asked_booth()}),
            proposals=booths.propose_booths(self.edition),
            **kwargs,
        )

    def _asked_booth(self) -> str | None:
        """A free booth is a link on the plan; following it fills the form."""
        asked = self.request.GET.get("booth", "")
        return asked if asked.isdecimal() else None


@login_required
@require_POST
def allot(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give a booth to a supplier."""
    edition = organised_edition(request, slug=edition_slug)
    form = AllotForm(request.POST, edition=edition)
    if not form.is_valid():
        messages.error(request, _("Choose a supplier on the list and a free booth."))
        return redirect("exhibitors:booth-desk", edition_slug)
    registration, booth = form.cleaned_data["registration"], form.cleaned_data["booth"]
    try:
        booths.allot_booth(registration, booth=booth, now=timezone.now())
    except booths.CannotAllotBooth as refusal:
        messages.error(request, str(refusal))
    else:
        told = {"booth": booth, "supplier": registration.participation}
        messages.success(request, _("Booth %(booth)s goes to %(supplier)s.") % told)
    return redirect("exhibitors:booth-desk", edition_slug)


@login_required
@require_POST
def release(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Take a booth back."""
    edition = organised_edition(request, slug=edition_slug)
    registrations = BoothRegistration.objects.filter(participation__edition=edition)
    registration = get_object_or_404(registrations.select_related("participation"), pk=pk)
    booths.release_booth(registration)
    messages.success(request, _("The booth is free again."))
    return redirect("exhibitors:booth-desk", edition_slug)


@login_required
@require_POST
def allot_all(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Allot a booth to everybody whose wishes can be met."""
    edition = organised_edition(request, slug=edition_slug)
    count = len(booths.allot_all_by_wish(edition, now=timezone.now()))
    text = ngettext("%(count)d booth is allotted.", "%(count)d booths are allotted.", count)
    messages.success(request, text % {"count": count})
    return redirect("exhibitors:booth-desk", edition_slug)
