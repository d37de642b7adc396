"""A set of judged pairs: how well they are ordered, and what coefficients learn from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fair.matching.engine.text.calibration import calibration_error
from fair.matching.engine.text.features import FEATURES, PLAIN_FEATURES
from fair.matching.engine.text.fitting import Judged, Table, fit, log_loss
from fair.matching.engine.text.matrices import Prepared
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.quality import RIGHT, mean, ndcg, recall, reciprocal_rank
from fair.matching.engine.text.types import TextProfile
from fair.matching.engine.text.worth import Frame

FOLDS = 5
ROUNDING = 4

Grades = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class JudgedSet:
    """Needs and lines by name with their texts, and the grades that people gave to pairs.

    Where every line was looked at, what is not graded is graded 0; else nobody knows.
    """

    needs: Mapping[str, TextProfile]
    lines: Mapping[str, TextProfile]
    grades: Grades
    is_complete: bool = True

    def relevance(self) -> Table:
        """Return how right each pair is, in [0, 1], NaN where nobody knows; a row per need."""
        columns = {name: at for at, name in enumerate(self.lines)}
        table = np.full((len(self.needs), len(columns)), 0.0 if self.is_complete else np.nan)
        for row, need in enumerate(self.needs):
            for line, grade in self.grades.get(need, {}).items():
                table[row, columns[line]] = grade / RIGHT
        return table

    def prepared(self, frame: Frame) -> Prepared:
        return Prepared(list(self.needs.values()), list(self.lines.values()), frame=frame)


def order_quality(judged: JudgedSet, scores: Table, *, needs: Sequence[str]) -> dict[str, float]:
    """Return nDCG@10, recall@20 and MRR of the order by `scores`, as means over `needs`.

    The gain of a line is its grade; recall and reciprocal rank look for lines graded RIGHT.
    """
    orders = dict(_orders(judged, scores))
    grades = {need: judged.grades.get(need, {}) for need in needs}
    return {
        "ndcg@10": round(mean([ndcg(orders[need], grades[need]) for need in needs]), ROUNDING),
        "recall@20": round(mean([recall(orders[need], grades[need]) for need in needs]), ROUNDING),
        "mrr": round(
            mean([reciprocal_rank(orders[need], grades[need]) for need in needs]), ROUNDING
        ),
    }


def promise_quality(judged: JudgedSet, probabilities: Table) -> dict[str, float]:
    """Return how far probabilities keep what they promise: log loss and calibration error."""
    relevance = judged.relevance()
    known = ~np.isnan(relevance)
    return {
        "log_loss": round(log_loss(probabilities[known], relevance[known]), ROUNDING),
        "ece": round(calibration_error(probabilities[known], relevance[known]), ROUNDING),
    }


def quality(judged: JudgedSet, probabilities: Table) -> dict[str, float]:
    """Return the quality of the order over all needs, and that of the promises."""
    return {
        **order_quality(judged, probabilities, needs=list(judged.needs)),
        **promise_quality(judged, probabilities),
    }


def pairs_of(judged: JudgedSet, *, frame: Frame, names: Sequence[str]) -> Judged:
    """Return the judged pairs with the values of the features `names`."""
    relevance = judged.relevance().ravel()
    known = ~np.isnan(relevance)
    values = _values(judged, frame=frame, names=names)
    return Judged(tuple(names), values.reshape(-1, len(names))[known], relevance[known])


def joined(parts: Sequence[Judged]) -> Judged:
    """Return the pairs of all, which have the same features."""
    return Judged(
        parts[0].names,
        np.vstack([part.values for part in parts]),
        np.concatenate([part.relevance for part in parts]),
    )


def cross_fitted(
    judged: JudgedSet, *, frame: Frame, names: Sequence[str], beside: Sequence[Judged] = ()
) -> Table:
    """Return probabilities of which none was fitted on its own need; a row per need.

    `beside` are pairs of other sets, from which each fit learns as well.
    """
    values, relevance = _values(judged, frame=frame, names=names), judged.relevance()
    found = np.zeros_like(relevance)
    rows = np.arange(len(relevance))
    for fold in range(min(FOLDS, len(rows))):
        held, others = rows % FOLDS == fold, rows % FOLDS != fold
        known = ~np.isnan(relevance[others])
        seen = Judged(tuple(names), values[others][known], relevance[others][known])
        weighing = fit(joined([seen, *beside]))
        slopes = np.array([weighing.coefficients[name] for name in names])
        found[held] = weighing.calibration.of(values[held] @ slopes + weighing.constant)
    return found


def fitted_model(
    sets: Mapping[str, JudgedSet], *, frame: Frame, version: str
) -> tuple[TextModel, dict[str, Table]]:
    """Fit a model with vectors and one without; tell what the first promises needs it did not see.

    It learns from all sets; each is told of by its name, a row per need. Where no text has a
    vector, both models are the same.
    """
    with_vectors = any(text.vector for judged in sets.values() for text in judged.needs.values())
    names = tuple(FEATURES) if with_vectors else PLAIN_FEATURES
    pairs = {name: pairs_of(judged, frame=frame, names=names) for name, judged in sets.items()}
    unseen = {
        name: cross_fitted(
            judged,
            frame=frame,
            names=names,
            beside=[beside for other, beside in pairs.items() if other != name],
        )
        for name, judged in sets.items()
    }
    known = joined([*pairs.values()])
    full = fit(known)
    plain = fit(known.only(PLAIN_FEATURES)) if with_vectors else full
    return TextModel(version, frame, full=full, plain=plain), unseen


def _values(judged: JudgedSet, *, frame: Frame, names: Sequence[str]) -> Table:
    shape = (len(judged.needs), len(judged.lines))
    features = judged.prepared(frame).features()
    return np.stack([np.broadcast_to(features[name], shape) for name in names], axis=-1).astype(
        np.float64
    )


def _orders(judged: JudgedSet, scores: Table) -> Iterator[tuple[str, list[str]]]:
    """Yield each need with its lines, the best first, ties in the order of the set."""
    names = list(judged.lines)
    for need, row in zip(judged.needs, scores, strict=True):
        yield need, [names[at] for at in np.argsort(-row, kind="stable")]
