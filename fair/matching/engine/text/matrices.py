"""The features of many pairs at once, as matrices with a row per need and a column per line.

What is packed is compact: codes as short rows of numbers and weights, which a block unfolds for
its own lines only, so that memory grows with the block and not with all pairs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.features import LENGTH_DISCOUNT, SATURATION, Frame
from fair.matching.engine.text.statistics import axis_of
from fair.matching.engine.text.types import (
    KINDS,
    MATERIAL,
    PROCESS,
    VECTOR_TYPE,
    Floats,
    TextProfile,
    TextSide,
)

Rows = slice | NDArray[np.intp]
ALL = slice(None)


class Prepared:
    """Needs and lines, packed once; `features` may be asked for any part of them."""

    def __init__(
        self, needs: Sequence[TextProfile], offers: Sequence[TextProfile], *, frame: Frame
    ) -> None:
        self.codes = {kind: _Codes(needs, offers, frame=frame, kind=kind) for kind in KINDS}
        self.words = _Words(needs, offers, frame=frame)
        asked = [need.vector for need in needs]
        topics = [need.subject for need in needs]
        offered = [offer.vector for offer in offers]
        size = max(map(len, (*asked, *topics, *offered)), default=0)
        spoken = [need.language for need in needs]
        self.asked_vectors = _vectors(asked, spoken, TextSide.NEED, frame=frame, size=size)
        self.topic_vectors = _vectors(topics, spoken, TextSide.SUBJECT, frame=frame, size=size)
        spoken = [offer.language for offer in offers]
        self.offered_vectors = _vectors(offered, spoken, TextSide.LINE, frame=frame, size=size)
        self.need_has_vector = np.array([bool(need.vector) for need in needs], np.bool_)
        self.offer_has_vector = np.array([bool(offer.vector) for offer in offers], np.bool_)

    def features(self, rows: Rows = ALL, columns: Rows = ALL) -> dict[str, Floats]:
        """Return every feature's matrix by its name; those of needs alone have one column."""
        values: dict[str, Floats] = {}
        for kind, codes in self.codes.items():
            values[f"cover_{kind}"], values[f"focus_{kind}"] = codes.answered(rows, columns)
            values[f"no_{kind}"] = codes.is_silent[rows][:, None]
        values["both"] = np.multiply(values[f"cover_{PROCESS}"], values[f"cover_{MATERIAL}"])
        values["wording"] = self.words.shared(rows, columns)
        offered = self.offered_vectors[columns].T
        values["meaning"] = self.asked_vectors[rows] @ offered
        values["topic"] = self.topic_vectors[rows] @ offered
        return values

    def have_vectors(self, rows: Rows = ALL, columns: Rows = ALL) -> NDArray[np.bool_]:
        """Tell of which pairs both sides have a vector."""
        return self.need_has_vector[rows][:, None] & self.offer_has_vector[columns][None, :]


class _Codes:
    """The codes of one kind on both sides."""

    def __init__(
        self,
        needs: Sequence[TextProfile],
        offers: Sequence[TextProfile],
        *,
        frame: Frame,
        kind: str,
    ) -> None:
        asked = sorted({code for need in needs for code in need.codes(kind)})
        offered = sorted({code for offer in offers for code in offer.codes(kind)})
        likeness = _likeness(asked, offered, relations=frame.relations.get(kind))
        self.asked = _Ragged([need.codes(kind) for need in needs], codes=asked)
        self.offered = _Ragged([offer.codes(kind) for offer in offers], codes=offered)
        self.is_silent: Floats = (self.asked.weights.sum(axis=1) == 0).astype(np.float32)
        rarity = frame.statistics.code_rarity
        self.asked_rarity = np.array([rarity(kind, code) for code in asked], np.float32)
        self.offered_rarity = np.array([rarity(kind, code) for code in offered], np.float32)
        self.asked_by_offered = likeness
        self.offered_by_asked = np.ascontiguousarray(likeness.T)

    def answered(self, rows: Rows, columns: Rows) -> tuple[Floats, Floats]:
        """Return coverage and focus."""
        cover = (
            self.asked.shares(rows, rarity=self.asked_rarity)
            @ self.offered.best(columns, table=self.offered_by_asked).T
        )
        focus = (
            self.asked.best(rows, table=self.asked_by_offered)
            @ self.offered.shares(columns, rarity=self.offered_rarity).T
        )
        return cover, focus


class _Ragged:
    """Weighted codes of many texts: for each its codes' numbers and weights, heaviest first."""

    def __init__(self, stated: Sequence[Mapping[str, float]], *, codes: Sequence[str]) -> None:
        number = {code: at for at, code in enumerate(codes)}
        most = max(map(len, stated), default=0)
        self.width = len(codes)
        self.numbers = np.zeros((len(stated), most), np.intp)
        self.weights = np.zeros((len(stated), most), np.float32)
        for at, weights in enumerate(stated):
            heaviest = sorted(weights.items(), key=lambda entry: -entry[1])
            self.numbers[at, : len(heaviest)] = [number[code] for code, _weight in heaviest]
            self.weights[at, : len(heaviest)] = [weight for _code, weight in heaviest]

    def best(self, rows: Rows, *, table: Floats) -> Floats:
        """Return for each text and column of `table` the weightiest answer of its codes."""
        numbers, weights = self.numbers[rows], self.weights[rows]
        found = np.zeros((len(weights), table.shape[1]), np.float32)
        for at in range(weights.shape[1]):
            if not weights[:, at].any():
                break
            np.maximum(found, weights[:, at, None] * table[numbers[:, at]], out=found)
        return found

    def shares(self, rows: Rows, *, rarity: Floats) -> Floats:
        """Return for each text what share of its worth each code has; rows sum to 1 or 0."""
        numbers, weights = self.numbers[rows], self.weights[rows]
        found = np.zeros((len(weights), self.width), np.float32)
        if not self.width:
            return found
        worth = weights * rarity[numbers]
        total = worth.sum(axis=1, keepdims=True)
        np.divide(worth, total, out=worth, where=total > 0)
        np.add.at(found, (np.arange(len(worth))[:, None], numbers), worth)
        return found


class _Words:
    """The tokens of both sides, as sparse matrices over the needs' tokens."""

    def __init__(
        self, needs: Sequence[TextProfile], offers: Sequence[TextProfile], *, frame: Frame
    ) -> None:
        number: dict[str, int] = {}
        for need in needs:
            for token in need.tokens:
                number.setdefault(token, len(number))
        usual = frame.statistics.line_length
        rarity = np.array([frame.statistics.token_rarity(token) for token in number], np.float32)
        asked = _sparse([need.tokens for need in needs], number=number)
        own = _saturate(asked, needs, usual=usual)
        own = np.asarray(own.multiply(rarity[None, :]).sum(axis=1)).ravel()
        asked.data = rarity[asked.indices]
        scale = np.divide(1.0, own, out=np.zeros_like(own), where=own > 0)
        asked.data *= np.repeat(scale, np.diff(asked.indptr))
        self.asked = asked
        offered = _sparse([offer.tokens for offer in offers], number=number)
        self.offered = _saturate(offered, offers, usual=usual)

    def shared(self, rows: Rows, columns: Rows) -> Floats:
        """Return the share of the needs' words that the lines use."""
        product = self.asked[rows] @ self.offered[columns].T
        shared: Floats = np.asarray(product.toarray(), np.float32)
        return np.minimum(shared, 1.0, out=shared)


def _sparse(counted: Iterable[Mapping[str, float]], *, number: Mapping[str, int]) -> Any:
    """Return counts as a sparse matrix with a column per known token."""
    from scipy.sparse import csr_array  # takes long to load; only workers compare texts

    numbers: list[int] = []
    counts: list[float] = []
    ends = [0]
    for tokens in counted:
        for token, count in tokens.items():
            at = number.get(token)
            if at is not None:
                numbers.append(at)
                counts.append(count)
        ends.append(len(numbers))
    shape = (len(ends) - 1, len(number))
    return csr_array((np.array(counts, np.float32), np.array(numbers, np.int32), ends), shape=shape)


def _saturate(counts: Any, texts: Sequence[TextProfile], *, usual: float) -> Any:
    """Return what the counts are worth, as features.saturated does for one."""
    lengths = np.array([sum(text.tokens.values()) for text in texts], np.float32)
    discount = 1.0 - LENGTH_DISCOUNT + LENGTH_DISCOUNT * lengths / usual
    worth = counts.copy()
    per_count = np.repeat(discount, np.diff(counts.indptr))
    worth.data = worth.data * (SATURATION + 1.0) / (worth.data + SATURATION * per_count)
    worth.data = worth.data.astype(np.float32)
    return worth


def _likeness(asked: Sequence[str], offered: Sequence[str], *, relations: Any) -> Floats:
    """Tabulate how near each offered code is to each asked one."""
    table = np.zeros((len(asked), len(offered)), np.float32)
    number = {code: at for at, code in enumerate(offered)}
    for row, code in enumerate(asked):
        for other, near in (relations or {}).get(code, {code: 1.0}).items():
            if other in number:
                table[row, number[other]] = near
    return table


def _vectors(
    kept: Sequence[bytes], languages: Sequence[str], side: TextSide, *, frame: Frame, size: int
) -> Floats:
    """Return vectors of `size` bytes centred and of unit length, zeros where there is none."""
    width = size // np.dtype(VECTOR_TYPE).itemsize
    vectors = np.zeros((len(kept), width), np.float32)
    places: dict[str, list[int]] = {}
    for place, (vector, language) in enumerate(zip(kept, languages, strict=True)):
        if vector:
            places.setdefault(language, []).append(place)
    for language, at in places.items():
        raw = np.frombuffer(b"".join(kept[place] for place in at), VECTOR_TYPE)
        found = raw.reshape(len(at), width).astype(np.float32)
        axis = axis_of(frame.statistics, language=language, side=side)
        if axis is not None and len(axis) == width:
            found -= axis
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        vectors[at] = np.divide(found, lengths, out=found, where=lengths > 0)
    return vectors
