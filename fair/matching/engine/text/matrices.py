"""The features of many pairs at once, as matrices with a row per need and a column per line.

What is packed is sparse; a block unfolds its own lines only, so that memory grows with the block
and not with all pairs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.signatures import (
    Frame,
    Signature,
    line_signature,
    need_signature,
)
from fair.matching.engine.text.types import KINDS, Floats, TextProfile
from fair.matching.engine.text.weighing import Weighing

Rows = slice | NDArray[np.intp]
ALL = slice(None)


class Prepared:
    """Needs and lines, packed once; any part of them may be asked for, by several threads."""

    def __init__(
        self, needs: Sequence[TextProfile], lines: Sequence[TextProfile], *, frame: Frame
    ) -> None:
        asked = [need_signature(need, frame) for need in needs]
        offered = [line_signature(line, frame) for line in lines]
        self.codes = _Codes(asked, offered)
        words = _numbered(text.words for text in asked)
        self.asked_words = _sparse([text.words for text in asked], number=words)
        self.offered_words = _sparse([text.words for text in offered], number=words)
        width = max((len(text.vector) for text in (*asked, *offered)), default=0)
        width = max((len(text.topic) for text in asked), default=width) or width
        self.asked_vectors = _stacked([text.vector for text in asked], width=width)
        self.topics = _stacked([text.topic for text in asked], width=width)
        self.offered_vectors = _stacked([text.vector for text in offered], width=width)
        self.need_has_vector = np.array([bool(need.vector) for need in needs], np.bool_)
        self.line_has_vector = np.array([bool(line.vector) for line in lines], np.bool_)
        self.silent: Floats = np.array(
            [[not text.shares[kind] for kind in KINDS] for text in asked], np.float32
        ).reshape(len(asked), len(KINDS))

    def features(self, rows: Rows = ALL, columns: Rows = ALL) -> dict[str, Floats]:
        """Return every feature's matrix by its name; those of needs alone have one column."""
        values = self.codes.features(rows, columns)
        for at, kind in enumerate(KINDS):
            values[f"no_{kind}"] = self.silent[rows, at][:, None]
        values["wording"] = self._wording(rows, columns)
        offered = self.offered_vectors[columns].T
        values["meaning"] = self.asked_vectors[rows] @ offered
        values["topic"] = self.topics[rows] @ offered
        return values

    def sums(self, weighing: Weighing, rows: Rows = ALL, columns: Rows = ALL) -> Floats:
        """Return the weighed sums of all features: as `features`, but by few products."""
        weights = weighing.coefficients
        total = self.codes.sums(weights, rows, columns)
        silences = np.array([weights.get(f"no_{kind}", 0.0) for kind in KINDS], np.float32)
        total += (self.silent[rows] @ silences + np.float32(weighing.constant))[:, None]
        total += np.float32(weights["wording"]) * self._wording(rows, columns)
        spoken = np.float32(weights.get("meaning", 0.0)) * self.asked_vectors[rows]
        spoken += np.float32(weights.get("topic", 0.0)) * self.topics[rows]
        if spoken.any():
            total += spoken @ self.offered_vectors[columns].T
        return total

    def have_vectors(self, rows: Rows = ALL, columns: Rows = ALL) -> NDArray[np.bool_]:
        """Tell of which pairs both sides have a vector."""
        return self.need_has_vector[rows][:, None] & self.line_has_vector[columns][None, :]

    def _wording(self, rows: Rows, columns: Rows) -> Floats:
        product = self.asked_words[rows] @ self.offered_words[columns].T
        shared: Floats = product.toarray()
        return shared


class _Codes:
    """The codes of both sides: for each kind shares against reach, and reach against shares.

    All stand side by side in one matrix per side, so that one product answers for all.
    """

    def __init__(self, asked: Sequence[Signature], offered: Sequence[Signature]) -> None:
        self.parts: dict[str, slice] = {}
        number: dict[str, int] = {}
        for kind in KINDS:
            for name, codes in (
                (f"cover_{kind}", _numbered(text.shares[kind] for text in asked)),
                (f"focus_{kind}", _numbered(text.shares[kind] for text in offered)),
            ):
                start = len(number)
                number.update({f"{name} {code}": start + at for code, at in codes.items()})
                self.parts[name] = slice(start, len(number))
        self.asked = _sparse([_named(text, "cover", "focus") for text in asked], number=number)
        self.offered = _sparse([_named(text, "focus", "cover") for text in offered], number=number)

    def features(self, rows: Rows, columns: Rows) -> dict[str, Floats]:
        """Return coverage and focus of every kind."""
        asked, offered = self.asked[rows].toarray(), self.offered[columns].toarray()
        return {name: asked[:, part] @ offered[:, part].T for name, part in self.parts.items()}

    def sums(self, weights: Mapping[str, float], rows: Rows, columns: Rows) -> Floats:
        """Return the weighed sums of coverage and focus."""
        asked = self.asked[rows].toarray()
        for name, part in self.parts.items():
            asked[:, part] *= np.float32(weights.get(name, 0.0))
        used = np.flatnonzero(asked.any(axis=0))
        offered = self.offered[columns][:, used].toarray()
        total: Floats = np.ascontiguousarray(asked[:, used]) @ offered.T
        return total


def _named(text: Signature, shares: str, reach: str) -> dict[str, float]:
    """Return a side's codes by the name of the feature they count for."""
    return {
        f"{name}_{kind} {code}": weight
        for name, by_kind in ((shares, text.shares), (reach, text.reach))
        for kind, weights in by_kind.items()
        for code, weight in weights.items()
    }


def _numbered(weights: Iterable[Mapping[str, float]]) -> dict[str, int]:
    names: dict[str, int] = {}
    for named in weights:
        for name in named:
            names.setdefault(name, len(names))
    return names


def _sparse(weights: Sequence[Mapping[str, float]], *, number: Mapping[str, int]) -> Any:
    """Return weights as a sparse matrix with a column per known name."""
    from scipy.sparse import csr_array  # takes long to load; only workers compare texts

    numbers: list[int] = []
    values: list[float] = []
    ends = [0]
    for named in weights:
        for name, weight in named.items():
            at = number.get(name)
            if at is not None:
                numbers.append(at)
                values.append(weight)
        ends.append(len(numbers))
    shape = (len(weights), len(number))
    return csr_array((np.array(values, np.float32), np.array(numbers, np.int32), ends), shape=shape)


def _stacked(vectors: Sequence[Floats], *, width: int) -> Floats:
    """Return vectors as rows, zeros where there is none."""
    rows = np.zeros((len(vectors), width), np.float32)
    for row, vector in zip(rows, vectors, strict=True):
        if len(vector) == width:
            row[:] = vector
    return rows
