"""What workers do: make plans, set papers for printing, settle requests, tell of meetings."""

from fair.meetings.jobs.collecting import (
    claim_edits,
    net_changes,
    tell_edits,
    tell_quiet_edits,
)
from fair.meetings.jobs.expiring import Settled, settle_due_requests
from fair.meetings.jobs.news import tell_news, waiting_meeting_ids
from fair.meetings.jobs.planning import CannotPlan, plan_edition, waiting_run_ids
from fair.meetings.jobs.printing import print_papers, waiting_paper_ids
from fair.meetings.jobs.reminding import key_of, remind_before, remind_of_day

__all__ = [
    "CannotPlan",
    "Settled",
    "claim_edits",
    "key_of",
    "net_changes",
    "plan_edition",
    "print_papers",
    "remind_before",
    "remind_of_day",
    "settle_due_requests",
    "tell_edits",
    "tell_news",
    "tell_quiet_edits",
    "waiting_meeting_ids",
    "waiting_paper_ids",
    "waiting_run_ids",
]
