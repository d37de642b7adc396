"""All figures of a text that say how fine, how large, how many or how soon."""

import re
from collections.abc import Callable, Iterator, Sequence
from math import isfinite

from fair.reading.engine import measures, orders
from fair.reading.engine.amounts import Amount, amounts_in
from fair.reading.engine.clauses import Clauses
from fair.reading.engine.folding import Folded
from fair.reading.engine.measures import Answer
from fair.reading.engine.numbers import NUMBER, number_of
from fair.reading.engine.types import Quantity, QuantityKind
from fair.reading.engine.units import Dimension, unit_at

Span = tuple[int, int]
Rule = Callable[[Amount, Folded], Answer | None]

# By what the unit measures, the rules in the order in which they are asked; the first answers.
RULES: dict[Dimension | None, tuple[Rule, ...]] = {
    None: (
        *(measures.roughness, measures.tolerance, measures.diameter, measures.thickness),
        *(orders.volume, orders.minimum),
    ),
    Dimension.LENGTH: (
        *(measures.roughness, measures.diameter, measures.thickness, measures.tolerance),
    ),
    Dimension.MASS: (measures.weight,),
    Dimension.TONNES: (measures.thickness, measures.weight, measures.force),
    Dimension.PIECES: (orders.volume, orders.minimum),
    Dimension.TIME: (orders.lead,),
}

_TIMES = r"\s?[x×*]\s?"
_EDGE_UNIT = r"(?:\s?(?:mm|cm|m|inch|in|\"))?"
_LETTERED = r"(?:\s?\(?[lwhdøt]\)?\s?)?"
_BOX = re.compile(
    rf"(?P<round>(?:ø|\bphi\s?|\bdia\.?\s?))?"
    rf"(?<![\d.,])({NUMBER}){_EDGE_UNIT}{_LETTERED}{_TIMES}{_LETTERED}({NUMBER}){_EDGE_UNIT}"
    rf"(?:{_LETTERED}{_TIMES}{_LETTERED}({NUMBER}))?(?![\d])"
)
_DIGIT = re.compile(r"\d")
_SIZE_WORD = re.compile(
    r"(?:size|dimensions?|envelope|kích thước|khổ|サイズ|寸法|尺寸|크기|사이즈|치수)[^\d;]{0,12}$"
)


def quantities_in(
    folded: Folded, *, clauses: Clauses, taken: Sequence[Span], language: str
) -> list[Quantity]:
    """Return every figure whose meaning the text tells, in order; none in a taken stretch."""
    text = folded.text
    if not _DIGIT.search(text):
        return []
    covered = bytearray(len(text))
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    comma_is_decimal = language == "vi"
    found = list(_boxes(folded, covered=covered, comma_is_decimal=comma_is_decimal))
    amounts = amounts_in(text, clauses=clauses, taken=covered, comma_is_decimal=comma_is_decimal)
    for amount in amounts:
        answer = _answer(amount, folded)
        if answer and all(map(isfinite, answer[1])):
            kind, values, end = answer
            sign = measures.PLUS_MINUS.search(amount.before)
            start = amount.start - len(sign[0]) if sign else amount.start
            found.append(_quantity(kind, values, (start, end), folded))
    return sorted(found, key=lambda quantity: (quantity.start, quantity.end))


def _answer(amount: Amount, folded: Folded) -> Answer | None:
    for rule in RULES[amount.dimension]:
        answer = rule(amount, folded)
        if answer:
            return answer
    return None


def _boxes(folded: Folded, *, covered: bytearray, comma_is_decimal: bool) -> Iterator[Quantity]:
    """Give length × width × height and Ø × length, and cover them."""
    for match in _BOX.finditer(folded.text):
        start, end = match.span()
        if covered.find(1, start, end) != -1:
            continue
        edges = [edge for edge in match.group(2, 3, 4) if edge]
        unit = unit_at(folded.text, end)
        factor = unit[1] if unit and unit[0] is Dimension.LENGTH else None
        is_round = match["round"] is not None
        is_sized = _SIZE_WORD.search(folded.text, max(0, start - 30), start)
        if factor is None and len(edges) < 3 and not (is_round or is_sized):  # noqa: PLR2004
            continue
        values = tuple(
            round(number_of(edge, comma_is_decimal=comma_is_decimal) * (factor or 1.0), 9)
            for edge in edges
        )
        stop = unit[2] if unit and factor else end
        covered[start:stop] = b"\1" * (stop - start)
        kind = QuantityKind.DIAMETER if is_round else QuantityKind.SIZE
        yield _quantity(kind, values, (start, stop), folded)


def _quantity(
    kind: QuantityKind, values: tuple[float, ...], span: Span, folded: Folded
) -> Quantity:
    start, end = folded.span(*span)
    return Quantity(kind, values, start, end, folded.original[start:end])
