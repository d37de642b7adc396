"""Put an edition's rows together into one planning problem.

In a problem a party's id is its participation's, a place's id is the id of its Party row and a
request's id is its place in the list of wishes, which is in order of (buyer, supplier).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fair.common.intervals import Interval
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.editions.selectors import slots_of
from fair.meetings.engine import types
from fair.meetings.models import Meeting, Party
from fair.meetings.snapshots.hours import online_slots, onsite_slots, open_slots, waking_slots
from fair.meetings.snapshots.interpreters import (
    interpreter_at,
    interpreters_among,
    tongue_of,
    tongue_served,
)
from fair.meetings.snapshots.parties import (
    places_among,
    teams_among,
    usable_parties,
    with_what_is_asked,
)
from fair.meetings.snapshots.wishes import Wish, blocked_pairs
from fair.sourcing.models import ComponentNeed


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A problem, and what it takes to turn its plan back into rows.

    `teams` names the Party row of each team by (participation id, number); `taken` the teams
    that kept meetings occupy, by (participation id, slot).
    """

    problem: types.Problem
    wishes: Mapping[int, Wish]
    slots: Sequence[Interval]
    teams: Mapping[tuple[int, int], int]
    taken: Mapping[tuple[int, int], frozenset[int]]

    @property
    def inputs_hash(self) -> str:
        """Return the SHA-256 of the problem in a canonical form."""
        text = json.dumps(asdict(self.problem), sort_keys=True, default=sorted)
        return hashlib.sha256(text.encode()).hexdigest()


def take_snapshot(
    edition: Edition,
    *,
    wishes: Iterable[Wish],
    kept: Sequence[Meeting] | None = None,
    slots: Sequence[Interval] | None = None,
) -> Snapshot:
    """Read an edition into a planning problem; up to sixteen queries, whatever its size.

    Wishes of pairs that have a kept meeting, and of companies that no longer take part, are
    left out. Kept, where not said otherwise, are the meetings that no plan may touch, and the
    slots are the edition's.
    """
    if slots is None:
        slots = slots_of(edition)
    participations = _participations(edition)
    rows = with_what_is_asked(Party.objects.filter(edition=edition))
    rows = rows.prefetch_related("interpreter__windows")
    parties = usable_parties(edition, participations, rows)
    teams = teams_among(parties)
    # Who says what is kept asks about the timetable as it stands, not for a plan beside it.
    is_for_plan = kept is None
    if kept is None:
        kept = kept_meetings(Meeting.objects.filter(edition=edition).kept())
    numbered = _numbered(wishes, participations=participations, kept=kept)
    tongues = _tongues(numbered, participations)
    interpreters = tuple(interpreters_among(parties, tongues=tongues.values(), slots=slots))
    problem = types.Problem(
        slots=tuple(slot_of_engine(interval, edition.zone) for interval in slots),
        buyers=sides_among(Side.BUYER, participations, slots, teams),
        suppliers=sides_among(Side.SUPPLIER, participations, slots, teams),
        places=tuple(places_among(parties, slot_count=len(slots))),
        requests=tuple(
            _spoken(request_about(n, wish, participations), tongues, interpreters)
            for n, wish in numbered.items()
        ),
        pins=tuple(_pin(meeting, slots, edition.zone) for meeting in kept),
        blocked=blocked_pairs(edition),
        need_limits=_need_limits(edition),
        interpreters=interpreters,
        standing=tuple(_standing(edition, numbered, slots)) if is_for_plan else (),
    )
    return Snapshot(problem, numbered, slots, teams, _taken(kept, slots))


def _participations(edition: Edition) -> dict[int, Participation]:
    rows = (
        Participation.objects.approved()
        .filter(edition=edition)
        .select_related("edition", "booth_registration__booth")
        .prefetch_related("availability_windows")
        .order_by("id")
    )
    return {row.pk: row for row in rows}


def kept_meetings(rows: QuerySet[Meeting]) -> list[Meeting]:
    """Load along what it takes to keep meetings; three queries."""
    return list(rows.prefetch_related("seats__party", "needs").order_by("id"))


def _standing(
    edition: Edition, wishes: Mapping[int, Wish], slots: Sequence[Interval]
) -> Iterator[types.Assignment]:
    """Yield where people know meetings that a plan may move: it should not without a reason."""
    request_of = {(wish.buyer_id, wish.supplier_id): number for number, wish in wishes.items()}
    slot_of = {(slot.starts_at, slot.ends_at): number for number, slot in enumerate(slots)}
    rows = Meeting.objects.filter(edition=edition).replaceable().prefetch_related("seats__party")
    for meeting in rows.order_by("id"):
        request = request_of.get((meeting.buyer_id, meeting.supplier_id))
        slot = slot_of.get((meeting.starts_at, meeting.ends_at))
        seats = [seat.party for seat in meeting.seats.all()]
        places = [party.pk for party in seats if party.is_place]
        if request is not None and slot is not None and places:
            yield types.Assignment(request, slot, places[0], interpreter_at(meeting))


def _need_limits(edition: Edition) -> tuple[tuple[int, int], ...]:
    needs = ComponentNeed.objects.filter(participation__edition=edition, max_meetings__gt=0)
    rows = needs.order_by("id").values_list("id", "max_meetings")
    return tuple((need_id, limit) for need_id, limit in rows if limit is not None)


def _numbered(
    wishes: Iterable[Wish],
    *,
    participations: Mapping[int, Participation],
    kept: Iterable[Meeting],
) -> dict[int, Wish]:
    met = {(meeting.buyer_id, meeting.supplier_id) for meeting in kept}
    return dict(
        enumerate(
            wish
            for wish in sorted(wishes, key=lambda wish: (wish.buyer_id, wish.supplier_id))
            if (wish.buyer_id, wish.supplier_id) not in met
            and wish.buyer_id in participations
            and wish.supplier_id in participations
        )
    )


def _tongues(
    wishes: Mapping[int, Wish], participations: Mapping[int, Participation]
) -> dict[int, str]:
    """Return, by the number of the wish, what an interpreter of its two sides must speak."""
    tongues = {
        number: tongue_of(participations[wish.buyer_id], participations[wish.supplier_id])
        for number, wish in wishes.items()
    }
    return {number: tongue for number, tongue in tongues.items() if tongue is not None}


def _spoken(
    request: types.Request,
    tongues: Mapping[int, str],
    interpreters: Sequence[types.Interpreter],
) -> types.Request:
    """Return the request with what an interpreter of it must speak, if any."""
    return replace(request, language=tongue_served(tongues.get(request.id), interpreters))


def slot_of_engine(interval: Interval, zone: ZoneInfo) -> types.Slot:
    starts_at = int(interval.starts_at.timestamp()) // 60
    return types.Slot(starts_at, starts_at + interval.minutes, day_number(interval, zone))


def day_number(interval: Interval, zone: ZoneInfo) -> int:
    """Return the day on which an interval begins, as the engine counts days."""
    return interval.starts_at.astimezone(zone).date().toordinal()


def sides_among(
    side: Side,
    participations: Mapping[int, Participation],
    slots: Sequence[Interval],
    teams: Mapping[tuple[int, int], int],
) -> tuple[types.Party, ...]:
    waking_in = cache(lambda zone: waking_slots(slots, zone))
    capacity: dict[int, int] = defaultdict(int)
    for participation_id, _number in teams:
        capacity[participation_id] += 1

    def party(row: Participation) -> types.Party:
        open_ = open_slots(slots, row.availability_windows.all())
        per_day = row.max_meetings_per_day
        return types.Party(
            id=row.pk,
            onsite=onsite_slots(row, open_),
            online=online_slots(row, open_, waking_in(row.zone)),
            capacity=capacity[row.pk],
            limit_day=row.edition.meetings_per_day if per_day is None else per_day,
            limit_total=row.max_meetings_total,
            prefers_compact=row.prefers_compact_days,
        )

    return tuple(party(row) for row in participations.values() if row.side == side)


def request_about(
    number: int, wish: Wish, participations: Mapping[int, Participation]
) -> types.Request:
    buyer, supplier = participations[wish.buyer_id], participations[wish.supplier_id]
    modes = [
        mode
        for mode in possible_modes(buyer, supplier)
        if not wish.places or mode.value in wish.places
    ]
    return types.Request(
        id=number,
        buyer=wish.buyer_id,
        supplier=wish.supplier_id,
        value=wish.value,
        modes=tuple(modes),
        must=wish.is_must,
        needs=wish.need_ids,
    )


def possible_modes(buyer: Participation, supplier: Participation) -> list[types.Mode]:
    """Return how the two could meet, in person first; a remote side joins those at the fair."""
    modes = []
    if buyer.attends_in_person and supplier.attends_in_person:
        modes += [types.Mode.BOOTH, types.Mode.TABLE]
    if buyer.attends_online or supplier.attends_online:
        modes.append(types.Mode.ONLINE)
    return modes


def _touched(meeting: Meeting, slots: Sequence[Interval]) -> frozenset[int]:
    interval = Interval(meeting.starts_at, meeting.ends_at)
    return frozenset(number for number, slot in enumerate(slots) if slot.overlaps(interval))


def _pin(meeting: Meeting, slots: Sequence[Interval], zone: ZoneInfo) -> types.Pin:
    interval = Interval(meeting.starts_at, meeting.ends_at)
    seats = list(meeting.seats.all())
    places = [seat.party_id for seat in seats if seat.party.is_place]
    return types.Pin(
        id=meeting.pk,
        buyer=meeting.buyer_id,
        supplier=meeting.supplier_id,
        slots=_touched(meeting, slots),
        day=day_number(interval, zone),
        place=places[0] if places else None,
        needs=tuple(sorted(need.pk for need in meeting.needs.all())),
        interpreter=interpreter_at(meeting),
    )


def _taken(
    kept: Iterable[Meeting], slots: Sequence[Interval]
) -> dict[tuple[int, int], frozenset[int]]:
    taken: dict[tuple[int, int], frozenset[int]] = defaultdict(frozenset)
    for meeting in kept:
        for seat in meeting.seats.all():
            if seat.party.participation_id is not None:
                for slot in _touched(meeting, slots):
                    taken[seat.party.participation_id, slot] |= {seat.party.number}
    return dict(taken)
