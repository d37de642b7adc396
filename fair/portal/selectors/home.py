"""What a participant finds at home: what waits, how far they are, whom they suit and meet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Value, Window
from django.db.models.functions import Coalesce

from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, HeldCertificate, ProductLine
from fair.matching.models import Match, MatchVerdict
from fair.meetings.selectors import AgendaEntry, agenda_of
from fair.portal.selectors.waiting import Waiting, waiting_for
from fair.sourcing.choices import NeedState
from fair.sourcing.models import ComponentNeed

# So many matches and meetings are shown at home; their rooms have the others.
BEST = 5
NEXT = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a participant is with what it brings: product lines or needs."""

    participation: Participation
    published: int
    drafts: int
    in_all: int
    verdicts: int


@dataclass(frozen=True, slots=True)
class SupplierProgress(Progress):
    """What a supplier has besides; `registration` is None before one is made."""

    registration: BoothRegistration | None
    certificates: int


@dataclass(frozen=True, slots=True)
class ParticipantHome:
    """What one participation finds at home."""

    progress: Progress
    match_count: int
    best_matches: Sequence[Match] = ()
    meeting_count: int = 0
    next_meetings: Sequence[AgendaEntry] = ()
    waiting: Waiting = field(default_factory=Waiting)

    @property
    def participation(self) -> Participation:
        return self.progress.participation

    @property
    def is_supplier(self) -> bool:
        return self.participation.side == Side.SUPPLIER


def home_of(participation: Participation, *, user: Any, now: datetime) -> ParticipantHome:
    """Return what `user` finds at home for `participation`; nine queries."""
    supplies = participation.side == Side.SUPPLIER
    progress = supplier_progress(participation) if supplies else buyer_progress(participation)
    if not participation.is_approved:
        return ParticipantHome(progress, match_count=0)
    best = list(
        _matches_of(participation, user=user)
        .select_related(
            "need__participation__organisation",
            "need__participation__edition",
            "line__participation__organisation",
            "line__participation__edition",
        )
        .annotate(match_count=Window(Count("pk")))
        .order_by("-mutual_points", "need_id", "line_id")[:BEST]
    )
    days = agenda_of([participation], user=user)
    meetings = [entry for day in days for entry in day.entries]
    return ParticipantHome(
        progress,
        match_count=best[0].match_count if best else 0,
        best_matches=best,
        meeting_count=len(meetings),
        next_meetings=[each for each in meetings if each.meeting.ends_at > now][:NEXT],
        waiting=waiting_for(participation, user=user, now=now),
    )


def supplier_progress(participation: Participation) -> SupplierProgress:
    """Return how far a supplier is; one query."""
    lines = ProductLine.objects.filter(participation=OuterRef("pk"))
    found = (
        Participation.objects.select_related("booth_registration__booth__hall")
        .annotate(
            published=_count(lines.filter(state=LineState.PUBLISHED)),
            drafts=_count(lines.filter(state=LineState.DRAFT)),
            in_all=_count(lines),
            held=_count(HeldCertificate.objects.filter(participation=OuterRef("pk"))),
            verdicts=_count(
                MatchVerdict.objects.filter(line__participation=OuterRef("pk"), side=Side.SUPPLIER)
            ),
        )
        .get(pk=participation.pk)
    )
    return SupplierProgress(
        participation=participation,
        published=found.published,
        drafts=found.drafts,
        in_all=found.in_all,
        verdicts=found.verdicts,
        registration=getattr(found, "booth_registration", None),
        certificates=found.held,
    )


def buyer_progress(participation: Participation) -> Progress:
    """Return how far a buyer is; one query."""
    needs = ComponentNeed.objects.filter(participation=OuterRef("pk"))
    found = Participation.objects.annotate(
        published=_count(needs.filter(state=NeedState.PUBLISHED)),
        drafts=_count(needs.filter(state=NeedState.DRAFT)),
        in_all=_count(needs),
        verdicts=_count(
            MatchVerdict.objects.filter(need__participation=OuterRef("pk"), side=Side.BUYER)
        ),
    ).get(pk=participation.pk)
    return Progress(participation, found.published, found.drafts, found.in_all, found.verdicts)


def _matches_of(participation: Participation, *, user: Any) -> Any:
    matches = Match.objects.current().eligible()
    if participation.side == Side.SUPPLIER:
        return matches.for_supplier(user).filter(line__participation=participation)
    return matches.for_buyer(user).filter(need__participation=participation)


def _count(rows: Any) -> Coalesce:
    """Count the rows of a participation, which they name as OuterRef."""
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
