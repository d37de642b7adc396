"""Tables of the editions room."""

from fair.editions.models.edition import Edition, FairDay, Session
from fair.editions.models.participation import Delegate, Participation
from fair.editions.models.venue import BY_CODE, Booth, Hall, MeetingTable

__all__ = [
    "BY_CODE",
    "Booth",
    "Delegate",
    "Edition",
    "FairDay",
    "Hall",
    "MeetingTable",
    "Participation",
    "Session",
]
