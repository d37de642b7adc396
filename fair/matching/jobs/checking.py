"""Check what a chunk has found before it is stored."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from fair.matching.engine.checks import explanation_violations, violations
from fair.matching.engine.coded import Ints
from fair.matching.engine.explain import explain, explanation_json
from fair.matching.engine.finding import Found, ranking_of
from fair.matching.engine.folding import folded
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.types import Explanation, Limits, PairKey, RankedPair, Violation

# The checker repeats every rule in plain Python, a microsecond or two a pair, and the reference
# scores and explains again what is kept. Of a run in one chunk so many pairs are looked at; of
# each of many chunks enough for what is wrong with many.
CHECKED_PAIRS = 200_000
CHECKED_PAIRS_OF_MANY = 30_000


def wrong_in(
    pairing: Pairing,
    found: Found,
    *,
    told: Sequence[str | None],
    limits: Limits,
    is_whole: bool,
    seed: int,
) -> int:
    """Return how much is wrong in the lists of some needs, which `seed` draws.

    Wrong is what the independent checker finds, and whatever the reference scores or explains
    otherwise. `told` are the explanations of the matches, as they will be stored, or None.
    """
    most = CHECKED_PAIRS if is_whole else CHECKED_PAIRS_OF_MANY
    rows = _drawn(len(pairing.needs), offers=len(pairing.offers), most=most, seed=seed)
    is_drawn = np.isin(found.matches.need_rows, rows)
    part = replace(
        found,
        matches=found.matches.taken(is_drawn),
        rank_for_need=found.rank_for_need[is_drawn],
        rank_for_offer=found.rank_for_offer[is_drawn],
        misses=found.misses.taken(np.isin(found.misses.need_rows, rows)),
    )
    ranking = ranking_of(part, needs=pairing.needs, offers=pairing.offers, rules=pairing.rules)
    wrong = violations(
        ranking,
        needs=[pairing.needs.items[row] for row in rows.tolist()],
        offers=pairing.offers.items,
        rules=pairing.rules,
        limits=limits,
    )
    texts = [text for text, is_in in zip(told, is_drawn.tolist(), strict=True) if is_in]
    wrong += _told_wrong(pairing, part, ranking.pairs, texts=texts)
    return len(wrong)


def _told_wrong(
    pairing: Pairing, found: Found, ranked: Sequence[RankedPair], *, texts: Sequence[str | None]
) -> list[Violation]:
    """Return the matches that the reference scores or explains otherwise."""
    explanations: dict[PairKey, Explanation] = {}
    wrong = list(_scored_wrong(found, ranked))
    rows = zip(
        ranked,
        found.matches.need_rows.tolist(),
        found.matches.offer_rows.tolist(),
        texts,
        strict=True,
    )
    for entry, need, offer, text in rows:
        if text is None:
            continue
        explanation = explain(
            entry.pair,
            pairing.needs.items[need],
            pairing.offers.items[offer],
            rules=pairing.rules,
        )
        explanations[entry.pair.key] = explanation
        if folded(explanation_json(explanation)) != text:
            wrong.append(Violation("explanation_wrong", *entry.pair.key))
    return wrong + explanation_violations(explanations)


def _scored_wrong(found: Found, ranked: Sequence[RankedPair]) -> Iterator[Violation]:
    scores = found.matches
    columns = (scores.buyer, scores.supplier, scores.mean, scores.confidence)
    for entry, *own in zip(ranked, *(column.tolist() for column in columns), strict=True):
        pair = entry.pair
        if own != [pair.buyer.score, pair.supplier.score, pair.mutual, pair.confidence]:
            yield Violation("score_not_the_reference_s", *pair.key)


def _drawn(needs: int, *, offers: int, most: int, seed: int) -> Ints:
    """Return the rows of as many needs as come to `most` pairs, one at least, all if they can."""
    room = max(1, most // max(1, offers))
    if needs <= room:
        return np.arange(needs)
    drawn = random.Random(seed).sample(range(needs), room)  # noqa: S311 (a sample, not a secret)
    return np.array(sorted(drawn), np.intp)
