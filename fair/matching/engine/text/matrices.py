"""The features of many pairs at once: of blocks as matrices, and of single pairs exactly.

What is packed is small; a block unfolds its own texts only, so that memory grows with the block
and not with all pairs.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.packing import Codes, Packer, codes_of, joined, vectors_of
from fair.matching.engine.text.statistics import vector_of
from fair.matching.engine.text.steps import stepped_array
from fair.matching.engine.text.types import KINDS, Doubles, Floats, Places, TextProfile, TextSide
from fair.matching.engine.text.weighed import Numbers
from fair.matching.engine.text.weighing import Weighing
from fair.matching.engine.text.worth import Frame

Rows = slice | Places
ALL = slice(None)
# So many vectors are unfolded at once: what fits into a processor's cache.
SLICE = 1024
# Tables of few columns are multiplied quicker unfolded, from this many rows on.
WORTH_UNFOLDING = 16
# What of a pack is the lines'.
OFFERED = ("offered_codes", "offered_words", "offered_trades", "offered_vectors", "line_has_vector")


class Prepared:
    """Needs and lines, packed once; any part of them may be asked for, by several threads."""

    def __init__(
        self,
        needs: Sequence[TextProfile],
        lines: Sequence[TextProfile],
        *,
        frame: Frame,
        packer: Packer | None = None,
    ) -> None:
        packer = packer or Packer(frame)
        asked = packer.packed(needs, side=TextSide.NEED)
        offered = packer.packed(lines, side=TextSide.LINE)
        self.asked_codes, self.offered_codes = codes_of(asked), codes_of(offered)
        self.likeness = {kind: packer.likeness(kind) for kind in KINDS}
        count = packer.word_count  # read once: another thread may be packing more words
        self.asked_words, self.offered_words = (
            sparse_rows([text.words for text in side], [text.worth for text in side], width=count)
            for side in (asked, offered)
        )
        count = len(frame.trades.codes)
        self.asked_trades, self.offered_trades = (
            sparse_rows([text.trades for text in side], [text.pulls for text in side], width=count)
            for side in (asked, offered)
        )
        self.asked_kindred = sparse_rows(
            [text.kindred for text in asked], [text.answers for text in asked], width=count
        )
        width = max((len(vector_of(text.vector)) for text in (*needs, *lines)), default=0)
        width = max((len(vector_of(text.subject)) for text in needs), default=0) or width
        self.asked_vectors, self.topics = (
            vectors_of(needs, frame=frame, side=side, width=width)
            for side in (TextSide.NEED, TextSide.SUBJECT)
        )
        self.offered_vectors = vectors_of(lines, frame=frame, side=TextSide.LINE, width=width)
        self.need_has_vector = np.array([bool(need.vector) for need in needs], np.bool_)
        self.line_has_vector = np.array([bool(line.vector) for line in lines], np.bool_)
        self.silent: Floats = np.stack(
            [(self.asked_codes[kind].rows.lengths == 0).astype(np.float32) for kind in KINDS], 1
        )

    def beside(self, lines: "Prepared") -> "Prepared":
        """Return these needs with the lines of another, which the same packer has packed before."""
        both = copy(self)
        for name in OFFERED:
            setattr(both, name, getattr(lines, name))
        # Of the words that came since no line of the other has one.
        both.asked_words = self.asked_words.copy()
        both.asked_words.resize(len(self.need_has_vector), lines.offered_words.shape[1])
        width = lines.offered_vectors.shape[1]
        if self.asked_vectors.shape[1] != width:  # of one side no text has a vector
            both.asked_vectors = both.topics = np.zeros(
                (len(self.need_has_vector), width), np.float32
            )
        return both

    def features(self, rows: Rows = ALL, columns: Rows = ALL) -> dict[str, Floats]:
        """Return every feature's matrix by its name; those of needs alone have one column."""
        needs, lines = self._places(rows, columns)
        values: dict[str, Floats] = {}
        for kind in KINDS:
            asked, offered, likeness = self._codes(kind)
            reached = _reach(offered, lines, likeness.T)
            values[f"cover_{kind}"] = _shares(asked, needs, width=len(likeness)) @ reached.T
            asking = _reach(asked, needs, likeness)
            values[f"focus_{kind}"] = asking @ _shares(offered, lines, width=len(likeness)).T
        for at, kind in enumerate(KINDS):
            values[f"no_{kind}"] = self.silent[needs, at][:, None]
        for name, asked, offered in self._sparse():
            values[name] = _shared(asked[rows], offered[columns])
        vectors = self.offered_vectors[columns].T
        values["meaning"] = self.asked_vectors[rows] @ vectors
        values["topic"] = self.topics[rows] @ vectors
        return values

    def sums(self, weighing: Weighing, rows: Rows = ALL, columns: Rows = ALL) -> Floats:
        """Return the weighed sums of all features: as `features`, but by few products."""
        weights = weighing.coefficients
        total = self._code_sums(weights, rows, columns)
        silences = np.array([weights.get(f"no_{kind}", 0.0) for kind in KINDS], np.float32)
        total += (self.silent[rows] @ silences + np.float32(weighing.constant))[:, None]
        if weights.get("wording"):
            words = _shared(self.asked_words[rows], self.offered_words[columns])
            total += np.float32(weights["wording"]) * words
        total += self._trade_sums(weights, rows, columns)
        spoken = np.float32(weights.get("meaning", 0.0)) * self.asked_vectors[rows]
        spoken += np.float32(weights.get("topic", 0.0)) * self.topics[rows]
        if spoken.any():
            total += spoken @ self.offered_vectors[columns].T
        return total

    def values_of(self, rows: Places, columns: Places) -> dict[str, Doubles]:
        """Return every feature of single pairs by its name: exact, as what is packed is stepped."""
        values: dict[str, Doubles] = {}
        for at, kind in enumerate(KINDS):
            asked, offered, likeness = self._codes(kind)
            values[f"cover_{kind}"] = _answered(asked, rows, offered, columns, likeness)
            values[f"focus_{kind}"] = _answered(offered, columns, asked, rows, likeness.T)
            values[f"no_{kind}"] = self.silent[rows, at].astype(np.float64)
        values["wording"] = _products(self.asked_words[rows], self.offered_words[columns])
        values["trade"], values["kinship"] = _unfolded_products(
            (self.asked_trades, self.asked_kindred), rows, self.offered_trades, columns
        )
        values["meaning"], values["topic"] = self._spoken(rows, columns)
        return values

    def _spoken(self, rows: Places, columns: Places) -> Doubles:
        """Return the cosines of pairs, of the whole need and of what it is about."""
        found = np.empty((2, len(rows)))
        for start in range(0, len(rows), SLICE):
            part = slice(start, start + SLICE)
            offered = self.offered_vectors[columns[part]].astype(np.float64)
            for at, vectors in enumerate((self.asked_vectors, self.topics)):
                np.einsum("ij,ij->i", vectors[rows[part]], offered, out=found[at, part])
        return found

    def have_vectors(self, rows: Rows = ALL, columns: Rows = ALL) -> NDArray[np.bool_]:
        """Tell of which pairs both sides have a vector."""
        return self.need_has_vector[rows][:, None] & self.line_has_vector[columns][None, :]

    def _code_sums(self, weights: Mapping[str, float], rows: Rows, columns: Rows) -> Floats:
        """Return the weighed sums of coverage and focus, by one product."""
        needs, lines = self._places(rows, columns)
        left, right = [], []
        for kind in KINDS:
            asked, offered, likeness = self._codes(kind)
            cover, focus = (weights.get(f"{name}_{kind}", 0.0) for name in ("cover", "focus"))
            if cover:
                shares = _shares(asked, needs, width=len(likeness))
                used = np.flatnonzero(shares.any(axis=0))
                left.append(np.float32(cover) * shares[:, used])
                right.append(_reach(offered, lines, likeness.T[:, used]))
            if focus:
                shares = _shares(offered, lines, width=len(likeness))
                used = np.flatnonzero(shares.any(axis=0))
                left.append(np.float32(focus) * _reach(asked, needs, likeness[:, used]))
                right.append(shares[:, used])
        if not left:
            return np.zeros((len(needs), len(lines)), np.float32)
        total: Floats = np.hstack(left) @ np.hstack(right).T
        return total

    def _trade_sums(self, weights: Mapping[str, float], rows: Rows, columns: Rows) -> Floats:
        """Return the weighed sums of trade and kinship, by one product."""
        trade, kinship = (np.float32(weights.get(name, 0.0)) for name in ("trade", "kinship"))
        asked = trade * self.asked_trades[rows] + kinship * self.asked_kindred[rows]
        offered = self.offered_trades[columns]
        if asked.shape[0] < WORTH_UNFOLDING:
            return _shared(asked, offered)
        total: Floats = asked.toarray() @ offered.toarray().T
        return total

    def _codes(self, kind: str) -> tuple[Codes, Codes, Doubles]:
        return self.asked_codes[kind], self.offered_codes[kind], self.likeness[kind]

    def _places(self, rows: Rows, columns: Rows) -> tuple[Places, Places]:
        needs, lines = np.arange(len(self.need_has_vector)), np.arange(len(self.line_has_vector))
        return needs[rows], lines[columns]

    def _sparse(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield the features that are products of sparse rows: name, needs' rows, lines' rows."""
        yield "wording", self.asked_words, self.offered_words
        yield "trade", self.asked_trades, self.offered_trades
        yield "kinship", self.asked_kindred, self.offered_trades


def _shared(asked: Any, offered: Any) -> Floats:
    """Return the products of every row of one sparse table with every row of another."""
    product: Floats = (asked @ offered.T).toarray()
    return product


def _shares(codes: Codes, rows: Places, *, width: int) -> Floats:
    """Return the shares of texts, a column per code."""
    places, owners = codes.rows.spread(rows)
    table = np.zeros((len(rows), width), np.float32)
    table[owners, codes.codes[places]] = codes.shares[places]
    return table


def _reach(codes: Codes, rows: Places, likeness: Doubles) -> Floats:
    """Return how well texts answer, or ask for, each code of the columns of `likeness`."""
    table = np.zeros((len(rows), likeness.shape[1]), np.float32)
    places, _owners = codes.rows.spread(rows)
    if len(places) and likeness.shape[1]:
        related = likeness.astype(np.float32)[codes.codes[places]]
        related *= codes.weights[places, None].astype(np.float32)
        filled, starts = _filled(codes.rows.lengths[rows])
        table[filled] = np.maximum.reduceat(related, starts)
    return table


def _answered(
    asked: Codes, rows: Places, offered: Codes, columns: Places, likeness: Doubles
) -> Doubles:
    """Return how much of one side's shares the other side answers, pair by pair."""
    ours, pairs = asked.rows.spread(rows)
    theirs, owners = offered.rows.spread(columns[pairs])
    related = likeness[asked.codes[ours[owners]], offered.codes[theirs]] * offered.weights[theirs]
    best = np.zeros(len(ours))
    if len(owners):
        filled, starts = _filled(offered.rows.lengths[columns[pairs]])
        best[filled] = np.maximum.reduceat(related, starts)
    return np.bincount(
        pairs, weights=asked.shares[ours] * stepped_array(best), minlength=len(rows)
    ).astype(np.float64, copy=False)


def _filled(lengths: Places) -> tuple[Places, Places]:
    """Return which of the rows, one after the other, are not empty, and where those begin."""
    filled = np.flatnonzero(lengths)
    return filled, (np.cumsum(lengths) - lengths)[filled]


def _products(asked: Any, offered: Any) -> Doubles:
    """Return the products of sparse rows with the rows beside them."""
    both = asked.astype(np.float64).multiply(offered.astype(np.float64)).tocsr()
    owners = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
    sums = np.bincount(owners, weights=both.data, minlength=both.shape[0])
    return sums.astype(np.float64, copy=False)


def _unfolded_products(
    asked: Sequence[Any], rows: Places, offered: Any, columns: Places
) -> Doubles:
    """Return the same of several tables of few columns with one, unfolded slice by slice."""
    found = np.zeros((len(asked), len(rows)))
    for start in range(0, len(rows) if offered.shape[1] else 0, SLICE):
        part = slice(start, start + SLICE)
        right = offered[columns[part]].toarray().astype(np.float64)
        for at, table in enumerate(asked):
            np.einsum("ij,ij->i", table[rows[part]].toarray(), right, out=found[at, part])
    return found


def sparse_rows(columns: Sequence[Numbers], values: Sequence[NDArray[Any]], *, width: int) -> Any:
    """Return a sparse table of `width` columns: for each row where its values stand, and they."""
    from scipy.sparse import csr_array  # takes long to load; only workers compare texts

    ends = np.concatenate([[0], np.cumsum([len(row) for row in columns], dtype=np.int64)])
    content = (joined(values, np.float32), joined(columns, np.int32), ends)
    packed = csr_array(content, shape=(len(columns), width))
    packed.sort_indices()  # rows in order are compared in one go
    return packed
