"""Let a draft take over what changed since it was made, so that publishing it loses nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fair.meetings.choices import Clash, EditKind, PlanState, UnplacedCode
from fair.meetings.models import HandEdit, Meeting, PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.services.locks import lock_timetable
from fair.meetings.services.seatings import CannotEditPlan, Pair
from fair.meetings.snapshots import (
    Bench,
    Clashes,
    Spot,
    benches_in_draft,
    clashes_in_draft,
    figures_of_draft,
    interpreter_at,
)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What became of a draft's meetings; all others are as they were."""

    moved: tuple[Pair, ...] = ()
    left_out: tuple[Pair, ...] = ()
    added: tuple[Pair, ...] = ()


@transaction.atomic
def take_over(run: PlanRun) -> TakenOver:
    """Mend a draft until it fits the timetable and the fair as they are now.

    What was pinned or changed by hand meanwhile stays as it is. A meeting of the draft that is in
    its way, or has lost its place or time, goes to the nearest free time, or else is left out.
    Raise CannotEditPlan where the plan is no draft.
    """
    edition = lock_timetable(run.edition_id)
    locked = PlanRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    locked.edition = edition
    if locked.state != PlanState.READY or locked.is_what_if:
        raise CannotEditPlan("not_editable")
    return take_over_locked(locked)


def take_over_locked(run: PlanRun) -> TakenOver:
    """As `take_over`, for a draft that is locked together with its edition."""
    clashes = clashes_in_draft(run)
    rows = {
        (row.buyer_id, row.supplier_id): row
        for row in run.planned_meetings.order_by("-is_pinned", "-is_must", "-value", "id")
    }
    benches = benches_in_draft(run, [pair for pair in rows if pair in clashes])
    moved = [pair for pair, bench in benches.items() if _reseat(rows[pair], bench)]
    left_out = [pair for pair in benches if pair not in moved]
    _leave_out(run, [rows[pair] for pair in left_out], clashes)
    added = _keep_what_was_let_go(run, known=rows)
    _lower_bound(run, (rows[pair] for pair in left_out), clashes)
    run.base_version = run.edition.schedule_version
    run.figures = {**run.figures, **figures_of_draft(run)}
    run.save(update_fields=["base_version", "figures", "updated_at"])
    return TakenOver(tuple(moved), tuple(left_out), tuple(added))


def _reseat(row: PlannedMeeting, bench: Bench) -> bool:
    """Move a planned meeting to the nearest free time; False where there is none."""
    spot = _nearest(bench.spots(), row.starts_at, place_id=row.place_party_id)
    if spot is None:
        return False
    row.starts_at, row.ends_at = spot.starts_at, spot.ends_at
    row.mode, row.place_party_id = spot.mode.value, spot.place
    row.buyer_party_id = bench.team_of(row.buyer_id, spot.starts_at, wanted=row.buyer_party_id)
    row.supplier_party_id = bench.team_of(
        row.supplier_id, spot.starts_at, wanted=row.supplier_party_id
    )
    row.interpreter_party_id = spot.interpreter
    bench.sit(spot, (row.buyer_party_id, row.supplier_party_id))
    row.save()
    return True


def _nearest(spots: Iterable[Spot], at: datetime, *, place_id: int | None) -> Spot | None:
    return min(
        spots,
        key=lambda spot: (abs(spot.starts_at - at), spot.place != place_id, spot.starts_at),
        default=None,
    )


def _leave_out(run: PlanRun, rows: Sequence[PlannedMeeting], clashes: Clashes) -> None:
    """Take meetings out of the draft; those that nobody else holds already become wishes."""
    for row in rows:
        codes = clashes[row.buyer_id, row.supplier_id]
        if Clash.PAIR_TWICE not in codes:
            UnplacedWish.objects.update_or_create(
                run=run,
                buyer_id=row.buyer_id,
                supplier_id=row.supplier_id,
                defaults={
                    "value": row.value,
                    "is_must": row.is_must,
                    "code": _unplaced_code(codes),
                },
            )
    run.planned_meetings.filter(pk__in=[row.pk for row in rows]).delete()


def _lower_bound(run: PlanRun, rows: Iterable[PlannedMeeting], clashes: Clashes) -> None:
    """Take from what no plan can exceed the value that the timetable holds beside the draft now."""
    held = sum(
        row.value for row in rows if Clash.PAIR_TWICE in clashes[row.buyer_id, row.supplier_id]
    )
    if "bound" in run.figures:
        run.figures["bound"] -= held


def _unplaced_code(codes: Iterable[Clash]) -> UnplacedCode:
    """Say of the first clash why the wish has no meeting, in the words for wishes."""
    for code in codes:
        if code.value in UnplacedCode.values:
            return UnplacedCode(code.value)
    return UnplacedCode.NO_COMMON_SLOT


def _keep_what_was_let_go(run: PlanRun, *, known: Iterable[Pair]) -> list[Pair]:
    """Add to the draft the meetings that were pinned when it was made and are not any more.

    It could not plan them then, and without them publishing would withdraw them.
    """
    let_go = HandEdit.objects.filter(
        edition=run.edition_id,
        kind=EditKind.LET_GO,
        is_live=True,
        schedule_version__gt=run.base_version or 0,
    ).standing()
    wanted = {(edit.buyer_id, edit.supplier_id) for edit in let_go} - set(known)
    meetings = Meeting.objects.filter(edition=run.edition_id, is_pinned=False).standing()
    added = []
    for meeting in meetings.prefetch_related("seats__party", "needs", "lines").order_by("id"):
        pair = (meeting.buyer_id, meeting.supplier_id)
        if pair in wanted and meeting.is_ahead and meeting.plan_id and _copy(run, meeting):
            added.append(pair)
    return added


def _copy(run: PlanRun, meeting: Meeting) -> bool:
    """Plan a meeting as it stands; False where it has no seats."""
    seats = list(meeting.seats.all())
    parties = {seat.party.participation_id: seat.party_id for seat in seats}
    places = [seat.party_id for seat in seats if seat.party.is_place]
    if not ({meeting.buyer_id, meeting.supplier_id} <= set(parties) and places):
        return False
    row = PlannedMeeting.objects.create(
        run=run,
        buyer_id=meeting.buyer_id,
        supplier_id=meeting.supplier_id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        mode=meeting.mode,
        value=meeting.value,
        buyer_party_id=parties[meeting.buyer_id],
        supplier_party_id=parties[meeting.supplier_id],
        place_party_id=places[0],
        interpreter_party_id=interpreter_at(meeting),
    )
    row.needs.set(meeting.needs.all())
    row.lines.set(meeting.lines.all())
    return True
