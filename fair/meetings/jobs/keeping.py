"""Carry over into a new draft what was edited by hand in the one before."""

import math
from collections.abc import Sequence
from typing import Any

from fair.meetings.choices import UnplacedCode
from fair.meetings.models import PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.snapshots import held_by


def keep_edited(run: PlanRun) -> None:
    """Copy the meetings edited by hand, and the wishes that somebody took out."""
    for row in held_by(run):
        _copy_meeting(row, run)
    if run.based_on is not None:
        taken_out = run.based_on.unplaced_wishes.left_out().filter(code=UnplacedCode.TAKEN_OUT)
        copies = [_copy_of(wish, run) for wish in taken_out.order_by("id")]
        UnplacedWish.objects.bulk_create(copies, ignore_conflicts=True)


def figures_with(figures: dict[str, Any], held: Sequence[PlannedMeeting]) -> dict[str, Any]:
    """Count what kept meetings are worth, which the engine does not know of pins."""
    value = sum(row.value for row in held)
    musts = sum(row.is_must for row in held)
    counted = {
        **figures,
        "value": figures["value"] + value,
        "musts": figures["musts"] + musts,
    }
    if "bound" in figures:
        counted["bound"] = figures["bound"] + value
        ratio = counted["value"] / counted["bound"] if counted["bound"] else 1.0
        counted["ratio"] = round(ratio, 6)
        counted["realised_percent"] = math.floor(ratio * 10_000) / 100
    return counted


def _copy_meeting(row: PlannedMeeting, run: PlanRun) -> None:
    copy = PlannedMeeting.objects.create(
        run=run,
        buyer_id=row.buyer_id,
        supplier_id=row.supplier_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode,
        value=row.value,
        is_must=row.is_must,
        is_pinned=True,
        buyer_party_id=row.buyer_party_id,
        supplier_party_id=row.supplier_party_id,
        place_party_id=row.place_party_id,
        interpreter_party_id=row.interpreter_party_id,
    )
    copy.needs.set(row.needs.all())
    copy.lines.set(row.lines.all())


def _copy_of(wish: UnplacedWish, run: PlanRun) -> UnplacedWish:
    return UnplacedWish(
        run=run,
        buyer_id=wish.buyer_id,
        supplier_id=wish.supplier_id,
        value=wish.value,
        is_must=wish.is_must,
        code=wish.code,
    )
