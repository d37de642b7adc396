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
    neither the best nor the worst answer; `every` tells which sets want all of their codes.
    A level is a number of `likeness.levels`; level 0 is no likeness.
    """

    likeness: Likeness
    asked: Ints
    every: Bools

    def for_set(self, asked: int) -> Levels:
        """Return the level of every distinct offered set for one asked set."""
        answers = self.likeness.best[np.unique(self.asked[asked])]
        combined: Levels = answers.min(axis=0) if self.every[asked] else answers.max(axis=0)
        return combined

    def for_sets(self, asked: Ints) -> Levels:
        """Return the levels for several asked sets, shape (asked sets, offered sets)."""
        return np.stack([self.for_set(number) for number in asked.tolist()])

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

    def used_for_set(self, asked: int) -> Floats:
        """Return for every offered set the share of its codes that are like one that is asked.

        NaN for an offered set without codes.
        """
        is_used = (self.likeness.pairs[self.asked[asked]] > 0).any(axis=0)
        return _share(is_used[self.likeness.offered].sum(axis=1), self.likeness.sizes)

    def used_for_pairs(self, asked: Ints, offered: Ints) -> Floats:
        """Return the same for pairs of an asked and an offered set."""
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
        likeness, np.where(is_padding, numbers[:, :1], numbers), np.array(every, np.bool_)
    )


def _share(used: Ints, sizes: Ints) -> Floats:
    shares = np.full(len(sizes), np.nan)
    np.divide(used, sizes, out=shares, where=sizes > 0)
    return shares
