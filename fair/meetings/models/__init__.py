"""Tables of the meetings room."""

from fair.meetings.models.attendee import MeetingAttendee
from fair.meetings.models.edit import HandEdit
from fair.meetings.models.interpreter import Interpreter, InterpreterWindow
from fair.meetings.models.meeting import Meeting, MeetingSeat
from fair.meetings.models.party import AvailabilityWindow, Party
from fair.meetings.models.plan import PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.models.rules import BookingRules

__all__ = [
    "AvailabilityWindow",
    "BookingRules",
    "HandEdit",
    "Interpreter",
    "InterpreterWindow",
    "Meeting",
    "MeetingAttendee",
    "MeetingSeat",
    "Party",
    "PlanRun",
    "PlannedMeeting",
    "UnplacedWish",
]
