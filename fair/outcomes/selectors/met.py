"""Who met whom."""

from datetime import datetime

from django.db.models import Q, QuerySet

from fair.editions.models import Participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting


def took_place(meeting: Meeting, *, now: datetime) -> bool:
    """Tell whether a meeting was held, or is over and nobody recorded that it was not."""
    is_over = meeting.state == MeetingState.CONFIRMED and meeting.ends_at <= now
    return meeting.state == MeetingState.HELD or is_over


def meetings_that_took_place(now: datetime) -> QuerySet[Meeting]:
    """Return the meetings of every edition for which `took_place` says yes."""
    is_over = Q(state=MeetingState.CONFIRMED, ends_at__lte=now)
    return Meeting.objects.filter(Q(state=MeetingState.HELD) | is_over)


def have_met(buyer: Participation, supplier: Participation, *, now: datetime) -> bool:
    """Tell whether the two have sat together at the fair; one query."""
    return meetings_that_took_place(now).filter(buyer=buyer, supplier=supplier).exists()
