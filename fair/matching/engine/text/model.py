"""P(relevant) of a need's and a line's text, for one pair or for many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fair.matching.engine.text.features import values_of
from fair.matching.engine.text.matrices import ALL, Prepared, Rows
from fair.matching.engine.text.packing import Packer
from fair.matching.engine.text.signatures import Signature, line_signature, need_signature
from fair.matching.engine.text.types import Doubles, Floats, Places, TextProfile
from fair.matching.engine.text.weighing import Weighing
from fair.matching.engine.text.worth import Frame

# So many texts are remembered by the reference; it is asked again and again about the same few.
REMEMBERED = 2_000


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


@dataclass(frozen=True, eq=False)
class TextModel:
    """Frozen statistics and coefficients: equal versions give equal probabilities.

    A pair of which a side has no vector is weighed by `plain`, which asks for none.
    """

    version: str
    frame: Frame
    full: Weighing
    plain: Weighing

    @cached_property
    def packer(self) -> Packer:
        """What packs the texts and remembers them."""
        return Packer(self.frame)

    @cached_property
    def _needs(self) -> "_Memory":
        return _Memory(need_signature)

    @cached_property
    def _lines(self) -> "_Memory":
        return _Memory(line_signature)

    def probability(self, need: TextProfile, offer: TextProfile) -> float:
        """Return how likely the line answers the need, in [0, 1]: the reference, pair by pair."""
        weighing = self.full if need.vector and offer.vector else self.plain
        values = values_of(self._needs.of(need, self.frame), self._lines.of(offer, self.frame))
        return weighing.probability(values)

    def prepare(self, needs: Sequence[TextProfile], offers: Sequence[TextProfile]) -> Prepared:
        """Pack texts for `block_of` and `pairs_of`; texts seen before are packed already."""
        return Prepared(needs, offers, frame=self.frame, packer=self.packer)

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

    def pairs_of(self, prepared: Prepared, rows: Places, columns: Places) -> Doubles:
        """Return the probabilities of pairs, to the last bit what `probability` gives for each.

        Shape (len(rows),). Cost: some five microseconds a pair.
        """
        if not len(rows):
            return np.zeros(0)
        values = prepared.values_of(rows, columns)
        have_vectors = prepared.need_has_vector[rows] & prepared.line_has_vector[columns]
        full, plain = self.full.probabilities(values), self.plain.probabilities(values)
        return np.where(have_vectors, full, plain)


def _weighed(prepared: Prepared, weighing: Weighing, rows: Rows, columns: Rows) -> Floats:
    return weighing.calibration.of(prepared.sums(weighing, rows, columns)).astype(np.float32)
