"""What waits for a participant, and what waits at the organisers' desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from fair.attendance.selectors.today import open_offers
from fair.editions.models import Edition, Participation
from fair.meetings.models import Meeting, MeetingRequest
from fair.notifications.choices import NoticeState
from fair.notifications.models import Notice
from fair.outcomes.models import DealStep

# A request that ends so soon may need a word from the organiser.
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one participation has to answer, and what it waits for."""

    to_answer: int = 0
    answer_by: datetime | None = None
    unanswered: int = 0
    offers: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class DeskWaiting:
    """What the organisers of an edition may have to look at."""

    requests: int
    ending_soon: int
    unsettled: int
    failed_notices: int


def waiting_for(participation: Participation, *, user: Any, now: datetime) -> Waiting:
    """Count what `participation` has to answer: requests, offers of time, steps; three queries."""
    own = [participation]
    ours = Q(pk__in=MeetingRequest.objects.awaiting(own).values("pk"))
    asked = (
        MeetingRequest.objects.visible_to(user)
        .of_participations(own)
        .open()
        .aggregate(
            to_answer=Count("pk", filter=ours),
            answer_by=Min("answer_by", filter=ours),
            unanswered=Count("pk", filter=~ours),
        )
    )
    reported = DealStep.objects.unanswered().filter(**{participation.side: participation})
    return Waiting(
        **asked,
        offers=open_offers(own, user=user, now=now).count(),
        steps=reported.exclude(reported_side=participation.side).count(),
    )


def waiting_at_desk(edition: Edition, *, now: datetime) -> DeskWaiting:
    """Count what organisers may have to look at; three queries."""
    requests = MeetingRequest.objects.open().filter(edition=edition)
    asked = requests.aggregate(
        requests=Count("pk"), ending_soon=Count("pk", filter=Q(answer_by__lt=now + SOON))
    )
    over = Meeting.objects.unsettled(now=now).filter(edition=edition)
    return DeskWaiting(
        **asked, unsettled=over.count(), failed_notices=failed_notices(edition).count()
    )


def failed_notices(edition: Edition) -> QuerySet[Notice]:
    """Return what did not reach participants of an edition, except what carries secrets."""
    organisations = Participation.objects.filter(edition=edition).values("organisation")
    return (
        Notice.objects.filter(
            state=NoticeState.FAILED, recipient__memberships__organisation__in=organisations
        )
        .exclude(kind="library")
        .distinct()
    )
