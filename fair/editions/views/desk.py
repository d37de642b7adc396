"""The organisers' desk for applications."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_filters.views import FilterView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.filters import ParticipationFilter
from fair.editions.forms import ReasonForm
from fair.editions.models import Edition, Participation
from fair.editions.services import lifecycle, participation

MAX_DIGITS = 18


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
            .undecided_first()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reason_form=ReasonForm(), **kwargs)


@login_required
@require_POST
def approve(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Approve the ticked applications."""
    decide = partial(participation.approve, actor=signed_in(request), now=timezone.now())
    count = _decide_each(request, edition_slug, decide)
    if count:
        messages.success(request, _("Approved: %(count)d.") % {"count": count})
    return redirect("editions:participation-list", edition_slug)


@login_required
@require_POST
def reject(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Reject the ticked applications with one reason."""
    reason = request.POST.get("reason", "")
    decide = partial(
        participation.reject,
        actor=signed_in(request),
        reason=reason,
        now=timezone.now(),
    )
    count = _decide_each(request, edition_slug, decide)
    if count:
        messages.success(request, _("Rejected: %(count)d.") % {"count": count})
    return redirect("editions:participation-list", edition_slug)


@login_required
@require_POST
def move(request: HttpRequest, edition_slug: str, direction: str) -> HttpResponse:
    """Move the edition on to its next state, or back to the one before."""
    edition = organised_edition(request, slug=edition_slug)
    step = lifecycle.advance_edition if direction == "on" else lifecycle.step_back_edition
    try:
        state = step(edition)
        messages.success(request, _("The edition is now in: %(state)s.") % {"state": state.label})
    except lifecycle.CannotMoveEdition as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:home", edition_slug)


def _decide_each(
    request: HttpRequest, edition_slug: str, decide: Callable[[Participation], object]
) -> int:
    """Decide each ticked application; tell what stands against it; return how many are decided."""
    edition = organised_edition(request, slug=edition_slug)
    ticked = list(_ticked(request, edition))
    if not ticked:
        messages.error(request, _("Tick the applications first."))
    count = 0
    for applicant in ticked:
        try:
            decide(applicant)
            count += 1
        except Refusal as refusal:
            messages.error(request, f"{applicant}: {refusal}")
    return count


def _ticked(request: HttpRequest, edition: Edition) -> QuerySet[Participation]:
    numbers = request.POST.getlist("participation")
    # No row has a number of more digits; PostgreSQL would refuse to compare it.
    known = [number for number in numbers if number.isdecimal() and len(number) <= MAX_DIGITS]
    return Participation.objects.filter(edition=edition, pk__in=known).order_by("id")
