"""What comes after a meeting."""

from datetime import timedelta

from django.db.models import Q

from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting

# Who has a longer break than this makes up for having begun late.
NO_BREAK = timedelta(minutes=15)


def next_meetings(meeting: Meeting) -> list[Meeting]:
    """Return the meetings that each side's same team has right after this one; one query.

    Several people of a company meet side by side: another team's meeting is not delayed.
    """
    teams = meeting.seats.filter(party__participation__isnull=False).values("party")
    sides = Q(buyer__in=[meeting.buyer_id]) | Q(supplier__in=[meeting.supplier_id])
    rows = Meeting.objects.filter(
        sides,
        state=MeetingState.CONFIRMED,
        seats__party__in=teams,
        starts_at__gte=meeting.ends_at,
        starts_at__lte=meeting.ends_at + NO_BREAK,
    )
    return list(rows.with_sides_and_places().distinct().order_by("starts_at", "id"))
