"""Invented fairs of the shape and size that planning is measured on; equal seeds, equal fairs.

`large` is a trade show that lives of its meetings: 700 buyers, 1500 suppliers, 43,000 wishes.
`base` is shaped like a real fair of 40 buyers and 250 suppliers: what people want to attend binds,
time hardly does. `tight` is a stress: many more wishes, a few suppliers whom everybody wants, half
of the suppliers without a booth and hardly any tables. A scale multiplies everything but the days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from fair.meetings.engine.types import Mode, Party, Place, Problem, Request, Slot, Weights

DAYS, SLOTS_PER_DAY, MINUTES = 3, 16, 20
SLOTS = DAYS * SLOTS_PER_DAY
EVERYWHERE = frozenset(range(SLOTS))
SUPPLIERS_FROM, PLACES_FROM = 10_000, 100_000
# The most wanted supplier is so many times as popular as the least.
MOST_WANTED = 12.0
ONLINE, TWO_TEAMS = 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes one kind of fair; counts are for scale 1."""

    needs: tuple[int, int]
    candidates: int
    buyer_most: tuple[int, int]
    without_booth: float
    tables: int
    rooms: int
    # Exponent of the suppliers' popularity, cut off at MOST_WANTED; None: all are equally wanted.
    pareto: float | None
    buyers: int = 40
    suppliers: int = 250
    supplier_most: tuple[int, int] = (6, 24)


SHAPES = {
    "base": Shape((1, 3), 12, (8, 20), 0.35, 30, 12, None),
    "tight": Shape((2, 3), 20, (24, 48), 0.50, 3, 2, 1.1),
    "large": Shape(
        (2, 3),
        25,
        (20, 48),
        0.35,
        300,
        120,
        None,
        buyers=700,
        suppliers=1_500,
        supplier_most=(12, 48),
    ),
}


def fair(*, kind: str, scale: int, seed: int, first_meeting: int = 0) -> Problem:
    """Build one fair. `first_meeting` is the worth of each supplier's first meeting, in points."""
    shape, rng = SHAPES[kind], Random(f"{kind}/{scale}/{seed}")
    buyers = [_buyer(rng, n, shape) for n in range(shape.buyers * scale)]
    suppliers = [_supplier(rng, SUPPLIERS_FROM + n, shape) for n in range(shape.suppliers * scale)]
    with_booth = {each.id for each in suppliers if rng.random() >= shape.without_booth}
    return Problem(
        slots=tuple(_slots()),
        buyers=tuple(buyers),
        suppliers=tuple(suppliers),
        places=tuple(_places(shape, scale, [s for s in suppliers if s.id in with_booth])),
        requests=tuple(_requests(rng, shape, buyers, suppliers, with_booth)),
        weights=Weights(first_meeting=first_meeting),
    )


def with_halls(problem: Problem, count: int) -> Problem:
    """Spread booths and tables over halls; a supplier's seats lie in one."""
    halls = {owner: n % count for n, owner in enumerate({each.owner for each in problem.places})}
    places = tuple(
        replace(each, hall=n % count if each.owner is None else halls[each.owner])
        if each.mode is not Mode.ONLINE
        else each
        for n, each in enumerate(problem.places)
    )
    return replace(problem, places=places)


def _slots() -> Iterator[Slot]:
    for day in range(DAYS):
        for n in range(SLOTS_PER_DAY):
            start = day * 1440 + 540 + n * MINUTES
            yield Slot(start, start + MINUTES, day)


def _buyer(rng: Random, party_id: int, shape: Shape) -> Party:
    most = rng.randint(*shape.buyer_most)
    online = rng.random() < ONLINE
    present = _window(rng) if online else _blocks(rng)
    nowhere: frozenset[int] = frozenset()
    onsite, remote = (nowhere, present) if online else (present, nowhere)
    return Party(party_id, onsite, remote, limit_total=most)


def _window(rng: Random) -> frozenset[int]:
    """Some hours of each day, as for a buyer who joins from another time zone."""
    length = rng.randint(4, 7)
    start = rng.randint(0, SLOTS_PER_DAY - length)
    return frozenset(
        day * SLOTS_PER_DAY + n for day in range(DAYS) for n in range(start, start + length)
    )


def _blocks(rng: Random) -> frozenset[int]:
    """60 to 100 % of the time, away in blocks of two to eight slots."""
    away: set[int] = set()
    wanted = round(rng.uniform(0, 0.4) * SLOTS)
    while len(away) < wanted:
        start = rng.randrange(SLOTS)
        away |= set(range(start, min(start + rng.randint(2, 8), SLOTS, start + wanted)))
    return EVERYWHERE - away


def _supplier(rng: Random, party_id: int, shape: Shape) -> Party:
    away = rng.sample(range(SLOTS), round(rng.uniform(0, 0.15) * SLOTS))
    present = EVERYWHERE - frozenset(away)
    teams = 2 if rng.random() < TWO_TEAMS else 1
    most = rng.randint(*shape.supplier_most)
    return Party(party_id, present, present, capacity=teams, limit_total=most)


def _places(shape: Shape, scale: int, with_booth: list[Party]) -> Iterator[Place]:
    booths = [(Mode.BOOTH, each.id) for each in with_booth for _team in range(each.capacity)]
    shared = [(Mode.TABLE, None)] * (shape.tables * scale)
    rooms = [(Mode.ONLINE, None)] * (shape.rooms * scale)
    for n, (mode, owner) in enumerate([*booths, *shared, *rooms]):
        yield Place(PLACES_FROM + n, mode, EVERYWHERE, owner)


def _requests(
    rng: Random,
    shape: Shape,
    buyers: list[Party],
    suppliers: list[Party],
    with_booth: set[int],
) -> Iterator[Request]:
    wanted = [_popularity(rng, shape) for _supplier in suppliers]
    number = 0
    for buyer in buyers:
        best: dict[int, int] = {}
        for _need in range(rng.randint(*shape.needs)):
            for supplier in _sample(rng, suppliers, wanted, shape.candidates):
                best[supplier.id] = max(best.get(supplier.id, 0), rng.randint(30, 1_000))
        for supplier_id, value in sorted(best.items()):
            onsite = Mode.BOOTH if supplier_id in with_booth else Mode.TABLE
            mode = onsite if buyer.onsite else Mode.ONLINE
            yield Request(number, buyer.id, supplier_id, value, (mode,))
            number += 1


def _popularity(rng: Random, shape: Shape) -> float:
    return 1.0 if shape.pareto is None else min(MOST_WANTED, rng.paretovariate(shape.pareto))


def _sample(rng: Random, parties: list[Party], weights: list[float], count: int) -> list[Party]:
    """Draw without putting back, with chances in proportion to the weights."""
    keys = [rng.random() ** (1 / weight) for weight in weights]
    order = sorted(range(len(parties)), key=lambda n: -keys[n])
    return [parties[n] for n in order[:count]]
