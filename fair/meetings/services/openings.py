"""Find, under the locks of both sides, where exactly a pair can sit at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fair.common.intervals import Interval
from fair.editions.models import Participation
from fair.editions.selectors import slots_of
from fair.meetings.choices import Clash
from fair.meetings.engine import types
from fair.meetings.models import Meeting
from fair.meetings.services.locks import try_places
from fair.meetings.services.parties import ensure_parties_of
from fair.meetings.snapshots import PairBench, Wish, bench_of_pair


class Clashing(Exception):
    """The pair cannot meet then; `clashes` names every rule against it."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(clashes)
        self.clashes = clashes


class PlaceContested(Exception):
    """Others are at the very places at this moment; asked again there may be one."""


@dataclass(frozen=True, slots=True)
class Question:
    """When and how a pair wants to meet; `place` is the id of a Party row that they would like.

    `without` are the meetings that give up their time for it.
    """

    starts_at: datetime
    mode: str
    place: int | None
    without: tuple[Meeting, ...] = ()
    teams: tuple[int, ...] = ()
    is_limited: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """A time, a place and everybody who sits there, as ids of Party rows."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    place: int
    interpreter: int | None
    buyer_team: int
    supplier_team: int

    @property
    def parties(self) -> list[int]:
        seated = (self.buyer_team, self.supplier_team, self.place, self.interpreter)
        return [party for party in seated if party is not None]


def find_opening(
    buyer: Participation, supplier: Participation, question: Question, *, wish: Wish
) -> Opening:
    """Return where the pair can sit, with its place locked; sides are loaded by `sides_of`.

    Raise Clashing with every rule against the time, PlaceContested where it may be worth asking
    again.
    """
    slot = _slot_at(buyer, question.starts_at)
    if slot is None:
        raise Clashing((Clash.TIME_GONE,))
    bench = _bench(buyer, supplier, question, slot, wish=wish)
    mode = types.Mode(question.mode)
    places = next((places for _slot, places in bench.openings(mode)), None)
    if places is None:
        raise Clashing(bench.why_not(question.starts_at, mode))
    interpreter = bench.interpreter(0)
    return Opening(
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        mode=question.mode,
        place=_kept_place(
            [place.id for place in places],
            wanted=question.place,
            turn=buyer.pk + supplier.pk,
            along=[] if interpreter is None else [interpreter],
        ),
        interpreter=interpreter,
        buyer_team=_team(bench, buyer, question.teams),
        supplier_team=_team(bench, supplier, question.teams),
    )


def _slot_at(buyer: Participation, starts_at: datetime) -> Interval | None:
    found = (slot for slot in slots_of(buyer.edition) if slot.starts_at == starts_at)
    return next(found, None)


def _bench(
    buyer: Participation,
    supplier: Participation,
    question: Question,
    slot: Interval,
    *,
    wish: Wish,
) -> PairBench:
    """Put the pair before one slot, giving the two their teams where these are new."""

    def bench() -> PairBench:
        return bench_of_pair(
            buyer,
            supplier,
            slots=[slot],
            wish=wish,
            modes=[question.mode],
            without=question.without,
            is_limited=question.is_limited,
        )

    found = bench()
    if all(len(found.teams[side.pk]) >= side.parallel_meetings for side in (buyer, supplier)):
        return found
    ensure_parties_of(buyer, supplier)
    return bench()


def _kept_place(
    places: Sequence[int], *, wanted: int | None, turn: int, along: Collection[int]
) -> int:
    """Lock the wanted place, else any other, beginning where the pair's turn is.

    Pairs that come at once so begin at different places.
    """
    start = turn % len(places)
    in_turn = [*places[start:], *places[:start]]
    for place in sorted(in_turn, key=lambda each: each != wanted):
        if try_places([place, *along]):
            return place
    raise PlaceContested


def _team(bench: PairBench, side: Participation, wanted: Collection[int]) -> int:
    team = bench.team(side.pk, 0, wanted=wanted)
    if team is None:
        raise PlaceContested
    return team
