"""One match on a page of its own."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.generic import TemplateView, View

from accounts.permissions import signed_in
from fair.common.documents import PDF, pdf_of
from fair.editions.access import MemberMixin
from fair.editions.choices import Side
from fair.matching import selectors, words
from fair.matching.mails import link_path, link_to, send_match
from fair.matching.models import Match

PARTICIPATIONS = {
    Side.BUYER: "need__participation",
    Side.SUPPLIER: "line__participation",
}


class MatchMixin(MemberMixin):
    """Load one match as its buyer, its supplier or an organiser sees it; strangers get 404.

    Who acts for both sides says by `?side=` as which.
    """

    kwargs: dict[str, Any]
    match: Match
    side: Side
    may_speak: bool

    def check_access(self) -> None:
        super().check_access()
        for side in self.own_sides():
            own = [participant.pk for participant in self.standing.participations]
            found = self.seen_by(side).filter(**{f"{PARTICIPATIONS[side]}__in": own}).first()
            if found is not None:
                self.match, self.side, self.may_speak = found, side, True
                return
        self.side, self.may_speak = Side.BUYER, False
        found = self.seen_by(self.side).first() if self.standing.is_organiser else None
        if found is None:
            raise Http404
        self.match = found

    def own_sides(self) -> list[Side]:
        """Return the sides on which the user takes part, the one asked for first."""
        asked = self.request.GET.get("side")
        sides = {Side(participant.side) for participant in self.standing.participations}
        return sorted(sides, key=lambda side: (side != asked, side))

    def seen_by(self, side: Side) -> "QuerySet[Match]":
        return selectors.matches_seen_by(self.request.user, side=side).filter(
            run__edition=self.edition,
            need__public_id=self.kwargs["need_id"],
            line__public_id=self.kwargs["line_id"],
        )


class MatchPdfView(MatchMixin, View):
    """The same as a file to print."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        sheet = words.sheet_of(
            self.match,
            side=self.side,
            labels=selectors.match_terms().labels,
            link=link_to(self.match, side=self.side),
        )
        name = slugify(sheet["title"]) or "match"
        return HttpResponse(
            pdf_of("match", sheet),
            content_type=PDF,
            headers={"Content-Disposition": f'inline; filename="match-{name}.pdf"'},
        )


class MatchMailView(MatchMixin, View):
    """The same as a message to oneself."""

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        person = signed_in(request)
        send_match(self.match, side=self.side, to=person, now=timezone.now())
        text = gettext("The match is on its way to %(address)s.") % {"address": person.email}
        messages.success(request, text)
        return redirect(link_path(self.match, side=self.side))


class MatchDetailView(MatchMixin, TemplateView):
    """Why the two suit each other, to read, to print, to take along."""

    template_name = "matching/match_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            match=self.match,
            side=self.side,
            may_speak=self.may_speak,
            labels=selectors.match_terms().labels,
            run=selectors.current_run(self.edition),
            now=timezone.now(),
            **kwargs,
        )
