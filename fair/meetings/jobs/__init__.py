"""Plans: claim, compute, check, store as a draft. Requests: remind, and end what nobody answers.
Meetings: remind people of them."""

from fair.meetings.jobs.expiring import Settled, settle_due_requests
from fair.meetings.jobs.planning import CannotPlan, plan_edition, waiting_run_ids
from fair.meetings.jobs.reminding import key_of, remind_before, remind_of_day

__all__ = [
    "CannotPlan",
    "Settled",
    "key_of",
    "plan_edition",
    "remind_before",
    "remind_of_day",
    "settle_due_requests",
    "waiting_run_ids",
]
