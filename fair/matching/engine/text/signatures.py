"""What one text brings to any comparison with another: the reference's view of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from fair.matching.engine.text.packing import vectors_of
from fair.matching.engine.text.statistics import vector_of
from fair.matching.engine.text.steps import stepped
from fair.matching.engine.text.types import KINDS, Floats, TextProfile, TextSide
from fair.matching.engine.text.worth import Frame, Weights, line_words, need_words, shares_of
from fair.matching.engine.types import Relations

NO_VECTOR: Floats = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One side of a comparison, in whole steps.

    `shares` says, by kind, what part of the text's worth a code is; `reach` how well the text
    answers, or asks for, any code; `words` what each word is worth; `trades` which processes the
    text sounds like, `kindred` what answers those, of a need only. Vectors are centred.
    """

    shares: Mapping[str, Weights]
    reach: Mapping[str, Weights]
    words: Weights
    trades: Weights
    kindred: Weights = field(default_factory=dict)
    vector: Floats = field(default_factory=lambda: NO_VECTOR)
    topic: Floats = field(default_factory=lambda: NO_VECTOR)


def need_signature(need: TextProfile, frame: Frame) -> Signature:
    """Work out what a need asks for."""
    trades = frame.trades.of(need)
    return Signature(
        shares=shares_of(need, frame),
        reach={kind: _reach(need.codes(kind), frame.relations.get(kind, {})) for kind in KINDS},
        words=need_words(need, frame),
        trades=trades,
        kindred=frame.kindred.of(trades),
        vector=_centred(need, frame, side=TextSide.NEED),
        topic=_centred(need, frame, side=TextSide.SUBJECT),
    )


def line_signature(line: TextProfile, frame: Frame) -> Signature:
    """Work out what a line offers."""
    return Signature(
        shares=shares_of(line, frame),
        reach={kind: _reach(line.codes(kind), frame.answering.get(kind, {})) for kind in KINDS},
        words=line_words(line, frame),
        trades=frame.trades.of(line),
        vector=_centred(line, frame, side=TextSide.LINE),
    )


def _reach(codes: Weights, relations: Relations) -> Weights:
    """Return for every related code the weightiest relation to one of `codes`."""
    best: dict[str, float] = {}
    for code, weight in codes.items():
        for other, likeness in relations.get(code, {code: 1.0}).items():
            if weight * likeness > best.get(other, 0.0):
                best[other] = weight * likeness
    return {code: stepped(value) for code, value in best.items()}


def _centred(text: TextProfile, frame: Frame, *, side: TextSide) -> Floats:
    kept = text.subject if side is TextSide.SUBJECT else text.vector
    if not kept:
        return NO_VECTOR
    vector: Floats = vectors_of([text], frame=frame, side=side, width=len(vector_of(kept)))[0]
    return vector
