"""Learn from exemplars which trades the marks of a text speak for: ridge regression.

The least squares of labels on marks, with a ridge so that rare marks stay modest; solved in its
dual form, as exemplars are fewer than marks (Saunders, Gammerman, Vovk 1998).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.matrices import sparse_rows
from fair.matching.engine.text.trades import FIGURE, SIZE, Mark, Trades, marks_of
from fair.matching.engine.text.types import VECTOR_TYPE, Floats, Places, TextProfile
from fair.matching.engine.text.worth import COMMON

RIDGE = 0.5
# A word or figure must stand in so many exemplars, a word not be COMMON among them.
FEWEST_TEXTS = 2
# The first process of an exemplar is what it is about.
BESIDES = 0.7
# Of each mark the strongest pulls are kept.
KEPT_PULLS = 16

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A text and the processes that it calls for, the main one first.

    `weight` says how loud it is beside others: at .5, half its distance from them is seen.
    """

    text: TextProfile
    processes: tuple[str, ...]
    weight: float = 1.0


def learnt(exemplars: Sequence[Exemplar]) -> Trades:
    """Learn from exemplars; the same ones in the same order give the same weights.

    Cost: the cube of their number; some seconds for a thousand, a minute for six thousand.
    """
    rarity = _rarity([each.text for each in exemplars])
    marks = [marks_of(each.text, rarity=rarity) for each in exemplars]
    rows = {mark: row for row, mark in enumerate(_known(marks))}
    codes = sorted({code for each in exemplars for code in each.processes})
    labels = _labels(exemplars, codes=codes)
    loudness = np.array([each.weight for each in exemplars])
    usual = np.average(labels, axis=0, weights=loudness**2)
    loud = _table(marks, rows=rows) * loudness[:, None]
    weights = _ridge(loud, (labels - usual) * loudness[:, None])
    starts, columns, kept = _strongest(weights)
    return Trades(
        codes=tuple(codes),
        rows=rows,
        rarity=rarity,
        starts=starts,
        columns=columns,
        weights=kept,
        usual=usual.astype(VECTOR_TYPE).astype(np.float32),
    )


def _rarity(texts: Sequence[TextProfile]) -> dict[str, float]:
    found = Counter(word for text in texts for word in text.tokens)
    return {
        word: round(log(len(texts) / count), 4)
        for word, count in sorted(found.items())
        if FEWEST_TEXTS <= count <= COMMON * len(texts)
    }


def _known(marks: Sequence[Mapping[Mark, float]]) -> list[Mark]:
    """Return all codes and words, and the figures that stand in more than one exemplar."""
    found = Counter(mark for text in marks for mark in text)
    return sorted(
        mark
        for mark, count in found.items()
        if count >= FEWEST_TEXTS or mark[0] not in (SIZE, FIGURE)
    )


def _labels(exemplars: Sequence[Exemplar], *, codes: Sequence[str]) -> Table:
    places = {code: at for at, code in enumerate(codes)}
    labels = np.zeros((len(exemplars), len(codes)))
    for at, each in enumerate(exemplars):
        for rank, code in enumerate(each.processes):
            labels[at, places[code]] = BESIDES if rank else 1.0
    return labels


def _table(marks: Sequence[Mapping[Mark, float]], *, rows: Mapping[Mark, int]) -> Any:
    """Return the marks of texts as a sparse table, a row per text."""
    known = [
        [(rows[mark], value) for mark, value in text.items() if mark in rows] for text in marks
    ]
    columns = [np.array([row for row, _value in text], np.int32) for text in known]
    values = [np.array([value for _row, value in text], np.float64) for text in known]
    return sparse_rows(columns, values, width=len(rows))


def _ridge(table: Any, labels: Table) -> Table:
    """Return the weights of marks, shape (marks, codes)."""
    from scipy.linalg import cho_factor, cho_solve  # slow to load

    alike = (table @ table.T).toarray()
    alike[np.diag_indices_from(alike)] += RIDGE
    weights: Table = table.T @ cho_solve(cho_factor(alike, overwrite_a=True), labels)
    return weights


def _strongest(weights: Table) -> tuple[Places, NDArray[np.uint16], Floats]:
    """Keep of each row the KEPT_PULLS of greatest size, as starts, columns and values."""
    keep = min(KEPT_PULLS, weights.shape[1])
    order = np.argpartition(-np.abs(weights), keep - 1, axis=1)[:, :keep]
    columns = np.sort(order, axis=1)
    kept = np.take_along_axis(weights, columns, axis=1)
    starts = np.arange(len(weights) + 1, dtype=np.intp) * keep
    values = kept.ravel().astype(VECTOR_TYPE).astype(np.float32)
    return starts, columns.ravel().astype(np.uint16), values
