"""The cheapest change to the fair that would give a pair a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fair.editions.models import Participation
from fair.meetings.choices import MeetingState, PlanState
from fair.meetings.engine.remedies import Mending, Remedy, cheapest_mending
from fair.meetings.models import Meeting, PlanRun
from fair.meetings.snapshots.desk import Bench, benches_in_draft, benches_in_timetable
from fair.meetings.snapshots.hours import waking_slots
from fair.meetings.snapshots.wishes import Pair


@dataclass(frozen=True, slots=True)
class CheapestChange:
    """What would have to change for two companies to meet at a time: mostly one thing.

    Without any `remedies` the two could meet then as it is.
    """

    starts_at: datetime
    mode: str
    remedies: tuple[Remedy, ...]


def cheapest_changes(run: PlanRun, pairs: Sequence[Pair]) -> dict[Pair, CheapestChange]:
    """Return the cheapest change for each of some pairs without a meeting in a plan.

    Everybody else stays where the plan, or the timetable, has them now. Pairs for which nothing
    helps, and plans that cannot be edited, have none. Some twenty queries for any number of pairs.
    """
    if not run.is_editable or not pairs:
        return {}
    if run.state == PlanState.PUBLISHED:
        ahead = Meeting.objects.filter(edition=run.edition_id, state=MeetingState.CONFIRMED)
        met = set(ahead.values_list("buyer", "supplier"))
        pairs = [pair for pair in pairs if pair not in met]
        benches = benches_in_timetable(run.edition, pairs, run=run)
    else:
        benches = benches_in_draft(run, pairs)
    ids = {each for pair in pairs for each in pair}
    rows = Participation.objects.filter(pk__in=ids).select_related("edition")
    sides = {row.pk: row for row in rows}
    found = {
        pair: change_for(bench, [sides[each] for each in pair]) for pair, bench in benches.items()
    }
    return {pair: change for pair, change in found.items() if change is not None}


def change_for(bench: Bench, sides: Sequence[Participation]) -> CheapestChange | None:
    """Return the cheapest change for the pair on a bench; None where nothing helps."""
    if bench.request is None:
        return None
    mending = cheapest_mending(bench.diary, bench.request, asleep=_asleep(bench, sides))
    return None if mending is None else _change(bench, mending)


def _asleep(bench: Bench, sides: Sequence[Participation]) -> frozenset[int]:
    """Return the slots that lie in the night of a side that stays away."""
    slots = bench.snapshot.slots
    awake = frozenset(range(len(slots)))
    for side in sides:
        if side.attends_online:
            awake &= waking_slots(slots, side.zone)
    return frozenset(range(len(slots))) - awake


def _change(bench: Bench, mending: Mending) -> CheapestChange:
    starts_at = bench.snapshot.slots[mending.slot].starts_at
    return CheapestChange(starts_at, mending.mode.value, mending.remedies)
