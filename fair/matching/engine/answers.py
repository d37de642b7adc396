"""How well sets of offered codes answer sets of asked codes, by tables over the distinct ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.coded import Bools, Floats, Ints, Likeness, padded

Levels = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The asked sets of one kind of code, and how offered sets answer codes.

    `asked` are the numbers of each set's codes, padded with the set's own first code, which changes
    neither the best nor the worst answer; `asks` tells which sets are not empty, `every` which want
    all of their codes.
    A level is a number of `likeness.levels`; level 0 is no likeness.
    """

    likeness: Likeness
    asked: Ints
    asks: Bools
    every: Bools

    def level_from(self, value: float) -> int:
        """Return the lowest level that is at least a similarity."""
        return int(np.searchsorted(self.likeness.levels, value))

    def levels_of(self, asked: Ints, offered: Ints) -> Levels:
        """Return the levels of several asked with several offered sets, a row per asked set."""
        used, back = np.unique(self.asked[asked], return_inverse=True)
        codes: Ints = back.reshape(self.asked[asked].shape)
        answers = np.empty((len(used), len(offered)), np.uint16)
        for row, code in zip(answers, used.tolist(), strict=True):
            np.take(self.likeness.best[code], offered, out=row, mode="clip")
        levels: Levels = answers[codes[:, 0]]
        for at in range(1, codes.shape[1]):
            np.maximum(levels, answers[codes[:, at]], out=levels)
        for number in np.flatnonzero(self.every[asked]).tolist():
            levels[number] = np.minimum.reduce(answers[codes[number]])
        return levels

    def used_of(self, asked: Ints, offered: Ints) -> Levels:
        """Return how many of an offered set's codes are like one that is asked, a row per asked."""
        is_used: Bools = np.logical_or.reduce(self.likeness.pairs[self.asked[asked]] > 0, axis=1)
        used = np.zeros((len(asked), len(offered)), np.uint16)
        for codes in self.likeness.offered[offered].T:
            used += np.take(is_used, codes, axis=1, mode="clip")
        return used

    def for_pairs(self, asked: Ints, offered: Ints) -> Levels:
        """Return the levels of pairs of an asked and an offered set."""
        codes, best = self.asked[asked], self.likeness.best
        highest = best[codes[:, 0], offered]
        lowest = highest.copy()
        for at in range(1, codes.shape[1]):
            answers = best[codes[:, at], offered]
            np.maximum(highest, answers, out=highest)
            np.minimum(lowest, answers, out=lowest)
        return np.where(self.every[asked], lowest, highest)

    def shares_for_pairs(self, asked: Ints, offered: Ints) -> Floats:
        """Return the same shares for pairs of an asked and an offered set."""
        codes, theirs = self.asked[asked], self.likeness.offered[offered]
        used = np.zeros(len(asked), np.intp)
        for their in theirs.T:
            is_used = np.zeros(len(asked), np.bool_)
            for ours in codes.T:
                is_used |= self.likeness.pairs[ours, their] > 0
            used += is_used
        return _share(used, self.likeness.sizes[offered])


def answers_of(
    asked: Sequence[frozenset[str]], *, every: Sequence[bool], likeness: Likeness
) -> Answers:
    """Make ready to answer these sets."""
    filler = len(likeness.number)
    numbers = padded(asked, number=likeness.number, filler=filler)
    sizes = np.array([len(codes) for codes in asked], np.intp)
    is_padding = np.arange(numbers.shape[1]) >= sizes[:, None]
    return Answers(
        likeness,
        np.where(is_padding, numbers[:, :1], numbers),
        sizes > 0,
        np.array(every, np.bool_),
    )


def _share(used: Ints, sizes: Ints) -> Floats:
    shares = np.full(used.shape, np.nan)
    np.divide(used, sizes, out=shares, where=sizes > 0)
    return shares
