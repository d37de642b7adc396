"""What of two texts speaks for their belonging together: one function per feature, one pair each.

Values are absolute: they depend on the two texts and on frozen statistics, on nothing else. The
same by matrices stands in `matrices.py`; the tests compare the two.
"""

from collections.abc import Callable, Mapping

import numpy as np

from fair.matching.engine.text.signatures import Signature, line_signature, need_signature
from fair.matching.engine.text.types import KINDS, Floats, TextProfile
from fair.matching.engine.text.worth import Frame

Feature = Callable[[Signature, Signature], float]


def coverage(need: Signature, line: Signature, *, kind: str) -> float:
    """Return the share of the need's codes that the line answers, weighed by their rarity."""
    reach = line.reach[kind]
    return sum(share * reach.get(code, 0.0) for code, share in need.shares[kind].items())


def focus(need: Signature, line: Signature, *, kind: str) -> float:
    """Return the share of the line's codes that the need asks for, weighed by their rarity."""
    return coverage(line, need, kind=kind)


def silence(need: Signature, _line: Signature, *, kind: str) -> float:
    """Tell, by 1, that the need names no code of a kind, so that nothing can be covered."""
    return 0.0 if need.shares[kind] else 1.0


def wording(need: Signature, line: Signature) -> float:
    """Return what part of the need's words the line uses: BM25 by the need's own BM25.

    A short line that repeats the need's words may reach a little more than 1.
    """
    words = line.words
    return sum(share * words.get(word, 0.0) for word, share in need.words.items())


def trade(need: Signature, line: Signature) -> float:
    """Return how near the trades are that the two texts sound like: the cosine, in [0, 1]."""
    offered = line.trades
    return sum(pull * offered.get(code, 0.0) for code, pull in need.trades.items())


def kinship(need: Signature, line: Signature) -> float:
    """Return how near the line's trades are to all that would answer the need's: the cosine.

    Who makes such parts by a sibling of the process is nearer than who makes others.
    """
    offered = line.trades
    return sum(pull * offered.get(code, 0.0) for code, pull in need.kindred.items())


def meaning(need: Signature, line: Signature) -> float:
    """Return the cosine of the two vectors, each seen from the middle of its language; 0 without.

    Texts without a vector are weighed by coefficients of their own, so 0 is never an answer.
    """
    return _cosine(need.vector, line.vector)


def topic(need: Signature, line: Signature) -> float:
    """Return the same of what the need is about, its first clause."""
    return _cosine(need.topic, line.vector)


def _of_kind(feature: Callable[..., float], kind: str) -> Feature:
    return lambda need, line: feature(need, line, kind=kind)


FEATURES: Mapping[str, Feature] = {
    **{f"cover_{kind}": _of_kind(coverage, kind) for kind in KINDS},
    **{f"focus_{kind}": _of_kind(focus, kind) for kind in KINDS},
    **{f"no_{kind}": _of_kind(silence, kind) for kind in KINDS},
    "wording": wording,
    "trade": trade,
    "kinship": kinship,
    "meaning": meaning,
    "topic": topic,
}
# What can be known of texts that no encoder has seen.
PLAIN_FEATURES = tuple(name for name in FEATURES if name not in {"meaning", "topic"})


def features_of(need: TextProfile, line: TextProfile, *, frame: Frame) -> dict[str, float]:
    """Return the value of every feature of two texts by its name."""
    return values_of(need_signature(need, frame), line_signature(line, frame))


def values_of(need: Signature, line: Signature) -> dict[str, float]:
    """Return the value of every feature by its name."""
    return {name: feature(need, line) for name, feature in FEATURES.items()}


def _cosine(asked: Floats, offered: Floats) -> float:
    if not len(asked) or not len(offered):
        return 0.0
    return float(asked.astype(np.float64) @ offered.astype(np.float64))
