"""The organiser's desk: runs, their progress, their figures."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import ListView

from accounts.permissions import signed_in
from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.models import Edition
from fair.matching import selectors, services
from fair.matching.filters import RunFilter
from fair.matching.models import MatchRun


class RunListView(OrganiserMixin, ListView):
    """The matches that count now, a run that is under way, and all runs before."""

    template_name = "matching/run_list.html"
    context_object_name = "runs"
    paginate_by = 20
    filter: RunFilter

    def get_queryset(self) -> "QuerySet[MatchRun]":
        runs = MatchRun.objects.visible_to(self.request.user).filter(edition=self.edition)
        runs = runs.select_related("requested_by").order_by("-created_at", "-id")
        self.filter = RunFilter(self.request.GET or None, queryset=runs)
        found: QuerySet[MatchRun] = self.filter.qs
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = selectors.open_run(self.edition)
        return super().get_context_data(
            filter=self.filter,
            current=selectors.current_run(self.edition),
            open=run,
            progress=progress_of(run, edition=self.edition) if run else None,
            **kwargs,
        )


@login_required
@require_GET
def show_progress(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Answer the polling of a run; once it has ended, ask for the whole page."""
    edition = organised_edition(request, slug=edition_slug)
    run = get_object_or_404(MatchRun, public_id=public_id, edition=edition)
    context = progress_of(run, edition=edition)
    response = render(request, "components/run_progress.html", context)
    if not run.is_open:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def start_run(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Have a worker match the edition."""
    edition = organised_edition(request, slug=edition_slug)
    try:
        services.request_run(edition, actor=signed_in(request))
    except services.CannotRequestRun as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:run-list", edition.slug)


@login_required
@require_POST
def cancel_run(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Stop a run that waits or runs."""
    edition = organised_edition(request, slug=edition_slug)
    run = get_object_or_404(MatchRun, public_id=public_id, edition=edition)
    try:
        services.cancel_run(run, now=timezone.now())
    except services.CannotCancelRun as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The run is cancelled; the matches stay as they were."))
    return redirect("matching:run-list", edition.slug)


def progress_of(run: MatchRun, *, edition: Edition) -> dict[str, Any]:
    """Return what the progress of a run is drawn from."""
    done, total = run.progress_done, run.progress_total
    note = _("Product lines compared with all needs")
    if run.is_preparing:
        done, total = run.texts_done, run.texts_total
        note = _("New descriptions read")
    return {
        "progress_url": reverse("matching:run-progress", args=[edition.slug, run.public_id]),
        "state": run.state,
        "state_label": run.get_state_display(),
        "is_running": run.is_open,
        "done": done,
        "total": total,
        "note": note,
        "error": run.error,
    }
