"""What the day hears from the meetings."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from fair.attendance.services.rescuing import look_for_partners, look_for_partners_instead
from fair.meetings.choices import MeetingChange
from fair.meetings.signals import meeting_changed


@receiver(meeting_changed, dispatch_uid="attendance.offer_time_that_came_free")
def offer_time_that_came_free(*, meeting_id: int, change: MeetingChange, **_: Any) -> None:
    """Have time that a meeting gave back offered to those who wait."""
    if change in {MeetingChange.CANCELLED, MeetingChange.NO_SHOW}:
        look_for_partners(meeting_id, now=timezone.now())
    elif change == MeetingChange.MOVED:
        look_for_partners_instead(meeting_id, now=timezone.now())
