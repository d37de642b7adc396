"""What the figures of a text tell of the trade: sizes that were read, and any figure as it stands.

A wall of 0.8 mm is drawn or bent, one of 8 mm is cast: a size says more by how large it is than by
its exact value, so it stands for the powers around it. What no rule reads still has something
beside it: "32 pin", "AWG 22", "목 0.5" are known by the letters in front and behind.
"""

import re
from collections.abc import Iterable, Iterator
from math import floor, isfinite, log2

from fair.matching.engine.text.tokens import LONGEST_TEXT, folded
from fair.reading.engine.numbers import NUMBER, SCALES, number_of
from fair.reading.engine.types import Quantity

# By how many powers of two marks lie apart.
SIZE_STEP, FIGURE_STEP = 1.0, 2.0
ROUNDING = 3

# "2万個" is twenty thousand pieces; longer words first, as in SCALES.
_SCALES = {folded(word): factor for word, factor in SCALES.items()}
_SCALE = "|".join(word + "(?![a-z])" * word.isascii() for word in _SCALES)
_LETTERS = "a-z\u00f8\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
_FIGURE = re.compile(
    rf"(?P<before>[{_LETTERS}±≥≤]{{0,3}})[ =:]?(?<![\d.,])(?P<figure>{NUMBER})"
    rf"(?:\s?(?P<scale>{_SCALE}))?\s?(?P<behind>[{_LETTERS}μω°\"%×]{{0,4}})"
)

Marks = dict[str, float]


def sizes_of(quantities: Iterable[Quantity]) -> Marks:
    """Return the powers of two that each kind of quantity lies between, with how near it is."""
    found: Marks = {}
    for quantity in quantities:
        for value in quantity.values:
            _add(found, quantity.kind.value, value, step=SIZE_STEP)
    return found


def figures_of(text: str, *, comma_is_decimal: bool) -> Marks:
    """Return the powers of four of every figure, each with the letters before and behind it.

    Cost: O(length), some fifty microseconds.
    """
    found: Marks = {}
    for figure, value in _figures(folded(text[:LONGEST_TEXT]), comma_is_decimal=comma_is_decimal):
        for sign, letters in (("<", figure["before"]), (">", figure["behind"])):
            if letters:
                _add(found, sign + letters, value, step=FIGURE_STEP)
    return found


def _figures(text: str, *, comma_is_decimal: bool) -> Iterator[tuple[re.Match[str], float]]:
    for match in _FIGURE.finditer(text):
        value = number_of(match["figure"], comma_is_decimal=comma_is_decimal)
        yield match, value * _SCALES.get(match["scale"], 1.0)


def _add(found: Marks, name: str, value: float, *, step: float) -> None:
    """Let a value stand for the two powers around it, the more the nearer."""
    if value <= 0 or not isfinite(value):
        return
    power = log2(value) / step
    lower = floor(power)
    for at, share in ((lower, 1.0 - power + lower), (lower + 1, power - lower)):
        nearness = round(share, ROUNDING)
        mark = f"{name} {at}"
        if nearness > found.get(mark, 0.0):
            found[mark] = nearness
