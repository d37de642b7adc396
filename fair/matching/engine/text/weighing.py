"""How much each feature counts, and what the sum means as a probability."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fair.matching.engine.text.calibration import Calibration


@dataclass(frozen=True, slots=True)
class Weighing:
    """Coefficients by the names of features, none below 0; what is not named does not count."""

    coefficients: Mapping[str, float]
    constant: float
    calibration: Calibration = field(default_factory=Calibration)

    def probability(self, values: Mapping[str, float]) -> float:
        """Weigh the features of one pair."""
        total = self.constant + sum(
            coefficient * values[name] for name, coefficient in self.coefficients.items()
        )
        return self.calibration.of_one(total)
