"""Slates: short lists that do not all show the same booths.

Every booth has a price. It rises while more slates show the booth than it can take meetings and
falls while fewer do; a slate takes the options with the highest score less price. A price chooses
and is never part of a score that anybody sees.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

ROUNDS = 200
# Points by which a price moves for each slate too many, in the first round; less in later ones.
STEP = 0.5
# The highest price: nobody is shown a booth that is so much worse to spare a better one.
DEAREST = 25.0
# What a place beyond a booth's capacity costs, in meetings.
CROWDING = 0.05
# Without a capacity of their own, booths share the places of all slates, with this much room.
ROOM = 1.2
# Orders options that are worth the same; far below what separates two scores.
_NUDGE = 1e-9

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Option:
    """An eligible pair: `party_id` is whose booth the offer is at, `score` is in [0, 100]."""

    need_id: int
    offer_id: int
    party_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Slates:
    """Options by need, the best score first; by booth how often it is shown and its price.

    `excess` counts the places at booths beyond their capacity.
    """

    by_need: Mapping[int, tuple[Option, ...]]
    loads: Mapping[int, int]
    prices: Mapping[int, float]
    excess: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """How evenly slates show the booths.

    `gini` is 0 where all are shown equally often and nears 1 where one is shown alone; `coverage`
    is the share of booths shown at all.
    """

    gini: float
    coverage: float
    max_load: int
    mean_load: float
    mean_score: float


def fill_slates(
    options: Iterable[Option],
    *,
    size: int,
    capacity: Mapping[int, int] | None = None,
    rounds: int = ROUNDS,
) -> Slates:
    """Fill a slate of `size` booths for each need.

    Options are in the order of preference for each need, which decides where they are worth the
    same; of the offers of one booth the first counts. `capacity` is the most slates that should
    show a booth; one that it does not name has none. A need with no more options than places keeps
    them all. The round is returned that promises most meetings that booths have room for, less a
    little for crowding.
    Cost: a round takes some 10 ms for 10,000 needs of 100 options.
    """
    table = _table(_one_per_booth(options))
    limits = _limits(table, size=size, capacity=capacity)
    prices = np.zeros(len(table.party_ids))
    best_prices, best_shown, most = prices, _shown(table, prices, size=size), -np.inf
    for number in range(1, rounds + 1):
        shown = _shown(table, prices, size=size)
        loads = np.bincount(table.parties[shown], minlength=len(prices))
        excess = int(np.maximum(loads - limits, 0).sum())
        worth = _meetings(table, shown, limits=limits) - CROWDING * excess
        if worth > most:
            best_prices, best_shown, most = prices, shown, worth
        if excess == 0:
            break
        prices = np.clip(prices + STEP / number**0.5 * (loads - limits), 0.0, DEAREST)
    return _slates(table, best_shown, prices=best_prices, limits=limits)


def exposure(slates: Slates, *, party_ids: Collection[int]) -> Exposure:
    """Measure how evenly slates show these booths."""
    loads = np.sort([slates.loads.get(party_id, 0) for party_id in party_ids])
    scores = [option.score for slate in slates.by_need.values() for option in slate]
    count, total = len(loads), int(loads.sum())
    if not total:
        return Exposure(0.0, 0.0, 0, 0.0, 0.0)
    weighed = float((np.arange(1, count + 1) * loads).sum())
    return Exposure(
        gini=2 * weighed / (count * total) - (count + 1) / count,
        coverage=float(np.count_nonzero(loads)) / count,
        max_load=int(loads[-1]),
        mean_load=total / count,
        mean_score=sum(scores) / len(scores),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """A row of options per need, filled up with options of no worth."""

    options: Mapping[int, Sequence[Option]]
    party_ids: Sequence[int]
    scores: Floats  # minus infinity where there is none
    parties: Ints  # numbers of party_ids


def _one_per_booth(options: Iterable[Option]) -> dict[int, list[Option]]:
    found: dict[int, dict[int, Option]] = {}
    for option in options:
        found.setdefault(option.need_id, {}).setdefault(option.party_id, option)
    return {need_id: list(found[need_id].values()) for need_id in sorted(found)}


def _table(options: Mapping[int, Sequence[Option]]) -> _Table:
    party_ids = sorted({option.party_id for row in options.values() for option in row})
    number = {party_id: at for at, party_id in enumerate(party_ids)}
    width = max(map(len, options.values()), default=0)
    scores = np.full((len(options), width), -np.inf)
    parties = np.zeros((len(options), width), np.intp)
    for at, row in enumerate(options.values()):
        scores[at, : len(row)] = [option.score for option in row]
        parties[at, : len(row)] = [number[option.party_id] for option in row]
    return _Table(options, party_ids, scores, parties)


def _limits(table: _Table, *, size: int, capacity: Mapping[int, int] | None) -> Ints:
    if capacity is None:
        places = sum(min(size, len(row)) for row in table.options.values())
        share = ceil(ROOM * places / max(1, len(table.party_ids)))
        return np.full(len(table.party_ids), share, np.intp)
    return np.array([capacity.get(party_id, 0) for party_id in table.party_ids], np.intp)


def _shown(table: _Table, prices: Floats, *, size: int) -> NDArray[np.bool_]:
    """Tell which options a slate takes."""
    shown = table.scores > -np.inf
    width = table.scores.shape[1]
    if width <= size:
        return shown
    worth = table.scores - prices[table.parties] - _NUDGE * np.arange(width)
    last = np.partition(worth, width - size, axis=1)[:, width - size, None]
    return shown & (worth >= last)


def _meetings(table: _Table, shown: NDArray[np.bool_], *, limits: Ints) -> float:
    """Return about how many meetings come about: both sides want one with their score's chance."""
    chances = (table.scores[shown] / 100) ** 2
    wanted = np.bincount(table.parties[shown], weights=chances, minlength=len(limits))
    return float(np.minimum(wanted, limits).sum())


def _slates(table: _Table, shown: NDArray[np.bool_], *, prices: Floats, limits: Ints) -> Slates:
    by_need = {
        need_id: tuple(
            sorted(
                (option for option, is_shown in zip(row, own, strict=False) if is_shown),
                key=lambda option: -option.score,
            )
        )
        for (need_id, row), own in zip(table.options.items(), shown.tolist(), strict=True)
    }
    loads = np.bincount(table.parties[shown], minlength=len(prices))
    return Slates(
        by_need,
        loads=dict(zip(table.party_ids, loads.tolist(), strict=True)),
        prices=dict(zip(table.party_ids, prices.tolist(), strict=True)),
        excess=int(np.maximum(loads - limits, 0).sum()),
    )
