"""Weigh the values of each side and bring the two together."""

from collections.abc import Mapping
from math import floor

from fair.matching.engine.eligibility import gate_results
from fair.matching.engine.features import BUYER_CRITERIA, SUPPLIER_CRITERIA, Criterion
from fair.matching.engine.types import (
    GateResult,
    GateState,
    Need,
    Offer,
    Rules,
    ScoredPair,
    SideScore,
    Weights,
)

FULL_SCORE = 100.0

DEFAULT_WEIGHTS = Weights(
    version="w2",
    buyer={criterion.code: criterion.weight for criterion in BUYER_CRITERIA},
    supplier={criterion.code: criterion.weight for criterion in SUPPLIER_CRITERIA},
)


def weight_limits(weights: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return the least and the most that each weight may be set to: half of it either way."""
    return {code: ((weight + 1) // 2, weight + weight // 2) for code, weight in weights.items()}


def score_pair(need: Need, offer: Offer, *, rules: Rules) -> ScoredPair:
    """Score one need against one offer.

    Each side's score is in [0, 100] and depends on nothing but the pair and the rules. `mutual` is
    their harmonic mean, or 0 where a gate fails.
    """
    return scored(need, offer, gates=gate_results(need, offer, rules=rules), rules=rules)


def scored(need: Need, offer: Offer, *, gates: tuple[GateResult, ...], rules: Rules) -> ScoredPair:
    """Score a pair whose gates have been asked."""
    buyer = side_score(
        need, offer, criteria=BUYER_CRITERIA, weights=rules.weights.buyer, rules=rules
    )
    supplier = side_score(
        need, offer, criteria=SUPPLIER_CRITERIA, weights=rules.weights.supplier, rules=rules
    )
    is_eligible = all(gate.state is not GateState.FAIL for gate in gates)
    mutual = harmonic_mean(buyer.score, supplier.score) if is_eligible else 0.0
    return ScoredPair(need.id, offer.id, gates, buyer, supplier, mutual)


def side_score(
    need: Need,
    offer: Offer,
    *,
    criteria: tuple[Criterion, ...],
    weights: Mapping[str, int],
    rules: Rules,
) -> SideScore:
    """Weigh one side's values over the criteria that the need asks for."""
    asked: list[bool] = []
    values: list[float | None] = []
    gained = known = total = 0.0
    for criterion in criteria:
        is_asked = criterion.asked(need, rules)
        value = criterion.value(need, offer, rules) if is_asked else None
        asked.append(is_asked)
        values.append(value)
        if is_asked:
            weight = weights[criterion.code]
            total += weight
            known += 0 if value is None else weight
            gained += weight * (criterion.unknown if value is None else value)
    if not total:
        return SideScore(0.0, 0.0, tuple(asked), tuple(values))
    score = min(FULL_SCORE, FULL_SCORE * gained / total)
    return SideScore(score, known / total, tuple(asked), tuple(values))


def harmonic_mean(buyer: float, supplier: float) -> float:
    """Return the harmonic mean, 0 where either is 0; never above the smaller one's double."""
    if buyer <= 0 or supplier <= 0:
        return 0.0
    mean = 2 * buyer * supplier / (buyer + supplier)
    # Rounding may step out of the range by one unit in the last place.
    return min(max(mean, min(buyer, supplier)), max(buyer, supplier))


def shown(score: float) -> int:
    """Round a score to the whole points that people see, halves up."""
    return floor(score + 0.5)
