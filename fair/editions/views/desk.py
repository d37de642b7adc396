"""The organisers' desk for applications."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_filters.views import FilterView

from accounts.refusals import Refusal
from fair.common.access import OrganiserMixin
from fair.editions.filters import ParticipationFilter
from fair.editions.forms import ReasonForm
from fair.editions.models import Edition, Participation
from fair.editions.services import lifecycle, participation


class ParticipationListView(OrganiserMixin, FilterView):
    """Every application, the oldest undecided first."""

    filterset_class = ParticipationFilter
    template_name = "editions/participation_list.html"
    context_object_name = "participations"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Participation]:
        return (
            Participation.objects.filter(edition=self.edition)
            .select_related("organisation", "edition")
            .order_by("decided_at", "created_at", "id")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reason_form=ReasonForm(), **kwargs)


@login_required
@require_POST
def approve(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Approve the ticked applications."""
    count = 0
    for applicant in _ticked(request, edition_slug):
        try:
            participation.approve(applicant, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
            count += 1
        except Refusal as refusal:
            messages.error(request, f"{applicant}: {refusal}")
    messages.success(request, _("Approved: %(count)d.") % {"count": count})
    return redirect("editions:participation-list", edition_slug)


@login_required
@require_POST
def reject(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Reject the ticked applications with one reason."""
    reason = request.POST.get("reason", "")
    count = 0
    for applicant in _ticked(request, edition_slug):
        try:
            participation.reject(applicant, actor=request.user, reason=reason, now=timezone.now())  # type: ignore[arg-type]
            count += 1
        except Refusal as refusal:
            messages.error(request, f"{applicant}: {refusal}")
    messages.success(request, _("Rejected: %(count)d.") % {"count": count})
    return redirect("editions:participation-list", edition_slug)


@login_required
@require_POST
def move(request: HttpRequest, edition_slug: str, direction: str) -> HttpResponse:
    """Move the edition on to its next state, or back to the one before."""
    edition = get_object_or_404(Edition.objects.organised_by(request.user), slug=edition_slug)
    step = lifecycle.advance_edition if direction == "on" else lifecycle.step_back_edition
    try:
        state = step(edition)
        messages.success(request, _("The edition is now in: %(state)s.") % {"state": state.label})
    except lifecycle.CannotMoveEdition as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:home", edition_slug)


def _ticked(request: HttpRequest, edition_slug: str) -> list[Participation]:
    edition = get_object_or_404(Edition.objects.organised_by(request.user), slug=edition_slug)
    numbers = [number for number in request.POST.getlist("participation") if number.isdecimal()]
    return list(Participation.objects.filter(edition=edition, pk__in=numbers).order_by("id"))
