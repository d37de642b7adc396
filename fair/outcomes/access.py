"""Which pair or meeting an address names, and on which side the one who asks stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from fair.editions.access import edition_of, standing_of
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.meetings.models import Meeting
from fair.outcomes.models import DealStep
from fair.outcomes.permissions import sides_of
from fair.outcomes.selectors.met import have_met


@dataclass(frozen=True, slots=True)
class PairAtHand:
    """Two companies that met; `side` is that of who asks, None for an organiser."""

    edition: Edition
    buyer: Participation
    supplier: Participation
    side: Side | None

    @property
    def own(self) -> Participation:
        """Who asks, or for an organiser the buyer."""
        return self.supplier if self.side == Side.SUPPLIER else self.buyer

    @property
    def partner(self) -> Participation:
        return self.buyer if self.side == Side.SUPPLIER else self.supplier


def pair_at_hand(
    request: HttpRequest, *, slug: str, buyer: UUID, supplier: UUID, now: datetime
) -> PairAtHand:
    """Return the pair that an address names.

    Raise Http404 for those who neither act for one of the two nor organise the edition, and for
    two who have not met. Who acts for both is on the side that `?as=` names.
    """
    edition = edition_of(request, slug=slug)
    rows = Participation.objects.filter(edition=edition).select_related("organisation", "edition")
    of_buyer = get_object_or_404(rows, side=Side.BUYER, public_id=buyer)
    of_supplier = get_object_or_404(rows, side=Side.SUPPLIER, public_id=supplier)
    side = _side(request, of_buyer, of_supplier)
    if side is None and not standing_of(request).is_organiser:
        raise Http404
    ledger = DealStep.objects.of_pair(of_buyer, of_supplier)
    if not have_met(of_buyer, of_supplier, now=now) and not ledger.exists():
        raise Http404
    return PairAtHand(edition, of_buyer, of_supplier, side)


def own_pair_at_hand(
    request: HttpRequest, *, slug: str, buyer: UUID, supplier: UUID, now: datetime
) -> tuple[PairAtHand, Side]:
    """As `pair_at_hand`, for those who act for one of the two; organisers get 404."""
    pair = pair_at_hand(request, slug=slug, buyer=buyer, supplier=supplier, now=now)
    if pair.side is None:
        raise Http404
    return pair, pair.side


def meeting_at_hand(
    request: HttpRequest, *, slug: str, public_id: UUID, now: datetime
) -> tuple[Meeting, Side]:
    """Return a meeting that took place and the side for which the user acts; Http404 for others."""
    edition = edition_of(request, slug=slug)
    rows = Meeting.objects.visible_to(request.user).filter(edition=edition)
    sides = ("buyer__organisation", "buyer__edition", "supplier__organisation")
    meeting = get_object_or_404(rows.select_related("edition", *sides), public_id=public_id)
    side = _side(request, meeting.buyer, meeting.supplier)
    if side is None or not meeting.took_place(now):
        raise Http404
    return meeting, side


def step_at_hand(request: HttpRequest, *, slug: str, public_id: UUID) -> DealStep:
    """Return a step of a pair of which the user acts for a side, or organises the edition."""
    edition = edition_of(request, slug=slug)
    rows = DealStep.objects.visible_to(request.user).filter(edition=edition)
    related = ("edition", "buyer__organisation", "supplier__organisation", "need", "line")
    editions = ("buyer__edition", "supplier__edition")
    return get_object_or_404(rows.select_related(*related, *editions), public_id=public_id)


def _side(request: Any, buyer: Participation, supplier: Participation) -> Side | None:
    sides = sides_of(request.user, buyer, supplier)
    wanted = request.GET.get("as")
    return next((side for side in sides if side == wanted), next(iter(sides), None))
