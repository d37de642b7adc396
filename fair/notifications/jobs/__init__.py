"""Deliver what is due; make one message of many."""

from fair.notifications.jobs.bundling import bundle_due
from fair.notifications.jobs.delivering import FIRST_RETRY, deliver, due_notice_ids

__all__ = ["FIRST_RETRY", "bundle_due", "deliver", "due_notice_ids"]
