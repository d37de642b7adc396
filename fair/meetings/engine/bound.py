"""What no plan can exceed, and a plan in fractions that comes close to it.

The linear program of all columns is solved on a few of them for each pair; the prices of its rows
tell which others would improve it, and how far any plan can be from it. This bound is proven by the
prices alone, whatever the solver did.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fair.meetings.engine.columns import Array, Columns
from fair.meetings.engine.control import Control
from fair.meetings.engine.pricing import entering, quota_prices, restricted, sampled, valued
from fair.meetings.engine.solvers import solve_linear

# With so many columns of each pair the first program is usually the last one.
COLUMNS_PER_PAIR = 14
GAP = 1e-5
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The program's answer: fractions of the chosen columns, and the price of every row.

    `bound` is in whole points. Without an answer (there was no time) `chosen` is empty.
    """

    bound: int
    prices: Array
    spare: Array
    chosen: Array
    fractions: Array

    @property
    def is_solved(self) -> bool:
        return len(self.chosen) > 0

    def cost(self, columns: Columns) -> Array:
        """Return what choosing a column loses against the best of its pair, in points.

        No plan with that column has more than the bound less this.
        """
        if not len(columns):
            return self.spare
        best = np.maximum.reduceat(self.spare, columns.pair_starts)
        return np.maximum(best, 0)[columns.pair] - self.spare


def quick_bound(columns: Columns) -> Relaxation:
    """Bound every plan at once: no buyer can have more than their best wishes."""
    prices = quota_prices(columns)
    valuation = valued(columns, prices)
    nothing = columns.pair[:0]
    return Relaxation(_whole(valuation.bound), prices, valuation.spare, nothing, nothing)


def relax(
    columns: Columns,
    *,
    start: Iterable[int] = (),
    seed: int,
    control: Control,
) -> Relaxation:
    """Solve the program of all columns to within GAP; `start` are columns to begin with.

    The bound is the best seen; the answer that of the last program that was solved.
    """
    best = quick_bound(columns)
    if not len(columns):
        return best
    chosen = np.union1d(
        sampled(columns, per_pair=COLUMNS_PER_PAIR, seed=seed), np.array([*start], int)
    )
    for _round in range(ROUNDS):
        program = restricted(columns, chosen, columns.gain, room=columns.sections.rhs)
        answer = solve_linear(program.program, control=control)
        if answer is None:
            break
        prices = np.zeros(len(columns.sections.rhs))
        prices[program.rows] = answer.prices
        valuation = valued(columns, prices)
        fractions = answer.values[: len(chosen)]
        reached = float(program.program.gain @ answer.values) + columns.constant
        bound = min(best.bound, _whole(valuation.bound))
        best = Relaxation(bound, prices, valuation.spare, chosen, fractions)
        more = entering(columns, valuation.spare, prices, chosen)
        if bound - reached <= GAP * bound or not len(more):
            break
        chosen = np.union1d(chosen, more)
    return best


def _whole(bound: float) -> int:
    """Round down, as points are whole, but for what the sum of many floats may have lost."""
    return int(np.floor(bound * (1 + 1e-12) + 1e-6))
