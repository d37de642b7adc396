"""The page before an online meeting, and the way in from it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import DetailView
from django_permissions_policy import PermissionsPolicyMiddleware

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.conferencing.forms import LinkForm
from fair.conferencing.permissions import can_paste_link, seat_of, takes_place_online
from fair.conferencing.selectors import (
    comers_of,
    kiosk_code,
    local_times,
    online_meetings,
    presences_of,
    settings_of,
    sides_at_the_fair,
)
from fair.conferencing.services import joining, rooms
from fair.editions.access import MemberMixin, edition_of
from fair.meetings.models import Meeting

# As everywhere, but here a person tries out camera and microphone.
DEVICES_ALLOWED = PermissionsPolicyMiddleware.compute_header_value(
    {**settings.PERMISSIONS_POLICY, "camera": ["self"], "microphone": ["self"]}, name="the lobby's"
)


class LobbyView(MemberMixin, DetailView):
    """One online meeting: when, with whom, about what, who is there, and the door."""

    template_name = "conferencing/lobby.html"
    slug_field = "public_id"
    slug_url_kwarg = "public_id"
    context_object_name = "meeting"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response._permissions_policy_override = DEVICES_ALLOWED  # type: ignore[attr-defined]  # noqa: SLF001 - the middleware's own way
        return response

    def get_queryset(self) -> "QuerySet[Meeting]":
        user = self.request.user
        rows = online_meetings(self.edition, user=user)
        return rows.with_sides_and_places().with_subjects_for(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, now = self.object, timezone.now()
        if not takes_place_online(meeting):
            return super().get_context_data(**kwargs)
        chosen, room = settings_of(self.edition), rooms.ensure_room(meeting)
        seat, window = seat_of(self.request.user, meeting), chosen.window_of(meeting)
        return super().get_context_data(
            room=room,
            window=window,
            phase=window.phase(now),
            now=now,
            presences=presences_of(room, now=now),
            comers=comers_of(meeting),
            local_times=local_times(meeting),
            code=kiosk_code(room, seat) if seat in sides_at_the_fair(meeting) else "",
            link_form=LinkForm(initial={"link": room.link})
            if can_paste_link(seat, settings=chosen, room=room)
            else None,
            **kwargs,
        )


@login_required
@require_POST
@never_cache
def presence(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Note that the lobby is open on somebody's screen, and tell who else is there."""
    meeting = _visible(request, edition_slug, public_id)
    now = timezone.now()
    try:
        room = joining.be_seen(meeting, user=signed_in(request), now=now)
    except Refusal as refusal:
        return render(request, "conferencing/_around.html", {"refusal": refusal})
    context = {"room": room, "presences": presences_of(room, now=now), "now": now}
    return render(request, "conferencing/_around.html", {**context, "meeting": meeting})


@login_required
@require_POST
@never_cache
def join(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Let somebody into the room."""
    meeting = _visible(request, edition_slug, public_id)
    try:
        way = joining.join(meeting, user=signed_in(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("conferencing:lobby", edition_slug, public_id)
    return entering(request, way)


@login_required
@require_POST
def paste(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Say where to meet instead."""
    meeting = _visible(request, edition_slug, public_id)
    form = LinkForm(request.POST)
    try:
        link = form.cleaned_data["link"] if form.is_valid() else ""
        room = rooms.ensure_room(meeting)
        rooms.paste_link(room, link=link, actor=signed_in(request), now=timezone.now())
        messages.success(request, _("The link is kept; the others are told."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("conferencing:lobby", edition_slug, public_id)


def entering(request: HttpRequest, way: joining.Way) -> HttpResponse:
    """Send somebody on to the room.

    By a page that goes there by itself, not by a redirect: the content policy forbids that a form
    leads off the site, also in several steps, as the services behind pasted links do.
    """
    return render(request, "conferencing/entering.html", {"way": way})


def _visible(request: HttpRequest, slug: str, public_id: UUID) -> Meeting:
    edition = edition_of(request, slug=slug)
    rows = online_meetings(edition, user=request.user).select_related(
        "edition__organiser", "buyer__organisation", "supplier__organisation"
    )
    return get_object_or_404(rows, public_id=public_id)
