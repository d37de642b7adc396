"""What online meetings hear from meetings."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from fair.conferencing.services.rooms import follow_meeting
from fair.meetings.signals import meeting_changed


@receiver(meeting_changed, dispatch_uid="conferencing.follow_meeting")
def keep_room(*, meeting_id: int, **_: Any) -> None:
    """Make the room of a meeting that is online now, end that of one that is not any more."""
    follow_meeting(meeting_id, now=timezone.now())
