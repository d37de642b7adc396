"""Tables of the editions room."""

from fair.editions.models.edition import Edition, FairDay, Session
from fair.editions.models.participation import Delegate, Participation
from fair.editions.models.venue import Booth, Hall, MeetingTable

__all__ = [
    "Booth",
    "Delegate",
    "Edition",
    "FairDay",
    "Hall",
    "MeetingTable",
    "Participation",
    "Session",
]
