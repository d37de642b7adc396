"""What clashes in a plan or in the timetable as its rows are now, and what it is worth."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fair.editions.models import Edition
from fair.meetings.choices import Clash, MeetingState
from fair.meetings.engine import types
from fair.meetings.engine.checks import check
from fair.meetings.engine.objective import figures
from fair.meetings.models import Meeting, PlannedMeeting, PlanRun
from fair.meetings.snapshots.problem import Snapshot, kept_meetings, take_snapshot
from fair.meetings.snapshots.rows import (
    assignments_of,
    clash_of,
    pair_of,
    requests_by_pair,
    teams_of,
)
from fair.meetings.snapshots.wishes import Pair, Wish, wishes_of_plan

Clashes = Mapping[Pair, tuple[Clash, ...]]


def clashes_in_draft(run: PlanRun) -> Clashes:
    """Name what each meeting of a draft breaks, against the rows as they are now."""
    snapshot = take_snapshot(run.edition, wishes=wishes_of_plan(run))
    return _clashes(snapshot, list(run.planned_meetings.order_by("id")))


def clashes_in_timetable(edition: Edition, meetings: Sequence[Meeting]) -> Clashes:
    """Name what each meeting still ahead breaks; `meetings` come with seats and needs."""
    kept = Meeting.objects.filter(edition=edition).standing().exclude(state=MeetingState.CONFIRMED)
    wishes = [
        Wish(
            buyer_id=row.buyer_id,
            supplier_id=row.supplier_id,
            value=row.value,
            is_must=False,
            need_ids=tuple(sorted(need.pk for need in row.needs.all())),
            line_ids=(),
            places=frozenset({row.mode}),
        )
        for row in meetings
    ]
    snapshot = take_snapshot(edition, wishes=wishes, kept=kept_meetings(kept))
    return _clashes(snapshot, meetings)


def figures_of_draft(run: PlanRun) -> dict[str, Any]:
    """Put a draft into numbers as its rows are now; what could be served stays as it was."""
    snapshot = take_snapshot(run.edition, wishes=wishes_of_plan(run))
    rows = run.planned_meetings.order_by("id")
    plan = types.Plan(tuple(each for _row, each in assignments_of(snapshot, rows)))
    numbers = asdict(figures(snapshot.problem, plan))
    numbers["servable_suppliers"] = run.figures.get("servable_suppliers", 0)
    return {**numbers, **_quality(snapshot.problem.weights, run.figures, numbers)}


def _quality(
    weights: types.Weights, before: dict[str, Any], after: dict[str, int]
) -> dict[str, Any]:
    """Return how good a draft is after an edit; the bound in points stays what it was.

    What no like plan can exceed in value rises where the edit gave up something worth points.
    """
    if "bound" not in before:
        return {}
    worth = {
        "musts": weights.must,
        "served_suppliers": weights.first_meeting,
        "stays": weights.stay,
    }
    lost = sum(points * (before.get(name, 0) - after[name]) for name, points in worth.items())
    most = before["bound"] + lost
    ratio = after["value"] / most if most else 1.0
    return {
        "bound": most,
        "ratio": round(ratio, 6),
        "realised_percent": math.floor(ratio * 10_000) / 100,
    }


def _clashes(snapshot: Snapshot, rows: Sequence[PlannedMeeting | Meeting]) -> Clashes:
    found: dict[Pair, list[Clash]] = defaultdict(list)
    pairs = {number: pair for pair, number in requests_by_pair(snapshot).items()}
    usable = set(snapshot.teams.values())
    assignments = []
    for row, assignment in assignments_of(snapshot, rows, lost=found):
        assignments.append(assignment)
        if not teams_of(row) <= usable:
            found[pair_of(row)].append(Clash.TEAM_GONE)
    for conflict in check(snapshot.problem, types.Plan(tuple(assignments))):
        found[pairs[conflict.request]].append(clash_of(conflict.code))
    return {pair: tuple(codes) for pair, codes in found.items()}
