"""A need or a line and all its pairs, found by columns, the best first."""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from fair.editions.choices import Side
from fair.matching.engine.coded import Bools, Floats, Ints
from fair.matching.engine.columns import (
    Ids,
    NeedColumns,
    OfferColumns,
    need_columns,
    offer_columns,
)
from fair.matching.engine.exact import Scores
from fair.matching.engine.row_search import all_pairs
from fair.matching.engine.scoring import FULL_SCORE
from fair.matching.engine.ties import Ties, tie_breakers
from fair.matching.engine.types import PairKey
from fair.matching.jobs.chunks import LIMITS
from fair.matching.jobs.places import Places
from fair.matching.jobs.storing import MARKS
from fair.matching.jobs.warm import WarmInputs
from fair.matching.models import MatchRun


class Kind(IntEnum):
    """A match, a near miss, or one that somebody has declined, which no list counts."""

    MATCH = 1
    MISS = 2
    DECLINED = 3


def kept_by(side: Side, kind: Kind) -> int:
    """Return how many pairs of a kind the list of a need, or of a line, keeps."""
    if kind == Kind.MISS:  # only lines keep near misses
        return LIMITS.near_misses_per_offer if side == Side.SUPPLIER else 0
    return LIMITS.per_need if side == Side.BUYER else LIMITS.per_offer


@dataclass(frozen=True, slots=True)
class RowList:
    """The matches of one need (the buyer's side) or of one line (the supplier's)."""

    side: Side
    row_id: int

    @property
    def other_side(self) -> Side:
        return Side.SUPPLIER if self.side == Side.BUYER else Side.BUYER

    @property
    def column(self) -> str:
        return "need_id" if self.side == Side.BUYER else "line_id"

    @property
    def other_column(self) -> str:
        return "line_id" if self.side == Side.BUYER else "need_id"

    @property
    def mark(self) -> str:
        """The column that marks the last pair of its list."""
        return MARKS[self.column]

    @property
    def other_mark(self) -> str:
        return MARKS[self.other_column]

    def key_with(self, other_id: int) -> PairKey:
        """Return the key of its pair with another row."""
        return (self.row_id, other_id) if self.side == Side.BUYER else (other_id, self.row_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of the row with another."""

    other_id: int
    buyer: float
    supplier: float
    nearness: float
    confidence: float
    tie: int


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """Pairs as columns, by the list that they are in, in each the best first."""

    owners: Ids
    others: Ids
    buyer: Floats
    supplier: Floats
    nearness: Floats
    confidence: Floats
    ties: Ties

    def __len__(self) -> int:
        return len(self.owners)

    @property
    def places(self) -> Places:
        return Places(self.nearness, self.confidence, self.ties)

    def candidates(self) -> list[Candidate]:
        """Return each pair by itself, without its owner."""
        _owners, *columns = (getattr(self, field.name) for field in fields(self))
        return list(map(Candidate, *(column.tolist() for column in columns)))

    def taken(self, chosen: Ints | Bools) -> "Ordered":
        """Return some of the pairs."""
        return Ordered(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def first(self, limit: int) -> "Ordered":
        """Return the first pairs of each list."""
        starts = np.searchsorted(self.owners, self.owners)
        return self.taken(np.arange(len(self)) - starts < limit)


@dataclass(frozen=True, slots=True)
class Candidates:
    """All pairs of the row that may be shown to anybody, the best first."""

    eligible: Ordered
    declined: Ordered
    missed: Ordered


def find_candidates(run: MatchRun, own: RowList, *, inputs: WarmInputs) -> Candidates:
    """Find all pairs of the row; none where the row is gone."""
    needs, offers = inputs.need_columns, inputs.offer_columns
    if own.side == Side.BUYER:
        needs = need_columns([row for row in (inputs.needs.get(own.row_id),) if row])
    else:
        line = [row for row in (inputs.offers.get(own.row_id),) if row]
        offers = offer_columns(line, vocabulary=offers.tables.vocabulary)
    matches, misses, declined = (
        in_order(scores, own.side, needs=needs, offers=offers, seed=run.seed)
        for scores in all_pairs(needs, offers, rules=inputs.rules)
    )
    return Candidates(eligible=matches, declined=declined, missed=misses)


def in_order(
    scores: Scores, side: Side, *, needs: NeedColumns, offers: OfferColumns, seed: int
) -> Ordered:
    """Return the pairs of `scores` by the lists of one side."""
    need_ids, offer_ids = needs.ids[scores.need_rows], offers.ids[scores.offer_rows]
    owners, others = (need_ids, offer_ids) if side == Side.BUYER else (offer_ids, need_ids)
    ties = tie_breakers(need_ids, offer_ids, seed=seed)
    near = scores.mean - FULL_SCORE * scores.failed
    order = np.lexsort((ties, -scores.confidence, -near, owners))
    pairs = Ordered(owners, others, scores.buyer, scores.supplier, near, scores.confidence, ties)
    return pairs.taken(order)
