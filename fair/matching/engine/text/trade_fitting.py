"""Learn from exemplars which trades the marks of a text speak for: ridge regression.

The least squares of labels on marks, with a ridge so that rare marks stay modest; solved in its
dual form, as exemplars are fewer than marks (Saunders, Gammerman, Vovk 1998), by conjugate
gradients (Hestenes, Stiefel 1952), as their products with each other would fill the memory.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.matrices import sparse_rows
from fair.matching.engine.text.tokens import signs_of
from fair.matching.engine.text.trades import FIGURE, SIZE, Mark, Trades, marks_of
from fair.matching.engine.text.types import VECTOR_TYPE, Doubles, Floats, Places, TextProfile
from fair.matching.engine.text.worth import COMMON

RIDGE = 0.5
# Gradients are followed until what is left of each process's labels is so small a part of them.
ENOUGH, MOST_STEPS = 1e-3, 400
# A word, sign or figure must stand in so many exemplars, the first two not be COMMON among them.
FEWEST_TEXTS = 2
# The first process of an exemplar is what it is about.
BESIDES = 0.7
# So many pulls are kept: those that count for most among the exemplars.
KEPT_PULLS = 1_000_000


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

    Cost: some hundred products of the table of marks with one of labels; a second for a thousand,
    five minutes for fifty thousand.
    """
    rarity = _rarity([each.text for each in exemplars])
    marks = [marks_of(each.text, rarity=rarity) for each in exemplars]
    rows = {mark: row for row, mark in enumerate(_known(marks))}
    codes = sorted({code for each in exemplars for code in each.processes})
    labels = _labels(exemplars, codes=codes)
    loudness = np.array([each.weight for each in exemplars])
    usual = np.average(labels, axis=0, weights=loudness**2)
    loud = (_table(marks, rows=rows) * loudness[:, None]).tocsr()
    weights = _ridge(loud, (labels - usual) * loudness[:, None])
    starts, columns, kept = _strongest(weights, seen=_lengths(loud))
    names, pulling = list(rows), np.flatnonzero(np.diff(starts))
    return Trades(
        codes=tuple(codes),
        rows={names[at]: row for row, at in enumerate(pulling.tolist())},
        rarity=rarity,
        starts=np.append(starts[pulling], starts[-1]),
        columns=columns,
        weights=kept,
        usual=usual.astype(VECTOR_TYPE).astype(np.float32),
    )


def _rarity(texts: Sequence[TextProfile]) -> dict[str, float]:
    found = Counter(name for text in texts for name in {*text.tokens, *signs_of(text.tokens)})
    return {
        name: round(log(len(texts) / count), 4)
        for name, count in sorted(found.items())
        if FEWEST_TEXTS <= count <= COMMON * len(texts)
    }


def _known(marks: Sequence[Mapping[Mark, float]]) -> list[Mark]:
    """Return all codes, words and signs, and the figures that stand in more than one exemplar."""
    found = Counter(mark for text in marks for mark in text)
    return sorted(
        mark
        for mark, count in found.items()
        if count >= FEWEST_TEXTS or mark[0] not in (SIZE, FIGURE)
    )


def _labels(exemplars: Sequence[Exemplar], *, codes: Sequence[str]) -> Doubles:
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


def _ridge(table: Any, labels: Doubles) -> Doubles:
    """Return the weights of marks, shape (marks, codes)."""
    turned = table.T.tocsr()
    left, found = labels.copy(), np.zeros_like(labels)
    way, size = labels.copy(), (labels * labels).sum(axis=0)
    enough = ENOUGH**2 * size
    for _step in range(MOST_STEPS):
        if (size <= enough).all():
            break
        slope = table @ (turned @ way) + RIDGE * way
        stride = _share(size, (way * slope).sum(axis=0))
        found += stride * way
        left -= stride * slope
        size, before = (left * left).sum(axis=0), size
        way = left + _share(size, before) * way
    weights: Doubles = turned @ found
    return weights


def _share(part: Doubles, whole: Doubles) -> Doubles:
    """Return part / whole, 0 where a column is done with and nothing is left."""
    shares: Doubles = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return shares


def _lengths(table: Any) -> Doubles:
    """Return the length of each mark's column: how much there is of it in all exemplars."""
    squares: Doubles = np.asarray(table.multiply(table).sum(axis=0)).ravel()
    return np.sqrt(squares)


def _strongest(weights: Doubles, *, seen: Doubles) -> tuple[Places, NDArray[np.uint16], Floats]:
    """Keep the KEPT_PULLS whose loss would be felt most, as starts, columns and values by rows."""
    felt = np.abs(weights) * seen[:, None]
    if felt.size > KEPT_PULLS:
        least = np.partition(felt, felt.size - KEPT_PULLS, axis=None)[felt.size - KEPT_PULLS]
        rows, columns = np.nonzero(felt >= max(least, np.finfo(float).tiny))
    else:
        rows, columns = np.nonzero(felt)
    starts = np.searchsorted(rows, np.arange(len(weights) + 1)).astype(np.intp)
    values = weights[rows, columns].astype(VECTOR_TYPE).astype(np.float32)
    return starts, columns.astype(np.uint16), values
