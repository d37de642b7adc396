"""What was found: by need for buyers, by product line for suppliers."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView

from fair.common.search import with_words
from fair.editions.access import MemberMixin, ParticipantMixin
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.models import ProductLine
from fair.matching import selectors
from fair.matching.choices import Shown
from fair.matching.filters import BuyerFilter, MatchFilter, SupplierFilter
from fair.matching.models import Match
from fair.sourcing.models import ComponentNeed
from fair.taxonomy.selectors import TermTable

# So many of the things that would open most needs are named.
MOST_OPENINGS = 6


class MatchListView(ParticipantMixin, ListView):
    """A participant's own needs or product lines, with how many matches each has."""

    template_name = "matching/match_list.html"
    context_object_name = "rows"
    paginate_by = 25

    @property
    def own_side(self) -> Participation:
        """The participation whose list is shown: the one asked for, else the first."""
        asked = self.standing.on_side(self.request.GET.get("side", ""))
        participation: Participation = asked or self.participation
        return participation

    def get_queryset(self) -> "QuerySet[Any]":
        own = self.own_side
        rows: QuerySet[Any]
        if own.side == Side.BUYER:
            rows = selectors.needs_with_matches(own)
        else:
            rows = selectors.lines_with_matches(own, user=self.request.user)
        words = self.request.GET.get("search", "").strip()
        return with_words(rows, words, texts=("title",)) if words else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.own_side
        is_buyer = own.side == Side.BUYER
        return super().get_context_data(
            **({} if is_buyer else self.openings(own)),
            own=own,
            is_buyer=is_buyer,
            run=selectors.current_run(self.edition),
            tabs=self.side_tabs(own),
            words=self.request.GET.get("search", "").strip(),
            **kwargs,
        )

    def openings(self, own: Participation) -> dict[str, Any]:
        """Return what would open most needs to a supplier; three queries."""
        gaps = selectors.gaps_of_supplier(own, user=self.request.user)
        return {
            "openings": gaps.gaps[:MOST_OPENINGS],
            "labels": selectors.match_terms().labels if gaps.gaps else {},
        }

    def side_tabs(self, own: Participation) -> list[dict[str, Any]]:
        """Return a tab for each side; none for those on one side only."""
        participations = self.standing.participations
        if len({participation.side for participation in participations}) == 1:
            return []
        return [
            {
                "label": participation.get_side_display(),
                "url": f"?side={participation.side}",
                "is_current": participation.side == own.side,
            }
            for participation in participations
        ]


class MatchesView(MemberMixin, ListView):
    """The matches of one need or line, filtered, with reasons; subclasses say whose."""

    context_object_name = "matches"
    paginate_by = 10
    side: ClassVar[Side]
    filter_class: ClassVar[type[MatchFilter]]
    filter: MatchFilter
    matches: "QuerySet[Any]"
    owner: Any

    @cached_property
    def terms(self) -> TermTable:
        return selectors.match_terms()

    @cached_property
    def overview(self) -> selectors.Overview:
        return selectors.overview_of(self.matches, partner=self.filter_class.partner)

    def get_queryset(self) -> "QuerySet[Match]":
        self.filter = self.filter_class(
            self.request.GET or None,
            queryset=self.matches,
            overview=self.overview,
            terms=self.terms,
            owner=self.owner,
        )
        return self.filter.found

    def get_paginator(self, *args: Any, **kwargs: Any) -> Paginator:
        """Count no list that the overview has counted already."""
        paginator = super().get_paginator(*args, **kwargs)
        if not self.filter.chips():
            paginator.count = self.overview.counts[self.filter.shown]
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        matches = list(context["matches"])
        own = self.standing.participations
        return {
            **context,
            "matches": matches,
            "owner": self.owner,
            "side": self.side,
            "filter": self.filter,
            "chips": self.filter.chips(),
            "loosened": [] if matches else self.filter.loosened(),
            "shown": self.filter.shown,
            "tabs": self.tabs(),
            "listed": self.overview.listed,
            "labels": self.terms.labels,
            "may_speak": self.owner.participation_id in {participant.pk for participant in own},
            "run": selectors.current_run(self.edition),
        }

    def tabs(self) -> list[dict[str, Any]]:
        """Return the tabs with how many matches each holds."""
        return [
            {
                "label": _("%(tab)s (%(count)d)")
                % {"tab": shown.label, "count": self.overview.counts[shown]},
                "url": f"?show={shown.value}",
                "is_current": shown == self.filter.shown,
            }
            for shown in Shown
        ]


class OwnNeedMixin(MemberMixin):
    """A page about one need, for those who act for its buyer, and for organisers."""

    kwargs: dict[str, Any]
    owner: ComponentNeed
    matches: "QuerySet[Match]"

    def check_access(self) -> None:
        super().check_access()
        needs = ComponentNeed.objects.managed_by(self.request.user).select_related(
            "participation__organisation", "participation__edition"
        )
        self.owner = get_object_or_404(
            needs, participation__edition=self.edition, public_id=self.kwargs["public_id"]
        )
        self.matches = selectors.matches_of_need(self.owner, user=self.request.user)

    @cached_property
    def may_speak(self) -> bool:
        """Tell whether the user acts for the buyer."""
        own = {participant.pk for participant in self.standing.participations}
        return self.owner.participation_id in own


class NeedMatchesView(OwnNeedMixin, MatchesView):
    """The suppliers that match a need, the best first."""

    template_name = "matching/need_matches.html"
    side = Side.BUYER
    filter_class = SupplierFilter


class LineMatchesView(MatchesView):
    """The needs that a product line fits, and those that it just misses."""

    template_name = "matching/line_matches.html"
    side = Side.SUPPLIER
    filter_class = BuyerFilter

    def check_access(self) -> None:
        super().check_access()
        managed = Participation.objects.managed_by(self.request.user).filter(edition=self.edition)
        lines = ProductLine.objects.filter(participation__in=managed.values("pk")).select_related(
            "participation__organisation", "participation__edition"
        )
        self.owner = get_object_or_404(lines, public_id=self.kwargs["public_id"])
        self.matches = selectors.matches_of_line(self.owner, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.filter.shown == Shown.NEAR and not context["chips"]:
            context["missed"] = selectors.gaps_of_line(self.owner, user=self.request.user)
        return context


def address_of(match: Match, *, side: Side, slug: str) -> str:
    """Return the page on which `side` finds a match."""
    if side == Side.BUYER:
        return reverse("matching:need-matches", args=[slug, match.need.public_id])
    return reverse("matching:line-matches", args=[slug, match.line.public_id])
