"""Verify a ranking without the code that made it.

Every rule is written here a second time, as plainly as possible and from the inputs alone; only the
data types, and what one standard says of another, are shared.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from fair.matching.engine.certificates import INCLUDES
from fair.matching.engine.types import (
    Explanation,
    Limits,
    Need,
    Offer,
    PairKey,
    RankedPair,
    Ranking,
    Rules,
    Violation,
)

PASSING_PROCESS = 0.7
PASSING_MATERIAL = 0.85
TINY = 1e-9


def violations(
    ranking: Ranking,
    *,
    needs: Sequence[Need],
    offers: Sequence[Offer],
    rules: Rules,
    limits: Limits,
) -> list[Violation]:
    """Return everything that is wrong with a ranking, in no order; an empty list is a good one.

    Cost: one look at every pair, a microsecond or two each.
    """
    need_by_id = {need.id: need for need in needs}
    offer_by_id = {offer.id: offer for offer in offers}
    strays = [
        Violation("unknown_pair", ranked.pair.need_id, ranked.pair.offer_id)
        for ranked in (*ranking.pairs, *ranking.near_misses)
        if ranked.pair.need_id not in need_by_id or ranked.pair.offer_id not in offer_by_id
    ]
    if strays:
        return strays
    found = list(_wrong_pairs(ranking, needs=need_by_id, offers=offer_by_id, rules=rules))
    found.extend(_wrong_order(ranking.pairs))
    found.extend(_missing(ranking, needs=needs, offers=offers, rules=rules, limits=limits))
    return found


def explanation_violations(explanations: Mapping[PairKey, Explanation]) -> list[Violation]:
    """Return the pairs whose points do not sum to the shown score, or promise too much."""
    found = []
    for (need_id, offer_id), explanation in explanations.items():
        for side in (explanation.buyer, explanation.supplier):
            if sum(item.points for item in side.items) != side.score:
                found.append(Violation("points_do_not_sum", need_id, offer_id))
            if any(item.could_add < 0 or item.could_add + side.score > 100 for item in side.items):  # noqa: PLR2004 (the scale)
                found.append(Violation("impossible_gain", need_id, offer_id))
    return found


def _wrong_pairs(
    ranking: Ranking, *, needs: Mapping[int, Need], offers: Mapping[int, Offer], rules: Rules
) -> Iterator[Violation]:
    seen: set[PairKey] = set()
    for ranked in (*ranking.pairs, *ranking.near_misses):
        pair = ranked.pair
        if pair.key in seen:
            yield Violation("pair_twice", *pair.key)
        seen.add(pair.key)
        is_possible = _is_possible(needs[pair.need_id], offers[pair.offer_id], rules)
        if is_possible != (ranked.rank_for_need is not None):
            yield Violation("gate_wrong", *pair.key)
        if not is_possible and pair.mutual != 0:
            yield Violation("score_without_right", *pair.key)
        if is_possible and not _scores_agree(ranked):
            yield Violation("score_wrong", *pair.key)


def _scores_agree(ranked: RankedPair) -> bool:
    pair = ranked.pair
    buyer, supplier, mutual = pair.buyer.score, pair.supplier.score, pair.mutual
    if not (0 <= buyer <= 100 and 0 <= supplier <= 100 and 0 <= pair.confidence <= 1):  # noqa: PLR2004 (the scale)
        return False
    return abs(mutual * (buyer + supplier) - 2 * buyer * supplier) <= TINY * 100 * 200


def _wrong_order(pairs: Sequence[RankedPair]) -> Iterator[Violation]:
    """Look at each need's kept pairs by rank: scores fall, ranks rise, no rank comes twice."""
    by_need: dict[int, list[RankedPair]] = {}
    by_offer: dict[int, list[RankedPair]] = {}
    for ranked in pairs:
        by_need.setdefault(ranked.pair.need_id, []).append(ranked)
        by_offer.setdefault(ranked.pair.offer_id, []).append(ranked)
    for listed, rank_of in ((by_need, _need_rank), (by_offer, _offer_rank)):
        for own in listed.values():
            own.sort(key=rank_of)
            for ahead, behind in pairwise(own):
                is_sorted = (ahead.pair.mutual, ahead.pair.confidence) >= (
                    behind.pair.mutual,
                    behind.pair.confidence,
                )
                if not is_sorted or rank_of(ahead) == rank_of(behind):
                    yield Violation("order_wrong", *behind.pair.key)


def _need_rank(ranked: RankedPair) -> int:
    return ranked.rank_for_need or 0


def _offer_rank(ranked: RankedPair) -> int:
    return ranked.rank_for_offer or 0


def _missing(
    ranking: Ranking,
    *,
    needs: Sequence[Need],
    offers: Sequence[Offer],
    rules: Rules,
    limits: Limits,
) -> Iterator[Violation]:
    """Count the possible offers of each need: as many as fit must be listed."""
    listed: dict[int, set[int]] = {need.id: set() for need in needs}
    for ranked in ranking.pairs:
        listed[ranked.pair.need_id].add(_need_rank(ranked))
    for need in needs:
        possible = sum(1 for offer in offers if _is_possible(need, offer, rules))
        expected = set(range(1, min(possible, limits.per_need) + 1))
        if not expected <= listed[need.id]:
            yield Violation("match_missing", need.id)


def _is_possible(need: Need, offer: Offer, rules: Rules) -> bool:
    for rule in _RULES:  # noqa: SIM110 (asked of every pair; all() takes half as long again)
        if not rule(need, offer, rules):
            return False
    return True


def _does_the_process(need: Need, offer: Offer, rules: Rules) -> bool:
    if not need.processes or not offer.processes:
        return True
    found = [_is_answered(asked, offer, rules) for asked in need.processes]
    return all(found) if need.needs_every_process else any(found)


def _is_answered(asked: str, offer: Offer, rules: Rules) -> bool:
    related = rules.processes.get(asked, {})
    for code in offer.processes:  # noqa: SIM110 (as above)
        if code == asked or related.get(code, 0) >= PASSING_PROCESS:
            return True
    return False


def _may_meet(need: Need, offer: Offer, rules: Rules) -> bool:
    declined = rules.declined_by_buyer | rules.declined_by_supplier
    return (
        need.party_id != offer.party_id
        and offer.party_id not in need.blocked_party_ids
        and (need.invited_party_ids is None or offer.party_id in need.invited_party_ids)
        and (need.id, offer.id) not in declined
    )


def _is_precise(need: Need, offer: Offer, _rules: Rules) -> bool:
    if need.tolerance_mm is None or offer.tolerance_mm is None or not need.tolerance_is_hard:
        return True
    return offer.tolerance_mm <= need.tolerance_mm


def _has_material(need: Need, offer: Offer, rules: Rules) -> bool:
    if not need.materials or not offer.materials or not need.material_is_hard:
        return True
    return any(
        code == asked or rules.materials.get(asked, {}).get(code, 0) >= PASSING_MATERIAL
        for asked in need.materials
        for code in offer.materials
    )


def _fits(need: Need, offer: Offer, _rules: Rules) -> bool:
    """Try the part's edges against the limits from the shortest up."""
    part = sorted([*need.size_mm, 0, 0, 0], reverse=True)[:3]
    shortest_first = zip(reversed(part), sorted(offer.max_size_mm), strict=False)
    if any(edge > limit for edge, limit in shortest_first):
        return False
    if need.size_mm and offer.min_size_mm is not None and part[0] < offer.min_size_mm:
        return False
    if need.weight_kg is None or offer.max_weight_kg is None:
        return True
    return need.weight_kg <= offer.max_weight_kg


def _is_certified(need: Need, offer: Offer, rules: Rules) -> bool:
    valid = {
        certificate.code
        for certificate in offer.certificates
        if certificate.is_in_progress
        or certificate.expires_on is None
        or certificate.expires_on >= rules.fair_on
    }
    valid |= {code for held in valid for code in INCLUDES.get(held, ())}
    return need.required_certificates <= valid


_RULES: tuple[Callable[[Need, Offer, Rules], bool], ...] = (
    _does_the_process,
    _may_meet,
    _is_precise,
    _has_material,
    _fits,
    _is_certified,
)
