"""What else organisers ask of plans: patches, what-ifs, comparisons, quality."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.selectors import days_of
from fair.meetings import selectors
from fair.meetings.choices import PlanKind
from fair.meetings.forms import WhatIfForm
from fair.meetings.models import PlanRun
from fair.meetings.selectors.quality import CHART_HEIGHT
from fair.meetings.services import planning
from fair.meetings.views.plans import PlanMixin, plan_of

MOST_COMPARED = 6


class PlanQualityView(PlanMixin, TemplateView):
    """How good a plan is: how evenly it serves, how full it makes the places, what is left out."""

    tab = "plan-quality"
    template_name = "meetings/plan_quality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            evenness=selectors.evenness_of(self.run),
            loads=selectors.place_loads(self.run),
            reasons=selectors.left_out_by_reason(self.run),
            levers=selectors.levers_of(self.run),
            chart_height=CHART_HEIGHT,
            **kwargs,
        )


class WhatIfView(OrganiserMixin, FormView):
    """Ask what would be if: a plan on a copy of the fair, which nobody can publish."""

    form_class = WhatIfForm
    template_name = "meetings/what_if.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        days = [day.date for day in days_of(self.edition)]
        return {**super().get_form_kwargs(), "edition": self.edition, "days": days}

    def form_valid(self, form: WhatIfForm) -> HttpResponse:
        try:
            run = planning.request_plan(
                self.edition,
                actor=signed_in(self.request),
                kind=PlanKind.WHAT_IF,
                scenario=form.scenario(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(run)


class PlanCompareView(OrganiserMixin, TemplateView):
    """Plans side by side; the first one is what the others are compared with."""

    template_name = "meetings/plan_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.getlist("plan")[:MOST_COMPARED]
        plans = self.edition.plans.with_result().select_related("edition")
        runs = [run for run in plans.order_by("id") if str(run.public_id) in wanted]
        return super().get_context_data(compared=selectors.compared(runs), **kwargs)


@login_required
@require_POST
def start_patch(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Ask for a plan in which nothing moves."""
    edition = organised_edition(request, slug=edition_slug)
    try:
        run = planning.request_plan(edition, actor=signed_in(request), kind=PlanKind.PATCH)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:plan-list", edition_slug)
    return redirect(run)


@login_required
@require_POST
def keep(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Stop planning and keep the best plan found so far."""
    run: PlanRun = plan_of(request, edition_slug, public_id)
    try:
        planning.stop_plan(run, now=timezone.now())
        messages.success(request, _("The best plan so far is kept; it is there in a moment."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(run)
