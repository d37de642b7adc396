"""Raw sums into probabilities: what share of pairs with such a sum belonged together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

# The share of the plain logistic curve: it keeps apart what the steps would level.
SLOPE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising curve through `(at, probability)` points; without points the logistic curve."""

    at: tuple[float, ...] = ()
    probability: tuple[float, ...] = ()

    def of(self, sums: Numbers) -> Numbers:
        """Return probabilities in [0, 1], strictly rising with `sums` within float's reach."""
        smooth = logistic(sums)
        if not self.at:
            return smooth
        stepped = np.interp(sums, self.at, self.probability)
        return (1.0 - SLOPE_SHARE) * stepped + SLOPE_SHARE * smooth


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
