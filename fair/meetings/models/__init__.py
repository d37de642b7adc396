"""Tables of the meetings room."""

from fair.meetings.models.attendee import MeetingAttendee
from fair.meetings.models.calendar import CalendarEntry, CalendarFeed
from fair.meetings.models.edit import HandEdit
from fair.meetings.models.interpreter import Interpreter, InterpreterWindow
from fair.meetings.models.meeting import Meeting, MeetingSeat
from fair.meetings.models.news import MeetingNews, NewsKind
from fair.meetings.models.papers import PaperRun
from fair.meetings.models.party import AvailabilityWindow, Party
from fair.meetings.models.plan import PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.models.request import MeetingRequest, other_side
from fair.meetings.models.rules import BookingRules
from fair.meetings.models.step import RequestStep

__all__ = [
    "AvailabilityWindow",
    "BookingRules",
    "CalendarEntry",
    "CalendarFeed",
    "HandEdit",
    "Interpreter",
    "InterpreterWindow",
    "Meeting",
    "MeetingAttendee",
    "MeetingNews",
    "MeetingRequest",
    "MeetingSeat",
    "NewsKind",
    "PaperRun",
    "Party",
    "PlanRun",
    "PlannedMeeting",
    "RequestStep",
    "UnplacedWish",
    "other_side",
]
