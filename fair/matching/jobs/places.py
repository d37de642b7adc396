"""Where pairs stand in lists, as columns."""

from dataclasses import dataclass

import numpy as np

from fair.matching.engine.coded import Bools, Floats, Ints
from fair.matching.engine.ties import Ties


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places of pairs, in arrays that go together: nearer comes first, then surer, then the tie."""

    nearness: Floats
    confidence: Floats
    ties: Ties

    def taken(self, rows: Ints | Bools) -> "Places":
        """Return some of the places."""
        return Places(self.nearness[rows], self.confidence[rows], self.ties[rows])

    def come_after(self, others: "Places") -> Bools:
        """Tell which stand behind those beside them in `others`."""
        is_less_sure = self.confidence < others.confidence
        is_as_sure = self.confidence == others.confidence
        is_behind = is_less_sure | (is_as_sure & (self.ties > others.ties))
        is_as_near = self.nearness == others.nearness
        come_after: Bools = (self.nearness < others.nearness) | (is_as_near & is_behind)
        return come_after

    def equal(self, others: "Places") -> Bools:
        """Tell which are the same as those beside them in `others`."""
        return ~self.come_after(others) & ~others.come_after(self)

    def spread(self, rows: Ints, *, size: int) -> "Places":
        """Return `size` places with these in `rows`; the others are behind everything."""
        spread = Places(
            np.full(size, -np.inf), np.full(size, -np.inf), np.full(size, np.iinfo(np.uint64).max)
        )
        spread.nearness[rows] = self.nearness
        spread.confidence[rows] = self.confidence
        spread.ties[rows] = self.ties
        return spread
