"""What some needs, and the offers they are held against, bring into every tile of their pairs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.coded import Bools, Floats, Ints
from fair.matching.engine.features import BUYER_CRITERIA, NEUTRAL_INTEREST
from fair.matching.engine.lookups import (
    UNKNOWN,
    Credits,
    Fails,
    Weights,
    looked_up,
    supplier_weight,
    weights_of,
)
from fair.matching.engine.pairing import Pairing, Texts
from fair.matching.engine.ramps import RAMPS, Floats32
from fair.matching.engine.scoring import FULL_SCORE

_BUYERS = frozenset(row.code for row in BUYER_CRITERIA)


class Ramped(NamedTuple):
    """A ramp in points: three numbers of each need and of each offer, and the most it gives."""

    needs: Floats32  # (needs, 3)
    offers: Floats32  # (3, offers)
    most: np.float32
    weights: Weights  # 1 for the side that it counts for


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """What the offers state, an entry for each in the order of the columns."""

    has_text: Bools
    fitting: Floats32  # the credit where nothing is too large
    limits: Floats  # (3, offers)
    smallest: Floats
    heaviest: Floats
    tolerance: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """Some needs, and the offers that they are held against; arrays have an entry or row per need.

    The buyer's credits are times their weights, and `scale` makes a score of their sum; the
    supplier's are points of its score already.
    """

    rows: Ints
    columns: Ints
    offered: Offered
    ramps: tuple[Ramped, ...]
    credits: tuple[Credits, ...]
    constants: Floats32  # (2, needs): of the buyer, of the supplier
    size: Floats32 | None  # the weight where size is asked
    text: Floats32 | None  # the weight where text is asked
    texts: Texts | None
    liking: np.float32  # what a marked interest adds
    scale: Floats32
    fails: tuple[Fails, ...]
    tolerance: Floats | None  # the widest that passes
    edges: Floats | None
    weight: Floats | None

    def strips(self, needs: int) -> Iterator["Asking"]:
        """Divide the needs into parts of so many."""
        for start in range(0, len(self.rows), needs):
            yield self._part(slice(start, start + needs))

    def _part(self, part: slice) -> "Asking":
        return replace(
            self,
            rows=self.rows[part],
            ramps=tuple(ramp._replace(needs=ramp.needs[part]) for ramp in self.ramps),
            credits=tuple(some._replace(table=some.table[part]) for some in self.credits),
            constants=self.constants[:, part],
            size=None if self.size is None else self.size[part],
            text=None if self.text is None else self.text[part],
            scale=self.scale[part],
            fails=tuple(gate._replace(table=gate.table[part]) for gate in self.fails),
            tolerance=None if self.tolerance is None else self.tolerance[part],
            edges=None if self.edges is None else self.edges[:, part],
            weight=None if self.weight is None else self.weight[part],
        )


def asking_of(pairing: Pairing, rows: Ints, columns: Ints) -> Asking:
    """Gather what some needs and some offers bring."""
    needs = pairing.needs
    credits_, fails = looked_up(pairing, rows, columns)
    totals = pairing.buyer_totals[rows]
    scale = np.divide(FULL_SCORE, totals, out=np.zeros_like(totals), where=totals > 0)
    tolerance = np.where(needs.tolerance_is_hard, needs.numbers["tolerance_mm"], np.nan)
    return Asking(
        rows=rows,
        columns=columns,
        offered=_offered(pairing, columns),
        ramps=tuple(_ramps(pairing, rows, columns)),
        credits=credits_,
        constants=_constants(pairing, rows),
        size=_where_asked(pairing, "size", rows),
        text=_where_asked(pairing, "text", rows),
        texts=_texts(pairing, rows, columns),
        liking=np.float32((1 - NEUTRAL_INTEREST) * supplier_weight(pairing, "interest")),
        scale=_narrow(scale),
        fails=fails,
        tolerance=_or_none(tolerance[rows]),
        edges=None if np.isnan(needs.edges[0, rows]).all() else needs.edges[:, rows],
        weight=_or_none(needs.numbers["weight_kg"][rows]),
    )


def _offered(pairing: Pairing, columns: Ints) -> Offered:
    offers = pairing.offers
    fitting = np.where(offers.has_limits[columns], 1.0, UNKNOWN["size"])
    return Offered(
        has_text=offers.has_text[columns],
        fitting=_narrow(fitting),
        limits=np.take(offers.limits, columns, axis=1),
        smallest=offers.numbers["min_size_mm"][columns],
        heaviest=offers.numbers["max_weight_kg"][columns],
        tolerance=offers.numbers["tolerance_mm"][columns],
    )


def _ramps(pairing: Pairing, rows: Ints, columns: Ints) -> Iterator[Ramped]:
    """Yield the ramps that count for a side, in its points."""
    asked = pairing.needs.ramps
    rows_of_numbers = np.take(pairing.offer_ramps, columns, axis=0)  # faster than by index
    offered = rows_of_numbers.reshape(len(columns), len(RAMPS), asked.shape[1])
    for at, ramp in enumerate(RAMPS):
        is_buyers = ramp.code in _BUYERS
        weights = weights_of(pairing, **{"buyer" if is_buyers else "supplier": ramp.code})
        most = np.float32(max(weights))
        if most:
            side = (float(is_buyers), float(not is_buyers))
            yield Ramped(asked[at][:, rows].T * most, offered[:, at].T, most, side)


def _constants(pairing: Pairing, rows: Ints) -> Floats32:
    """Return what every pair of a need has: neutral interest, and what was counted unasked."""
    unasked = np.where(pairing.asked["place"][rows], 0, pairing.buyer_weight("place"))
    buyer = -UNKNOWN["place"] * unasked
    interest = NEUTRAL_INTEREST * supplier_weight(pairing, "interest")
    return _narrow(np.stack([buyer, np.full(len(rows), interest)]))


def _where_asked(pairing: Pairing, code: str, rows: Ints) -> Floats32 | None:
    is_asked = pairing.asked[code][rows]
    return _narrow(is_asked * float(pairing.buyer_weight(code))) if is_asked.any() else None


def _texts(pairing: Pairing, rows: Ints, columns: Ints) -> Texts | None:
    model = pairing.rules.text
    if model is None:
        return None
    return pairing.texts or pairing.packed(model, rows, columns)


def _or_none(numbers: Floats) -> Floats | None:
    return None if np.isnan(numbers).all() else numbers


def _narrow(numbers: NDArray[np.floating[Any]]) -> Floats32:
    return np.ascontiguousarray(numbers, np.float32)
