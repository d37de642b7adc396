"""Meetings of drafts and of the timetable as assignments of a planning problem."""

from collections.abc import Iterable
from typing import Any

from fair.meetings.choices import Clash
from fair.meetings.engine import types
from fair.meetings.models import PlannedMeeting, PlanRun
from fair.meetings.snapshots.interpreters import interpreter_at
from fair.meetings.snapshots.problem import Snapshot
from fair.meetings.snapshots.wishes import Pair


def assignments_of(
    snapshot: Snapshot,
    rows: Iterable[Any],
    *,
    lost: dict[Pair, list[Clash]] | None = None,
) -> list[tuple[Any, types.Assignment]]:
    """Turn rows into assignments; those whose side, time or place is no more go to `lost`."""
    request_of = requests_by_pair(snapshot)
    slot_of = {(slot.starts_at, slot.ends_at): n for n, slot in enumerate(snapshot.slots)}
    places = {place.id for place in snapshot.problem.places}
    found = []
    for row in rows:
        request = request_of.get(pair_of(row))
        slot, place = slot_of.get((row.starts_at, row.ends_at)), place_of(row)
        if request is not None and slot is not None and place in places:
            found.append((row, types.Assignment(request, slot, place, interpreter_of(row))))
        elif lost is not None:
            if request is None:
                lost[pair_of(row)].append(why_without_wish(snapshot, pair_of(row)))
            else:
                lost[pair_of(row)].append(Clash.TIME_GONE if slot is None else Clash.PLACE_GONE)
    return found


def why_without_wish(snapshot: Snapshot, pair: Pair) -> Clash:
    known = {party.id for party in (*snapshot.problem.buyers, *snapshot.problem.suppliers)}
    return Clash.PAIR_TWICE if set(pair) <= known else Clash.GONE


def rows_of_draft(run: PlanRun) -> Iterable[PlannedMeeting]:
    return (
        run.planned_meetings.select_related("buyer_party", "supplier_party")
        .prefetch_related("needs", "lines")
        .order_by("id")
    )


def place_of(row: Any) -> int:
    if isinstance(row, PlannedMeeting):
        return row.place_party_id or 0
    places = [seat.party_id for seat in row.seats.all() if seat.live and seat.party.is_place]
    return places[0] if places else 0


def interpreter_of(row: Any) -> int | None:
    return row.interpreter_party_id if isinstance(row, PlannedMeeting) else interpreter_at(row)


def teams_of(row: Any) -> set[int]:
    if isinstance(row, PlannedMeeting):
        return {row.buyer_party_id, row.supplier_party_id}
    return {seat.party_id for seat in row.seats.all() if seat.live and seat.party.participation_id}


def pair_of(row: Any) -> Pair:
    return (row.buyer_id, row.supplier_id)


def requests_by_pair(snapshot: Snapshot) -> dict[Pair, int]:
    return {(wish.buyer_id, wish.supplier_id): n for n, wish in snapshot.wishes.items()}


def clash_of(code: types.Code) -> Clash:
    return Clash(code.value)
