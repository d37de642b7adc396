"""Tables of the meetings room."""

from fair.meetings.models.edit import HandEdit
from fair.meetings.models.meeting import Meeting, MeetingSeat
from fair.meetings.models.party import AvailabilityWindow, Party
from fair.meetings.models.plan import PlannedMeeting, PlanRun, UnplacedWish

__all__ = [
    "AvailabilityWindow",
    "HandEdit",
    "Meeting",
    "MeetingSeat",
    "Party",
    "PlanRun",
    "PlannedMeeting",
    "UnplacedWish",
]
