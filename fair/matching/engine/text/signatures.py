"""What one text brings to any comparison, worked out once for each text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fair.matching.engine.text.statistics import Statistics, centred
from fair.matching.engine.text.types import KINDS, Floats, TextProfile, TextSide
from fair.matching.engine.types import Relations

# How fast more of the same word stops to tell more, and how much a long text is discounted.
SATURATION, LENGTH_DISCOUNT = 1.2, 0.75
# A word that stands in more than this share of all texts says nothing of what a text is about.
# Of few texts, a word must stand in more than FEW to be called common.
COMMON, FEW = 0.1, 5.0

Weights = Mapping[str, float]
NO_VECTOR: Floats = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Frame:
    """What is looked up: how rare things are, and how codes relate, by kind.

    A kind without relations compares for equality.
    """

    statistics: Statistics
    relations: Mapping[str, Relations]

    @cached_property
    def answering(self) -> Mapping[str, Relations]:
        """The relations from the other side: by kind, offered code, asked code."""
        turned: dict[str, dict[str, dict[str, float]]] = {}
        for kind, table in self.relations.items():
            rows = turned.setdefault(kind, {})
            for asked, related in table.items():
                for offered, likeness in related.items():
                    rows.setdefault(offered, {})[asked] = likeness
        return turned


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One side of a comparison.

    `shares` says, by kind, what part of the text's worth a code is; `reach` how well the text
    answers, or asks for, any code; `words` what each word is worth. Vectors are centred.
    """

    shares: Mapping[str, Weights]
    reach: Mapping[str, Weights]
    words: Weights
    vector: Floats = field(default_factory=lambda: NO_VECTOR)
    topic: Floats = field(default_factory=lambda: NO_VECTOR)


def need_signature(need: TextProfile, frame: Frame) -> Signature:
    """Work out what a need asks for; the words' worth is their share of the need's own BM25."""
    worth = {
        token: (frame.statistics.token_rarity(token), value)
        for token, value in _saturated(need, frame.statistics).items()
    }
    own = sum(rarity * value for rarity, value in worth.values())
    return Signature(
        shares=_shares(need, frame),
        reach={kind: _reach(need.codes(kind), frame.relations.get(kind, {})) for kind in KINDS},
        words={token: rarity / own for token, (rarity, _value) in worth.items()},
        vector=_centred(need.vector, need, frame, side=TextSide.NEED),
        topic=_centred(need.subject, need, frame, side=TextSide.SUBJECT),
    )


def line_signature(line: TextProfile, frame: Frame) -> Signature:
    """Work out what a line offers; the words' worth is how much of each it has, saturated."""
    return Signature(
        shares=_shares(line, frame),
        reach={kind: _reach(line.codes(kind), frame.answering.get(kind, {})) for kind in KINDS},
        words=_saturated(line, frame.statistics),
        vector=_centred(line.vector, line, frame, side=TextSide.LINE),
    )


def _shares(text: TextProfile, frame: Frame) -> dict[str, Weights]:
    found: dict[str, Weights] = {}
    for kind in KINDS:
        worth = {
            code: weight * frame.statistics.code_rarity(kind, code)
            for code, weight in text.codes(kind).items()
        }
        total = sum(worth.values())
        found[kind] = {code: value / total for code, value in worth.items()}
    return found


def _reach(codes: Weights, relations: Relations) -> Weights:
    """Return for every related code the weightiest relation to one of `codes`."""
    best: dict[str, float] = {}
    for code, weight in codes.items():
        for other, likeness in relations.get(code, {code: 1.0}).items():
            if weight * likeness > best.get(other, 0.0):
                best[other] = weight * likeness
    return best


def _saturated(text: TextProfile, statistics: Statistics) -> dict[str, float]:
    """Return what the counts of words are worth, without words that are common."""
    length = sum(text.tokens.values())
    discount = 1.0 - LENGTH_DISCOUNT + LENGTH_DISCOUNT * length / statistics.line_length
    most = max(COMMON * statistics.texts, FEW)
    return {
        token: count * (SATURATION + 1.0) / (count + SATURATION * discount)
        for token, count in text.tokens.items()
        if statistics.token_texts.get(token, 0.0) <= most
    }


def _centred(kept: bytes, text: TextProfile, frame: Frame, *, side: TextSide) -> Floats:
    if not kept:
        return NO_VECTOR
    return centred(kept, language=text.language, side=side, statistics=frame.statistics)
