"""A need or a line and all its pairs, found by columns, the best first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fair.editions.choices import Side
from fair.matching.engine.columns import need_columns, offer_columns
from fair.matching.engine.exact import Scores
from fair.matching.engine.row_search import all_pairs
from fair.matching.engine.scoring import FULL_SCORE
from fair.matching.engine.ties import tie_breakers
from fair.matching.engine.types import PairKey
from fair.matching.jobs.chunks import LIMITS
from fair.matching.jobs.warm import WarmInputs
from fair.matching.models import MatchRun


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
    def other_rank(self) -> str:
        return "rank_for_line" if self.side == Side.BUYER else "rank_for_need"

    @property
    def kept(self) -> int:
        """How many pairs its own list keeps."""
        return LIMITS.per_need if self.side == Side.BUYER else LIMITS.per_offer

    @property
    def kept_by_others(self) -> int:
        """How many pairs the list of each other keeps."""
        return LIMITS.per_offer if self.side == Side.BUYER else LIMITS.per_need

    def key_with(self, other_id: int) -> PairKey:
        """Return the key of its pair with another row."""
        return (self.row_id, other_id) if self.side == Side.BUYER else (other_id, self.row_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of the row with another; sorted by `place`, the best come first."""

    other_id: int
    buyer: float
    supplier: float
    nearness: float
    confidence: float
    tie: int

    @property
    def place(self) -> tuple[float, float, int]:
        return (-self.nearness, -self.confidence, self.tie)


@dataclass(frozen=True, slots=True)
class Candidates:
    """All pairs of the row that may be shown to anybody, the best first."""

    eligible: list[Candidate]
    declined: list[Candidate]
    missed: list[Candidate]


def find_candidates(run: MatchRun, own: RowList, *, inputs: WarmInputs) -> Candidates:
    """Find all pairs of the row; none where the row is gone."""
    needs, offers = inputs.need_columns, inputs.offer_columns
    if own.side == Side.BUYER:
        needs = need_columns([row for row in (inputs.needs.get(own.row_id),) if row])
    else:
        line = [row for row in (inputs.offers.get(own.row_id),) if row]
        offers = offer_columns(line, vocabulary=offers.tables.vocabulary)
    if not len(needs) or not len(offers):
        return Candidates([], [], [])
    matches, misses, declined = (
        _sorted(
            scores,
            own,
            need_ids=needs.ids[scores.need_rows],
            offer_ids=offers.ids[scores.offer_rows],
            seed=run.seed,
        )
        for scores in all_pairs(needs, offers, rules=inputs.rules)
    )
    return Candidates(eligible=matches, declined=declined, missed=misses)


def _sorted(
    scores: Scores,
    own: RowList,
    *,
    need_ids: NDArray[np.int64],
    offer_ids: NDArray[np.int64],
    seed: int,
) -> list[Candidate]:
    """Return the pairs of `scores` as candidates, the best first."""
    ties = tie_breakers(need_ids, offer_ids, seed=seed)
    near = scores.mean - FULL_SCORE * scores.failed
    order = np.lexsort((ties, -scores.confidence, -near))
    others = offer_ids if own.side == Side.BUYER else need_ids
    columns = (others, scores.buyer, scores.supplier, near, scores.confidence, ties)
    return list(map(Candidate, *(column[order].tolist() for column in columns)))
