"""What one thinks of a match."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.permissions import signed_in
from fair.editions.access import edition_of
from fair.editions.choices import Side
from fair.matching import selectors, services
from fair.matching.choices import Verdict
from fair.matching.forms import VerdictForm
from fair.matching.models import Match
from fair.matching.permissions import can_give_verdict
from fair.matching.views.found import address_of


@login_required
@require_POST
def give_verdict(
    request: HttpRequest, edition_slug: str, need_id: UUID, line_id: UUID
) -> HttpResponse:
    """Record or withdraw a side's verdict; answer htmx with the buttons, others with the page."""
    edition = edition_of(request, slug=edition_slug)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This is not a verdict: go back and choose one."))
    side = Side(form.cleaned_data["side"])
    match = _match_to_judge(request, edition.pk, need_id=need_id, line_id=line_id, side=side)
    _record(match, form=form, side=side, actor=signed_in(request))
    if request.htmx:  # type: ignore[attr-defined]
        try:
            match = selectors.match_of(
                request.user, need_id=match.need_id, line_id=match.line_id, side=side
            )
        except Match.DoesNotExist:
            # Matched again in this moment, and no match any more: the page is out of date.
            return HttpResponse(headers={"HX-Refresh": "true"})
        context = {"match": match, "side": side, "edition": edition}
        return render(request, "matching/_verdict.html", context)
    messages.success(request, _("Your verdict is saved."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = address_of(match, side=side, slug=edition.slug)
    return redirect(back)


def _match_to_judge(
    request: HttpRequest, edition_id: int, *, need_id: UUID, line_id: UUID, side: Side
) -> Match:
    """Return the match if the user may speak for `side`; raise Http404 otherwise."""
    matches = Match.objects.visible_to(request.user).current().filter(run__edition=edition_id)
    match = get_object_or_404(
        matches.select_related("need__participation", "line__participation"),
        need__public_id=need_id,
        line__public_id=line_id,
    )
    if not can_give_verdict(request.user, match.need, match.line, side=side):
        raise Http404
    return match


def _record(match: Match, *, form: VerdictForm, side: Side, actor: User) -> None:
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
        actor=actor,
        now=timezone.now(),
    )
