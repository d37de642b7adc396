"""A text model as cheap as can be: a logistic of the cosine of two vectors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

# Vectors that are gathered at once: what fits into a processor's cache.
SLICE = 1024


@dataclass(frozen=True, slots=True, eq=False)
class VectorText:
    """A text of which only the vector is known: a row of a matrix of unit vectors."""

    vectors: Floats
    row: int
    language: str = "en"


class Packed(NamedTuple):
    """The vectors of both sides, a row per text."""

    needs: Floats
    offers: Floats


@dataclass(frozen=True, slots=True)
class CosineText:
    """P = logistic(slope · cosine + constant)."""

    slope: float = 8.0
    constant: float = -4.0
    version: str = "cosine1"

    def probability(self, need: VectorText, offer: VectorText) -> float:
        """Return the reference's number, by the operations of `pairs_of`."""
        packed = Packed(need.vectors, offer.vectors)
        return float(self.pairs_of(packed, np.array([need.row]), np.array([offer.row]))[0])

    def prepare(self, needs: Sequence[VectorText], offers: Sequence[VectorText]) -> Packed:
        return Packed(_matrix(needs), _matrix(offers))

    def block_of(self, prepared: Packed, rows: Rows, columns: Rows) -> Floats:
        needs = prepared.needs[rows]
        block = np.empty((len(rows), len(columns)), np.float32)
        for part in _slices(len(columns)):
            offers = np.take(prepared.offers, columns[part], axis=0)  # faster than by index
            np.matmul(needs, offers.T, out=block[:, part])
        block *= np.float32(-self.slope)
        block -= np.float32(self.constant)
        np.exp(block, out=block)
        block += np.float32(1)
        return np.reciprocal(block, out=block)

    def pairs_of(self, prepared: Packed, rows: Rows, columns: Rows) -> NDArray[np.float64]:
        """Return the probabilities of single pairs, each as `probability` has it."""
        cosines = np.empty(len(rows), np.float32)
        for part in _slices(len(rows)):
            ours = np.take(prepared.needs, rows[part], axis=0)
            theirs = np.take(prepared.offers, columns[part], axis=0)
            np.einsum("ij,ij->i", ours, theirs, out=cosines[part])
        return 1 / (1 + np.exp(-(self.slope * cosines.astype(np.float64) + self.constant)))


def _slices(length: int) -> Iterator[slice]:
    return (slice(start, start + SLICE) for start in range(0, length, SLICE))


def _matrix(texts: Sequence[VectorText]) -> Floats:
    """Return the vectors of texts: their matrix itself where they are all of it, in its order."""
    if not texts:
        return np.zeros((0, 1), np.float32)
    vectors = texts[0].vectors
    rows = np.array([text.row for text in texts])
    is_whole = all(text.vectors is vectors for text in texts) and len(rows) == len(vectors)
    if is_whole and (rows == np.arange(len(rows))).all():
        return vectors
    found: Any = np.stack([text.vectors[text.row] for text in texts])
    return found
