"""Claim a plan, compute it, check it, store it as a draft."""

from fair.meetings.jobs.planning import CannotPlan, plan_edition, waiting_run_ids

__all__ = ["CannotPlan", "plan_edition", "waiting_run_ids"]
