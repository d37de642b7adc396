"""The criteria that are ramps of a ratio, as one product of small matrices for all pairs.

Where x is the ratio of what they have to what is asked, a ramp that leaves 0 at z is
clip((x − z) / (1 − z), 0, 1), and x is a number of the need times a number of the offer. So three
numbers of each side make every case of a ramp, with credits for what is unknown: their scalar
product, clipped, is the credit. For scoring in float32 only; what is stored has the exact formula.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.features import (
    BUYER_CRITERIA,
    SUPPLIER_CRITERIA,
    WELCOME_SHARE,
    ZERO_AT,
)

Floats32 = NDArray[np.float32]
Floats = NDArray[np.float64]

# Larger numbers change no credit and would leave the range of float32.
LARGEST = 1e18


@dataclass(frozen=True, slots=True)
class Ramp:
    """A criterion, the fields it compares, and whether it is the need that has, the offer that
    asks.
    """

    code: str
    need_field: str
    offer_field: str
    need_has: bool = True
    offer_factor: float = 1.0


RAMPS: tuple[Ramp, ...] = (
    Ramp("tolerance", "tolerance_mm", "tolerance_mm"),
    Ramp("capacity", "monthly_quantity", "free_monthly_quantity", need_has=False),
    Ramp("lead", "lead_days", "lead_days"),
    Ramp("minimum", "lot_quantity", "minimum_quantity"),
    Ramp("volume", "monthly_quantity", "free_monthly_quantity", offer_factor=WELCOME_SHARE),
    Ramp("minimum_met", "lot_quantity", "minimum_quantity"),
)
_UNKNOWN = {
    criterion.code: criterion.unknown for criterion in (*BUYER_CRITERIA, *SUPPLIER_CRITERIA)
}
# What the supplier cannot weigh is unknown to it; what the buyer does not ask does not count.
_IS_SUPPLIERS = {criterion.code for criterion in SUPPLIER_CRITERIA}


def need_ramps(numbers: Mapping[str, Floats]) -> Floats32:
    """Return three numbers for each ramp and need, shape (ramps, 3, needs)."""
    return np.stack([_need_side(ramp, numbers[ramp.need_field]) for ramp in RAMPS])


def offer_ramps(numbers: Mapping[str, Floats]) -> Floats32:
    """Return three numbers for each ramp and offer, shape (3 · ramps, offers)."""
    return np.concatenate([_offer_side(ramp, numbers[ramp.offer_field]) for ramp in RAMPS])


def _need_side(ramp: Ramp, stated: Floats) -> Floats32:
    """Return (factor, 1, 0), or (0, 0, 1) where a need that asks for nothing is always met."""
    is_known = ~np.isnan(stated)
    sides = np.zeros((3, len(stated)))
    if ramp.need_has:
        sides[0] = np.where(is_known, stated, 0)
        sides[1] = is_known
        sides[2] = 0 if ramp.code not in _IS_SUPPLIERS else ~is_known * _UNKNOWN[ramp.code]
    else:
        asks = is_known & (stated > 0)
        sides[0] = np.divide(1, stated, out=np.zeros_like(stated), where=asks)
        sides[1] = asks
        sides[2] = is_known & ~asks
    return _narrow(sides)


def _offer_side(ramp: Ramp, stated: Floats) -> Floats32:
    """Return (factor, constant, what a need that is always met gets)."""
    zero_at, unknown = ZERO_AT[ramp.code], _UNKNOWN[ramp.code]
    is_known = ~np.isnan(stated)
    sides = np.zeros((3, len(stated)))
    start = -zero_at / (1 - zero_at)
    if ramp.need_has:
        asked = ramp.offer_factor * stated
        asks = is_known & (asked > 0)
        sides[0] = np.divide(1 / (1 - zero_at), asked, out=np.zeros_like(asked), where=asks)
        sides[1] = np.where(asks, start, np.where(is_known, 1, unknown))
        sides[2] = 1
    else:
        sides[0] = np.where(is_known, stated / (1 - zero_at), 0)
        sides[1] = np.where(is_known, start, unknown)
        sides[2] = np.where(is_known, 1, unknown)
    return _narrow(sides)


def _narrow(sides: Floats) -> Floats32:
    return np.clip(sides, -LARGEST, LARGEST).astype(np.float32)
