"""A text model with many lines packed beforehand, for one need after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fair.matching.engine.text.matrices import Prepared
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.types import Doubles, Floats, Places, TextProfile


@dataclass(frozen=True, slots=True, eq=False)
class _Pack:
    """Needs beside the lines of the stack, and beside those that are not in it.

    `places` say of each line where it stands: from 0 on in the stack, -1, -2, … among the others.
    """

    stacked: Prepared
    others: Prepared
    places: Places


class StackedModel:
    """The same numbers as `model`; to pack a line that is in the stack takes a look at a table.

    A text is known by the object. One that is not in the stack is packed as ever.
    """

    def __init__(self, model: TextModel, lines: Sequence[TextProfile]) -> None:
        self._model = model
        self._lines = list(lines)
        self._stack = model.prepare([], self._lines)
        self._places = {id(line): at for at, line in enumerate(self._lines)}

    @property
    def version(self) -> str:
        return self._model.version

    def holds(self, line: TextProfile) -> bool:
        """Tell whether a line is in the stack."""
        return id(line) in self._places

    def restacked(self, lines: Sequence[TextProfile]) -> "StackedModel":
        """Return the model with a stack of these lines."""
        return StackedModel(self._model, lines)

    def probability(self, need: TextProfile, offer: TextProfile) -> float:
        """Return how likely the line answers the need, in [0, 1]."""
        return self._model.probability(need, offer)

    def prepare(self, needs: Sequence[TextProfile], offers: Sequence[TextProfile]) -> _Pack:
        """Pack texts for `block_of` and `pairs_of`."""
        others: list[TextProfile] = []
        places = np.empty(len(offers), np.intp)
        for at, offer in enumerate(offers):
            place = self._places.get(id(offer), -1)
            if place < 0:
                others.append(offer)
                place = -len(others)
            places[at] = place
        packed = self._model.prepare(needs, others)
        return _Pack(packed.beside(self._stack), packed, places)

    def block_of(self, prepared: _Pack, rows: Places, columns: Places) -> Floats:
        """Return the probabilities of some needs and lines."""
        found = np.empty((len(rows), len(columns)), np.float32)
        for pack, chosen, places in _parts(prepared, columns):
            found[:, chosen] = self._model.block_of(pack, rows, places)
        return found

    def pairs_of(self, prepared: _Pack, rows: Places, columns: Places) -> Doubles:
        """Return the probabilities of pairs, to the last bit those of `model`."""
        found = np.empty(len(rows))
        for pack, chosen, places in _parts(prepared, columns):
            found[chosen] = self._model.pairs_of(pack, rows[chosen], places)
        return found


def _parts(prepared: _Pack, columns: Places) -> list[tuple[Prepared, Places, Places]]:
    """Return each of the two packs with the columns that it answers and where they are there."""
    places = prepared.places[columns]
    stacked, others = np.flatnonzero(places >= 0), np.flatnonzero(places < 0)
    return [
        (prepared.stacked, stacked, places[stacked]),
        (prepared.others, others, -1 - places[others]),
    ]
