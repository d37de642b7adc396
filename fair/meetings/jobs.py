"""Claim a plan, compute it, check it, store it as a draft."""

import time
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fair.matching.selectors import current_run
from fair.meetings.choices import PlanError, PlanState
from fair.meetings.engine import types
from fair.meetings.engine.checks import check
from fair.meetings.engine.construct import construct
from fair.meetings.engine.explain import explain
from fair.meetings.engine.objective import figures
from fair.meetings.engine.seating import seat_teams
from fair.meetings.models import PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.snapshots import Snapshot, take_snapshot, wishes_of_matches

# Improving stops after this long; the greedy plan before it always runs to its end.
IMPROVE_SECONDS = 20.0
HEARTBEAT_SECONDS = 1.0
# A queued plan that nobody took for so long has lost its message.
QUEUE_PATIENCE = timedelta(minutes=1)
LOADED_PERCENT, IMPROVED_PERCENT = 10, 90


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
    plan = construct(snapshot.problem, seed=run.seed, keep_going=_Clock(run))
    conflicts = check(snapshot.problem, plan)
    if conflicts:
        raise CannotPlan(PlanError.INVALID, ", ".join(str(each) for each in conflicts[:5]))
    run.inputs_hash = snapshot.inputs_hash
    run.figures = {
        **asdict(figures(snapshot.problem, plan)),
        "wishes": len(snapshot.problem.requests),
        "violations": len(conflicts),
        "seconds": round(time.monotonic() - started, 3),
    }
    return _store(run, snapshot, plan)


def _load(run: PlanRun) -> Snapshot:
    run.match_run = current_run(run.edition)
    if run.match_run is None:
        raise CannotPlan(PlanError.NO_MATCHES)
    snapshot = take_snapshot(run.edition, wishes=wishes_of_matches(run.match_run))
    if not snapshot.slots:
        raise CannotPlan(PlanError.NO_SLOTS)
    return snapshot


class _Clock:
    """Answer whether to go on improving; beat once a second on the way."""

    def __init__(self, run: PlanRun) -> None:
        self.run = run
        self.started = self.beaten = time.monotonic()

    def __call__(self) -> bool:
        now = time.monotonic()
        spent = (now - self.started) / IMPROVE_SECONDS
        if spent >= 1:
            return False
        if now - self.beaten < HEARTBEAT_SECONDS:
            return True
        self.beaten = now
        done = LOADED_PERCENT + int((IMPROVED_PERCENT - LOADED_PERCENT) * spent)
        return self.run.beat(done=done, total=100, now=timezone.now())


@transaction.atomic
def _store(run: PlanRun, snapshot: Snapshot, plan: types.Plan) -> bool:
    """Keep the draft, all of it or nothing; nothing when the run was taken away."""
    is_stored = run.finish(
        state=PlanState.READY,
        now=timezone.now(),
        progress_done=100,
        progress_total=100,
        match_run=run.match_run,
        inputs_hash=run.inputs_hash,
        base_version=run.base_version,
        figures=run.figures,
    )
    if not is_stored:
        return False
    _store_meetings(run, snapshot, plan)
    _store_unplaced(run, snapshot, plan)
    return True


def _store_meetings(run: PlanRun, snapshot: Snapshot, plan: types.Plan) -> None:
    rows = _planned_meetings(run, snapshot, plan)
    PlannedMeeting.objects.bulk_create(rows)
    wishes = [snapshot.wishes[each.request] for each in plan.assignments]
    needs, lines = PlannedMeeting.needs.through, PlannedMeeting.lines.through
    needs.objects.bulk_create(
        needs(plannedmeeting_id=row.pk, componentneed_id=need_id)
        for row, wish in zip(rows, wishes, strict=True)
        for need_id in wish.need_ids
    )
    lines.objects.bulk_create(
        lines(plannedmeeting_id=row.pk, productline_id=line_id)
        for row, wish in zip(rows, wishes, strict=True)
        for line_id in wish.line_ids
    )


def _planned_meetings(run: PlanRun, snapshot: Snapshot, plan: types.Plan) -> list[PlannedMeeting]:
    """Make a row, not stored yet, for each assignment of the plan, in its order."""
    teams = seat_teams(snapshot.problem, plan, taken=snapshot.taken)
    modes = {place.id: place.mode for place in snapshot.problem.places}
    rows = []
    for each in plan.assignments:
        wish, slot = snapshot.wishes[each.request], snapshot.slots[each.slot]
        rows.append(
            PlannedMeeting(
                run=run,
                buyer_id=wish.buyer_id,
                supplier_id=wish.supplier_id,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                mode=modes[each.place].value,
                value=wish.value,
                is_must=wish.is_must,
                buyer_party_id=snapshot.teams[wish.buyer_id, teams[each.request].buyer],
                supplier_party_id=snapshot.teams[wish.supplier_id, teams[each.request].supplier],
                place_party_id=each.place,
            )
        )
    return rows


def _store_unplaced(run: PlanRun, snapshot: Snapshot, plan: types.Plan) -> None:
    UnplacedWish.objects.bulk_create(
        UnplacedWish(
            run=run,
            buyer_id=snapshot.wishes[each.request].buyer_id,
            supplier_id=snapshot.wishes[each.request].supplier_id,
            value=snapshot.wishes[each.request].value,
            is_must=snapshot.wishes[each.request].is_must,
            code=each.code.value,
            common_slots=each.common_slots,
            obstacles=[{"code": item.code.value, "slots": item.slots} for item in each.obstacles],
        )
        for each in explain(snapshot.problem, plan)
    )
