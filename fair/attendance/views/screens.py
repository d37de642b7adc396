"""Big screens, the sheets with codes, and what the day shows and offers."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from accounts.permissions import signed_in
from fair.attendance import selectors
from fair.attendance.choices import PlaceKind
from fair.attendance.forms import DayRulesForm, ScreenForm
from fair.attendance.models import Screen
from fair.attendance.services import screens
from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.selectors import halls_of


class ScreenListView(OrganiserMixin, TemplateView):
    """The screens that stand, the sheets to print, and the rules of the day."""

    template_name = "attendance/screen_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Screen.objects.filter(edition=self.edition, revoked_at=None)
        return super().get_context_data(
            screens=rows.select_related("hall", "edition").order_by("id"),
            site_url=settings.SITE_URL,
            form=ScreenForm(edition=self.edition),
            rules_form=DayRulesForm(instance=selectors.rules_of(self.edition)),
            halls=halls_of(self.edition),
            kinds=PlaceKind.choices,
            **kwargs,
        )


class SheetsView(OrganiserMixin, TemplateView):
    """The sheets of one kind of place in a hall, one to a page."""

    template_name = "attendance/sheets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hall = get_object_or_404(self.edition.halls, pk=self.kwargs["hall"])
        kind = self.kwargs["kind"]
        if kind not in PlaceKind.values:
            raise Http404
        sheets = selectors.sheets_of(self.edition, hall, kind=kind)
        # The address's own words are in `kwargs`; what they stand for takes their place.
        return super().get_context_data(
            **{**kwargs, "hall": hall, "kind": PlaceKind(kind), "sheets": sheets}
        )


@login_required
@require_POST
def make(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Make a screen."""
    edition = organised_edition(request, slug=edition_slug)
    form = ScreenForm(request.POST, edition=edition)
    if form.is_valid():
        hall = form.cleaned_data["hall"]
        screens.make_screen(edition, hall=hall, actor=signed_in(request))
        messages.success(request, _("Open its address on the screen; nobody signs in there."))
    return redirect("attendance:screen-list", edition_slug)


@login_required
@require_POST
def revoke(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Let a screen's address lead nowhere from now on."""
    edition = organised_edition(request, slug=edition_slug)
    screen = get_object_or_404(Screen, edition=edition, public_id=public_id)
    screens.revoke_screen(screen, now=timezone.now())
    messages.success(request, _("The screen's address leads nowhere any more."))
    return redirect("attendance:screen-list", edition_slug)


@login_required
@require_POST
def decide(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Decide what the day shows and offers."""
    edition = organised_edition(request, slug=edition_slug)
    form = DayRulesForm(request.POST)
    if form.is_valid():
        screens.decide_rules(edition, **form.cleaned_data)
        messages.success(request, _("Kept."))
    return redirect("attendance:screen-list", edition_slug)


@require_GET
def show(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Show a page of a screen to whoever has its address."""
    rows = Screen.objects.showing().filter(edition__slug=edition_slug)
    screen = get_object_or_404(rows.select_related("edition", "hall"), public_id=public_id)
    number = request.GET.get("page", "")
    page = selectors.screen_page(
        screen, number=int(number) if number.isdecimal() else 1, now=timezone.now()
    )
    is_part = request.headers.get("HX-Request") == "true"
    template = "attendance/_screen.html" if is_part else "attendance/screen.html"
    context = {"screen": screen, "edition": screen.edition, "page": page}
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
