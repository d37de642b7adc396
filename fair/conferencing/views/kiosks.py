"""Kiosks: set up by organisers, used by whoever sits down at one."""

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import FormView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.conferencing.engine.window import Phase
from fair.conferencing.forms import KioskForm, SitDownForm
from fair.conferencing.models import Kiosk
from fair.conferencing.selectors import kiosk_meetings, settings_of, sides_at_the_fair
from fair.conferencing.services import kiosks
from fair.editions.access import OrganiserMixin, organised_edition
from fair.meetings.models import Meeting

COOKIE = "fm_kiosk"
COOKIE_SECONDS = 14 * 24 * 3600


class KioskListView(OrganiserMixin, FormView):
    """The kiosks of an edition, and a form for one more."""

    template_name = "conferencing/kiosk_list.html"
    form_class = KioskForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "edition": self.edition}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Kiosk.objects.filter(edition=self.edition).select_related(
            "participation__organisation"
        )
        found = rows.order_by("-is_active", "name", "id")
        return super().get_context_data(
            kiosks=[(kiosk, *_way_to(kiosk, self.edition.slug)) for kiosk in found], **kwargs
        )

    def form_valid(self, form: KioskForm) -> HttpResponse:
        kiosks.set_up_kiosk(self.edition, actor=signed_in(self.request), **form.cleaned_data)
        messages.success(self.request, _("The kiosk is set up. Open its link on the screen."))
        return redirect("conferencing:kiosk-list", self.edition.slug)


@login_required
@require_POST
def renew(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Give a kiosk a new link; the screen that was let in with the old one is out."""
    kiosks.change_key(_organised(request, edition_slug, public_id))
    messages.success(request, _("The kiosk has a new link; the old one is worthless."))
    return redirect("conferencing:kiosk-list", edition_slug)


@login_required
@require_POST
def close(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Take a kiosk out of use."""
    kiosks.close_kiosk(_organised(request, edition_slug, public_id))
    messages.success(request, _("The kiosk is out of use."))
    return redirect("conferencing:kiosk-list", edition_slug)


@require_safe
@never_cache
def let_in(request: HttpRequest, edition_slug: str, token: str) -> HttpResponse:
    """Turn the screen on which the link is opened into the kiosk."""
    _kiosk(edition_slug, token)
    response = redirect("conferencing:kiosk", edition_slug)
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path=response["Location"],
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
    return response


@require_safe
@never_cache
def screen(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show the day's meetings of those who sit down here; those that are over come last."""
    kiosk, now = _kiosk(edition_slug, request.COOKIES.get(COOKIE, "")), timezone.now()
    kiosks.note_seen(kiosk, now=now)
    chosen = settings_of(kiosk.edition)
    rows = [
        (meeting, chosen.window_of(meeting).phase(now), sides_at_the_fair(meeting, kiosk=kiosk))
        for meeting in kiosk_meetings(kiosk, now=now)
    ]
    rows.sort(key=lambda row: row[1] == Phase.OVER)
    context = {"kiosk": kiosk, "edition": kiosk.edition, "rows": rows, "now": now}
    template = "_kiosk_meetings.html" if request.headers.get("HX-Request") else "kiosk.html"
    return render(request, f"conferencing/{template}", context)


@require_http_methods(["GET", "POST"])
@never_cache
def sit_down(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Ask who sits down and for the code of the meeting, and let them in."""
    kiosk, now = _kiosk(edition_slug, request.COOKIES.get(COOKIE, "")), timezone.now()
    meeting = _of_today(kiosk, public_id)
    form = SitDownForm(request.POST or None)
    context: dict[str, Any] = {"kiosk": kiosk, "edition": kiosk.edition, "meeting": meeting}
    if form.is_valid():
        try:
            way = kiosks.sit_down(kiosk, meeting, **form.cleaned_data, now=now)
            return render(request, "conferencing/kiosk_entering.html", {**context, "way": way})
        except Refusal as error:
            context["refusal"] = error
    sides = sides_at_the_fair(meeting, kiosk=kiosk)
    return render(request, "conferencing/kiosk_sit_down.html", {**context, "sides": sides})


def _of_today(kiosk: Kiosk, public_id: UUID) -> Meeting:
    found = kiosk_meetings(kiosk, now=timezone.now())
    meeting = next((each for each in found if each.public_id == public_id), None)
    if meeting is None:
        raise Http404
    return meeting


def _kiosk(slug: str, token: str) -> Kiosk:
    rows = Kiosk.objects.for_token(token).filter(edition__slug=slug)
    return get_object_or_404(rows.select_related("edition", "participation__organisation"))


def _way_to(kiosk: Kiosk, slug: str) -> tuple[str, str]:
    """Return the address that lets a screen in, and its picture for a tablet's camera."""
    if not kiosk.is_active:
        return "", ""
    path = reverse("conferencing:kiosk-let-in", args=[slug, kiosk.token])
    url = f"{settings.SITE_URL}{path}"
    return url, segno.make(url, micro=False).svg_data_uri(scale=4)


def _organised(request: HttpRequest, slug: str, public_id: UUID) -> Kiosk:
    rows = Kiosk.objects.visible_to(request.user)
    return get_object_or_404(
        rows, edition=organised_edition(request, slug=slug), public_id=public_id
    )
