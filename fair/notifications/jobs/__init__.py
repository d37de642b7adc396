"""Deliver what is due; make one message of many."""

from fair.notifications.jobs.bundling import bundle_due
from fair.notifications.jobs.delivering import FIRST_RETRY, deliver, due_notice_ids
from fair.notifications.jobs.short import deliver_short, due_short_ids

__all__ = [
    "FIRST_RETRY",
    "bundle_due",
    "deliver",
    "deliver_short",
    "due_notice_ids",
    "due_short_ids",
]
