"""The organisers' figures of an edition."""

from dataclasses import dataclass

from django.db.models import Count

from fair.editions.choices import ParticipationStatus, Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import BoothRegistration, ProductLine
from fair.matching.models import MatchRun
from fair.meetings.choices import PlanState
from fair.meetings.models import Meeting, PlanRun
from fair.sourcing.models import ComponentNeed


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """What waits at the desk, and how far the edition is."""

    pending: int
    suppliers: int
    buyers: int
    without_booth: int
    lines: int
    needs: int
    meetings: int
    run: MatchRun | None
    has_matches: bool
    plan: PlanRun | None
    is_plan_published: bool


def desk_figures(edition: Edition) -> DeskFigures:
    """Count what the organisers of `edition` want to know; eight queries."""
    counts = {
        (side, status): number
        for side, status, number in Participation.objects.filter(edition=edition)
        .values_list("side", "status")
        .annotate(number=Count("pk"))
        .order_by("side", "status")
    }
    approved = ParticipationStatus.APPROVED
    runs = MatchRun.objects.filter(edition=edition)
    plans = PlanRun.objects.filter(edition=edition)
    return DeskFigures(
        pending=sum(counts.get((side, ParticipationStatus.PENDING), 0) for side in Side),
        suppliers=counts.get((Side.SUPPLIER, approved), 0),
        buyers=counts.get((Side.BUYER, approved), 0),
        without_booth=BoothRegistration.objects.unallotted()
        .filter(participation__edition=edition, participation__status=approved)
        .count(),
        lines=ProductLine.objects.published().filter(participation__edition=edition).count(),
        needs=ComponentNeed.objects.published().filter(participation__edition=edition).count(),
        meetings=Meeting.objects.standing().filter(edition=edition).count(),
        run=runs.order_by("-created_at", "-id").first(),
        has_matches=runs.filter(is_current=True).exists(),
        plan=plans.order_by("-created_at", "-id").first(),
        is_plan_published=plans.filter(state=PlanState.PUBLISHED).exists(),
    )
