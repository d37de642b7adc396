"""Meetings in people's own calendar programs: feeds to subscribe to, and single files."""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.generic import TemplateView

from accounts.permissions import signed_in
from fair.editions.access import MemberMixin, edition_of, standing_of
from fair.editions.models import Participation
from fair.meetings.ical import CALENDAR, file_of
from fair.meetings.models import CalendarFeed, Meeting
from fair.meetings.selectors.calendars import feeds_of, organisations_of, sequence_for
from fair.meetings.services import feeds


class CalendarView(MemberMixin, TemplateView):
    """The feeds that the user has or may make."""

    template_name = "meetings/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(choices=_choices(self.request, self.edition), **kwargs)


@login_required
@require_POST
@never_cache
@sensitive_variables("token", "links")
def renew(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Make a feed's address and show it.

    It is in this answer and nowhere else: a page to be sent on to would find it in the session.
    """
    edition = edition_of(request, slug=edition_slug)
    participation = _participation(request)
    token = feeds.renew_feed(
        signed_in(request), edition=edition, participation=participation, now=timezone.now()
    )
    links = _links(edition_slug, token, name=str(participation or edition))
    return render(
        request,
        "meetings/calendar.html",
        {
            "edition": edition,
            "choices": _choices(request, edition),
            "links": links,
            "made": participation,
        },
    )


@login_required
@require_POST
def revoke(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Close a feed's address."""
    edition = edition_of(request, slug=edition_slug)
    own = CalendarFeed.objects.visible_to(request.user).filter(edition=edition)
    feed = get_object_or_404(own, participation=_participation(request))
    feeds.revoke_feed(feed, now=timezone.now())
    messages.success(request, _("The address is closed; calendars that use it stay as they are."))
    return redirect("meetings:calendar", edition_slug)


@require_safe
def feed(request: HttpRequest, edition_slug: str, token: str) -> HttpResponseBase:
    """Give a calendar program the meetings of the feed whose secret it knows."""
    found = feeds.find_feed(token, edition_slug=edition_slug)
    if found is None:
        raise Http404
    file = feeds.read_feed(found, now=timezone.now())
    answer = _calendar_file(file.content, name=edition_slug, disposition="inline")
    answer["ETag"] = file.etag
    answer["Last-Modified"] = f"{file.changed_at:%a, %d %b %Y %H:%M:%S} GMT"
    answer["Cache-Control"] = "private, no-cache"
    known = get_conditional_response(
        request,
        etag=file.etag,
        last_modified=int(file.changed_at.timestamp()),
        response=answer,
    )
    return known or answer


@login_required
@require_GET
def meeting_file(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Give one meeting as a file for the user's calendar."""
    edition = edition_of(request, slug=edition_slug)
    rows = Meeting.objects.visible_to(request.user).filter(edition=edition)
    meeting = get_object_or_404(rows.with_sides_and_places(), public_id=public_id)
    content = file_of(
        meeting,
        seen_by=organisations_of(request.user),
        sequence=sequence_for(request.user, meeting),
    )
    return _calendar_file(
        content, name=f"{meeting.starts_at.astimezone(edition.zone):%Y-%m-%d-%H%M}"
    )


def _choices(request: HttpRequest, edition: Any) -> list[Any]:
    own = standing_of(request).participations
    return feeds_of(signed_in(request), edition=edition, participations=own)


def _participation(request: HttpRequest) -> Participation | None:
    """Return the user's own participation that the form names; none for their own meetings.

    Raise Http404 for another's, and for people who do not take part.
    """
    own = {str(each.public_id): each for each in standing_of(request).participations}
    key = request.POST.get("participation", "")
    if not own or (key and key not in own):
        raise Http404
    return own.get(key)


def _links(edition_slug: str, token: str, *, name: str) -> dict[str, str]:
    """Return the secret address, and where calendar programs take it up."""
    address = settings.SITE_URL + reverse("meetings:feed", args=[edition_slug, token])
    webcal = f"webcal://{address.removeprefix(urlsplit(address).scheme + '://')}"
    outlook = urlencode({"url": address, "name": name}, quote_via=quote)
    return {
        "address": address,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?{urlencode({'cid': webcal})}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?{outlook}",
    }


def _calendar_file(content: bytes, *, name: str, disposition: str = "attachment") -> HttpResponse:
    answer = HttpResponse(content, content_type=f"{CALENDAR}; charset=utf-8")
    answer["Content-Disposition"] = f'{disposition}; filename="{name}.ics"'
    return answer
