"""Who may do what with meetings."""

from typing import Any

from fair.editions.permissions import can_edit_participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting


def can_cancel_meeting(user: Any, meeting: Meeting) -> bool:
    """Tell whether `user` may call `meeting` off: owners and managers of a side, organisers."""
    if meeting.state != MeetingState.CONFIRMED:
        return False
    return any(can_edit_participation(user, side) for side in (meeting.buyer, meeting.supplier))
