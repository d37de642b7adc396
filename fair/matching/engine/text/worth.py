"""What the codes and words of one text are worth, in whole steps, under frozen statistics."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np

from fair.matching.engine.text.statistics import Statistics
from fair.matching.engine.text.steps import stepped
from fair.matching.engine.text.trades import NO_TRADES, WEAKEST, Kindred, Trades
from fair.matching.engine.text.types import KINDRED, KINDS, PROCESS, TextProfile
from fair.matching.engine.types import Relations

# How fast more of the same word stops to tell more, and how much a long text is discounted.
SATURATION, LENGTH_DISCOUNT = 1.2, 0.75
# A word that stands in more than this share of all texts says nothing of what a text is about.
# Of few texts, a word must stand in more than FEW to be called common.
COMMON, FEW = 0.1, 5.0

Weights = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Frame:
    """What is looked up: how rare things are, how codes relate, by kind, what marks speak for.

    A kind without relations compares for equality.
    """

    statistics: Statistics
    relations: Mapping[str, Relations]
    trades: Trades = NO_TRADES

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

    @cached_property
    def trade_places(self) -> Mapping[str, int]:
        """Where each code of the trades stands."""
        return {code: at for at, code in enumerate(self.trades.codes)}

    @cached_property
    def kindred(self) -> Kindred:
        """What answers the processes that marks speak for."""
        relations = self.relations.get(KINDRED) or self.relations.get(PROCESS, {})
        return Kindred(self.trades.codes, relations)

    @cached_property
    def version(self) -> str:
        """A SHA-256 of all that a text is weighed by, in hexadecimal. Cost: some milliseconds.

        How codes relate and where the middle of a language lies counts only between two texts.
        """
        statistics, trades = self.statistics, self.trades
        counted = (statistics.texts, statistics.lines, statistics.line_tokens, WEAKEST)
        codes = [(kind, sorted(counts.items())) for kind, counts in statistics.code_texts.items()]
        digest = sha256(repr((counted, codes, trades.codes)).encode())
        for by_name in (statistics.token_texts, trades.rarity, trades.rows):
            names = repr(sorted(by_name.items()))
            digest.update(names.encode("utf-8", "backslashreplace"))
        for table in (trades.starts, trades.columns, trades.weights, trades.usual):
            digest.update(np.ascontiguousarray(table).tobytes())
        return digest.hexdigest()


def shares_of(text: TextProfile, frame: Frame) -> dict[str, Weights]:
    """Return by kind what part of the text's worth each code is, by its rarity."""
    found: dict[str, Weights] = {}
    for kind in KINDS:
        worth = {
            code: weight * frame.statistics.code_rarity(kind, code)
            for code, weight in text.codes(kind).items()
        }
        total = sum(worth.values())
        found[kind] = {code: stepped(value / total) for code, value in worth.items()}
    return found


def need_words(need: TextProfile, frame: Frame) -> Weights:
    """Return what each word of a need counts: its share of the need's own BM25."""
    worth = {
        token: (frame.statistics.token_rarity(token), value)
        for token, value in _saturated(need, frame.statistics).items()
    }
    own = sum(rarity * value for rarity, value in worth.values())
    return {token: stepped(rarity / own) for token, (rarity, _value) in worth.items()}


def line_words(line: TextProfile, frame: Frame) -> Weights:
    """Return how much of each word a line has, saturated."""
    saturated = _saturated(line, frame.statistics)
    return {token: stepped(value) for token, value in saturated.items()}


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
