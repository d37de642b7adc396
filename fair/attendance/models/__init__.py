"""Tables of the attendance room."""

from fair.attendance.models.presence import CheckIn, Lateness
from fair.attendance.models.rescue import FreedTime, OfferChoice, TimeOffer
from fair.attendance.models.screen import DayRules, Screen

__all__ = [
    "CheckIn",
    "DayRules",
    "FreedTime",
    "Lateness",
    "OfferChoice",
    "Screen",
    "TimeOffer",
]
