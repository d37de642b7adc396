"""Which trades a text sounds like, though it may name no process.

A filter cup of SUS304, 0.8 mm thick and 165 mm deep, is drawn: whoever knows the trade hears it.
Here the marks of a text, its words, signs and figures and the codes read in it, each pull
towards processes, by weights learnt from exemplars that people labelled (`trade_fitting.py`).
Nothing of it is shown or claimed as read; it only says how near two texts are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.steps import stepped_array
from fair.matching.engine.text.tokens import signs_of
from fair.matching.engine.text.types import KINDS, Doubles, Floats, Places, TextProfile
from fair.matching.engine.types import Relations

WORD, SIGN, SIZE, FIGURE = "word", "sign", "size", "figure"
# How much the marks of each sort count together, whatever their number.
SORTS: Mapping[str, float] = MappingProxyType(
    {**dict.fromkeys(KINDS, 0.5), WORD: 1.0, SIGN: 0.5, SIZE: 0.4, FIGURE: 0.5}
)
# A weaker pull is noise; several hundred processes would each have a little of it.
WEAKEST = 0.03

Mark = tuple[str, str]  # its sort and what stands in the text: ("word", "cup"), ("process", "SM")


@dataclass(frozen=True, slots=True, eq=False)
class Trades:
    """Marks and where they pull: a sparse linear map from texts to processes.

    The row of a mark stands in `columns` and `weights` from `starts[row]` to `starts[row + 1]`;
    columns are places in `codes`. `rarity` says how much a word or sign tells, `usual` where a text
    without any mark would be.
    """

    codes: tuple[str, ...] = ()
    rows: Mapping[Mark, int] = field(default_factory=dict)
    rarity: Mapping[str, float] = field(default_factory=dict)
    starts: Places = field(default_factory=lambda: np.zeros(1, np.intp))
    columns: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(0, np.uint16))
    weights: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    usual: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def of(self, text: TextProfile) -> dict[str, float]:
        """Return how strongly a text is drawn to processes: unit length, in whole steps.

        Empty for a text of which no mark is known. Cost: some fifty microseconds.
        """
        known = sorted(
            (self.rows[mark], value)
            for mark, value in marks_of(text, rarity=self.rarity).items()
            if mark in self.rows
        )
        if not known:
            return {}
        pull = self._pull(known)
        pull[pull < WEAKEST] = 0.0
        drawn = _of_unit_length(pull)
        return {self.codes[at]: float(drawn[at]) for at in np.flatnonzero(drawn)}

    def _pull(self, known: list[tuple[int, float]]) -> NDArray[np.float64]:
        rows = np.array([row for row, _value in known], np.intp)
        lengths = self.starts[rows + 1] - self.starts[rows]
        first = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(self.starts[rows] - first, lengths)
        values = np.repeat(np.array([value for _row, value in known]), lengths)
        pull = np.bincount(
            self.columns[places], weights=self.weights[places] * values, minlength=len(self.codes)
        )
        return pull.astype(np.float64, copy=False) + self.usual


NO_TRADES = Trades()


class Kindred:
    """Which processes answer those that a text is drawn to, though they are others.

    `likeness` is a table by the places of `codes`: how well the second answers the first.
    """

    def __init__(self, codes: Sequence[str], relations: Relations) -> None:
        self.codes = codes
        self.places = {code: at for at, code in enumerate(codes)}
        self.likeness = np.eye(len(codes))
        for asked, at in self.places.items():
            for offered, likeness in relations.get(asked, {}).items():
                if offered in self.places:
                    self.likeness[at, self.places[offered]] = likeness

    def of(self, drawn: Mapping[str, float]) -> dict[str, float]:
        """Return how well each process answers the best of `drawn`: unit length, in whole steps."""
        trades = np.array([self.places[code] for code in drawn], np.intp)
        answers = self.answers(trades, np.array([*drawn.values()]))
        return {self.codes[at]: float(answers[at]) for at in np.flatnonzero(answers).tolist()}

    def answers(self, trades: NDArray[np.integer[Any]], pulls: NDArray[Any]) -> Doubles:
        """Return the same of trades by their places, a number for each of `codes`.

        Pulls count squared: else the many weak ones, each with its kin, would drown the strong.
        Cost: some fifty microseconds.
        """
        if not len(trades):
            return np.zeros(len(self.codes))
        strong = pulls.astype(np.float64) ** 2
        return _of_unit_length((self.likeness[trades] * strong[:, None]).max(axis=0))


def marks_of(text: TextProfile, *, rarity: Mapping[str, float]) -> dict[Mark, float]:
    """Return what stands in a text with its value: each sort of SORTS has its own length.

    A code stands for all broader ones too. Words and signs that `rarity` does not name are no
    marks.
    """
    sorts: dict[str, Mapping[str, float]] = {
        kind: _with_broader(text.codes(kind)) for kind in KINDS
    }
    for sort, names in ((WORD, text.tokens), (SIGN, signs_of(text.tokens))):
        sorts[sort] = {name: rarity[name] for name in names if name in rarity}
    sorts |= {SIZE: text.sizes, FIGURE: text.figures}
    found: dict[Mark, float] = {}
    for sort, values in sorts.items():
        length = sqrt(sum(value * value for value in values.values()))
        for name, value in values.items():
            found[sort, name] = SORTS[sort] * value / length
    return found


def _of_unit_length(pull: Doubles) -> Doubles:
    """Return pulls in whole steps, of unit length or all 0."""
    return stepped_array(pull / (sqrt(float(pull @ pull)) or 1.0))


def _with_broader(codes: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for code, weight in codes.items():
        name = code
        while name:
            found[name] = max(found.get(name, 0.0), weight)
            name = name.rpartition(".")[0]
    return found
