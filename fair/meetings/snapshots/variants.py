"""The problem of one plan: the fair as it is, or as it would be, and what was edited by hand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from fair.common.intervals import Interval
from fair.editions.models import Edition
from fair.editions.selectors import slots_of
from fair.meetings.choices import UnplacedCode
from fair.meetings.engine import types
from fair.meetings.models import PlannedMeeting, PlanRun
from fair.meetings.snapshots.problem import Snapshot, day_number, take_snapshot
from fair.meetings.snapshots.wishes import Pair, Wish, wishes_of_matches


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is different from the fair as it is.

    `more_slots` come after the last slot of `day`, or of every day; `first_meeting` is what a
    supplier's first meeting is worth, in points (None: as usual); whose participation is in
    `without` does not take part.
    """

    more_tables: int = 0
    more_rooms: int = 0
    more_slots: int = 0
    day: date | None = None
    first_meeting: int | None = None
    without: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what differs only; an empty dict where nothing does."""
        values: dict[str, Any] = {
            "more_tables": self.more_tables,
            "more_rooms": self.more_rooms,
            "more_slots": self.more_slots,
            "day": self.day.isoformat() if self.day else None,
            "without": list(self.without),
        }
        kept = {name: value for name, value in values.items() if value}
        if self.first_meeting is not None:
            kept["first_meeting"] = self.first_meeting
        return kept

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        day = values.get("day")
        return cls(
            more_tables=values.get("more_tables", 0),
            more_rooms=values.get("more_rooms", 0),
            more_slots=values.get("more_slots", 0),
            day=date.fromisoformat(day) if day else None,
            first_meeting=values.get("first_meeting"),
            without=tuple(values.get("without", ())),
        )


def snapshot_of_run(run: PlanRun) -> Snapshot:
    """Read the problem that a plan solves; needs the run's matches."""
    if run.match_run is None:
        raise ValueError("a plan needs matches")
    scenario = Scenario.from_json(run.scenario)
    held = held_by(run)
    left_alone = {(row.buyer_id, row.supplier_id) for row in held} | taken_out_in(run)
    wishes = _wanted(wishes_of_matches(run.match_run), scenario, left_alone=left_alone)
    slots = _slots(run.edition, scenario) if scenario.more_slots else None
    snapshot = take_snapshot(run.edition, wishes=wishes, slots=slots)
    return _with_held(_with_scenario(snapshot, scenario), held, run.edition)


def held_by(run: PlanRun) -> list[PlannedMeeting]:
    """Return the meetings of the draft before that were edited by hand: this plan keeps them."""
    if run.based_on is None:
        return []
    rows = run.based_on.planned_meetings.filter(is_pinned=True)
    return list(
        rows.select_related("buyer_party", "supplier_party")
        .prefetch_related("needs", "lines")
        .order_by("id")
    )


def taken_out_in(run: PlanRun) -> set[Pair]:
    """Return the pairs whose meeting somebody took out of the draft before by hand."""
    if run.based_on is None:
        return set()
    wishes = run.based_on.unplaced_wishes.left_out().filter(code=UnplacedCode.TAKEN_OUT)
    return set(wishes.values_list("buyer", "supplier"))


def _wanted(wishes: Iterable[Wish], scenario: Scenario, *, left_alone: set[Pair]) -> list[Wish]:
    return [
        wish
        for wish in wishes
        if not {wish.buyer_id, wish.supplier_id} & set(scenario.without)
        and (wish.buyer_id, wish.supplier_id) not in left_alone
    ]


def _slots(edition: Edition, scenario: Scenario) -> list[Interval]:
    """Return the fair's slots with those that the scenario adds at the end of days."""
    by_day: dict[date, list[Interval]] = defaultdict(list)
    for slot in slots_of(edition):
        by_day[slot.starts_at.astimezone(edition.zone).date()].append(slot)
    for day, slots in by_day.items():
        if scenario.day in (None, day):
            for _number in range(scenario.more_slots):
                starts_at = slots[-1].ends_at + edition.pause_length
                slots.append(Interval(starts_at, starts_at + edition.slot_length))
    return sorted(slot for slots in by_day.values() for slot in slots)


def _with_scenario(snapshot: Snapshot, scenario: Scenario) -> Snapshot:
    problem = snapshot.problem
    always = frozenset(range(len(problem.slots)))
    modes = [types.Mode.TABLE] * scenario.more_tables + [types.Mode.ONLINE] * scenario.more_rooms
    # Ids below 0 belong to no row.
    more = [types.Place(-number, mode, always) for number, mode in enumerate(modes, start=1)]
    weights = problem.weights
    if scenario.first_meeting is not None:
        weights = replace(weights, first_meeting=scenario.first_meeting)
    problem = replace(problem, places=(*problem.places, *more), weights=weights)
    return replace(snapshot, problem=problem)


def _with_held(snapshot: Snapshot, held: Sequence[PlannedMeeting], edition: Edition) -> Snapshot:
    """Add meetings edited by hand as pins."""
    pins = list(snapshot.problem.pins)
    taken = defaultdict(frozenset, snapshot.taken)
    for row in held:
        interval = Interval(row.starts_at, row.ends_at)
        touched = frozenset(n for n, slot in enumerate(snapshot.slots) if slot.overlaps(interval))
        pins.append(
            types.Pin(
                id=-row.pk,
                buyer=row.buyer_id,
                supplier=row.supplier_id,
                slots=touched,
                day=day_number(interval, edition.zone),
                place=row.place_party_id,
                needs=tuple(sorted(need.pk for need in row.needs.all())),
                interpreter=row.interpreter_party_id,
            )
        )
        for party in (row.buyer_party, row.supplier_party):
            for slot in touched:
                taken[party.participation_id or 0, slot] |= {party.number}
    problem = replace(snapshot.problem, pins=tuple(pins))
    return replace(snapshot, problem=problem, taken=dict(taken))
