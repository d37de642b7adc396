"""The organisers' planning desk: ask for plans, look at them, publish one."""

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
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import ListView, TemplateView
from django_filters.views import FilterView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.models import Participation
from fair.meetings import selectors
from fair.meetings.choices import PlanState
from fair.meetings.filters import PlannedMeetingFilter, UnplacedWishFilter
from fair.meetings.forms import OverForm
from fair.meetings.mails import Changes
from fair.meetings.models import PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.services import planning, publishing, taking_over


def tabs_of(run: PlanRun, *, current: str) -> list[dict[str, Any]]:
    """Return the pages about a plan; `current` is the URL name of the one shown."""
    labels = {
        "plan-detail": _("By buyer"),
        "plan-board": _("Board"),
        "plan-quality": _("Quality"),
        "plan-slots": _("By time"),
        "plan-meetings": _("Meetings"),
        "plan-unplaced": _("Without a meeting"),
        "plan-edits": _("Changed by hand"),
    }
    if run.state == PlanState.READY and not run.is_what_if:
        labels["plan-difference"] = _("What publishing changes")
    return [
        {
            "label": label,
            "url": reverse(f"meetings:{name}", args=[run.edition.slug, run.public_id]),
            "is_current": name == current,
        }
        for name, label in labels.items()
    ]


class PlanListView(OrganiserMixin, ListView):
    """Every plan of the edition, the latest first."""

    template_name = "meetings/plan_list.html"
    context_object_name = "plans"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[PlanRun]:
        return self.edition.plans.select_related("edition", "requested_by").order_by("-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            active=self.edition.plans.active().first(),
            published=self.edition.plans.filter(state=PlanState.PUBLISHED).first(),
            troubled=selectors.troubled_count(self.edition),
            **kwargs,
        )


class PlanMixin(OrganiserMixin):
    """A page about one plan, with its head and its tabs."""

    tab: str
    run: PlanRun
    kwargs: dict[str, Any]

    def check_access(self) -> None:
        super().check_access()
        self.run = plan_of(self.request, self.edition.slug, self.kwargs["public_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = tabs_of(self.run, current=self.tab)
        changed = selectors.changed_since(self.run) if self.run.is_outdated else None
        return super().get_context_data(
            run=self.run,
            tabs=tabs,
            changed=changed,
            words=list(selectors.scenario_words(self.run)),
            **kwargs,
        )


class PlanDetailView(PlanMixin, ListView):
    """What the plan gives each buyer."""

    tab = "plan-detail"
    template_name = "meetings/plan_detail.html"
    context_object_name = "buyers"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Participation]:
        return selectors.buyers_of_plan(self.run)


class PlanSlotsView(PlanMixin, TemplateView):
    """How full the plan makes each slot."""

    tab = "plan-slots"
    template_name = "meetings/plan_slots.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(loads=selectors.slot_loads(self.run), **kwargs)


class PlanMeetingsView(PlanMixin, FilterView):
    """The meetings that the plan proposes."""

    tab = "plan-meetings"
    filterset_class = PlannedMeetingFilter
    template_name = "meetings/plan_meetings.html"
    context_object_name = "planned_meetings"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[PlannedMeeting]:
        return selectors.planned_meetings(self.run)


class PlanUnplacedView(PlanMixin, FilterView):
    """The wishes that the plan leaves out, and why."""

    tab = "plan-unplaced"
    filterset_class = UnplacedWishFilter
    template_name = "meetings/plan_unplaced.html"
    context_object_name = "wishes"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[UnplacedWish]:
        return selectors.unplaced_wishes(self.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = selectors.with_cheapest_changes(self.run, list(context["wishes"]))
        return context | {"rows": rows}


class PlanDifferenceView(PlanMixin, TemplateView):
    """What publishing a draft would change, and who would be told."""

    tab = "plan-difference"
    template_name = "meetings/plan_difference.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        difference = selectors.difference_of(self.run)
        impossible = len(selectors.clashes_of_draft(self.run)) if self.run.is_editable else 0
        return super().get_context_data(difference=difference, impossible=impossible, **kwargs)


@login_required
@require_GET
def progress(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Answer how far a plan is; a finished one makes the page load itself anew."""
    run = plan_of(request, edition_slug, public_id)
    response = render(request, "meetings/_plan_progress.html", {"run": run})
    if not run.is_active:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def start(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Ask for a new plan."""
    edition = organised_edition(request, slug=edition_slug)
    try:
        run = planning.request_plan(edition, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:plan-list", edition_slug)
    return redirect(run)


@login_required
@require_POST
def cancel(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Stop a plan that is being made."""
    run = plan_of(request, edition_slug, public_id)
    try:
        planning.cancel_plan(run, now=timezone.now())
        messages.success(request, _("Planning is cancelled."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(run)


@login_required
@require_POST
def publish(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Make a draft the timetable."""
    run = plan_of(request, edition_slug, public_id)
    form = OverForm(request.POST)
    over = form.cleaned_data["over"] if form.is_valid() else None
    try:
        changes = publishing.publish_plan(
            run, actor=signed_in(request), now=timezone.now(), over=over
        )
        messages.success(request, _published_message(changes))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(run)


@login_required
@require_POST
def take_over(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Let a draft take over what changed since it was made."""
    run = plan_of(request, edition_slug, public_id)
    try:
        taken = taking_over.take_over(run)
        words = _(
            "The plan fits the timetable again: %(moved)d meetings moved to a free time, %(out)d"
            " left out, %(added)d kept that are not pinned any more. Look it through and publish."
        )
        numbers = {
            "moved": len(taken.moved),
            "out": len(taken.left_out),
            "added": len(taken.added),
        }
        messages.success(request, words % numbers)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(run)


@login_required
@require_POST
def unpublish(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Take the published plan's meetings back."""
    run = plan_of(request, edition_slug, public_id)
    try:
        changes = publishing.unpublish_plan(run, now=timezone.now())
        count = len(changes.dropped)
        withdrawn = ngettext(
            "%(count)d meeting is withdrawn; both sides are told.",
            "%(count)d meetings are withdrawn; everybody concerned is told.",
            count,
        )
        messages.success(request, withdrawn % {"count": count})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(run)


def plan_of(request: HttpRequest, edition_slug: str, public_id: UUID) -> PlanRun:
    """Return the plan that an address names. Raise Http404 where the user may not see it."""
    plans = PlanRun.objects.visible_to(request.user).select_related("edition", "requested_by")
    return get_object_or_404(plans, edition__slug=edition_slug, public_id=public_id)


def _published_message(changes: Changes) -> str:
    words = _("Published: %(new)d new, %(moved)d moved, %(dropped)d withdrawn meetings.")
    return words % {
        "new": len(changes.new),
        "moved": len(changes.moved),
        "dropped": len(changes.dropped),
    }
