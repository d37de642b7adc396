"""One value function per criterion, in one table per side with its weight and unit.

A value function returns how well the offer (or, for the supplier, the need) answers, in [0, 1], or
None where either side has not stated enough. Values are absolute: no other pair can change them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

from fair.matching.engine.certificates import held_codes
from fair.matching.engine.measures import distance_km, fits, ramped
from fair.matching.engine.similarity import best_similarity
from fair.matching.engine.types import Need, Offer, Position, Rules

UNKNOWN_CREDIT = 0.40
INTERPRETER = 0.5  # no shared language, so somebody must translate
NO_EXPORT, EXPORTS = 0.2, 0.6
NEUTRAL_INTEREST = 0.5
# An order that fills this share of the free capacity is as welcome as one that fills all of it.
WELCOME_SHARE = 0.25
NEAR_KM = 300.0
# Where the value of what is weaker than asked has fallen to 0, as a share of what is asked.
ZERO_AT = {
    "tolerance": 0.5,
    "capacity": 0.2,
    "lead": 0.5,
    "minimum": 0.1,
    "volume": 0.0,
    "minimum_met": 0.5,
}

Value = Callable[[Need, Offer, Rules], float | None]


def _always(_need: Need, _rules: Rules) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a side's table.

    `unknown` is the credit where nothing is known, and never below the worst known value;
    `asked` tells whether the criterion counts for a need under the rules.
    """

    code: str
    weight: int
    unit: str
    value: Value
    asked: Callable[[Need, Rules], bool] = _always
    unknown: float = UNKNOWN_CREDIT


def process_value(need: Need, offer: Offer, rules: Rules) -> float | None:
    """Tell how near the best process is in the tree of processes."""
    if not offer.processes:
        return None
    return best_similarity(
        need.processes, offer.processes, relations=rules.processes, every=need.needs_every_process
    )


def text_value(need: Need, offer: Offer, rules: Rules) -> float | None:
    """Tell how likely the free texts speak of the same thing."""
    if rules.text is None or need.text is None or offer.text is None:
        return None
    return rules.text.probability(need.text, offer.text)


def material_value(need: Need, offer: Offer, rules: Rules) -> float | None:
    """Tell how near the best material is: grade, class, group."""
    if not offer.materials:
        return None
    return best_similarity(need.materials, offer.materials, relations=rules.materials)


def tolerance_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Fall to 0 where the best tolerance is twice as wide as asked."""
    return ramped(need.tolerance_mm, offer.tolerance_mm, zero_at=ZERO_AT["tolerance"])


def capacity_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Fall to 0 where the free capacity is a fifth of the monthly quantity."""
    return ramped(offer.free_monthly_quantity, need.monthly_quantity, zero_at=ZERO_AT["capacity"])


def lead_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Fall to 0 where delivery takes twice as long as asked."""
    return ramped(need.lead_days, offer.lead_days, zero_at=ZERO_AT["lead"])


def minimum_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Fall to 0 where the minimum order is ten lots."""
    return ramped(need.lot_quantity, offer.minimum_quantity, zero_at=ZERO_AT["minimum"])


def certificates_value(need: Need, offer: Offer, rules: Rules) -> float | None:
    """Return the share of the preferred certificates that are held on the day of the fair.

    No certificate is a statement, not a gap, so this is always known.
    """
    held = held_codes(offer.certificates, fair_on=rules.fair_on)
    return len(held & need.preferred_certificates) / len(need.preferred_certificates)


def size_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Tell whether the part fits the largest the supplier can make."""
    fitting = fits(need.size_mm, offer.max_size_mm)
    return None if fitting is None else float(fitting)


def export_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Prefer who sells to the buyer's country, at home or abroad, then who exports at all."""
    if need.country and (need.country == offer.country or need.country in offer.markets):
        return 1.0
    return EXPORTS if offer.markets else NO_EXPORT


def language_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Tell whether the two can talk without an interpreter."""
    if not need.languages or not offer.languages:
        return None
    return INTERPRETER if need.languages.isdisjoint(offer.languages) else 1.0


def place_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Fall with the distance to the place of delivery: to a third at 330 km."""
    return nearness(need.position, offer.position)


def nearness(start: Position | None, end: Position | None) -> float | None:
    """Return how near two places are, None where one is not known."""
    if start is None or end is None:
        return None
    return exp(-distance_km(start, end) / NEAR_KM)


def volume_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Tell how much of the free capacity the order would fill, up to a welcome share."""
    if offer.free_monthly_quantity is None:
        return None
    return ramped(
        need.monthly_quantity,
        WELCOME_SHARE * offer.free_monthly_quantity,
        zero_at=ZERO_AT["volume"],
    )


def focus_value(need: Need, offer: Offer, rules: Rules) -> float | None:
    """Return the share of the line's processes that this need would use."""
    if not need.processes or not offer.processes:
        return None
    used = sum(
        1
        for code in offer.processes
        if best_similarity(need.processes, frozenset((code,)), relations=rules.processes) > 0
    )
    return used / len(offer.processes)


def minimum_met_value(need: Need, offer: Offer, _rules: Rules) -> float | None:
    """Fall to 0 where a lot is half of the minimum order."""
    return ramped(need.lot_quantity, offer.minimum_quantity, zero_at=ZERO_AT["minimum_met"])


def interest_value(need: Need, offer: Offer, rules: Rules) -> float | None:
    """Count an interest that the supplier has marked; silence is neutral, not unknown."""
    return 1.0 if (need.id, offer.id) in rules.liked else NEUTRAL_INTEREST


BUYER_CRITERIA: tuple[Criterion, ...] = (
    Criterion("process", 25, "similarity", process_value, lambda need, _: bool(need.processes)),
    Criterion(
        "text",
        15,
        "probability",
        text_value,
        lambda need, rules: need.text is not None and rules.text is not None,
    ),
    Criterion("material", 12, "similarity", material_value, lambda need, _: bool(need.materials)),
    Criterion(
        "tolerance", 10, "mm", tolerance_value, lambda need, _: need.tolerance_mm is not None
    ),
    Criterion(
        "capacity",
        10,
        "pieces/month",
        capacity_value,
        lambda need, _: need.monthly_quantity is not None,
    ),
    Criterion("lead", 8, "days", lead_value, lambda need, _: need.lead_days is not None),
    Criterion("minimum", 5, "pieces", minimum_value, lambda need, _: need.lot_quantity is not None),
    Criterion(
        "certificates",
        5,
        "share",
        certificates_value,
        lambda need, _: bool(need.preferred_certificates),
    ),
    Criterion("size", 4, "mm", size_value, lambda need, _: bool(need.size_mm)),
    Criterion("export", 3, "class", export_value),
    Criterion("language", 2, "class", language_value, unknown=INTERPRETER),
    Criterion("place", 1, "km", place_value, lambda need, _: need.position is not None),
)

SUPPLIER_CRITERIA: tuple[Criterion, ...] = (
    Criterion("volume", 30, "pieces/month", volume_value),
    Criterion("focus", 20, "share", focus_value),
    Criterion("minimum_met", 15, "pieces", minimum_met_value),
    Criterion("distance", 5, "km", place_value),
    Criterion("talk", 5, "class", language_value, unknown=INTERPRETER),
    Criterion("interest", 5, "class", interest_value),
)
