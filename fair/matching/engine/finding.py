"""Find which pairs a ranking keeps, by columns; see docs/decisions/0010.

Three steps. Tiles of pairs get places in float32, and whatever could be kept is picked with a
margin; what is picked is scored exactly; the exact scores decide, in the reference's order. So the
outcome is the reference's, and neither tiles nor threads nor blocking can change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.columns import (
    NeedColumns,
    OfferColumns,
    need_columns,
    offer_columns,
    vocabulary_of,
)
from fair.matching.engine.eligibility import PROCESS_PASSES_FROM
from fair.matching.engine.exact import Scores, exact_scores
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.picking import Picked
from fair.matching.engine.scoring import FULL_SCORE, score_pair
from fair.matching.engine.searching import Progress, search
from fair.matching.engine.ties import Ties, tie_breakers
from fair.matching.engine.types import Limits, Need, Offer, RankedPair, Ranking, Rules

THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a ranking keeps, in arrays that go together; rows are those of the columns.

    `matches` are in the order of `Ranking.pairs`, each with its two ranks, `misses` in the order of
    `Ranking.near_misses`. `placed` counts the pairs that were looked at, `read` those whose texts
    were.
    """

    matches: Scores
    rank_for_need: Ints
    rank_for_offer: Ints
    misses: Scores
    compared: int
    eligible: int
    placed: int
    read: int


def find_pairs(
    needs: Sequence[Need] | NeedColumns,
    offers: Sequence[Offer] | OfferColumns,
    *,
    rules: Rules,
    limits: Limits,
    seed: int,
    threads: int = THREADS,
    progress: Progress | None = None,
) -> Ranking:
    """Rank as `ranking.rank` does, for the same result, by columns.

    Either side may be given as columns that were made before. Cost: see `find_rows`, and some
    twenty microseconds for each pair that is kept, which the reference scores once more.
    """
    rules = rules.remembering()
    if not isinstance(needs, NeedColumns):
        needs = need_columns(needs)
    if not isinstance(offers, OfferColumns):
        offers = offer_columns(offers, vocabulary=vocabulary_of(rules))
    found = find_rows(
        needs, offers, rules=rules, limits=limits, seed=seed, threads=threads, progress=progress
    )
    return ranking_of(found, needs=needs, offers=offers, rules=rules)


def find_rows(
    needs: NeedColumns,
    offers: OfferColumns,
    *,
    rules: Rules,
    limits: Limits,
    seed: int,
    is_blocked: bool = True,
    threads: int = THREADS,
    progress: Progress | None = None,
) -> Found:
    """Find the pairs that are kept, with their exact scores.

    With `is_blocked`, a need is held against the offers that can pass its gate of processes only,
    and texts are read where they can decide, else all; for the same result. Cost: some 50
    nanoseconds for a pair that is looked at, a text model's block for one that is read, half a
    microsecond, and the model's `pairs_of`, for one that may be kept.
    """
    return find_in(
        Pairing(needs, offers, rules),
        limits=limits,
        seed=seed,
        is_blocked=is_blocked,
        threads=threads,
        progress=progress,
    )


def find_in(
    pairing: Pairing,
    *,
    limits: Limits,
    seed: int,
    is_blocked: bool = True,
    threads: int = THREADS,
    progress: Progress | None = None,
) -> Found:
    """Do the same with two sides that are paired already, and whose tables are asked again."""
    outcome = search(
        pairing, limits=limits, is_blocked=is_blocked, threads=threads, progress=progress
    )
    matches, for_need, for_offer = _matches(
        pairing, outcome.matches, limits=limits, seed=seed, threads=threads
    )
    return Found(
        matches,
        for_need,
        for_offer,
        _misses(pairing, outcome.misses, per_offer=limits.near_misses_per_offer, seed=seed),
        compared=len(pairing.needs) * len(pairing.offers),
        eligible=outcome.eligible,
        placed=outcome.placed,
        read=outcome.read,
    )


def ranking_of(found: Found, *, needs: NeedColumns, offers: OfferColumns, rules: Rules) -> Ranking:
    """Let the reference score what was found."""

    def ranked(scores: Scores, *ranks: Sequence[Any]) -> tuple[RankedPair, ...]:
        rows = zip(scores.need_rows.tolist(), scores.offer_rows.tolist(), *ranks, strict=True)
        return tuple(
            RankedPair(score_pair(needs.items[need], offers.items[offer], rules=rules), *places)
            for need, offer, *places in rows
        )

    without = [None] * len(found.misses)
    return Ranking(
        ranked(found.matches, found.rank_for_need.tolist(), found.rank_for_offer.tolist()),
        ranked(found.misses, without, without),
        compared=found.compared,
        eligible=found.eligible,
    )


def _matches(
    pairing: Pairing, picked: Picked, *, limits: Limits, seed: int, threads: int
) -> tuple[Scores, Ints, Ints]:
    """Score what was picked and keep what either side ranks high enough."""
    rows = _once(picked, offers=len(pairing.offers))
    scores = exact_scores(pairing, *rows, threads=threads)
    ties = ties_of(pairing, scores, seed=seed)
    order = _by_merit(scores, ties)
    is_kept = ranks_in(scores.need_rows[order]) <= limits.per_need
    if limits.per_offer:
        is_kept |= ranks_in(scores.offer_rows[order]) <= limits.per_offer
    order = order[is_kept]
    for_need, for_offer = ranks_in(scores.need_rows[order]), ranks_in(scores.offer_rows[order])
    listed = np.lexsort((for_need, pairing.needs.ids[scores.need_rows[order]]))
    return scores.taken(order[listed]), for_need[listed], for_offer[listed]


def _by_merit(scores: Scores, ties: Ties) -> Ints:
    """Return the order of pairs: by mean, then confidence, the highest first, then the tie breaker.

    Few means are equal: sorting by them alone and mending those is ten times as fast as `lexsort`.
    """
    order = np.argsort(-scores.mean)
    is_equal = np.diff(scores.mean[order]) == 0
    places = np.flatnonzero(np.append(is_equal, False) | np.append(False, is_equal))
    some = order[places]
    keys = (ties[some], -scores.confidence[some], -scores.mean[some])
    order[places] = some[np.lexsort(keys)]
    return order


def _misses(pairing: Pairing, picked: Picked, *, per_offer: int, seed: int) -> Scores:
    """Keep of each offer the misses that come nearest, and all pairs that a side declined."""
    scores = exact_scores(pairing, *_once(picked, offers=len(pairing.offers)))
    distance = FULL_SCORE * scores.failed - scores.mean
    ties = ties_of(pairing, scores, seed=seed)
    scores = scores.taken(np.lexsort((ties, -scores.confidence, distance)))
    scores = scores.taken(ranks_in(scores.offer_rows) <= per_offer)
    need_rows, offer_rows = declined_pairs(pairing)
    scores = exact_scores(
        pairing,
        np.concatenate([scores.need_rows, need_rows]),
        np.concatenate([scores.offer_rows, offer_rows]),
    )
    return scores.taken(
        np.lexsort((pairing.needs.ids[scores.need_rows], pairing.offers.ids[scores.offer_rows]))
    )


def declined_pairs(pairing: Pairing) -> tuple[Ints, Ints]:
    """Return the declined pairs that would leave a trace otherwise."""
    need_rows, offer_rows = pairing.declined.pairs()
    hidden = pairing.kept_apart.contain(need_rows, offer_rows, offers=len(pairing.offers))
    hidden |= _is_foreign(pairing, need_rows, offer_rows)
    return need_rows[~hidden], offer_rows[~hidden]


def _is_foreign(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Bools:
    answers = pairing.processes
    offered = pairing.offers.processes.ids[offer_rows]
    levels = answers.for_pairs(pairing.needs.processes.ids[need_rows], offered)
    is_asked = pairing.asked["process"][need_rows] & (answers.likeness.sizes[offered] > 0)
    is_foreign: Bools = is_asked & (answers.likeness.levels[levels] < PROCESS_PASSES_FROM)
    return is_foreign


def _once(picked: Picked, *, offers: int) -> tuple[Ints, Ints]:
    """Return the rows of picked pairs, each once."""
    keys = np.sort(picked.need_rows * offers + picked.offer_rows)  # faster than np.unique
    keys = keys[np.diff(keys, prepend=-1) > 0]
    need_rows, offer_rows = np.divmod(keys, max(offers, 1))
    return need_rows, offer_rows


def ties_of(pairing: Pairing, scores: Scores, *, seed: int) -> Ties:
    """Return what decides between equal ones of these pairs."""
    return tie_breakers(
        pairing.needs.ids[scores.need_rows], pairing.offers.ids[scores.offer_rows], seed=seed
    )


def ranks_in(rows: Ints) -> Ints:
    """Count from 1 within each row, in the order given."""
    order = np.argsort(rows, kind="stable")
    is_first = np.diff(rows[order], prepend=-1) != 0
    starts = np.flatnonzero(is_first)
    ranks = np.empty(len(rows), np.intp)
    ranks[order] = np.arange(1, len(rows) + 1) - starts[np.cumsum(is_first) - 1]
    return ranks
