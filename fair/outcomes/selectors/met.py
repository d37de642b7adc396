"""Who met whom."""

from datetime import datetime

from django.db.models import QuerySet

from fair.editions.models import Participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting


def meetings_that_took_place(now: datetime) -> QuerySet[Meeting]:
    """Return the meetings of every edition that took place, as a meeting says of itself."""
    return Meeting.objects.filter(state=MeetingState.HELD) | Meeting.objects.unsettled(now=now)


def have_met(buyer: Participation, supplier: Participation, *, now: datetime) -> bool:
    """Tell whether the two have sat together at the fair; one query."""
    return meetings_that_took_place(now).filter(buyer=buyer, supplier=supplier).exists()
