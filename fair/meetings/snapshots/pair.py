"""One pair before the timetable, read with few and small queries: for live booking.

The rules are those of the planner (`engine/conflicts.py`); what it is shown is only the two
companies, their own meetings, and who sits at the places that they could use.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from fair.common.intervals import Interval
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.meetings.choices import Clash, PartyKind
from fair.meetings.engine import types
from fair.meetings.engine.conflicts import PAIR_RULES, free_interpreter, pair_slots, place_slots
from fair.meetings.engine.diary import Diary, slots_in
from fair.meetings.models import Meeting, Party
from fair.meetings.snapshots.interpreters import interpreters_among, tongue_of, tongue_served
from fair.meetings.snapshots.pair_rows import own_seats, parties_for, seats_at
from fair.meetings.snapshots.parties import (
    MODE_OF,
    places_among,
    teams_among,
    usable_parties,
)
from fair.meetings.snapshots.problem import (
    day_number,
    request_about,
    sides_among,
    slot_of_engine,
)
from fair.meetings.snapshots.wishes import Wish
from fair.sourcing.models import ComponentNeed

KIND_OF = {mode: kind for kind, mode in MODE_OF.items()}


@dataclass(frozen=True, slots=True)
class PairBench:
    """One pair before the timetable without the meetings that are to be moved, if any.

    `teams` names the Party rows of the two sides' teams by participation, in order of number;
    `sitting` those of them that are in meetings, by slot.
    """

    slots: Sequence[Interval]
    diary: Diary
    request: types.Request
    teams: dict[int, list[int]]
    sitting: dict[int, set[int]]

    def openings(self, mode: types.Mode) -> Iterator[tuple[int, list[types.Place]]]:
        """Yield the slots in which the two could meet in a mode, with every free place."""
        possible = pair_slots(self.diary, self.request, mode)
        if not possible:
            return
        free = [
            (place, place_slots(self.diary, self.request, place))
            for place in self.diary.places_for(self.request, mode)
        ]
        for slot in slots_in(possible):
            places = [place for place, mask in free if mask >> slot & 1]
            if places:
                yield slot, places

    def interpreter(self, slot: int) -> int | None:
        """Return the Party of who would interpret in a slot; None where nobody is needed."""
        return free_interpreter(self.diary, self.request, slot)

    def team(self, participation_id: int, slot: int, *, wanted: Iterable[int] = ()) -> int | None:
        """Return the Party of a team that is free in a slot, a wanted one where possible."""
        free = [each for each in self.teams[participation_id] if each not in self.sitting[slot]]
        return min(free, key=lambda each: each not in set(wanted), default=None)

    def why_not(self, starts_at: datetime, mode: types.Mode) -> tuple[Clash, ...]:
        """Name the rules that keep the two from meeting then in that mode."""
        starts = [slot.starts_at for slot in self.slots]
        if starts_at not in starts:
            return (Clash.TIME_GONE,)
        bit = 1 << starts.index(starts_at)
        broken = [
            Clash(code.value)
            for code, rule in PAIR_RULES
            if rule(self.diary, self.request, mode) & bit
        ]
        return tuple(broken) or (Clash.NO_PLACE,)


def bench_of_pair(
    buyer: Participation,
    supplier: Participation,
    *,
    slots: Sequence[Interval],
    wish: Wish,
    modes: Iterable[str] | None = None,
    without: Collection[Meeting] = (),
    is_limited: bool = True,
) -> PairBench:
    """Put a pair loaded by `sides_of` before the timetable in some slots; some six queries.

    `modes` narrows how they meet, `without` are meetings that give up their time; without
    `is_limited` nobody's limits count.
    """
    edition, pair = buyer.edition, {buyer.pk: buyer, supplier.pk: supplier}
    request = _request(wish, pair, modes)
    tongue = tongue_of(buyer, supplier)
    select = parties_for(frozenset(request.modes), is_spoken=tongue is not None)
    rows = select(edition=edition.pk, pair=(buyer.pk, supplier.pk))
    parties = usable_parties(edition, pair, rows)
    teams = teams_among(parties)
    interpreters = tuple(interpreters_among(parties, tongues=filter(None, [tongue]), slots=slots))
    own = list(_own_meetings(edition, pair, slots, without))
    pins = [pin for pin, _teams in own]
    problem = types.Problem(
        slots=tuple(slot_of_engine(slot, edition.zone) for slot in slots),
        buyers=_limited(sides_among(Side.BUYER, pair, slots, teams), is_limited=is_limited),
        suppliers=_limited(sides_among(Side.SUPPLIER, pair, slots, teams), is_limited=is_limited),
        places=tuple(places_among(parties, slot_count=len(slots))),
        requests=(replace(request, language=tongue_served(tongue, interpreters)),),
        pins=(*pins, *_others(parties, slots, {pin.id for pin in pins}, without)),
        need_limits=_need_limits(wish) if is_limited else (),
        interpreters=interpreters,
    )
    diary = Diary(problem)
    diary.meetings_by_need = _meetings_by_need(problem)
    return PairBench(slots, diary, problem.requests[0], _teams_of(teams), _sitting(own))


def _request(
    wish: Wish, pair: Mapping[int, Participation], modes: Iterable[str] | None
) -> types.Request:
    request = request_about(0, wish, pair)
    if modes is None:
        return request
    wanted = set(modes)
    return replace(request, modes=tuple(mode for mode in request.modes if mode.value in wanted))


def _own_meetings(
    edition: Edition,
    pair: Iterable[int],
    slots: Sequence[Interval],
    without: Collection[Meeting],
) -> Iterator[tuple[types.Pin, set[int]]]:
    """Yield what the two have in the timetable already, with the teams that sit in it.

    A meeting to which one side did not come takes nobody's time any more, nor counts it.
    """
    left = {meeting.pk for meeting in without}
    kinds: dict[tuple, list[tuple[int, str]]] = defaultdict(list)
    for *meeting, party_id, kind in own_seats(edition=edition.pk, pair=tuple(pair)):
        if meeting[0] not in left:
            kinds[tuple(meeting)].append((party_id, kind))
    for (pk, buyer_id, supplier_id, starts_at, ends_at), parties in kinds.items():
        interval = Interval(starts_at, ends_at)
        places = [party for party, kind in parties if kind in PartyKind.places()]
        spoken = [party for party, kind in parties if kind == PartyKind.INTERPRETER]
        yield (
            types.Pin(
                id=pk,
                buyer=buyer_id,
                supplier=supplier_id,
                slots=_touched(interval, slots),
                day=day_number(interval, edition.zone),
                place=next(iter(places), None),
                interpreter=next(iter(spoken), None),
            ),
            {party for party, kind in parties if kind == PartyKind.TEAM},
        )


def _others(
    parties: Iterable[Party],
    slots: Sequence[Interval],
    own: set[int],
    without: Collection[Meeting],
) -> Iterator[types.Pin]:
    """Yield when the places and interpreters are taken by others, as meetings of nobody."""
    shared = [party for party in parties if party.kind != PartyKind.TEAM]
    if not (shared and slots):
        return
    span = DateTimeTZRange(slots[0].starts_at, slots[-1].ends_at, "[)")
    not_theirs = own | {meeting.pk for meeting in without}
    spoken = {party.pk for party in shared if party.kind == PartyKind.INTERPRETER}
    seats = seats_at(parties=tuple(party.pk for party in shared), span=span)
    for seat_id, meeting_id, party_id, period in seats:
        if meeting_id not in not_theirs:
            touched = _touched(Interval(period.lower, period.upper), slots)
            is_spoken = party_id in spoken
            yield types.Pin(
                id=-seat_id,
                buyer=0,
                supplier=0,
                slots=touched,
                day=0,
                place=None if is_spoken else party_id,
                interpreter=party_id if is_spoken else None,
            )


def _touched(interval: Interval, slots: Sequence[Interval]) -> frozenset[int]:
    """Return the slots that an interval overlaps; they are in order and never overlap."""
    first = bisect_right(slots, interval.starts_at, key=lambda slot: slot.ends_at)
    last = bisect_left(slots, interval.ends_at, key=lambda slot: slot.starts_at)
    return frozenset(range(first, last))


def _limited(sides: tuple[types.Party, ...], *, is_limited: bool) -> tuple[types.Party, ...]:
    if is_limited:
        return sides
    return tuple(replace(side, limit_day=None, limit_total=None) for side in sides)


def _need_limits(wish: Wish) -> tuple[tuple[int, int], ...]:
    if not wish.need_ids:
        return ()
    rows = ComponentNeed.objects.filter(pk__in=wish.need_ids, max_meetings__gt=0)
    limits = rows.order_by("id").values_list("id", "max_meetings")
    return tuple((need_id, limit) for need_id, limit in limits if limit is not None)


def _meetings_by_need(problem: types.Problem) -> Counter[int]:
    """Count the meetings about each need that has a limit; no query where none has."""
    limited = [need for need, _limit in problem.need_limits]
    if not limited:
        return Counter()
    links = Meeting.needs.through.objects.filter(
        componentneed__in=limited, meeting__in=[pin.id for pin in problem.pins if pin.id > 0]
    )
    return Counter(links.values_list("componentneed_id", flat=True))


def _teams_of(teams: dict[tuple[int, int], int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for (participation_id, _number), party in sorted(teams.items()):
        found[participation_id].append(party)
    return found


def _sitting(own: Iterable[tuple[types.Pin, set[int]]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for pin, parties in own:
        for slot in pin.slots:
            found[slot] |= parties
    return found
