"""The scores of many pairs at once, to the last bit what the reference gives for each.

The same operations in the same order as `features.py` and `scoring.py`, in float64, so that what is
kept of a ranking does not depend on which of the two made it. About half a microsecond a pair.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np

from fair.matching.engine.coded import Bools, Floats, Ints
from fair.matching.engine.eligibility import MATERIAL_PASSES_FROM
from fair.matching.engine.features import (
    BUYER_CRITERIA,
    NEUTRAL_INTEREST,
    SUPPLIER_CRITERIA,
    WELCOME_SHARE,
    ZERO_AT,
)
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.scoring import FULL_SCORE
from fair.matching.engine.types import GateCode

# Pairs that are scored together.
SLICE = 1 << 14

Values = Callable[[Pairing, Ints, Ints], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The scores of pairs, in arrays that go together.

    `buyer`, `supplier` and `mean`, their harmonic mean, are in [0, 100], `confidence` is in [0, 1];
    `failed` counts the gates that fail, without process and consent.
    """

    need_rows: Ints
    offer_rows: Ints
    buyer: Floats
    supplier: Floats
    mean: Floats
    confidence: Floats
    failed: Ints

    def __len__(self) -> int:
        return len(self.need_rows)

    def taken(self, chosen: Ints | Bools) -> "Scores":
        """Return some of the pairs."""
        return Scores(*(getattr(self, field.name)[chosen] for field in fields(self)))


def exact_scores(
    pairing: Pairing, need_rows: Ints, offer_rows: Ints, *, threads: int = 1
) -> Scores:
    """Score pairs, given by their rows, that pass the gates of process and consent."""

    def scored(start: int) -> Scores:
        part = slice(start, start + SLICE)
        return _scored(pairing, need_rows[part], offer_rows[part])

    starts = range(0, max(len(need_rows), 1), SLICE)
    if threads == 1 or len(starts) == 1:
        parts = list(map(scored, starts))
    else:
        pairing.make_ready()
        with ThreadPoolExecutor(threads) as executor:
            parts = list(executor.map(scored, starts))
    return Scores(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Scores))
    )


def shown_scores(scores: Floats) -> Ints:
    """Round scores as `scoring.shown` does."""
    rounded: Ints = np.floor(scores + 0.5).astype(np.intp)
    return rounded


def _scored(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Scores:
    gained, known = (np.zeros(len(need_rows)) for _ in range(2))
    for criterion in BUYER_CRITERIA:
        asked = pairing.asked[criterion.code][need_rows]
        if not asked.any():
            continue
        values = VALUES[criterion.code](pairing, need_rows, offer_rows)
        weights = pairing.buyer_weight(criterion.code) * asked
        is_known = ~np.isnan(values)
        gained += weights * np.where(is_known, values, criterion.unknown)
        known += weights * is_known
    totals = pairing.buyer_totals[need_rows]
    buyer = _out_of(gained, totals)
    supplier = _supplier(pairing, need_rows, offer_rows)
    return Scores(
        need_rows,
        offer_rows,
        buyer,
        supplier,
        _harmonic_mean(buyer, supplier),
        np.divide(known, totals, out=np.zeros_like(known), where=totals > 0),
        _failed(pairing, need_rows, offer_rows),
    )


def _supplier(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    gained = np.zeros(len(need_rows))
    for criterion in SUPPLIER_CRITERIA:
        values = VALUES[criterion.code](pairing, need_rows, offer_rows)
        credit = np.where(np.isnan(values), criterion.unknown, values)
        gained += pairing.rules.weights.supplier[criterion.code] * credit
    return _out_of(gained, np.full(len(need_rows), pairing.supplier_total))


def _out_of(gained: Floats, totals: Floats) -> Floats:
    scores = np.divide(FULL_SCORE * gained, totals, out=np.zeros_like(gained), where=totals > 0)
    return np.minimum(scores, FULL_SCORE)


def _harmonic_mean(buyer: Floats, supplier: Floats) -> Floats:
    is_none = (buyer <= 0) | (supplier <= 0)
    sums = np.where(is_none, 1.0, buyer + supplier)
    means = 2 * buyer * supplier / sums
    bounded = np.minimum(
        np.maximum(means, np.minimum(buyer, supplier)), np.maximum(buyer, supplier)
    )
    return np.where(is_none, 0.0, bounded)


def failures(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Bools:
    """Tell which gates fail; return shape (gates of FACT_GATES, pairs)."""
    return np.stack([fails(pairing, need_rows, offer_rows) for fails in FACT_GATES.values()])


def _failed(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Ints:
    """Count the gates that fail, each once."""
    failed: Ints = failures(pairing, need_rows, offer_rows).sum(axis=0)
    return failed


def _tolerance_fails(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Bools:
    asked = pairing.needs.numbers["tolerance_mm"][need_rows]
    offered = pairing.offers.numbers["tolerance_mm"][offer_rows]
    fails: Bools = pairing.needs.tolerance_is_hard[need_rows] & (offered > asked)  # not where NaN
    return fails


def _material_fails(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Bools:
    values = _material(pairing, need_rows, offer_rows)
    is_asked = pairing.asked["material"][need_rows] & pairing.needs.material_is_hard[need_rows]
    fails: Bools = is_asked & (values < MATERIAL_PASSES_FROM)
    return fails


def _envelope_fails(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Bools:
    needs, offers = pairing.needs, pairing.offers
    smallest = offers.numbers["min_size_mm"][offer_rows]
    heaviest = offers.numbers["max_weight_kg"][offer_rows]
    fails = _is_too_large(pairing, need_rows, offer_rows)
    fails |= needs.edges[0][need_rows] < smallest
    fails |= heaviest < needs.numbers["weight_kg"][need_rows]
    return fails


def _is_too_large(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Bools:
    edges, limits = pairing.needs.edges, pairing.offers.limits
    longer = edges[:, need_rows] > limits[:, offer_rows]
    too_large: Bools = longer[0] | longer[1] | longer[2]
    return too_large


def _certificates_fail(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Bools:
    codes, is_code = pairing.required
    asked = pairing.needs.required.ids[need_rows]
    offered = pairing.offers.certificates.ids[offer_rows]
    fail = np.zeros(len(need_rows), np.bool_)
    for at in range(codes.shape[1]):
        lacks = ~pairing.offers.tables.possible.holds[offered, codes[asked, at]]
        fail |= is_code[asked, at] & lacks
    return fail


def _process(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    answers = pairing.processes
    offered = pairing.offers.processes.ids[offer_rows]
    levels = answers.for_pairs(pairing.needs.processes.ids[need_rows], offered)
    values = answers.likeness.levels[levels]
    return np.where(answers.likeness.sizes[offered] > 0, values, np.nan)


def _material(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    answers = pairing.materials
    offered = pairing.offers.materials.ids[offer_rows]
    levels = answers.for_pairs(pairing.needs.materials.ids[need_rows], offered)
    values = answers.likeness.levels[levels]
    return np.where(answers.likeness.sizes[offered] > 0, values, np.nan)


def _text(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    """Ask for every pair that has both texts."""
    values = np.full(len(need_rows), np.nan)
    have_both = pairing.needs.has_text[need_rows] & pairing.offers.has_text[offer_rows]
    rows, columns = need_rows[have_both], offer_rows[have_both]
    model = pairing.rules.text
    if model is None or not len(rows):
        return values
    texts = pairing.texts or pairing.packed(model, np.unique(rows), np.unique(columns))
    values[have_both] = model.pairs_of(
        texts.pack, texts.need_places[rows], texts.offer_places[columns]
    )
    return values


def _certificates(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    codes, is_code = pairing.preferred
    asked = pairing.needs.preferred.ids[need_rows]
    offered = pairing.offers.certificates.ids[offer_rows]
    held = np.zeros(len(need_rows))
    for at in range(codes.shape[1]):
        held += is_code[asked, at] & pairing.offers.tables.held.holds[offered, codes[asked, at]]
    sizes = np.maximum(is_code.sum(axis=1), 1).astype(np.float64)
    shares: Floats = held / sizes[asked]
    return shares


def _size(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    fitting = np.where(pairing.offers.has_limits[offer_rows], 1.0, np.nan)
    return np.where(_is_too_large(pairing, need_rows, offer_rows), 0.0, fitting)


def _focus(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    asked, offered = (
        pairing.needs.processes.ids[need_rows],
        pairing.offers.processes.ids[offer_rows],
    )
    used = pairing.processes.shares_for_pairs(asked, offered)
    return np.where(pairing.asked["process"][need_rows], used, np.nan)


def _interest(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    is_liked = pairing.liked.contain(need_rows, offer_rows, offers=len(pairing.offers))
    return np.where(is_liked, 1.0, NEUTRAL_INTEREST)


def _ramp_of(code: str, have: str, asked: str, *, factor: float = 1.0) -> Values:
    """Return the ramp of two quantities of the need and the offer, the need's first."""

    def values(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
        theirs = factor * pairing.offers.numbers[asked][offer_rows]
        return _ramped(pairing.needs.numbers[have][need_rows], theirs, zero_at=ZERO_AT[code])

    return values


def _capacity(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> Floats:
    free = pairing.offers.numbers["free_monthly_quantity"][offer_rows]
    asked = pairing.needs.numbers["monthly_quantity"][need_rows]
    return _ramped(free, asked, zero_at=ZERO_AT["capacity"])


def _ramped(have: Floats, asked: Floats, *, zero_at: float) -> Floats:
    ratios = np.divide(have, asked, out=np.ones_like(have), where=asked > 0)
    ramp = np.maximum(0.0, (ratios - zero_at) / (1 - zero_at))
    values = np.where(ratios >= 1, 1.0, ramp)
    return np.where(np.isnan(have) | np.isnan(asked), np.nan, values)


VALUES: Mapping[str, Values] = {
    "process": _process,
    "text": _text,
    "material": _material,
    "tolerance": _ramp_of("tolerance", "tolerance_mm", "tolerance_mm"),
    "capacity": _capacity,
    "lead": _ramp_of("lead", "lead_days", "lead_days"),
    "minimum": _ramp_of("minimum", "lot_quantity", "minimum_quantity"),
    "certificates": _certificates,
    "size": _size,
    "export": lambda pairing, needs, offers: pairing.exports.of(needs, offers),
    "language": lambda pairing, needs, offers: pairing.languages.of(needs, offers),
    "place": lambda pairing, needs, offers: pairing.places.of(needs, offers),
    "volume": _ramp_of("volume", "monthly_quantity", "free_monthly_quantity", factor=WELCOME_SHARE),
    "focus": _focus,
    "minimum_met": _ramp_of("minimum_met", "lot_quantity", "minimum_quantity"),
    "distance": lambda pairing, needs, offers: pairing.places.of(needs, offers),
    "talk": lambda pairing, needs, offers: pairing.languages.of(needs, offers),
    "interest": _interest,
}

# The gates of declared facts, cheapest first; process and consent are asked before.
FACT_GATES: Mapping[GateCode, Callable[[Pairing, Ints, Ints], Bools]] = {
    GateCode.TOLERANCE: _tolerance_fails,
    GateCode.MATERIAL: _material_fails,
    GateCode.ENVELOPE: _envelope_fails,
    GateCode.CERTIFICATES: _certificates_fail,
}
