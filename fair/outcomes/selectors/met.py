"""Who met whom."""

from datetime import datetime

from django.db.models import Q, QuerySet

from fair.editions.models import Participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting


def meetings_that_took_place(now: datetime) -> QuerySet[Meeting]:
    """Return the meetings of every edition that took place, as a meeting says of itself."""
    is_over = Q(state=MeetingState.CONFIRMED, ends_at__lte=now)
    return Meeting.objects.filter(Q(state=MeetingState.HELD) | is_over)


def have_met(buyer: Participation, supplier: Participation, *, now: datetime) -> bool:
    """Tell whether the two have sat together at the fair; one query."""
    return meetings_that_took_place(now).filter(buyer=buyer, supplier=supplier).exists()
