"""What one thinks of a match."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import signed_in
from fair.common.undo import done_with_undo
from fair.editions.access import edition_of
from fair.editions.choices import Side
from fair.matching import selectors, services
from fair.matching.choices import Verdict
from fair.matching.forms import VerdictForm
from fair.matching.models import Match
from fair.matching.permissions import can_give_verdict
from fair.matching.views.found import address_of

# What a verdict consists of; what it was before comes back with the button that undoes it.
WORD = ("verdict", "reason", "note")


@login_required
@require_POST
def give_verdict(
    request: HttpRequest, edition_slug: str, need_id: UUID, line_id: UUID
) -> HttpResponse:
    """Record or withdraw a side's verdict; answer htmx with the buttons, others with the page.

    What undoes it stands in the query string, so that a button without fields can send it.
    """
    edition = edition_of(request, slug=edition_slug)
    form = VerdictForm(request.POST if "side" in request.POST else request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This is not a verdict: go back and choose one."))
    side = Side(form.cleaned_data["side"])
    match = _match_to_judge(request, edition.pk, need_id=need_id, line_id=line_id, side=side)
    before = {"side": side.value, **{part: getattr(match, f"own_{part}") for part in WORD}}
    _record(match, form=form, side=side, request=request)
    undo_url = f"{request.path}?{urlencode(before)}"
    if request.htmx:  # type: ignore[attr-defined]
        return _buttons(request, match, side=side, undo_url=undo_url)
    done_with_undo(request, _("Your verdict is saved."), undo_url=undo_url)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = address_of(match, side=side, slug=edition.slug)
    return redirect(back)


def _buttons(request: Any, match: Match, *, side: Side, undo_url: str) -> HttpResponse:
    """Answer with the buttons as they stand now; `undo` offers what was before."""
    try:
        match = selectors.match_of(
            request.user, need_id=match.need_id, line_id=match.line_id, side=side
        )
    except Match.DoesNotExist:
        # Matched again in this moment, and no match any more: the page is out of date.
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "match": match,
        "side": side,
        "edition": request.edition,
        "back": request.POST.get("next", ""),
    }
    is_undone = "side" not in request.POST
    return render(
        request,
        "matching/_verdict.html",
        {**context, "undo_url": "" if is_undone else undo_url, "is_answer": True},
    )


def _match_to_judge(
    request: HttpRequest, edition_id: int, *, need_id: UUID, line_id: UUID, side: Side
) -> Match:
    """Return the match if the user may speak for `side`; raise Http404 otherwise."""
    matches = selectors.matches_seen_by(request.user, side=side).filter(run__edition=edition_id)
    match = get_object_or_404(matches, need__public_id=need_id, line__public_id=line_id)
    if not can_give_verdict(request.user, match.need, match.line, side=side):
        raise Http404
    return match


def _record(match: Match, *, form: VerdictForm, side: Side, request: HttpRequest) -> None:
    verdict = form.cleaned_data["verdict"]
    if not verdict:
        services.withdraw_verdict(match.need, line=match.line, side=side, now=timezone.now())
        return
    services.record_verdict(
        match.need,
        line=match.line,
        side=side,
        verdict=Verdict(verdict),
        reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
        actor=signed_in(request),
        now=timezone.now(),
    )
