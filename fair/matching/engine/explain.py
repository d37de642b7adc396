"""Turn the values of a pair into points and reasons that people can check.

Everything is a code, a number or a fact; the pages put it into the reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import floor

from fair.matching.engine.features import BUYER_CRITERIA, SUPPLIER_CRITERIA, Criterion
from fair.matching.engine.measures import distance_km
from fair.matching.engine.scoring import FULL_SCORE, shown
from fair.matching.engine.text.evidence import evidence_of
from fair.matching.engine.text.types import MATERIAL, PROCESS, TextProfile
from fair.matching.engine.types import (
    Breakdown,
    Explanation,
    GateResult,
    GateState,
    Item,
    Need,
    Offer,
    Rules,
    ScoredPair,
    SideScore,
    Status,
)

RAISE_MOST = 3

Facts = Callable[[Need, Offer], tuple[object, object]]


def _kilometres(need: Need, offer: Offer) -> tuple[object, object]:
    if need.position is None or offer.position is None:
        return None, None
    return None, round(distance_km(need.position, offer.position))


def _processes(need: Need, offer: Offer) -> tuple[object, object]:
    return sorted(need.processes), sorted(offer.processes)


def _quantities(need: Need, offer: Offer) -> tuple[object, object]:
    return need.monthly_quantity, offer.free_monthly_quantity


def _lots(need: Need, offer: Offer) -> tuple[object, object]:
    return need.lot_quantity, offer.minimum_quantity


def _certificates(need: Need, offer: Offer) -> tuple[object, object]:
    return sorted(need.preferred_certificates), sorted({held.code for held in offer.certificates})


def _languages(need: Need, offer: Offer) -> tuple[object, object]:
    return sorted(need.languages), sorted(offer.languages)


def _markets(need: Need, offer: Offer) -> tuple[object, object]:
    return need.country, sorted(offer.markets | ({offer.country} - {""}))


# What the need asks and the offer states, fit for JSON.
FACTS: Mapping[str, Facts] = {
    "process": _processes,
    "text": lambda _need, _offer: (None, None),  # the texts' evidence is no fact of the pair
    "material": lambda need, offer: (sorted(need.materials), sorted(offer.materials)),
    "tolerance": lambda need, offer: (need.tolerance_mm, offer.tolerance_mm),
    "capacity": _quantities,
    "lead": lambda need, offer: (need.lead_days, offer.lead_days),
    "minimum": _lots,
    "certificates": _certificates,
    "size": lambda need, offer: (list(need.size_mm), list(offer.max_size_mm)),
    "export": _markets,
    "language": _languages,
    "place": _kilometres,
    "volume": _quantities,
    "focus": _processes,
    "minimum_met": _lots,
    "distance": _kilometres,
    "talk": _languages,
    "interest": lambda _need, _offer: (None, None),
}


def explain(pair: ScoredPair, need: Need, offer: Offer, *, rules: Rules) -> Explanation:
    """Break down both sides' scores of a pair."""
    buyer = break_down(
        pair.buyer, need, offer, criteria=BUYER_CRITERIA, weights=rules.weights.buyer
    )
    supplier = break_down(
        pair.supplier, need, offer, criteria=SUPPLIER_CRITERIA, weights=rules.weights.supplier
    )
    return Explanation(
        buyer=_with_evidence(buyer, need, offer, rules=rules),
        supplier=supplier,
        mutual=shown(pair.mutual),
        to_confirm=tuple(gate for gate in pair.gates if gate.state is GateState.UNKNOWN),
        raise_most=_raise_most(buyer.items),
    )


def _with_evidence(breakdown: Breakdown, need: Need, offer: Offer, *, rules: Rules) -> Breakdown:
    """Quote both texts where texts count, and where what they say was kept."""
    if not isinstance(need.text, TextProfile) or not isinstance(offer.text, TextProfile):
        return breakdown
    relations = {PROCESS: rules.processes, MATERIAL: rules.materials}
    found = evidence_of(need.text, offer.text, relations=relations)
    items = [
        replace(item, evidence=found) if item.code == "text" else item for item in breakdown.items
    ]
    return replace(breakdown, items=tuple(items))


def break_down(
    side: SideScore,
    need: Need,
    offer: Offer,
    *,
    criteria: tuple[Criterion, ...],
    weights: Mapping[str, int],
) -> Breakdown:
    """Share the shown score out over the criteria that the need asks for."""
    rows = [
        (criterion, value)
        for criterion, is_asked, value in zip(criteria, side.asked, side.values, strict=True)
        if is_asked
    ]
    total = sum(weights[criterion.code] for criterion, _value in rows)
    if not total:
        return Breakdown(0, ())
    credits_ = [criterion.unknown if value is None else value for criterion, value in rows]
    worth = [FULL_SCORE * weights[criterion.code] / total for criterion, _value in rows]
    gained = [share * credit for share, credit in zip(worth, credits_, strict=True)]
    score = shown(side.score)
    points = whole_points(gained, total=score)
    items = []
    for index, (criterion, value) in enumerate(rows):
        asked, offered = FACTS[criterion.code](need, offer)
        # What is fully met may miss its worth by a rounding error; it still adds nothing.
        best = min(FULL_SCORE, side.score + max(0.0, worth[index] - gained[index]))
        could_add = shown(best) - score
        items.append(Item(criterion.code, _status(value), points[index], could_add, asked, offered))
    return Breakdown(score, tuple(items))


def whole_points(shares: list[float], *, total: int) -> list[int]:
    """Round `shares` to whole numbers that sum to `total`, by largest remainder, ties in order.

    `total` is the rounded sum of `shares`.
    """
    points = [floor(share) for share in shares]
    by_remainder = sorted(
        range(len(shares)), key=lambda index: (points[index] - shares[index], index)
    )
    for index in by_remainder[: total - sum(points)]:
        points[index] += 1
    return points


def _status(value: float | None) -> Status:
    if value is None:
        return Status.UNKNOWN
    if value >= 1:
        return Status.MET
    return Status.PARTLY if value > 0 else Status.UNMET


def _raise_most(items: tuple[Item, ...]) -> tuple[str, ...]:
    """Return the codes of the items that would add most, the largest gain first."""
    gains = sorted(
        (-item.could_add, index) for index, item in enumerate(items) if item.could_add > 0
    )
    return tuple(items[index].code for _gain, index in gains[:RAISE_MOST])


def gates_json(gates: tuple[GateResult, ...]) -> list[dict[str, object]]:
    """Return gates as they are stored."""
    return [
        {
            "code": gate.code.value,
            "state": gate.state.value,
            "reason": gate.reason.value if gate.reason else None,
            "subjects": list(gate.subjects),
        }
        for gate in gates
    ]


def explanation_json(explanation: Explanation) -> dict[str, object]:
    """Return an explanation fit for JSON; the gates are stored beside it."""
    return {
        "buyer": _breakdown_json(explanation.buyer),
        "supplier": _breakdown_json(explanation.supplier),
        "raise_most": list(explanation.raise_most),
    }


def _breakdown_json(breakdown: Breakdown) -> dict[str, object]:
    return {
        "score": breakdown.score,
        "items": [
            {
                "code": item.code,
                "status": item.status.value,
                "points": item.points,
                "could_add": item.could_add,
                "asked": item.asked,
                "offered": item.offered,
                **({"evidence": item.evidence} if item.evidence else {}),
            }
            for item in breakdown.items
        ],
    }
