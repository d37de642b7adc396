"""Plans: claim, compute, check, store as a draft. Requests: remind, and end what nobody answers."""

from fair.meetings.jobs.expiring import Settled, settle_due_requests
from fair.meetings.jobs.planning import CannotPlan, plan_edition, waiting_run_ids

__all__ = ["CannotPlan", "Settled", "plan_edition", "settle_due_requests", "waiting_run_ids"]
