"""Rows in, planning problems out: the only bridge between the tables and the planning engine."""

from fair.meetings.snapshots.clashes import (
    Clashes,
    clashes_in_draft,
    clashes_in_timetable,
    figures_of_draft,
)
from fair.meetings.snapshots.consent import objects
from fair.meetings.snapshots.desk import (
    Bench,
    Spot,
    bench_in_draft,
    bench_in_timetable,
    benches_in_draft,
)
from fair.meetings.snapshots.interpreters import interpreter_at, languages_of
from fair.meetings.snapshots.pair import PairBench, bench_of_pair
from fair.meetings.snapshots.pair_rows import sides_of
from fair.meetings.snapshots.problem import Snapshot, take_snapshot
from fair.meetings.snapshots.remedies import CheapestChange, change_for, cheapest_changes
from fair.meetings.snapshots.variants import Scenario, held_by, snapshot_of_run, taken_out_in
from fair.meetings.snapshots.wishes import (
    Wish,
    wish_about,
    wish_between,
    wishes_of_matches,
    wishes_of_plan,
)

__all__ = [
    "Bench",
    "CheapestChange",
    "Clashes",
    "PairBench",
    "Scenario",
    "Snapshot",
    "Spot",
    "Wish",
    "bench_in_draft",
    "bench_in_timetable",
    "bench_of_pair",
    "benches_in_draft",
    "change_for",
    "cheapest_changes",
    "clashes_in_draft",
    "clashes_in_timetable",
    "figures_of_draft",
    "held_by",
    "interpreter_at",
    "languages_of",
    "objects",
    "sides_of",
    "snapshot_of_run",
    "take_snapshot",
    "taken_out_in",
    "wish_about",
    "wish_between",
    "wishes_of_matches",
    "wishes_of_plan",
]
