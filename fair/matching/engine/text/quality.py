"""How good an order of lines is for a need, by what people judged: 2 right, 1 near, 0 not."""

from collections.abc import Mapping, Sequence
from math import log2

DEPTH = 10
RECALL_DEPTH = 20
RIGHT = 2.0

Grades = Mapping[str, float]


def ndcg(order: Sequence[str], grades: Grades, *, depth: int = DEPTH) -> float:
    """Return the gain of the first `depth`, discounted by place, as a share of the best possible.

    The gain of a line is its grade. 0 where nothing is relevant.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(line, 0.0) for line in order[:depth]]) / ideal if ideal else 0.0


def recall(
    order: Sequence[str], grades: Grades, *, depth: int = RECALL_DEPTH, least: float = RIGHT
) -> float | None:
    """Return the share of the lines graded `least` or better among the first `depth`.

    None where there are no such lines.
    """
    wanted = {line for line, grade in grades.items() if grade >= least}
    return len(wanted.intersection(order[:depth])) / len(wanted) if wanted else None


def reciprocal_rank(order: Sequence[str], grades: Grades, *, least: float = RIGHT) -> float | None:
    """Return 1 by the place of the first line graded `least` or better, 0 if none is there.

    None where no line is.
    """
    if not any(grade >= least for grade in grades.values()):
        return None
    places = (at for at, line in enumerate(order, 1) if grades.get(line, 0.0) >= least)
    return next((1.0 / at for at in places), 0.0)


def mean(values: Sequence[float | None]) -> float:
    """Return the mean of what is known, 0 where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / log2(place + 1) for place, grade in enumerate(grades, 1))
