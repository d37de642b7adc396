"""Planning problems for tests: tiny random ones, and one of a real fair's size."""

import random

from hypothesis import strategies as st

from fair.meetings.engine.types import (
    Assignment,
    Interpreter,
    Mode,
    Party,
    Pin,
    Place,
    Problem,
    Request,
    Slot,
)

SUPPLIER_IDS_FROM = 1_000
PLACE_IDS_FROM = 10_000
INTERPRETER_IDS_FROM = 20_000


def grid(*, days: int, slots_per_day: int, minutes: int = 20) -> tuple[Slot, ...]:
    """Lay slots of one length end to end from 09:00 on each day."""
    return tuple(
        Slot(start, start + minutes, day)
        for day in range(days)
        for start in range(day * 1440 + 540, day * 1440 + 540 + slots_per_day * minutes, minutes)
    )


def _party(draw, party_id: int, slots: int) -> Party:
    slot_sets = st.frozensets(st.integers(0, slots - 1))
    limits = st.none() | st.integers(0, 3)
    return Party(
        id=party_id,
        onsite=draw(slot_sets),
        online=draw(slot_sets),
        capacity=draw(st.integers(0, 2)),
        limit_day=draw(limits),
        limit_total=draw(limits),
    )


@st.composite
def problems(draw) -> Problem:
    """Draw a tiny problem: few slots, parties with odd diaries, scarce places, some pins."""
    slots = grid(days=draw(st.integers(1, 2)), slots_per_day=draw(st.integers(1, 4)))
    buyers = tuple(_party(draw, n, len(slots)) for n in range(draw(st.integers(0, 3))))
    suppliers = tuple(
        _party(draw, SUPPLIER_IDS_FROM + n, len(slots)) for n in range(draw(st.integers(0, 3)))
    )
    owners = st.sampled_from([None, *(party.id for party in (*suppliers, *buyers))])
    interpreters = tuple(
        Interpreter(
            id=INTERPRETER_IDS_FROM + n,
            languages=draw(st.frozensets(st.sampled_from(["ja", "ko"]))),
            open_slots=draw(st.frozensets(st.integers(0, len(slots) - 1))),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    places = tuple(
        Place(
            id=PLACE_IDS_FROM + n,
            mode=draw(st.sampled_from(Mode)),
            open_slots=draw(st.frozensets(st.integers(0, len(slots) - 1))),
            owner=draw(owners),
        )
        for n in range(draw(st.integers(0, 4)))
    )
    pairs = [(buyer.id, supplier.id) for buyer in buyers for supplier in suppliers]
    wished = draw(st.lists(st.sampled_from(pairs), max_size=8)) if pairs else []
    pinned = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    place_ids = st.sampled_from([None, *(place.id for place in places)])
    needs = st.sets(st.integers(1, 3), max_size=2).map(tuple)
    modes = st.lists(st.sampled_from(Mode), unique=True, max_size=3).map(tuple)
    return Problem(
        slots=slots,
        buyers=buyers,
        suppliers=suppliers,
        places=places,
        requests=tuple(
            Request(
                id=n,
                buyer=pair[0],
                supplier=pair[1],
                value=draw(st.integers(0, 1_000)),
                modes=draw(modes),
                must=draw(st.booleans()),
                needs=draw(needs),
                language=draw(st.sampled_from([None, None, "ja", "ko"])),
            )
            for n, pair in enumerate(wished)
        ),
        pins=tuple(
            _pin(draw, (n, *pair), slots, place_ids=place_ids, interpreters=interpreters)
            for n, pair in enumerate(pinned)
        ),
        need_limits=draw(st.sampled_from([(), ((1, 0),), ((1, 1), (2, 2))])),
        blocked=frozenset(draw(st.sets(st.sampled_from(pairs), max_size=1)))
        if pairs
        else frozenset(),
        interpreters=interpreters,
        standing=tuple(
            Assignment(n, draw(st.integers(0, len(slots) - 1)), PLACE_IDS_FROM)
            for n in range(draw(st.integers(0, len(wished))))
        ),
    )


def _pin(
    draw,
    ids: tuple[int, int, int],
    slots: tuple[Slot, ...],
    *,
    place_ids,
    interpreters: tuple[Interpreter, ...],
) -> Pin:
    slot = draw(st.integers(0, len(slots) - 1))
    interpreter = draw(st.sampled_from([None, *(each.id for each in interpreters)]))
    return Pin(
        id=ids[0],
        buyer=ids[1],
        supplier=ids[2],
        slots=frozenset({slot}),
        day=slots[slot].day,
        place=draw(place_ids),
        interpreter=interpreter,
    )


def tiny_fair(seed: int, *, wishes: int = 8) -> Problem:
    """Invent a tiny problem in which most wishes are possible and few of them together."""
    rng = random.Random(seed)  # noqa: S311
    slots = grid(days=rng.randint(1, 2), slots_per_day=rng.randint(2, 3))
    everywhere = frozenset(range(len(slots)))

    def some() -> frozenset[int]:
        return frozenset(rng.sample(sorted(everywhere), rng.randint(1, len(everywhere))))

    def party(party_id: int) -> Party:
        return Party(
            id=party_id,
            onsite=some(),
            online=some(),
            capacity=rng.choice([1, 1, 2]),
            limit_day=rng.choice([None, None, 1, 2]),
            limit_total=rng.choice([None, None, 1, 3]),
        )

    buyers = [party(n) for n in range(rng.randint(2, 3))]
    suppliers = [party(SUPPLIER_IDS_FROM + n) for n in range(rng.randint(2, 4))]
    owners = [None, None, suppliers[0].id, buyers[0].id]
    places = [
        Place(PLACE_IDS_FROM + n, rng.choice([*Mode]), some(), rng.choice(owners)) for n in range(4)
    ]
    pairs = [(buyer.id, supplier.id) for buyer in buyers for supplier in suppliers]
    requests = [
        Request(
            id=n,
            buyer=pair[0],
            supplier=pair[1],
            value=rng.randint(0, 1_000),
            modes=tuple(rng.sample([*Mode], rng.randint(1, 3))),
            must=rng.random() < 0.2,
            needs=tuple(rng.sample([1, 2, 3], rng.randint(0, 2))),
            language=rng.choice([None, None, "ja", "ko"]),
        )
        for n, pair in enumerate(rng.choices(pairs, k=rng.randint(1, wishes)))
    ]
    interpreters = [
        Interpreter(INTERPRETER_IDS_FROM + n, frozenset(languages), some())
        for n, languages in enumerate(rng.sample([["ja"], ["ja", "ko"], ["ko"]], 2))
    ]
    pins = [
        Pin(n, *rng.choice(pairs), frozenset({0}), slots[0].day, rng.choice([None, PLACE_IDS_FROM]))
        for n in range(rng.choice([0, 0, 1]))
    ]
    return Problem(
        slots=slots,
        buyers=tuple(buyers),
        suppliers=tuple(suppliers),
        places=tuple(places),
        requests=tuple(requests),
        pins=tuple(pins),
        need_limits=rng.choice([(), ((1, 1),), ((1, 1), (2, 2))]),
        interpreters=tuple(interpreters),
        standing=tuple(
            Assignment(n, rng.choice(sorted(everywhere)), PLACE_IDS_FROM)
            for n in range(rng.randint(0, len(requests)))
        ),
    )


tiny_fairs = st.integers(0, 1_000_000).map(tiny_fair)


def fair(*, buyers: int = 40, suppliers: int = 250, seed: int = 1) -> Problem:
    """Build a fair of the usual shape: 3 days of 16 slots, 1-3 needs per buyer, 12 candidates.

    A fifth of the buyers is online only, with a window on each day; a third of the suppliers
    has no booth and needs one of 30 tables; 30 % of the suppliers come in two teams.
    """
    rng = random.Random(seed)  # noqa: S311
    slots = grid(days=3, slots_per_day=16)
    everywhere = frozenset(range(len(slots)))
    buyer_parties = [_buyer(rng, n, everywhere) for n in range(buyers)]
    supplier_parties = [_supplier(rng, SUPPLIER_IDS_FROM + n, everywhere) for n in range(suppliers)]
    with_booth = [party for party in supplier_parties if rng.random() < 0.65]
    seats = [(Mode.BOOTH, party.id) for party in with_booth for _team in range(party.capacity)]
    shared = [(Mode.TABLE, None)] * (30 * buyers // 40) + [(Mode.ONLINE, None)] * (
        12 * buyers // 40
    )
    return Problem(
        slots=slots,
        buyers=tuple(buyer_parties),
        suppliers=tuple(supplier_parties),
        places=tuple(
            Place(PLACE_IDS_FROM + n, mode, everywhere, owner)
            for n, (mode, owner) in enumerate(seats + shared)
        ),
        requests=tuple(_requests(rng, buyer_parties, supplier_parties, {p.id for p in with_booth})),
    )


def _buyer(rng: random.Random, party_id: int, everywhere: frozenset[int]) -> Party:
    limit = rng.randint(8, 20)
    if rng.random() < 0.2:
        start, length = rng.randint(0, 9), rng.randint(4, 7)
        window = frozenset(
            day * 16 + slot for day in range(3) for slot in range(start, start + length)
        )
        return Party(party_id, frozenset(), window, limit_total=limit)
    away = rng.randint(0, 18)
    start = rng.randint(0, 48 - away)
    present = everywhere - frozenset(range(start, start + away))
    return Party(party_id, present, frozenset(), limit_total=limit)


def _supplier(rng: random.Random, party_id: int, everywhere: frozenset[int]) -> Party:
    away = frozenset(rng.sample(range(48), rng.randint(0, 7)))
    present = everywhere - away
    teams = 2 if rng.random() < 0.3 else 1
    return Party(party_id, present, present, capacity=teams, limit_total=rng.randint(6, 24))


def _requests(rng, buyers: list[Party], suppliers: list[Party], with_booth: set[int]):
    number = 0
    for buyer in buyers:
        candidates: dict[int, int] = {}
        for _need in range(rng.randint(1, 3)):
            for supplier in rng.sample(suppliers, 12):
                candidates[supplier.id] = rng.randint(30, 1_000)
        for supplier_id, value in candidates.items():
            onsite = Mode.BOOTH if supplier_id in with_booth else Mode.TABLE
            mode = onsite if buyer.onsite else Mode.ONLINE
            yield Request(number, buyer.id, supplier_id, value, (mode,))
            number += 1
