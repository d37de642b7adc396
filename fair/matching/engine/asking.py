"""What some needs bring into every tile: small tables by the distinct values of the offers."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.answers import Answers
from fair.matching.engine.coded import Bools, Coded, Floats, Ints
from fair.matching.engine.eligibility import MATERIAL_PASSES_FROM, PROCESS_PASSES_FROM
from fair.matching.engine.features import BUYER_CRITERIA, NEUTRAL_INTEREST, SUPPLIER_CRITERIA
from fair.matching.engine.pairing import Pairing, Table
from fair.matching.engine.ramps import RAMPS, Floats32
from fair.matching.engine.scoring import FULL_SCORE

UNKNOWN = {row.code: row.unknown for row in (*BUYER_CRITERIA, *SUPPLIER_CRITERIA)}
# As good as so many failed gates: such a pair leaves no trace.
FOREIGN = np.uint8(200)

Flags = NDArray[np.uint8]


class Present(NamedTuple):
    """The distinct values that some offers have: their numbers, and by offer which of them."""

    values: Ints
    ids: Ints


class Credits(NamedTuple):
    """A criterion's credit by need and by value present, and by offer which value that is."""

    table: Floats32
    ids: Ints
    weights: tuple[float, float]  # of the buyer, of the supplier


class Fails(NamedTuple):
    """How many gates fail by need and by value present, and by offer which value that is."""

    table: Flags
    ids: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """Some needs, and the offers that they are held against; arrays have an entry or row per need.

    The buyer's credits are times their weights, and `scale` makes a score of their sum; the
    supplier's are points of its score already.
    """

    rows: Ints
    columns: Ints
    ramps: Floats32  # (ramps, needs, 3)
    credits: tuple[Credits, ...]
    weights: Floats32  # (2, ramps and credits)
    constants: Floats32  # (2, needs): of the buyer, of the supplier
    size: Floats32 | None  # the weight where size is asked
    text: Floats32 | None  # the weight where text is asked
    liking: np.float32  # what a marked interest adds
    scale: Floats32
    fails: tuple[Fails, ...]
    tolerance: Floats | None  # the widest that passes
    edges: Floats | None
    weight: Floats | None


def asking_of(pairing: Pairing, rows: Ints, columns: Ints) -> Asking:
    """Gather the tables of some needs with some offers."""
    needs = pairing.needs
    credits_ = _credits(pairing, rows, columns)
    totals = pairing.buyer_totals[rows]
    scale = np.divide(FULL_SCORE, totals, out=np.zeros_like(totals), where=totals > 0)
    tolerance = np.where(needs.tolerance_is_hard, needs.numbers["tolerance_mm"], np.nan)
    return Asking(
        rows=rows,
        columns=columns,
        ramps=np.ascontiguousarray(needs.ramps[:, :, rows].transpose(0, 2, 1)),
        credits=credits_,
        weights=_weights(pairing, credits_),
        constants=_constants(pairing, rows),
        size=_where_asked(pairing, "size", rows),
        text=_where_asked(pairing, "text", rows),
        liking=np.float32((1 - NEUTRAL_INTEREST) * _supplier_weight(pairing, "interest")),
        scale=_narrow(scale),
        fails=_fails(pairing, rows, columns),
        tolerance=_or_none(tolerance[rows]),
        edges=None if np.isnan(needs.edges[0, rows]).all() else needs.edges[:, rows],
        weight=_or_none(needs.numbers["weight_kg"][rows]),
    )


def passing(pairing: Pairing, asked: Ints) -> Bools:
    """Tell which distinct sets of offered processes pass the gate of each asked set, a row each."""
    answers = pairing.processes
    everything = np.arange(len(answers.likeness.sizes))
    levels = answers.levels_of(asked, everything)
    asks = answers.asks[asked]
    passes = levels >= answers.level_from(PROCESS_PASSES_FROM)
    passes |= answers.likeness.sizes == 0
    passes |= ~asks[:, None]
    return passes


def present(column: Coded[Any], columns: Ints) -> Present:
    """Find the distinct values that some offers have."""
    ids = column.ids[columns]
    number = np.zeros(len(column.number), np.intp)
    number[ids] = 1
    values = np.flatnonzero(number)
    number[values] = np.arange(len(values))
    return Present(values, number[ids])


def _credits(pairing: Pairing, rows: Ints, columns: Ints) -> tuple[Credits, ...]:
    """Return the credits that are looked up, of those criteria that anybody asks for."""
    offers = pairing.offers
    found = [
        _looked_up(pairing.languages, rows, columns, _weights_of(pairing, "language", "talk")),
        _looked_up(pairing.exports, rows, columns, _weights_of(pairing, "export")),
        _looked_up(pairing.places, rows, columns, _weights_of(pairing, "place", "distance")),
        *_processes(pairing, rows, columns),
    ]
    if pairing.asked["material"][rows].any():
        here = present(offers.materials, columns)
        table = _likeness(pairing.materials, pairing.needs.materials.ids[rows], here, "material")
        found.append(Credits(table, here.ids, _weights_of(pairing, "material")))
    if pairing.asked["certificates"][rows].any():
        found.append(_certificates(pairing, rows, present(offers.certificates, columns)))
    return tuple(found)


def _looked_up(table: Table, rows: Ints, columns: Ints, weights: tuple[float, float]) -> Credits:
    values = table.values[table.asked.ids[rows]]
    credit = np.where(np.isnan(values), table.unknown, values)
    return Credits(_narrow(credit), table.offered.ids[columns], weights)


def _processes(pairing: Pairing, rows: Ints, columns: Ints) -> tuple[Credits, Credits]:
    """Return how near the processes are, and how much of the line's business they are."""
    answers, here = pairing.processes, present(pairing.offers.processes, columns)
    sets, back = np.unique(pairing.needs.processes.ids[rows], return_inverse=True)
    shares = answers.shares_of(sets, here.values)
    shares[np.isnan(shares)] = UNKNOWN["focus"]
    shares[~answers.asks[sets]] = UNKNOWN["focus"]
    near = _likeness(answers, sets, here, "process")
    return (
        Credits(near[back], here.ids, _weights_of(pairing, "process")),
        Credits(_narrow(shares)[back], here.ids, _weights_of(pairing, supplier="focus")),
    )


def _likeness(answers: Answers, sets: Ints, here: Present, code: str) -> Floats32:
    """Return how near sets are: 0 where none is asked, the unknown's where none is stated."""
    levels = answers.levels_of(sets, here.values)
    credit = answers.likeness.levels.astype(np.float32)[levels]
    credit[:, answers.likeness.sizes[here.values] == 0] = UNKNOWN[code]
    credit[~answers.asks[sets]] = 0
    return credit


def _certificates(pairing: Pairing, rows: Ints, here: Present) -> Credits:
    codes, is_code = (part[pairing.needs.preferred.ids[rows]] for part in pairing.preferred)
    holds = pairing.offers.tables.held.holds[here.values].T
    held = np.zeros((len(rows), len(here.values)), np.float32)
    for at in range(codes.shape[1]):
        held += is_code[:, at, None] & holds[codes[:, at]]
    held /= np.maximum(is_code.sum(axis=1), 1)[:, None].astype(np.float32)
    return Credits(held, here.ids, _weights_of(pairing, "certificates"))


def _fails(pairing: Pairing, rows: Ints, columns: Ints) -> tuple[Fails, ...]:
    """Return the gates that are looked up, of those that any of these needs has."""
    needs, offers = pairing.needs, pairing.offers
    here = present(offers.processes, columns)
    sets, back = np.unique(needs.processes.ids[rows], return_inverse=True)
    foreign = ~passing(pairing, sets)[:, here.values]
    found = [Fails((foreign * FOREIGN)[back], here.ids)] if foreign.any() else []
    is_hard = needs.material_is_hard[rows] & pairing.asked["material"][rows]
    if is_hard.any():
        here, answers = present(offers.materials, columns), pairing.materials
        levels = answers.levels_of(needs.materials.ids[rows], here.values)
        other = levels < answers.level_from(MATERIAL_PASSES_FROM)
        other &= is_hard[:, None] & (answers.likeness.sizes[here.values] > 0)
        found.append(Fails(other.view(np.uint8), here.ids))
    codes, is_code = (part[needs.required.ids[rows]] for part in pairing.required)
    if is_code.any():
        here = present(offers.certificates, columns)
        lacks = ~offers.tables.possible.holds[here.values].T
        fail = np.zeros((len(rows), len(here.values)), np.bool_)
        for at in range(codes.shape[1]):
            fail |= np.logical_and(is_code[:, at, None], lacks[codes[:, at]])
        found.append(Fails(fail.view(np.uint8), here.ids))
    return tuple(found)


def _constants(pairing: Pairing, rows: Ints) -> Floats32:
    """Return what every pair of a need has: neutral interest, and what was counted unasked."""
    unasked = np.where(pairing.asked["place"][rows], 0, pairing.buyer_weight("place"))
    buyer = -UNKNOWN["place"] * unasked
    interest = NEUTRAL_INTEREST * _supplier_weight(pairing, "interest")
    return _narrow(np.stack([buyer, np.full(len(rows), interest)]))


def _weights(pairing: Pairing, credits_: tuple[Credits, ...]) -> Floats32:
    """Return the weights of the ramps, then of what is looked up, by side."""
    buyers = {row.code for row in BUYER_CRITERIA}
    ramps = [
        _weights_of(pairing, ramp.code)
        if ramp.code in buyers
        else _weights_of(pairing, supplier=ramp.code)
        for ramp in RAMPS
    ]
    return _narrow(np.array([*ramps, *(some.weights for some in credits_)]).T)


def _weights_of(pairing: Pairing, buyer: str = "", supplier: str = "") -> tuple[float, float]:
    return (
        float(pairing.buyer_weight(buyer)) if buyer else 0.0,
        _supplier_weight(pairing, supplier) if supplier else 0.0,
    )


def _supplier_weight(pairing: Pairing, code: str) -> float:
    """Return the points of a criterion that is fully met."""
    total = pairing.supplier_total
    return FULL_SCORE * pairing.rules.weights.supplier[code] / total if total else 0.0


def _where_asked(pairing: Pairing, code: str, rows: Ints) -> Floats32 | None:
    is_asked = pairing.asked[code][rows]
    return _narrow(is_asked * float(pairing.buyer_weight(code))) if is_asked.any() else None


def _or_none(numbers: Floats) -> Floats | None:
    return None if np.isnan(numbers).all() else numbers


def _narrow(numbers: NDArray[np.floating[Any]]) -> Floats32:
    return np.ascontiguousarray(numbers, np.float32)
