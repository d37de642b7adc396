"""What the clock does on the day: close meetings that took place, offer time that came free."""

from fair.attendance.jobs.closing import close_meetings
from fair.attendance.jobs.offering import expire_offers, offer_freed_time, waiting_freed_ids

__all__ = ["close_meetings", "expire_offers", "offer_freed_time", "waiting_freed_ids"]
