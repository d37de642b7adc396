"""Claim a plan, have it made and checked, and store it."""

import time
from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils import timezone

from fair.matching.selectors import current_run
from fair.meetings.choices import PlanError, PlanState
from fair.meetings.engine.checks import check
from fair.meetings.engine.explain import explain
from fair.meetings.jobs.keeping import figures_with
from fair.meetings.jobs.solving import LOADED_PERCENT, solve
from fair.meetings.jobs.storing import store_draft
from fair.meetings.models import PlanRun
from fair.meetings.snapshots import Snapshot, held_by, snapshot_of_run

# A queued plan that nobody took for so long has lost its message.
QUEUE_PATIENCE = timedelta(minutes=1)


class CannotPlan(Exception):
    """The edition does not hold what a plan needs; `code` is a PlanError."""

    def __init__(self, code: PlanError, detail: str = "") -> None:
        super().__init__(detail or code.label)
        self.code = code
        self.detail = detail


def plan_edition(run_id: int, *, now: datetime) -> bool:
    """Make the plan if it waits for a worker; tell whether a draft was stored.

    Safe to call twice and after a worker was killed: a run is claimed by one worker at a time,
    its heartbeat stops with the worker, and the draft is stored in one transaction.
    """
    run = PlanRun.objects.select_related("edition").claim(run_id, now=now)
    if run is None:
        return False
    try:
        return _make(run)
    except CannotPlan as error:
        run.fail(code=error.code, text=error.detail, now=timezone.now())
        return False
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        run.fail(code=PlanError.UNEXPECTED, text=text, now=timezone.now())
        raise


def waiting_run_ids(*, now: datetime) -> list[int]:
    """Return the ids of plans whose worker died or whose message was lost, oldest first."""
    rows = PlanRun.objects.claimable(now).exclude(
        state=PlanState.QUEUED, created_at__gte=now - QUEUE_PATIENCE
    )
    return list(rows.order_by("id").values_list("id", flat=True))


def _make(run: PlanRun) -> bool:
    started = time.monotonic()
    # Read before anything else: what changes from here on makes publishing refuse the plan.
    run.base_version = run.edition.schedule_version
    snapshot = _load(run)
    if not run.beat(done=LOADED_PERCENT, total=100, now=timezone.now()):
        return False
    solved = solve(run, snapshot.problem)
    if solved is None:
        return False
    conflicts = check(snapshot.problem, solved.plan)
    if conflicts:
        raise CannotPlan(PlanError.INVALID, ", ".join(str(each) for each in conflicts[:5]))
    run.inputs_hash = snapshot.inputs_hash
    run.figures = {
        **figures_with(solved.figures, held_by(run)),
        "wishes": len(snapshot.problem.requests),
        "violations": len(conflicts),
        "refused_stages": solved.refused,
        "levers": [asdict(each) for each in solved.levers],
        "seconds": round(time.monotonic() - started, 3),
    }
    reasons = solved.priced(explain(snapshot.problem, solved.plan))
    return store_draft(run, snapshot, solved.plan, unplaced=reasons)


def _load(run: PlanRun) -> Snapshot:
    run.match_run = current_run(run.edition)
    if run.match_run is None:
        raise CannotPlan(PlanError.NO_MATCHES)
    snapshot = snapshot_of_run(run)
    if not snapshot.slots:
        raise CannotPlan(PlanError.NO_SLOTS)
    return snapshot
