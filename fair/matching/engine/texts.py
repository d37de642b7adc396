"""What the engine asks of a model of free texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class TextProfile(Protocol):
    """What is known of a free text; only the text model that made it looks inside."""

    @property
    def language(self) -> str: ...


class TextModel(Protocol):
    """What makes one number of two texts; equal versions give equal numbers.

    A number depends on the two texts and on what the model was made from, never on other texts.
    """

    @property
    def version(self) -> str: ...

    def probability(self, need: Any, offer: Any) -> float:
        """Return how likely the offer's text answers the need's, in [0, 1]: the reference."""

    def prepare(self, needs: Sequence[Any], offers: Sequence[Any]) -> Any:
        """Pack the texts of two sides once, for any number of blocks."""

    def block_of(
        self, prepared: Any, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        """Return the probabilities of some needs and offers, by their place in what was packed.

        Shape (len(rows), len(columns)), equal to `probability` within 1e-4. Several threads ask.
        """

    def pairs_of(
        self, prepared: Any, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Return the probabilities of pairs, to the last bit what `probability` gives for each."""


class Remembering:
    """A text model that answers from memory what it was asked before; its texts must stay."""

    def __init__(self, model: TextModel) -> None:
        self._model = model
        self._probabilities: dict[tuple[int, int], float] = {}

    @property
    def version(self) -> str:
        return self._model.version

    def probability(self, need: Any, offer: Any) -> float:
        key = (id(need), id(offer))
        if key not in self._probabilities:
            self._probabilities[key] = self._model.probability(need, offer)
        return self._probabilities[key]

    def prepare(self, needs: Sequence[Any], offers: Sequence[Any]) -> Any:
        return _Pack(list(needs), list(offers), self._model.prepare(needs, offers))

    def block_of(
        self, prepared: Any, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        return self._model.block_of(prepared.inner, rows, columns)

    def pairs_of(
        self, prepared: Any, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        found = self._model.pairs_of(prepared.inner, rows, columns)
        keys = zip(rows.tolist(), columns.tolist(), found.tolist(), strict=True)
        for row, column, probability in keys:
            self._probabilities[id(prepared.needs[row]), id(prepared.offers[column])] = probability
        return found


@dataclass(frozen=True, slots=True)
class _Pack:
    """What the model packed, and from what."""

    needs: list[Any]
    offers: list[Any]
    inner: Any
