"""One pair before a timetable: what stands in its way, and where it could meet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fair.editions.models import Edition
from fair.meetings.choices import Clash, MeetingState
from fair.meetings.engine import types
from fair.meetings.engine.conflicts import (
    broken_rules,
    free_interpreter,
    interpreter_slots,
    pair_slots,
    place_slots,
)
from fair.meetings.engine.diary import Diary, slots_in
from fair.meetings.models import Meeting, PlanRun
from fair.meetings.snapshots.problem import Snapshot, kept_meetings, take_snapshot
from fair.meetings.snapshots.rows import (
    assignments_of,
    clash_of,
    pair_of,
    requests_by_pair,
    rows_of_draft,
    why_without_wish,
)
from fair.meetings.snapshots.wishes import Pair, Wish, wish_about, wishes_of_pairs, wishes_of_plan


@dataclass(frozen=True, slots=True)
class Spot:
    """When and where a meeting could be; `place` and `interpreter` are ids of Party rows."""

    starts_at: datetime
    ends_at: datetime
    place: int
    mode: types.Mode
    interpreter: int | None = None


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
    teams: dict[tuple[int, int], frozenset[int]]
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
        return tuple(self._broken(slot, place))

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

    def interpreter(self, starts_at: datetime, *, wanted: int | None) -> int | None:
        """Return who would interpret then: the wanted one where possible; None for nobody."""
        slot = self._slot(starts_at)
        if slot is None or self.request is None or self.request.language is None:
            return None
        known = self.diary.interpreters.get(wanted) if wanted is not None else None
        if known and interpreter_slots(self.diary, self.request, known) >> slot & 1:
            return known.id
        return free_interpreter(self.diary, self.request, slot)

    def sit(self, spot: Spot, parties: Iterable[int]) -> None:
        """Enter the pair's meeting, with its teams: pairs on the same bench see it."""
        slot = self._slot(spot.starts_at)
        if slot is None or self.request is None:
            return
        self.diary.add(
            self.request, types.Assignment(self.request.id, slot, spot.place, spot.interpreter)
        )
        owner_of = {party: team for team, party in self.snapshot.teams.items()}
        for participation_id, number in (owner_of[party] for party in parties):
            busy = self.teams.get((participation_id, slot), frozenset())
            self.teams[participation_id, slot] = busy | {number}

    def _slot(self, starts_at: datetime) -> int | None:
        starts = [slot.starts_at for slot in self.snapshot.slots]
        return starts.index(starts_at) if starts_at in starts else None

    def _clashes_anywhere(self, slot: int) -> tuple[Clash, ...]:
        """Name what the mode breaks that breaks least, or that no place is free in it."""
        if self.request is None or self._spots({slot}):
            return ()
        broken = [
            tuple(self._broken(slot, place))
            for mode in self.request.modes
            for place in self.diary.places_for(self.request, mode)
        ]
        # A place in use says nothing where others could be free.
        fewest = min(broken, key=len, default=(Clash.NO_PLACE,))
        of_place = {Clash.PLACE_TAKEN, Clash.PLACE_CLOSED, Clash.PLACE_WRONG}
        others = tuple(code for code in fewest if code not in of_place)
        return others or (Clash.NO_PLACE,)

    def _broken(self, slot: int, place: types.Place) -> Iterator[Clash]:
        """Yield what a meeting there would break, with whoever is free to interpret it."""
        if self.request is None:
            return
        who = free_interpreter(self.diary, self.request, slot)
        codes = broken_rules(self.diary, self.request, slot=slot, place=place, interpreter=who)
        for code in codes:
            # That nobody is free is said by another rule.
            if who is not None or code is not types.Code.INTERPRETER_WRONG:
                yield clash_of(code)

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
                free_interpreter(diary, request, slot),
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
    return benches_in_draft(run, [pair], wishes=[wish] if wish else [])[pair]


def benches_in_draft(
    run: PlanRun, pairs: Sequence[Pair], *, wishes: Sequence[Wish] = ()
) -> dict[Pair, Bench]:
    """Put some pairs before a draft without their own meetings, on one bench: who sits is seen."""
    rows = list(rows_of_draft(run))
    own = {pair_of(row): wish_about(row, is_must=row.is_must) for row in rows}
    own = {pair: own[pair] for pair in pairs if pair in own}
    if run.match_run is not None:
        unknown = [pair for pair in pairs if pair not in own]
        matched = wishes_of_pairs(run.match_run, unknown)
        own |= {(wish.buyer_id, wish.supplier_id): wish for wish in matched}
    own = {(wish.buyer_id, wish.supplier_id): wish for wish in wishes} | own
    others = [row for row in rows if pair_of(row) not in pairs]
    planned = [w for w in wishes_of_plan(run) if (w.buyer_id, w.supplier_id) not in pairs]
    snapshot = take_snapshot(run.edition, wishes=[*planned, *own.values()])
    diary = Diary(snapshot.problem)
    teams = defaultdict(frozenset, snapshot.taken)
    for row, assignment in assignments_of(snapshot, others):
        diary.add(snapshot.problem.requests[assignment.request], assignment)
        for party in (row.buyer_party, row.supplier_party):
            teams[party.participation_id or 0, assignment.slot] |= {party.number}
    return {pair: _bench(snapshot, diary, pair, own.get(pair), teams) for pair in pairs}


def bench_in_timetable(
    edition: Edition, pair: Pair, *, run: PlanRun, wish: Wish | None = None
) -> Bench:
    """Put a pair before the timetable as it stands, without the meeting still ahead of it."""
    return benches_in_timetable(edition, [pair], run=run, wishes=[wish] if wish else [])[pair]


def benches_in_timetable(
    edition: Edition, pairs: Sequence[Pair], *, run: PlanRun, wishes: Sequence[Wish] = ()
) -> dict[Pair, Bench]:
    """Put some pairs before the timetable without their own meetings still ahead."""
    standing = Meeting.objects.filter(edition=edition).standing()
    ahead = standing.filter(
        state=MeetingState.CONFIRMED,
        buyer__in={buyer for buyer, _supplier in pairs},
        supplier__in={supplier for _buyer, supplier in pairs},
    )
    rows = [row for row in ahead.prefetch_related("needs", "lines") if pair_of(row) in pairs]
    own = {pair_of(row): wish_about(row) for row in rows}
    if run.match_run is not None:
        unknown = [pair for pair in pairs if pair not in own]
        matched = wishes_of_pairs(run.match_run, unknown)
        own |= {(wish.buyer_id, wish.supplier_id): wish for wish in matched}
    own = {(wish.buyer_id, wish.supplier_id): wish for wish in wishes} | own
    kept = kept_meetings(standing.exclude(pk__in=[row.pk for row in rows]))
    snapshot = take_snapshot(edition, wishes=own.values(), kept=kept)
    diary, teams = Diary(snapshot.problem), dict(snapshot.taken)
    return {pair: _bench(snapshot, diary, pair, own.get(pair), teams) for pair in pairs}


def _bench(
    snapshot: Snapshot,
    diary: Diary,
    pair: Pair,
    own: Wish | None,
    teams: dict[tuple[int, int], frozenset[int]],
) -> Bench:
    number = requests_by_pair(snapshot).get(pair)
    request = snapshot.problem.requests[number] if number is not None else None
    why_not = why_without_wish(snapshot, pair) if own else Clash.NOT_WISHED
    return Bench(snapshot, diary, own, request, teams, why_not)
