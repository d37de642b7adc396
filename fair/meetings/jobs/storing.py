"""Store a draft, all of it or nothing."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from fair.meetings.choices import PlanState
from fair.meetings.engine import types
from fair.meetings.engine.seating import seat_teams
from fair.meetings.jobs.keeping import keep_edited
from fair.meetings.models import PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.snapshots import Snapshot


@transaction.atomic
def store_draft(
    run: PlanRun,
    snapshot: Snapshot,
    plan: types.Plan,
    *,
    unplaced: Iterable[types.Unplaced],
) -> bool:
    """Keep the draft; nothing, and False, when the run was taken away."""
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
    _store_unplaced(run, snapshot, unplaced)
    keep_edited(run)
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
                place_party_id=each.place if each.place > 0 else None,
                interpreter_party_id=each.interpreter,
            )
        )
    return rows


def _store_unplaced(run: PlanRun, snapshot: Snapshot, unplaced: Iterable[types.Unplaced]) -> None:
    UnplacedWish.objects.bulk_create(
        UnplacedWish(
            run=run,
            buyer_id=snapshot.wishes[each.request].buyer_id,
            supplier_id=snapshot.wishes[each.request].supplier_id,
            value=snapshot.wishes[each.request].value,
            is_must=snapshot.wishes[each.request].is_must,
            code=each.code.value,
            common_slots=each.common_slots,
            obstacles=[asdict(item) for item in each.obstacles],
        )
        for each in unplaced
    )
