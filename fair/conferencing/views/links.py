"""Personal links into an online meeting; who opens one need not be signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.refusals import Refusal
from fair.conferencing.models import JoinLink
from fair.conferencing.services import joining
from fair.conferencing.views.lobby import entering

GONE, FORBIDDEN = 410, 403


@require_http_methods(["GET", "POST"])
@never_cache
def personal(request: HttpRequest, edition_slug: str, token: str) -> HttpResponse:
    """Show whom the link lets in; a press on the button uses it up.

    Opening the page does not: programs that read mail for viruses open every link in it.
    """
    link = _link(edition_slug, token)
    user = request.user if isinstance(request.user, User) else None
    try:
        if request.method == "POST":
            return entering(request, joining.use_link(link, user=user, now=timezone.now()))
        joining.check_link(link, user=user)
    except Refusal as refusal:
        return _refused(request, link, refusal)
    return render(request, "conferencing/link.html", {"link": link, "meeting": link.room.meeting})


def _refused(request: HttpRequest, link: JoinLink, refusal: Refusal) -> HttpResponse:
    """Say why, and where to get a new way in; of the meeting say nothing to the wrong person."""
    status = {"link_used": GONE, "not_yours": FORBIDDEN, "no_access": FORBIDDEN}
    return render(
        request,
        "conferencing/link_refused.html",
        {"link": link, "refusal": refusal, "meeting": link.room.meeting},
        status=status.get(getattr(refusal, "code", ""), 200),
    )


def _link(slug: str, token: str) -> JoinLink:
    related = ("edition__organiser", "buyer__organisation", "supplier__organisation")
    rows = JoinLink.objects.for_token(token).filter(room__meeting__edition__slug=slug)
    found = rows.select_related("user", *(f"room__meeting__{name}" for name in related)).first()
    if found is None:
        raise Http404
    return found
