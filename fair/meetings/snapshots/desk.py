"""A timetable as it stands, asked about one pair, or about everything that clashes in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from fair.editions.models import Edition
from fair.meetings.choices import Clash, MeetingState
from fair.meetings.engine import types
from fair.meetings.engine.checks import check
from fair.meetings.engine.conflicts import broken_rules, pair_slots, place_slots
from fair.meetings.engine.diary import Diary, slots_in
from fair.meetings.engine.objective import figures
from fair.meetings.models import Meeting, PlannedMeeting, PlanRun
from fair.meetings.snapshots.problem import Snapshot, kept_meetings, take_snapshot
from fair.meetings.snapshots.wishes import Pair, Wish, wish_about, wishes_of_pair, wishes_of_plan

Clashes = Mapping[Pair, tuple[Clash, ...]]


@dataclass(frozen=True, slots=True)
class Spot:
    """When and where a meeting could be; `place` is the id of a Party row."""

    starts_at: datetime
    ends_at: datetime
    place: int
    mode: types.Mode


@dataclass(frozen=True, slots=True)
class Bench:
    """One pair before a timetable in which everybody but the two has been seated.

    `teams` names the teams in other meetings by (participation id, slot). Without a `request`
    the two cannot meet at all, and `why_not` says why.
    """

    snapshot: Snapshot
    diary: Diary
    wish: Wish | None
    request: types.Request | None
    teams: Mapping[tuple[int, int], frozenset[int]]
    why_not: Clash = Clash.PAIR_TWICE

    def clashes(self, starts_at: datetime, place_id: int | None) -> tuple[Clash, ...]:
        """Name every rule that a meeting there would break; without a place, any one will do."""
        slot = self._slot(starts_at)
        if self.request is None:
            return (self.why_not,)
        if slot is None:
            return (Clash.UNKNOWN,)
        if place_id is None:
            return self._clashes_anywhere(slot)
        place = self.diary.places.get(place_id)
        if place is None:
            return (Clash.UNKNOWN,)
        codes = broken_rules(self.diary, self.request, slot=slot, place=place)
        return tuple(_clash(code) for code in codes)

    def spot(
        self, starts_at: datetime, place_id: int | None, *, wanted: Sequence[int] = ()
    ) -> Spot | None:
        """Return the spot at a place or, without one, at a wanted place or the first free one."""
        slot = self._slot(starts_at)
        if slot is None or self.request is None:
            return None
        free = [spot for spot in self._spots({slot}) if place_id in (None, spot.place)]
        return min(free, key=lambda spot: spot.place not in wanted, default=None)

    def spots(self) -> list[Spot]:
        """Return every spot where the two could meet, in order of time, own places first."""
        found = self._spots(range(len(self.snapshot.slots)))
        return sorted(found, key=lambda spot: spot.starts_at)

    def team_of(self, participation_id: int, starts_at: datetime, *, wanted: int | None) -> int:
        """Return a team (a Party id) that is free then: the wanted one where possible."""
        slot = self._slot(starts_at)
        busy = self.teams.get((participation_id, slot if slot is not None else -1), frozenset())
        free = [
            party
            for (owner, number), party in sorted(self.snapshot.teams.items())
            if owner == participation_id and number not in busy
        ]
        return wanted if wanted in free else free[0]

    def _slot(self, starts_at: datetime) -> int | None:
        starts = [slot.starts_at for slot in self.snapshot.slots]
        return starts.index(starts_at) if starts_at in starts else None

    def _clashes_anywhere(self, slot: int) -> tuple[Clash, ...]:
        """Name what the mode breaks that breaks least, or that no place is free in it."""
        if self.request is None or self._spots({slot}):
            return ()
        broken = [
            tuple(
                _clash(code)
                for code in broken_rules(self.diary, self.request, slot=slot, place=place)
            )
            for mode in self.request.modes
            for place in self.diary.places_for(self.request, mode)
        ]
        # A place in use says nothing where others could be free.
        fewest = min(broken, key=len, default=(Clash.NO_PLACE,))
        of_place = {Clash.PLACE_TAKEN, Clash.PLACE_CLOSED, Clash.PLACE_WRONG}
        others = tuple(code for code in fewest if code not in of_place)
        return others or (Clash.NO_PLACE,)

    def _spots(self, slots: Iterable[int]) -> list[Spot]:
        request, diary = self.request, self.diary
        if request is None:
            return []
        wanted = sum(1 << slot for slot in slots)
        return [
            Spot(
                self.snapshot.slots[slot].starts_at,
                self.snapshot.slots[slot].ends_at,
                place.id,
                mode,
            )
            for mode in request.modes
            if (possible := pair_slots(diary, request, mode) & wanted)
            for place in diary.places_for(request, mode)
            for slot in slots_in(possible & place_slots(diary, request, place))
        ]


def bench_in_draft(run: PlanRun, pair: Pair, *, wish: Wish | None = None) -> Bench:
    """Put a pair before a draft: its other meetings, and the timetable's that it keeps.

    `wish` is what the two would meet about, where nothing else says so.
    """
    rows = list(_rows(run))
    own = [wish_about(row, is_must=row.is_must) for row in rows if _pair(row) == pair]
    others = [row for row in rows if _pair(row) != pair]
    if not own and run.match_run is not None:
        own = wishes_of_pair(run.match_run, pair)
    if not own and wish is not None:
        own = [wish]
    planned = [wish for wish in wishes_of_plan(run) if (wish.buyer_id, wish.supplier_id) != pair]
    snapshot = take_snapshot(run.edition, wishes=[*planned, *own])
    diary = Diary(snapshot.problem)
    teams = defaultdict(frozenset, snapshot.taken)
    for row, assignment in _assignments(snapshot, others):
        diary.add(snapshot.problem.requests[assignment.request], assignment)
        for party in (row.buyer_party, row.supplier_party):
            teams[party.participation_id or 0, assignment.slot] |= {party.number}
    return _bench(snapshot, diary, pair, own, teams)


def bench_in_timetable(
    edition: Edition, pair: Pair, *, run: PlanRun, wish: Wish | None = None
) -> Bench:
    """Put a pair before the timetable as it stands, without the meeting still ahead of it."""
    standing = Meeting.objects.filter(edition=edition).standing()
    ahead = standing.filter(state=MeetingState.CONFIRMED, buyer=pair[0], supplier=pair[1])
    own = [wish_about(row) for row in ahead.prefetch_related("needs", "lines")]
    if not own and run.match_run is not None:
        own = wishes_of_pair(run.match_run, pair)
    if not own and wish is not None:
        own = [wish]
    kept = kept_meetings(standing.exclude(pk__in=ahead.values("pk")))
    snapshot = take_snapshot(edition, wishes=own, kept=kept)
    return _bench(snapshot, Diary(snapshot.problem), pair, own, snapshot.taken)


def clashes_in_draft(run: PlanRun) -> Clashes:
    """Name what each meeting of a draft breaks, against the rows as they are now."""
    snapshot = take_snapshot(run.edition, wishes=wishes_of_plan(run))
    return _clashes(snapshot, list(_rows(run)))


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


def figures_of_draft(run: PlanRun) -> dict[str, int]:
    """Put a draft into numbers as its rows are now; what could be served stays as it was."""
    snapshot = take_snapshot(run.edition, wishes=wishes_of_plan(run))
    plan = types.Plan(tuple(each for _row, each in _assignments(snapshot, _rows(run))))
    numbers = asdict(figures(snapshot.problem, plan))
    return {name: number for name, number in numbers.items() if name != "servable_suppliers"}


def _bench(
    snapshot: Snapshot,
    diary: Diary,
    pair: Pair,
    own: Sequence[Wish],
    teams: Mapping[tuple[int, int], frozenset[int]],
) -> Bench:
    number = _request_of(snapshot).get(pair)
    request = snapshot.problem.requests[number] if number is not None else None
    why_not = _why_without_wish(snapshot, pair) if own else Clash.NOT_WISHED
    return Bench(snapshot, diary, next(iter(own), None), request, teams, why_not)


def _clashes(snapshot: Snapshot, rows: Sequence[PlannedMeeting | Meeting]) -> Clashes:
    found: dict[Pair, list[Clash]] = defaultdict(list)
    pairs = {number: pair for pair, number in _request_of(snapshot).items()}
    usable = set(snapshot.teams.values())
    assignments = []
    for row, assignment in _assignments(snapshot, rows, lost=found):
        assignments.append(assignment)
        if not _teams_of(row) <= usable:
            found[_pair(row)].append(Clash.TEAM_GONE)
    for conflict in check(snapshot.problem, types.Plan(tuple(assignments))):
        found[pairs[conflict.request]].append(_clash(conflict.code))
    return {pair: tuple(codes) for pair, codes in found.items()}


def _assignments(
    snapshot: Snapshot,
    rows: Iterable[Any],
    *,
    lost: dict[Pair, list[Clash]] | None = None,
) -> list[tuple[Any, types.Assignment]]:
    """Turn rows into assignments; those whose side, time or place is no more go to `lost`."""
    request_of = _request_of(snapshot)
    slot_of = {(slot.starts_at, slot.ends_at): n for n, slot in enumerate(snapshot.slots)}
    places = {place.id for place in snapshot.problem.places}
    found = []
    for row in rows:
        request = request_of.get(_pair(row))
        slot, place = slot_of.get((row.starts_at, row.ends_at)), _place_of(row)
        if request is not None and slot is not None and place in places:
            found.append((row, types.Assignment(request, slot, place)))
        elif lost is not None:
            if request is None:
                lost[_pair(row)].append(_why_without_wish(snapshot, _pair(row)))
            else:
                lost[_pair(row)].append(Clash.TIME_GONE if slot is None else Clash.PLACE_GONE)
    return found


def _why_without_wish(snapshot: Snapshot, pair: Pair) -> Clash:
    known = {party.id for party in (*snapshot.problem.buyers, *snapshot.problem.suppliers)}
    return Clash.PAIR_TWICE if set(pair) <= known else Clash.GONE


def _rows(run: PlanRun) -> Iterable[PlannedMeeting]:
    return (
        run.planned_meetings.select_related("buyer_party", "supplier_party")
        .prefetch_related("needs", "lines")
        .order_by("id")
    )


def _place_of(row: Any) -> int:
    if isinstance(row, PlannedMeeting):
        return row.place_party_id or 0
    places = [s.party_id for s in row.seats.all() if s.live and not s.party.participation_id]
    return places[0] if places else 0


def _teams_of(row: Any) -> set[int]:
    if isinstance(row, PlannedMeeting):
        return {row.buyer_party_id, row.supplier_party_id}
    return {seat.party_id for seat in row.seats.all() if seat.live and seat.party.participation_id}


def _pair(row: Any) -> Pair:
    return (row.buyer_id, row.supplier_id)


def _request_of(snapshot: Snapshot) -> dict[Pair, int]:
    return {(wish.buyer_id, wish.supplier_id): n for n, wish in snapshot.wishes.items()}


def _clash(code: types.Code) -> Clash:
    return Clash(code.value)
