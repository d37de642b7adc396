"""Coefficients from pairs that people judged: a logistic curve whose slopes are never negative.

More of what speaks for a pair must never speak against it, so coefficients have 0 as their floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.calibration import calibrated, logistic
from fair.matching.engine.text.weighing import Weighing

Table = NDArray[np.float64]

# Pairs that belong together are few; each counts as several that do not.
RELEVANT_COUNTS = 8.0
RIDGE = 1.0
STEPS, SWEEPS, ENOUGH = 60, 200, 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Pairs with the values of their features, shape (pairs, features), and how right they are.

    `relevance` is in [0, 1].
    """

    names: tuple[str, ...]
    values: Table
    relevance: Table

    def only(self, names: Sequence[str]) -> "Judged":
        """Return the same pairs with the values of fewer features."""
        columns = [self.names.index(name) for name in names]
        return Judged(tuple(names), self.values[:, columns], self.relevance)


def fit(judged: Judged, *, ridge: float = RIDGE, emphasis: float = RELEVANT_COUNTS) -> Weighing:
    """Fit coefficients, then the curve that turns their sums into shares that were seen.

    Cost: some hundred products of the table with a vector.
    """
    weights = 1.0 + (emphasis - 1.0) * judged.relevance
    slopes, constant = _descend(judged.values, judged.relevance, weights=weights, ridge=ridge)
    sums = judged.values @ slopes + constant
    return Weighing(
        coefficients={
            name: round(float(slope), 4) for name, slope in zip(judged.names, slopes, strict=True)
        },
        constant=round(constant, 4),
        calibration=calibrated(sums, judged.relevance),
    )


def log_loss(probabilities: Sequence[float] | Table, relevance: Table) -> float:
    """Return the mean surprise at what was seen, in nats."""
    promised = np.clip(np.asarray(probabilities, float), 1e-6, 1.0 - 1e-6)
    seen = relevance * np.log(promised) + (1.0 - relevance) * np.log(1.0 - promised)
    return float(-seen.mean())


def _descend(
    values: Table, relevance: Table, *, weights: Table, ridge: float
) -> tuple[Table, float]:
    """Minimise the weighted log loss with `ridge` on the slopes, by Newton's steps cut at 0."""
    table = np.hstack([values, np.ones((len(values), 1))])
    penalty = np.append(np.full(values.shape[1], ridge), 0.0)
    floor = np.append(np.zeros(values.shape[1]), -np.inf)
    here = np.zeros(table.shape[1])
    for _step in range(STEPS):
        promised = logistic(table @ here)
        slope = table.T @ (weights * (promised - relevance)) + penalty * here
        spread = weights * np.maximum(promised * (1.0 - promised), 1e-6)
        bend = (table * spread[:, None]).T @ table + np.diag(penalty + 1e-9)
        there = _lowest(slope, bend, start=here, floor=floor)
        moved = np.abs(there - here).max()
        here = there
        if moved < ENOUGH:
            break
    return here[:-1], float(here[-1])


def _lowest(slope: Table, bend: Table, *, start: Table, floor: Table) -> Table:
    """Return where the parabola of a step is lowest above the floor, coordinate by coordinate."""
    there = start.copy()
    for _sweep in range(SWEEPS):
        for at in range(len(there)):
            pull = slope[at] + bend[at] @ (there - start)
            there[at] = max(floor[at], there[at] - pull / bend[at, at])
    return there
