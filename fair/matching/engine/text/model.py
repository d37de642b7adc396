"""P(relevant) of a need's and a line's text, for one pair or for many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from fair.matching.engine.text.features import values_of
from fair.matching.engine.text.matrices import ALL, Prepared, Rows
from fair.matching.engine.text.signatures import (
    Frame,
    Signature,
    line_signature,
    need_signature,
)
from fair.matching.engine.text.types import Floats, TextProfile
from fair.matching.engine.text.weighing import Weighing

# So many texts are remembered; a run asks for the same few thousand again and again.
REMEMBERED = 50_000


class _Memory:
    """Signatures of texts seen before; a text is known by the object, which is kept with it."""

    def __init__(self, work_out: Callable[[TextProfile, Frame], Signature]) -> None:
        self._work_out = work_out
        self._known: dict[int, tuple[TextProfile, Signature]] = {}

    def of(self, text: TextProfile, frame: Frame) -> Signature:
        known = self._known.get(id(text))
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[id(text)] = (text, self._work_out(text, frame))
        return known[1]


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """Frozen statistics and coefficients: equal versions give equal probabilities.

    A pair of which a side has no vector is weighed by `plain`, which asks for none.
    """

    version: str
    frame: Frame
    full: Weighing
    plain: Weighing
    _needs: _Memory = field(default_factory=lambda: _Memory(need_signature), repr=False)
    _lines: _Memory = field(default_factory=lambda: _Memory(line_signature), repr=False)

    def probability(self, need: TextProfile, offer: TextProfile) -> float:
        """Return how likely the line answers the need, in [0, 1]: the reference, pair by pair."""
        weighing = self.full if need.vector and offer.vector else self.plain
        values = values_of(self._needs.of(need, self.frame), self._lines.of(offer, self.frame))
        return weighing.probability(values)

    def prepare(self, needs: Sequence[TextProfile], offers: Sequence[TextProfile]) -> Prepared:
        """Pack texts for `block_of`, once for all blocks."""
        return Prepared(needs, offers, frame=self.frame)

    def block(self, needs: Sequence[TextProfile], offers: Sequence[TextProfile]) -> Floats:
        """Return the probabilities of all pairs, shape (len(needs), len(offers))."""
        return self.block_of(self.prepare(needs, offers))

    def block_of(self, prepared: Prepared, rows: Rows = ALL, columns: Rows = ALL) -> Floats:
        """Return the probabilities of a part of what was prepared."""
        have_vectors = prepared.have_vectors(rows, columns)
        if have_vectors.all():
            return _weighed(prepared, self.full, rows, columns)
        plain = _weighed(prepared, self.plain, rows, columns)
        if not have_vectors.any():
            return plain
        return np.where(have_vectors, _weighed(prepared, self.full, rows, columns), plain)


def _weighed(prepared: Prepared, weighing: Weighing, rows: Rows, columns: Rows) -> Floats:
    return weighing.calibration.of(prepared.sums(weighing, rows, columns)).astype(np.float32)
