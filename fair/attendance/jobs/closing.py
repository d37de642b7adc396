"""Close what nobody closed, as far as it is known what became of it."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from fair.attendance.models import CheckIn
from fair.editions.choices import Side
from fair.meetings.models import Meeting
from fair.meetings.services.closing import CannotCloseMeeting, hold_meeting
from fair.meetings.services.locks import TimetableBusy

MOST_AT_ONCE = 500


def close_meetings(*, now: datetime) -> int:
    """Note as held what is over and to which both sides had come; return how many.

    Whatever else is over stays open for the organiser to settle: that somebody did not come is
    never guessed. Two beats at once do it once, because each meeting is asked again under its
    lock; a clock that jumps ahead closes early only meetings at which both are.
    """
    rows = Meeting.objects.unsettled(now=now)
    for side in Side:
        came = CheckIn.objects.standing().filter(meeting=OuterRef("pk"), side=side)
        rows = rows.filter(Exists(came))
    return sum(
        _close(meeting, now=now) for meeting in rows.order_by("ends_at", "id")[:MOST_AT_ONCE]
    )


def _close(meeting: Meeting, *, now: datetime) -> bool:
    try:
        hold_meeting(meeting, actor=None, now=now)
    except (CannotCloseMeeting, TimetableBusy):
        return False  # somebody was quicker, or the next beat will
    return True
