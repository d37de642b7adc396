"""P(relevant) of a need's and a line's text, for one pair or for many."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fair.matching.engine.text.features import Frame, features_of
from fair.matching.engine.text.matrices import ALL, Prepared, Rows
from fair.matching.engine.text.types import Floats, TextProfile
from fair.matching.engine.text.weighing import Weighing


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """Frozen statistics and coefficients: equal versions give equal probabilities.

    A pair of which a side has no vector is weighed by `plain`, which asks for none.
    """

    version: str
    frame: Frame
    full: Weighing
    plain: Weighing

    def probability(self, need: TextProfile, offer: TextProfile) -> float:
        """Return how likely the line answers the need, in [0, 1]: the reference, pair by pair."""
        weighing = self.full if need.vector and offer.vector else self.plain
        return weighing.probability(features_of(need, offer, frame=self.frame))

    def prepare(self, needs: Sequence[TextProfile], offers: Sequence[TextProfile]) -> Prepared:
        """Pack texts for `block_of`, once for all blocks."""
        return Prepared(needs, offers, frame=self.frame)

    def block(self, needs: Sequence[TextProfile], offers: Sequence[TextProfile]) -> Floats:
        """Return the probabilities of all pairs, shape (len(needs), len(offers))."""
        return self.block_of(self.prepare(needs, offers))

    def block_of(self, prepared: Prepared, rows: Rows = ALL, columns: Rows = ALL) -> Floats:
        """Return the probabilities of a part of what was prepared."""
        values = prepared.features(rows, columns)
        have_vectors = prepared.have_vectors(rows, columns)
        if have_vectors.all():
            return _weighed(values, self.full)
        plain = _weighed(values, self.plain)
        if not have_vectors.any():
            return plain
        return np.where(have_vectors, _weighed(values, self.full), plain)


def _weighed(values: dict[str, Floats], weighing: Weighing) -> Floats:
    shape = values["wording"].shape
    total = np.full(shape, weighing.constant, np.float32)
    for name, coefficient in weighing.coefficients.items():
        if coefficient:
            total += np.float32(coefficient) * values[name]
    return weighing.calibration.of(total).astype(np.float32)
