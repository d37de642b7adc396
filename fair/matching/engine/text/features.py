"""What of two texts speaks for their belonging together: one function per feature, one pair each.

Values are absolute: they depend on the two texts and on frozen statistics, on nothing else. The
same by matrices stands in `matrices.py`; the tests compare the two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fair.matching.engine.text.statistics import Statistics, centred
from fair.matching.engine.text.types import (
    KINDS,
    MATERIAL,
    PROCESS,
    Floats,
    TextProfile,
    TextSide,
)
from fair.matching.engine.types import Relations

# How fast more of the same word stops to tell more, and how much a long text is discounted.
SATURATION, LENGTH_DISCOUNT = 1.2, 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the features look things up in."""

    statistics: Statistics
    relations: Mapping[str, Relations]  # by kind; a kind without relations compares for equality


Feature = Callable[[TextProfile, TextProfile, Frame], float]


def coverage(need: TextProfile, offer: TextProfile, frame: Frame, *, kind: str) -> float:
    """Return the share of the need's codes that the offer answers, weighed by their rarity."""
    relations = frame.relations.get(kind, {})
    return _share(
        need.codes(kind),
        lambda code: _best(relations.get(code, {code: 1.0}), offer.codes(kind)),
        rarity=lambda code: frame.statistics.code_rarity(kind, code),
    )


def focus(need: TextProfile, offer: TextProfile, frame: Frame, *, kind: str) -> float:
    """Return the share of the offer's codes that the need asks for, weighed by their rarity."""
    relations = frame.relations.get(kind, {})

    def asked(code: str) -> float:
        return max(
            (
                weight * relations.get(wanted, {wanted: 1.0}).get(code, 0.0)
                for wanted, weight in need.codes(kind).items()
            ),
            default=0.0,
        )

    return _share(
        offer.codes(kind), asked, rarity=lambda code: frame.statistics.code_rarity(kind, code)
    )


def silence(need: TextProfile, _offer: TextProfile, _frame: Frame, *, kind: str) -> float:
    """Tell, by 1, that the need names no code of a kind, so that nothing can be covered."""
    return 0.0 if need.codes(kind) else 1.0


def both(need: TextProfile, offer: TextProfile, frame: Frame) -> float:
    """Return how far process and material are answered together."""
    return coverage(need, offer, frame, kind=PROCESS) * coverage(need, offer, frame, kind=MATERIAL)


def wording(need: TextProfile, offer: TextProfile, frame: Frame) -> float:
    """Return the share of the need's words that the offer uses: BM25 by the need's own BM25."""
    own = _bm25(need, need, frame)
    return min(1.0, _bm25(need, offer, frame) / own) if own else 0.0


def meaning(need: TextProfile, offer: TextProfile, frame: Frame) -> float:
    """Return the cosine of the two vectors, each seen from the middle of its language; 0 without.

    Texts without a vector are weighed by coefficients of their own, so 0 is never an answer.
    """
    if not need.vector or not offer.vector:
        return 0.0
    asked = _centred(need.vector, need, frame, side=TextSide.NEED)
    return float(asked @ _centred(offer.vector, offer, frame, side=TextSide.LINE))


def topic(need: TextProfile, offer: TextProfile, frame: Frame) -> float:
    """Return the same of what the need is about, its first clause; 0 without a vector of it."""
    if not need.subject or not offer.vector:
        return 0.0
    asked = _centred(need.subject, need, frame, side=TextSide.SUBJECT)
    return float(asked @ _centred(offer.vector, offer, frame, side=TextSide.LINE))


def _of_kind(feature: Callable[..., float], kind: str) -> Feature:
    return lambda need, offer, frame: feature(need, offer, frame, kind=kind)


FEATURES: Mapping[str, Feature] = {
    **{f"cover_{kind}": _of_kind(coverage, kind) for kind in KINDS},
    **{f"focus_{kind}": _of_kind(focus, kind) for kind in KINDS},
    **{f"no_{kind}": _of_kind(silence, kind) for kind in KINDS},
    "both": both,
    "wording": wording,
    "meaning": meaning,
    "topic": topic,
}


def features_of(need: TextProfile, offer: TextProfile, *, frame: Frame) -> dict[str, float]:
    """Return the value of every feature by its name."""
    return {name: feature(need, offer, frame) for name, feature in FEATURES.items()}


def saturated(count: float, *, length: float, usual: float) -> float:
    """Return what `count` of a word in a text of `length` words are worth; below SATURATION + 1."""
    discount = 1.0 - LENGTH_DISCOUNT + LENGTH_DISCOUNT * length / usual
    return count * (SATURATION + 1.0) / (count + SATURATION * discount)


def _centred(vector: bytes, text: TextProfile, frame: Frame, *, side: TextSide) -> Floats:
    return centred(vector, language=text.language, side=side, statistics=frame.statistics)


def _bm25(need: TextProfile, text: TextProfile, frame: Frame) -> float:
    length, usual = sum(text.tokens.values()), frame.statistics.line_length
    return sum(
        frame.statistics.token_rarity(token)
        * saturated(text.tokens[token], length=length, usual=usual)
        for token in need.tokens
        if token in text.tokens
    )


def _share(
    codes: Mapping[str, float],
    answer: Callable[[str], float],
    *,
    rarity: Callable[[str], float],
) -> float:
    worth = {code: weight * rarity(code) for code, weight in codes.items()}
    total = sum(worth.values())
    return sum(worth[code] * answer(code) for code in worth) / total if total else 0.0


def _best(related: Mapping[str, float], offered: Mapping[str, float]) -> float:
    return max((weight * related.get(code, 0.0) for code, weight in offered.items()), default=0.0)
