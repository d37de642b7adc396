"""Raw sums into probabilities: what share of pairs with such a sum belonged together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

# The share of the plain logistic curve: it keeps apart what the steps would level.
SLOPE_SHARE = 0.05
# The curve is tabulated at equal distances and straight in between: a look-up costs a tenth of it.
LOWEST, HIGHEST, STEPS = -12.0, 24.0, 4608
SCALE = STEPS / (HIGHEST - LOWEST)


@dataclass(frozen=True)
class Calibration:
    """A rising curve through `(at, probability)` points; without points the logistic curve."""

    at: tuple[float, ...] = ()
    probability: tuple[float, ...] = ()

    def of(self, sums: Numbers) -> Numbers:
        """Return probabilities in [0, 1], rising with `sums` from LOWEST to HIGHEST."""
        place = np.clip((sums - LOWEST) * SCALE, 0.0, STEPS - 1e-3)
        below = place.astype(np.int32)
        share = place - below
        found: Numbers = self._table[below] + share * self._rises[below]
        return found

    def of_one(self, total: float) -> float:
        """Return the probability of one sum: the same without the toll of arrays."""
        place = min(max((total - LOWEST) * SCALE, 0.0), STEPS - 1e-3)
        below = int(place)
        return float(self._table[below]) + (place - below) * float(self._rises[below])

    @cached_property
    def _table(self) -> Numbers:
        sums = np.linspace(LOWEST, HIGHEST, STEPS + 1)
        smooth = logistic(sums)
        if not self.at:
            return smooth.astype(np.float32)
        stepped = np.interp(sums, self.at, self.probability)
        curve: Numbers = (1.0 - SLOPE_SHARE) * stepped + SLOPE_SHARE * smooth
        return curve.astype(np.float32)

    @cached_property
    def _rises(self) -> Numbers:
        return np.append(np.diff(self._table), np.float32(0))


def logistic(sums: Numbers) -> Numbers:
    """Return the logistic curve, without overflow."""
    curve: Numbers = 0.5 * (1.0 + np.tanh(0.5 * sums))
    return curve


def calibrated(sums: Numbers, relevant: Numbers, *, weights: Numbers | None = None) -> Calibration:
    """Fit the rising curve nearest to what was seen, by pooling neighbours that fall.

    `relevant` is in [0, 1]. Cost: O(n log n).
    """
    order = np.argsort(sums, kind="stable")
    blocks: list[list[float]] = []  # mean sum, mean relevance, weight
    given = np.ones_like(sums) if weights is None else weights
    for at, seen, weight in zip(sums[order], relevant[order], given[order], strict=True):
        blocks.append([float(at), float(seen), float(weight)])
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            _pool(blocks)
    return Calibration(
        at=tuple(round(at, 4) for at, _seen, _weight in blocks),
        probability=tuple(round(seen, 5) for _at, seen, _weight in blocks),
    )


def _pool(blocks: list[list[float]]) -> None:
    """Join the last two blocks into their weighted mean."""
    at, seen, weight = blocks.pop()
    last = blocks[-1]
    total = last[2] + weight
    last[0] = (last[0] * last[2] + at * weight) / total
    last[1] = (last[1] * last[2] + seen * weight) / total
    last[2] = total


def calibration_error(
    probabilities: Sequence[float] | Numbers, relevant: Sequence[float] | Numbers, *, bins: int = 10
) -> float:
    """Return the expected calibration error: the mean gap of promise and truth over equal bins."""
    promised, true = np.asarray(probabilities, float), np.asarray(relevant, float)
    place = np.minimum((promised * bins).astype(int), bins - 1)
    gaps = [
        abs(float(promised[place == here].sum() - true[place == here].sum()))
        for here in range(bins)
    ]
    return sum(gaps) / len(promised) if len(promised) else 0.0
