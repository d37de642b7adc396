"""Rows in, planning problems out: the only bridge between the tables and the planning engine."""

from fair.meetings.snapshots.problem import Snapshot, take_snapshot
from fair.meetings.snapshots.wishes import Wish, wishes_of_matches, wishes_of_plan

__all__ = ["Snapshot", "Wish", "take_snapshot", "wishes_of_matches", "wishes_of_plan"]
