"""How much each feature counts, and what the sum means as a probability."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from fair.matching.engine.text.calibration import Calibration
from fair.matching.engine.text.types import Doubles


@dataclass(frozen=True, slots=True)
class Weighing:
    """Coefficients by the names of features, none below 0; what is not named does not count."""

    coefficients: Mapping[str, float]
    constant: float
    calibration: Calibration = field(default_factory=Calibration)

    def probability(self, values: Mapping[str, float]) -> float:
        """Weigh the features of one pair."""
        total = self.constant
        for name, coefficient in self.coefficients.items():
            total += coefficient * values[name]
        return self.calibration.of_one(total)

    def probabilities(self, values: Mapping[str, Doubles]) -> Doubles:
        """Weigh the features of many pairs: the same to the last bit."""
        totals = np.full(len(next(iter(values.values()))), self.constant)
        for name, coefficient in self.coefficients.items():
            totals += coefficient * values[name]
        return self.calibration.of(totals).astype(np.float64, copy=False)
