"""What a participant finds at home: how far they are, whom they suit, whom they meet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, HeldCertificate, ProductLine
from fair.matching.models import Match, MatchVerdict
from fair.meetings.selectors import AgendaDay, agenda_of
from fair.sourcing.choices import NeedState
from fair.sourcing.models import ComponentNeed

# So many matches are shown at home; the room has the others.
BEST = 5


@dataclass(frozen=True, slots=True)
class SupplierProgress:
    """How far a supplier is; lines are counted by state."""

    participation: Participation
    registration: BoothRegistration | None
    lines: dict[str, int]
    certificates: int
    verdicts: int

    @property
    def published(self) -> int:
        return self.lines.get(LineState.PUBLISHED, 0)

    @property
    def drafts(self) -> int:
        return self.lines.get(LineState.DRAFT, 0)


@dataclass(frozen=True, slots=True)
class BuyerProgress:
    """How far a buyer is; needs are counted by state."""

    participation: Participation
    needs: dict[str, int]
    verdicts: int

    @property
    def published(self) -> int:
        return self.needs.get(NeedState.PUBLISHED, 0)

    @property
    def drafts(self) -> int:
        return self.needs.get(NeedState.DRAFT, 0)


@dataclass(frozen=True, slots=True)
class ParticipantHome:
    """What one participation finds at home."""

    progress: SupplierProgress | BuyerProgress
    match_count: int
    best_matches: Sequence[Match] = field(default=())
    agenda: Sequence[AgendaDay] = field(default=())

    @property
    def participation(self) -> Participation:
        return self.progress.participation

    @property
    def is_supplier(self) -> bool:
        return self.participation.side == Side.SUPPLIER


def home_of(participation: Participation, *, user: Any) -> ParticipantHome:
    """Return what `user` finds at home for `participation`; a dozen queries at most."""
    supplies = participation.side == Side.SUPPLIER
    progress = supplier_progress(participation) if supplies else buyer_progress(participation)
    if not participation.is_approved:
        return ParticipantHome(progress, match_count=0)
    matches = _matches_of(participation, user=user)
    return ParticipantHome(
        progress,
        match_count=matches.count(),
        best_matches=list(
            matches.select_related(
                "need__participation__organisation", "line__participation__organisation"
            ).order_by("-mutual_points", "need_id", "line_id")[:BEST]
        ),
        agenda=agenda_of([participation], user=user),
    )


def supplier_progress(participation: Participation) -> SupplierProgress:
    """Return how far a supplier is; four queries."""
    return SupplierProgress(
        participation=participation,
        registration=BoothRegistration.objects.filter(participation=participation)
        .select_related("booth__hall")
        .first(),
        lines=_by_state(ProductLine.objects.filter(participation=participation)),
        certificates=HeldCertificate.objects.filter(participation=participation).count(),
        verdicts=MatchVerdict.objects.filter(
            line__participation=participation, side=Side.SUPPLIER
        ).count(),
    )


def buyer_progress(participation: Participation) -> BuyerProgress:
    """Return how far a buyer is; two queries."""
    return BuyerProgress(
        participation=participation,
        needs=_by_state(ComponentNeed.objects.filter(participation=participation)),
        verdicts=MatchVerdict.objects.filter(
            need__participation=participation, side=Side.BUYER
        ).count(),
    )


def _matches_of(participation: Participation, *, user: Any) -> Any:
    matches = Match.objects.current().eligible()
    if participation.side == Side.SUPPLIER:
        return matches.for_supplier(user).filter(line__participation=participation)
    return matches.for_buyer(user).filter(need__participation=participation)


def _by_state(rows: Any) -> dict[str, int]:
    return dict(rows.values_list("state").annotate(number=Count("pk")).order_by("state"))
