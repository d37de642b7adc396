"""The cheapest change to the fair that would make room for a wish, everybody else staying put."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from fair.meetings.engine.conflicts import PAIR_RULES, place_slots
from fair.meetings.engine.diary import Diary, slots_in, union_of
from fair.meetings.engine.types import (
    Code,
    Interpreter,
    Mode,
    Party,
    Place,
    Problem,
    Request,
)


class RemedyKind(StrEnum):
    """What somebody could change."""

    NEED = "need"
    BUYER_TOTAL = "buyer_total"
    SUPPLIER_TOTAL = "supplier_total"
    BUYER_DAY = "buyer_day"
    SUPPLIER_DAY = "supplier_day"
    PLACE = "place"
    INTERPRETER = "interpreter"
    BUYER_HOURS = "buyer_hours"
    SUPPLIER_HOURS = "supplier_hours"
    BUYER_TEAM = "buyer_team"
    SUPPLIER_TEAM = "supplier_team"


# How hard a change is to get: a word from a company, a table, a person, another day's journey.
EFFORT = {
    RemedyKind.NEED: 2,
    RemedyKind.BUYER_TOTAL: 2,
    RemedyKind.SUPPLIER_TOTAL: 2,
    RemedyKind.BUYER_DAY: 2,
    RemedyKind.SUPPLIER_DAY: 2,
    RemedyKind.PLACE: 3,
    RemedyKind.INTERPRETER: 5,
    RemedyKind.BUYER_HOURS: 6,
    RemedyKind.SUPPLIER_HOURS: 6,
    RemedyKind.BUYER_TEAM: 9,
    RemedyKind.SUPPLIER_TEAM: 9,
}
KIND_OF = {
    Code.BUYER_FULL: RemedyKind.BUYER_TOTAL,
    Code.SUPPLIER_FULL: RemedyKind.SUPPLIER_TOTAL,
    Code.BUYER_DAY_FULL: RemedyKind.BUYER_DAY,
    Code.SUPPLIER_DAY_FULL: RemedyKind.SUPPLIER_DAY,
    Code.BUYER_BUSY: RemedyKind.BUYER_TEAM,
    Code.SUPPLIER_BUSY: RemedyKind.SUPPLIER_TEAM,
    Code.BUYER_AWAY: RemedyKind.BUYER_HOURS,
    Code.SUPPLIER_AWAY: RemedyKind.SUPPLIER_HOURS,
    Code.NO_INTERPRETER: RemedyKind.INTERPRETER,
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change: `subject` may have `count` meetings, or teams; or comes at the time as well.

    `subject` is a party, or a need; a place is added without one, or at its owner's booth.
    """

    kind: RemedyKind
    subject: int | None = None
    count: int = 0
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Mending:
    """The changes that let a wish be met in a slot in a mode: mostly one, none where it fits."""

    request: int
    slot: int
    mode: Mode
    remedies: tuple[Remedy, ...]

    @property
    def effort(self) -> int:
        return sum(EFFORT[each.kind] for each in self.remedies)


def cheapest_mending(
    diary: Diary, request: Request, *, asleep: frozenset[int] = frozenset()
) -> Mending | None:
    """Return the least that has to change for a wish without a meeting; ties by mode and time.

    `diary` holds everybody's meetings. `asleep` are slots in which nobody is asked to come
    online. None: what stands in the way is the two themselves.
    """
    found = [
        (effort, rank, slot, mode)
        for rank, mode in enumerate(_usable_modes(diary, request))
        for slot, effort in _efforts(diary, request, mode, asleep=asleep).items()
    ]
    if not found or _hopeless(diary, request):
        return None
    _effort, _rank, slot, mode = min(found)
    remedies = tuple(
        _remedy(diary, request, barrier, slot)
        for barrier in _barriers(diary, request, mode)
        if barrier.closed >> slot & 1
    )
    return Mending(request.id, slot, mode, remedies)


def mended(problem: Problem, mending: Mending) -> Problem:
    """Return the problem with the changes made."""
    request = next(each for each in problem.requests if each.id == mending.request)
    for remedy in mending.remedies:
        problem = _changed(problem, request, mending, remedy)
    return problem


@dataclass(frozen=True, slots=True)
class _Barrier:
    """What closes some slots to a wish, and how it could be lifted in one of them."""

    kind: RemedyKind
    closed: int
    subject: int | None = None


def _hopeless(diary: Diary, request: Request) -> bool:
    pair = (request.buyer, request.supplier)
    return pair in diary.problem.blocked or diary.pairs[pair] > 0


def _usable_modes(diary: Diary, request: Request) -> tuple[Mode, ...]:
    """Return the wish's modes, without booths where there is none and something else will do."""
    others = tuple(
        mode
        for mode in request.modes
        if mode is not Mode.BOOTH or diary.places_for(request, Mode.BOOTH)
    )
    return others or request.modes


def _efforts(
    diary: Diary, request: Request, mode: Mode, *, asleep: frozenset[int]
) -> dict[int, int]:
    """Return what each slot would take, without slots that nobody can be asked for."""
    efforts = dict.fromkeys(range(len(diary.problem.slots)), 0)
    out_of_reach = set()
    for barrier in _barriers(diary, request, mode):
        for slot in slots_in(barrier.closed):
            efforts[slot] += EFFORT[barrier.kind]
            is_away = barrier.kind in (RemedyKind.BUYER_HOURS, RemedyKind.SUPPLIER_HOURS)
            if is_away and mode is Mode.ONLINE and slot in asleep:
                out_of_reach.add(slot)
    return {slot: effort for slot, effort in efforts.items() if slot not in out_of_reach}


def _barriers(diary: Diary, request: Request, mode: Mode) -> Iterator[_Barrier]:
    for code, rule in PAIR_RULES:
        if code in KIND_OF:
            kind = KIND_OF[code]
            subject = request.buyer if kind.startswith("buyer") else request.supplier
            yield _Barrier(kind, rule(diary, request, mode) & diary.all_slots, subject)
    for need in dict.fromkeys(request.needs):
        limit = diary.need_limits.get(need)
        if limit is not None and diary.meetings_by_need[need] >= limit:
            yield _Barrier(RemedyKind.NEED, diary.all_slots, need)
    yield _place_barrier(diary, request, mode)


def _place_barrier(diary: Diary, request: Request, mode: Mode) -> _Barrier:
    """Return where no place is free; another team of a supplier brings a seat at its booth."""
    places = diary.places_for(request, mode)
    free = union_of(place_slots(diary, request, place) for place in places)
    closed = diary.all_slots & ~free
    if mode is not Mode.BOOTH:
        return _Barrier(RemedyKind.PLACE, closed)
    if any(place.owner == request.supplier for place in places):
        closed &= ~diary.suppliers[request.supplier].full
    return _Barrier(RemedyKind.PLACE, closed, request.supplier)


def _remedy(diary: Diary, request: Request, barrier: _Barrier, slot: int) -> Remedy:
    kind, subject = barrier.kind, barrier.subject
    if kind is RemedyKind.INTERPRETER:
        return Remedy(kind, language=request.language)
    if kind is RemedyKind.NEED:
        return Remedy(kind, subject, diary.meetings_by_need[subject or 0] + 1)
    if kind in (RemedyKind.PLACE, RemedyKind.BUYER_HOURS, RemedyKind.SUPPLIER_HOURS):
        return Remedy(kind, subject)
    side = diary.buyers if kind.startswith("buyer") else diary.suppliers
    hours, day = side[subject or 0], diary.problem.slots[slot].day
    counts = {
        RemedyKind.BUYER_TOTAL: hours.total,
        RemedyKind.SUPPLIER_TOTAL: hours.total,
        RemedyKind.BUYER_DAY: hours.meetings_by_day.get(day, 0),
        RemedyKind.SUPPLIER_DAY: hours.meetings_by_day.get(day, 0),
    }
    return Remedy(kind, subject, counts.get(kind, hours.counts.get(slot, 0)) + 1)


def _changed(problem: Problem, request: Request, mending: Mending, remedy: Remedy) -> Problem:
    slot = frozenset({mending.slot})
    match remedy.kind:
        case RemedyKind.NEED:
            limits = dict(problem.need_limits) | {remedy.subject or 0: remedy.count}
            return replace(problem, need_limits=tuple(limits.items()))
        case RemedyKind.INTERPRETER:
            number = min((each.id for each in problem.interpreters), default=0) - 1
            more = Interpreter(number, frozenset({request.language or ""}), slot)
            return replace(problem, interpreters=(*problem.interpreters, more))
        case RemedyKind.PLACE:
            return _with_place(problem, Place(0, mending.mode, slot, remedy.subject))
        case _:
            return _with_party(problem, mending, remedy)


def _with_place(problem: Problem, place: Place) -> Problem:
    number = min((each.id for each in problem.places), default=0) - 1
    return replace(problem, places=(*problem.places, replace(place, id=number)))


def _with_party(problem: Problem, mending: Mending, remedy: Remedy) -> Problem:
    """Change the party that a remedy is about; a new team of a supplier sits at its booth too."""
    is_buyer = remedy.kind.startswith("buyer")
    parties = problem.buyers if is_buyer else problem.suppliers
    changed = tuple(
        _with_more(party, mending, remedy) if party.id == remedy.subject else party
        for party in parties
    )
    if is_buyer:
        return replace(problem, buyers=changed)
    booths = [each for each in problem.places if each.owner == remedy.subject]
    if remedy.kind is RemedyKind.SUPPLIER_TEAM and any(b.mode is Mode.BOOTH for b in booths):
        slots = frozenset({mending.slot})
        problem = _with_place(problem, Place(0, Mode.BOOTH, slots, remedy.subject))
    return replace(problem, suppliers=changed)


def _with_more(party: Party, mending: Mending, remedy: Remedy) -> Party:
    match remedy.kind:
        case RemedyKind.BUYER_TOTAL | RemedyKind.SUPPLIER_TOTAL:
            return replace(party, limit_total=remedy.count)
        case RemedyKind.BUYER_DAY | RemedyKind.SUPPLIER_DAY:
            return replace(party, limit_day=remedy.count)
        case RemedyKind.BUYER_TEAM | RemedyKind.SUPPLIER_TEAM:
            return replace(party, capacity=remedy.count)
    slot = frozenset({mending.slot})
    if mending.mode is Mode.ONLINE:
        return replace(party, online=party.online | slot)
    return replace(party, onsite=party.onsite | slot)
