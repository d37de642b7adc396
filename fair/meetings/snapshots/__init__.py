"""Rows in, planning problems out: the only bridge between the tables and the planning engine."""

from fair.meetings.snapshots.clashes import (
    Clashes,
    clashes_in_draft,
    clashes_in_timetable,
    figures_of_draft,
)
from fair.meetings.snapshots.desk import (
    Bench,
    Spot,
    bench_in_draft,
    bench_in_timetable,
    benches_in_draft,
)
from fair.meetings.snapshots.problem import Snapshot, take_snapshot
from fair.meetings.snapshots.remedies import CheapestChange, change_for, cheapest_changes
from fair.meetings.snapshots.variants import Scenario, held_by, snapshot_of_run, taken_out_in
from fair.meetings.snapshots.wishes import Wish, wishes_of_matches, wishes_of_plan

__all__ = [
    "Bench",
    "CheapestChange",
    "Clashes",
    "Scenario",
    "Snapshot",
    "Spot",
    "Wish",
    "bench_in_draft",
    "bench_in_timetable",
    "benches_in_draft",
    "change_for",
    "cheapest_changes",
    "clashes_in_draft",
    "clashes_in_timetable",
    "figures_of_draft",
    "held_by",
    "snapshot_of_run",
    "take_snapshot",
    "taken_out_in",
    "wishes_of_matches",
    "wishes_of_plan",
]
