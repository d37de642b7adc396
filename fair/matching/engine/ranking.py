"""From pairs to lists: who comes first for a need, for an offer, and who only just misses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from fair.matching.engine.eligibility import gate_results
from fair.matching.engine.scoring import FULL_SCORE, harmonic_mean, scored
from fair.matching.engine.ties import tie_breaker
from fair.matching.engine.types import (
    GateCode,
    GateState,
    Limits,
    Need,
    Offer,
    RankedPair,
    Ranking,
    Reason,
    Rules,
    ScoredPair,
)

# Such a pair is shown to nobody, not even as a near miss.
_NEVER_SHOWN = frozenset(
    {Reason.PROCESS_OTHER, Reason.SAME_ORGANISATION, Reason.BLOCKED, Reason.NOT_INVITED}
)


def compare(need: Need, offers: Iterable[Offer], *, rules: Rules) -> list[ScoredPair]:
    """Score a need against every offer that is eligible or a near miss, in the order given.

    Cost: about a microsecond for an offer of a foreign process, twenty for any other.
    """
    pairs = []
    for offer in offers:
        gates = gate_results(need, offer, rules=rules)
        if not any(gate.reason in _NEVER_SHOWN for gate in gates):
            pairs.append(scored(need, offer, gates=gates, rules=rules))
    return pairs


def rank(
    needs: Sequence[Need], offers: Sequence[Offer], *, rules: Rules, limits: Limits, seed: int
) -> Ranking:
    """Score every need against every offer and rank the pairs for both sides."""
    pairs = [pair for need in needs for pair in compare(need, offers, rules=rules)]
    return rank_pairs(pairs, compared=len(needs) * len(offers), limits=limits, seed=seed)


def rank_pairs(pairs: Iterable[ScoredPair], *, compared: int, limits: Limits, seed: int) -> Ranking:
    """Rank scored pairs, which may come in any order, and keep those within the limits.

    Higher mutual score first, then higher confidence, then a hash that `seed` shuffles, so that
    nobody gains by registering early. Ranks count the kept pairs: those within a side's limit are
    its true ranks, those beyond only say who of the rest comes first.
    """
    ordered = sorted(pairs, key=lambda pair: place(pair, seed=seed))
    eligible = [pair for pair in ordered if pair.is_eligible]
    for_need = _ranks(eligible, side=0)
    for_offer = _ranks(eligible, side=1)
    listed = [
        pair
        for pair in eligible
        if for_need[pair.key] <= limits.per_need or for_offer[pair.key] <= limits.per_offer
    ]
    for_need, for_offer = _ranks(listed, side=0), _ranks(listed, side=1)
    kept = [RankedPair(pair, for_need[pair.key], for_offer[pair.key]) for pair in listed]
    kept.sort(key=lambda ranked: (ranked.pair.need_id, ranked.rank_for_need))
    misses = _near_misses(
        [pair for pair in ordered if not pair.is_eligible],
        per_offer=limits.near_misses_per_offer,
    )
    return Ranking(tuple(kept), tuple(misses), compared=compared, eligible=len(eligible))


def place(pair: ScoredPair, *, seed: int) -> tuple[float, float, int]:
    """Return what eligible pairs are sorted by, the best first."""
    return (-pair.mutual, -pair.confidence, tie_breaker(pair.key, seed=seed))


def _ranks(ordered: Iterable[ScoredPair], *, side: int) -> dict[tuple[int, int], int]:
    """Number the pairs of each need (side 0) or offer (side 1) in the order given."""
    counts: dict[int, int] = defaultdict(int)
    ranks = {}
    for pair in ordered:
        counts[pair.key[side]] += 1
        ranks[pair.key] = counts[pair.key[side]]
    return ranks


def _near_misses(ineligible: Iterable[ScoredPair], *, per_offer: int) -> list[RankedPair]:
    """Keep every declined pair, and of each offer the other misses that come nearest."""
    by_offer: dict[int, list[ScoredPair]] = defaultdict(list)
    kept = []
    for pair in ineligible:
        if any(gate.code is GateCode.CONSENT for gate in pair.gates):
            kept.append(pair)
        else:
            by_offer[pair.offer_id].append(pair)
    for misses in by_offer.values():
        misses.sort(key=lambda pair: -nearness(pair))
        kept.extend(misses[:per_offer])
    kept.sort(key=lambda pair: (pair.offer_id, pair.need_id))
    return [RankedPair(pair, None, None) for pair in kept]


def nearness(pair: ScoredPair) -> float:
    """Return what lists sort by, the highest first: the match before rounding.

    Of a near miss it is what the match would be, less 100 for each gate that stops it: never above
    0, and one failed gate is always nearer than two.
    """
    if pair.is_eligible:
        return pair.mutual
    failed = sum(1 for gate in pair.gates if gate.state is GateState.FAIL)
    return harmonic_mean(pair.buyer.score, pair.supplier.score) - FULL_SCORE * failed
