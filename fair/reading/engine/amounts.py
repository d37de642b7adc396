"""Figures with their units and with the words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fair.reading.engine.clauses import Clauses
from fair.reading.engine.numbers import NUMBER, SCALE, SCALES, decimal_of, number_of
from fair.reading.engine.units import Dimension, unit_at

_RANGE = r"\s?(?:~|-|to|đến|tới|den|から|에서|至|到)\s?"
_FIGURE = re.compile(
    rf"({NUMBER})(?:\s?({SCALE}))?"
    rf"(?:\s?(?:mm|cm|μm|t|tấn|tons?|トン|톤|吨|kg|g|ngày|days?|日|일|天|%)?{_RANGE}"
    rf"({NUMBER})(?:\s?({SCALE}))?)?"
)
_TELLING = re.compile(r"[^\W\d_]|[±ø/]|\+-")
_WORDS = re.compile(r"\D*")
_BEFORE, _BEHIND = 40, 32


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure, or the two ends of a range, with the unit behind it and the text around it.

    `before` reaches back to the last figure or the start of the statement, `behind` from the
    unit to the next figure or the end of the statement.
    """

    start: int
    end: int
    figures: tuple[tuple[str, float], ...]
    dimension: Dimension | None
    factor: float
    before: str
    behind: str
    clause: tuple[int, int]
    comma_is_decimal: bool

    def measures(self) -> tuple[float, ...]:
        """Return the values in the canonical unit, the lower first."""
        return self._values(
            [
                number_of(figure, comma_is_decimal=self.comma_is_decimal)
                for figure, _ in self.figures
            ]
        )

    def decimals(self) -> tuple[float, ...]:
        """Return the same for figures that never group thousands."""
        return self._values([decimal_of(figure) for figure, _ in self.figures])

    def counts(self) -> tuple[float, ...]:
        """Return the same for pieces: "50.000" and "50,000" are fifty thousand."""
        return self._values([number_of(figure, is_count=True) for figure, _ in self.figures])

    def _values(self, figures: Sequence[float]) -> tuple[float, ...]:
        scales = [scale for _, scale in self.figures]
        if len(scales) > 1 and scales[0] == 1 and figures[0] < figures[-1]:
            scales[0] = scales[-1]  # "5~10万" is from fifty thousand
        values = [
            round(figure * scale * self.factor, 9)
            for figure, scale in zip(figures, scales, strict=True)
        ]
        return tuple(sorted(set(values)))


def _until_figure(text: str, start: int, end: int) -> str:
    match = _WORDS.match(text, start, end)
    return match[0] if match else ""


def amounts_in(
    text: str, *, clauses: Clauses, taken: bytearray, comma_is_decimal: bool
) -> Iterator[Amount]:
    """Give every figure of a folded text that may measure something, in no taken stretch.

    A figure without a unit measures nothing unless a word or a sign is near. Cost: O(length).
    """
    last = 0
    for match in _FIGURE.finditer(text):
        start, end = match.span()
        if taken.find(1, start, end) != -1:
            continue
        unit = unit_at(text, end)
        dimension, factor, end = unit or (None, 1.0, end)
        clause = clauses.around(start)
        before = text[max(clause[0], last, start - _BEFORE) : start]
        behind = _until_figure(text, end, min(max(clause[1], end), end + _BEHIND))
        last = end
        if unit or _TELLING.search(before) or _TELLING.search(behind):
            yield Amount(
                start=start,
                end=end,
                figures=_figures(match),
                dimension=dimension,
                factor=factor,
                before=before,
                behind=behind,
                clause=clause,
                comma_is_decimal=comma_is_decimal,
            )


def _figures(match: re.Match[str]) -> tuple[tuple[str, float], ...]:
    first = (match[1], SCALES[match[2]] if match[2] else 1.0)
    if not match[3]:
        return (first,)
    return first, (match[3], SCALES[match[4]] if match[4] else 1.0)
