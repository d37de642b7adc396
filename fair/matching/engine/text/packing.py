"""Texts as arrays: worked out once for each text, then stacked for any number of comparisons.

Codes and words are known by numbers that a process gives out as it meets them. What is computed
from them is exact, so the numbers' order changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.statistics import axis_of, vector_of
from fair.matching.engine.text.steps import stepped_array
from fair.matching.engine.text.types import KINDS, Doubles, Floats, Places, TextProfile, TextSide
from fair.matching.engine.text.weighed import Numbers, WeighedText, weighed
from fair.matching.engine.text.worth import Frame

# So many texts are remembered, a line in about a kilobyte, a need in three.
REMEMBERED = 200_000
# So many vectors are doubles at a time.
CENTRED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True, eq=False)
class PackedText:
    """The codes of a text, kind after kind with `counts` of each; its words and trades.

    `kindred` and `answers` are what answers a need's trades, and how well; a line has none.
    """

    counts: tuple[int, ...]
    codes: Numbers
    weights: Doubles
    shares: Doubles
    words: Numbers
    worth: Floats
    trades: Numbers
    pulls: Floats
    kindred: Numbers
    answers: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Rows of different lengths, one after the other."""

    starts: Places
    lengths: Places

    def spread(self, rows: Places) -> tuple[Places, Places]:
        """Return the places of all entries of `rows`, and for each the row's place in `rows`."""
        lengths = self.lengths[rows]
        owners = np.repeat(np.arange(len(rows)), lengths)
        first = np.cumsum(lengths) - lengths
        return np.arange(len(owners)) + np.repeat(self.starts[rows] - first, lengths), owners


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """The codes of many texts of one kind."""

    rows: Ragged
    codes: Numbers
    weights: Doubles
    shares: Doubles


class Packer:
    """What packs texts with one frame, and remembers them; a text is known by the object."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._lock = Lock()
        self._words: dict[str, int] = {}
        self._codes: dict[str, dict[str, int]] = {
            kind: {code: at for at, code in enumerate(frame.relations.get(kind, {}))}
            for kind in KINDS
        }
        self._likeness: dict[str, Doubles] = {}
        self._known: dict[tuple[int, TextSide], tuple[TextProfile, PackedText]] = {}

    @property
    def word_count(self) -> int:
        return len(self._words)

    def packed(self, texts: Sequence[TextProfile], *, side: TextSide) -> list[PackedText]:
        """Return texts as arrays, those that are new about a tenth of a millisecond each."""
        known = self._known
        found = [known.get((id(text), side)) for text in texts]
        if not all(found):
            with self._lock:
                found = [
                    entry or self._remembered(text, side=side)
                    for text, entry in zip(texts, found, strict=True)
                ]
        return [entry[1] for entry in found if entry]

    def adopt(self, text: TextProfile, known: WeighedText, *, side: TextSide) -> None:
        """Remember a text that was weighed before, with an equal frame."""
        with self._lock:
            self._remember(text, known, side=side)

    def is_known(self, text: TextProfile, *, side: TextSide) -> bool:
        return (id(text), side) in self._known

    def likeness(self, kind: str) -> Doubles:
        """Return how well the second code answers the first, a table by their numbers."""
        with self._lock:
            number = self._codes[kind]
            table = self._likeness.get(kind)
            if table is None or len(table) < len(number):
                relations = self._frame.relations.get(kind, {})
                table = self._likeness[kind] = _table(number, relations)
            return table

    def _remembered(self, text: TextProfile, *, side: TextSide) -> tuple[TextProfile, PackedText]:
        return self._remember(text, weighed(text, self._frame, side=side), side=side)

    def _remember(
        self, text: TextProfile, known: WeighedText, *, side: TextSide
    ) -> tuple[TextProfile, PackedText]:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        entry = self._known[id(text), side] = (text, self._pack(text, known, side=side))
        return entry

    def _pack(self, text: TextProfile, known: WeighedText, *, side: TextSide) -> PackedText:
        by_kind = [text.codes(kind) for kind in KINDS]
        words = list(text.tokens)
        answers = np.zeros(0)
        if side is TextSide.NEED:
            answers = self._frame.kindred.answers(known.trades, known.pulls)
        kindred = np.flatnonzero(answers)
        return PackedText(
            counts=tuple(map(len, by_kind)),
            codes=np.array(
                [
                    _number(self._codes[kind], code)
                    for kind, codes in zip(KINDS, by_kind, strict=True)
                    for code in codes
                ],
                np.int32,
            ),
            weights=np.array([weight for codes in by_kind for weight in codes.values()]),
            shares=known.shares,
            words=np.array(
                [_number(self._words, words[at]) for at in known.words.tolist()], np.int32
            ),
            worth=known.worth,
            trades=known.trades,
            pulls=known.pulls,
            kindred=kindred.astype(np.int32),
            answers=answers[kindred].astype(np.float32),
        )


def codes_of(texts: Sequence[PackedText]) -> dict[str, Codes]:
    """Stack the codes of texts, by kind."""
    counts = np.array([text.counts for text in texts], np.intp).reshape(-1, len(KINDS))
    kinds = np.repeat(np.tile(np.arange(len(KINDS)), len(texts)), counts.ravel())
    codes = joined([text.codes for text in texts], np.int32)
    weights = joined([text.weights for text in texts], np.float64)
    shares = joined([text.shares for text in texts], np.float64)
    found = {}
    for at, kind in enumerate(KINDS):
        chosen = kinds == at
        lengths = counts[:, at]
        rows = Ragged(np.cumsum(lengths) - lengths, lengths)
        found[kind] = Codes(rows, codes[chosen], weights[chosen], shares[chosen])
    return found


def joined(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    """Return arrays one after the other, an empty one of a kind where there are none."""
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def vectors_of(texts: Sequence[TextProfile], *, frame: Frame, side: TextSide, width: int) -> Floats:
    """Return the centred vectors of texts as rows, zeros where a text has none of this width."""
    kept = [text.subject if side is TextSide.SUBJECT else text.vector for text in texts]
    rows = [at for at, vector in enumerate(kept) if vector and len(vector_of(vector)) == width]
    found = np.zeros((len(texts), width), np.float32)
    if rows:
        languages = sorted({texts[at].language for at in rows})
        axes = np.zeros((len(languages), width), np.float32)
        for at, language in enumerate(languages):
            axis = axis_of(frame.statistics, language=language, side=side)
            if axis is not None and axis.shape == (width,):
                axes[at] = axis
        own = np.array([languages.index(texts[at].language) for at in rows])
        for start in range(0, len(rows), CENTRED_AT_ONCE):
            some = rows[start : start + CENTRED_AT_ONCE]
            raw = vector_of(b"".join(kept[at] for at in some)).reshape(-1, width)
            found[some] = unit_rows(raw - axes[own[start : start + CENTRED_AT_ONCE]])
    return found


def unit_rows(vectors: Floats) -> Floats:
    """Return rows of unit length, or 0, in whole steps.

    They are stepped before they are measured too, so that no row's length depends on how many
    are measured together.
    """
    exact = stepped_array(vectors.astype(np.float64))
    lengths = np.sqrt(np.einsum("ij,ij->i", exact, exact))
    lengths[lengths == 0] = 1.0
    return stepped_array(exact / lengths[:, None]).astype(np.float32)


def _number(numbers: dict[str, int], name: str) -> int:
    return numbers.setdefault(name, len(numbers))


def _table(number: Mapping[str, int], relations: Mapping[str, Mapping[str, float]]) -> Doubles:
    """Tabulate relations; a code that none has answers itself."""
    table = np.zeros((len(number), len(number)))
    answering = {code for related in relations.values() for code in related}
    for code, at in number.items():
        if code not in relations or code not in answering:
            table[at, at] = 1.0
    for asked, related in relations.items():
        for offered, likeness in related.items():
            if offered in number:
                table[number[asked], number[offered]] = likeness
    return table
