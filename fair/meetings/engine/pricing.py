"""The program of some columns, and what the prices of its rows say about all of them."""

from dataclasses import dataclass

import numpy as np

from fair.meetings.engine.columns import Array, Columns, Limit
from fair.meetings.engine.solvers import LinearProgram

ENTERING_PER_PAIR = 3
# What counts as a positive reduced cost, in points.
WORTHWHILE = 1e-6


@dataclass(frozen=True, slots=True)
class Valuation:
    """What prices of the rows say: no plan has more than `bound` points.

    `spare[j]` is what column j would still add at these prices, its pair's own row apart.
    """

    bound: float
    spare: Array


def valued(columns: Columns, prices: Array) -> Valuation:
    """Bound every plan from above by weak duality, which holds for prices of any origin."""
    paid = np.maximum(prices, 0)
    paid[-1] = 0
    paid[: columns.pair_count] = 0
    spare = columns.gain + paid[columns.of(Limit.SERVED)]
    for line in columns.rows[2:]:
        spare -= paid[line]
    best = np.maximum.reduceat(spare, columns.pair_starts) if len(spare) else spare
    bound = (
        columns.constant
        + (paid * columns.sections.rhs).sum()
        + np.maximum(columns.first - paid[columns.unserved], 0).sum()
        + np.maximum(best, 0).sum()
    )
    return Valuation(float(bound), spare)


def quota_prices(columns: Columns) -> Array:
    """Return prices with which a bound says: each buyer has their best wishes, and no more."""
    prices = np.zeros(len(columns.sections.rhs))
    if not len(columns):
        return prices
    best = np.maximum.reduceat(columns.gain, columns.pair_starts)
    row = columns.of(Limit.BUYER_TOTAL)[columns.pair_starts]
    most = np.minimum(columns.sections.rhs[row], _time_of_buyers(columns)[row])
    order = np.lexsort((-best, row))
    place = _place_in_run(row[order])
    last = place == most[order] - 1
    prices[row[order][last]] = best[order][last]
    return prices


def _time_of_buyers(columns: Columns) -> Array:
    """Return, by row of a buyer's total, in how many meetings they have time for."""
    time = np.zeros(len(columns.sections.rhs))
    pairs = np.unique(
        np.stack([columns.of(Limit.BUYER_TOTAL), columns.of(Limit.BUYER_SLOT)]), axis=1
    )
    np.add.at(time, pairs[0], columns.sections.rhs[pairs[1]])
    return time


def sampled(columns: Columns, *, per_pair: int, seed: int) -> Array:
    """Return a few random columns of each pair, in order."""
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(len(columns)), columns.pair))
    return np.sort(order[_place_in_run(columns.pair[order]) < per_pair])


def entering(columns: Columns, spare: Array, prices: Array, chosen: Array) -> Array:
    """Return the columns that would improve a program of the chosen ones, the best of each pair."""
    better = spare - prices[columns.pair]
    better[chosen] = 0
    candidates = np.flatnonzero(better > WORTHWHILE)
    pair = columns.pair[candidates]
    order = np.lexsort((-better[candidates], pair))
    return candidates[order[_place_in_run(pair[order]) < ENTERING_PER_PAIR]]


def _place_in_run(keys: Array) -> Array:
    """Number the members of each run of equal keys from 0."""
    places = np.arange(len(keys))
    is_first = np.diff(keys, prepend=-1) != 0
    return places - np.maximum.accumulate(np.where(is_first, places, 0))


@dataclass(frozen=True, slots=True)
class Restricted:
    """The linear program of some columns; `rows` are those that can bind among them."""

    program: LinearProgram
    rows: Array


def restricted(columns: Columns, chosen: Array, gain: Array, *, room: Array) -> Restricted:
    """Make the program of the chosen columns; after them comes one for each supplier served.

    `room` is what each row has left for them.
    """
    lines = columns.rows[:, chosen]
    kept, served = _binding_rows(columns, lines, room)
    number = np.full(len(columns.sections.rhs), -1)
    number[kept] = np.arange(len(kept))
    numbered = number[lines]
    line, column = np.nonzero(numbered >= 0)
    more = np.arange(len(served))
    return Restricted(
        LinearProgram(
            gain=np.concatenate([gain[chosen], np.full(len(served), float(columns.first))]),
            row=np.concatenate([numbered[line, column], number[served]]),
            column=np.concatenate([column, len(chosen) + more]),
            coefficient=np.concatenate([np.where(line == 1, -1.0, 1.0), np.ones(len(served))]),
            rhs=room[kept].astype(float),
        ),
        kept,
    )


def _binding_rows(columns: Columns, lines: Array, room: Array) -> tuple[Array, Array]:
    """Return the rows with more columns than room, and those of suppliers not served so far."""
    sections = columns.sections
    counts = np.bincount(lines.ravel(), minlength=len(sections.rhs))
    binds = counts > room
    binds[sections.starts[Limit.SERVED] :] = False
    served = np.unique(lines[1])
    is_worth_it = (served < sections.never) & (room[served] == 0) & (columns.first > 0)
    binds[served[is_worth_it]] = True
    return np.flatnonzero(binds), served[is_worth_it]
