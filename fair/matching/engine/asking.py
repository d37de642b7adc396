"""What some needs bring into every tile: small tables by the distinct values of the offers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.coded import Bools, Floats, Ints
from fair.matching.engine.eligibility import MATERIAL_PASSES_FROM, PROCESS_PASSES_FROM
from fair.matching.engine.features import BUYER_CRITERIA, NEUTRAL_INTEREST, SUPPLIER_CRITERIA
from fair.matching.engine.pairing import Pairing, Table
from fair.matching.engine.ramps import RAMPS, Floats32
from fair.matching.engine.scoring import FULL_SCORE

UNKNOWN = {row.code: row.unknown for row in (*BUYER_CRITERIA, *SUPPLIER_CRITERIA)}


@dataclass(frozen=True, slots=True, eq=False)
class Credits:
    """A criterion's credit by need of these and distinct value of the offers."""

    table: Floats32  # (needs, distinct values)
    ids: Ints  # by offer row
    weights: tuple[float, float]  # of the buyer, of the supplier


@dataclass(frozen=True, slots=True, eq=False)
class Fails:
    """A gate's failures by need of these and distinct value of the offers."""

    table: Bools
    ids: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """Needs that ask for the same processes; arrays have an entry or row per need.

    The buyer's credits are times their weights, and `scale` makes a score of their sum; the
    supplier's are points of its score already.
    """

    rows: Ints
    ramps: Floats32  # (ramps, needs, 3)
    credits: tuple[Credits, ...]
    weights: Floats32  # (2, ramps and credits)
    process: Floats32  # the buyer's credit, by distinct set of processes
    focus: Floats32  # the supplier's credit and its neutral interest, by the same
    is_foreign: Bools  # by the same
    constant: Floats32  # takes back what was counted without being asked
    size: Floats32 | None  # the weight where size is asked
    text: Floats32 | None  # the weight where text is asked
    liking: np.float32  # what a marked interest adds
    scale: Floats32
    fails: tuple[Fails, ...]
    tolerance: Floats | None  # the widest that passes
    edges: Floats | None
    weight: Floats | None


def asking_of(pairing: Pairing, rows: Ints) -> Asking:
    """Gather the tables of some needs, which all ask for the same processes."""
    needs, asked = pairing.needs, pairing.asked
    process, focus, is_foreign = _processes(pairing, int(needs.processes.ids[rows[0]]))
    credits_ = _credits(pairing, rows)
    totals = pairing.buyer_totals[rows]
    scale = np.divide(FULL_SCORE, totals, out=np.zeros_like(totals), where=totals > 0)
    uncounted = np.where(asked["place"][rows], 0.0, pairing.buyer_weight("place"))
    return Asking(
        rows=rows,
        ramps=np.ascontiguousarray(needs.ramps[:, :, rows].transpose(0, 2, 1)),
        credits=credits_,
        weights=_weights(pairing, credits_),
        process=process,
        focus=focus,
        is_foreign=is_foreign,
        constant=_narrow(uncounted * -UNKNOWN["place"]),
        size=_where_asked(pairing, "size", rows),
        text=_where_asked(pairing, "text", rows),
        liking=np.float32((1 - NEUTRAL_INTEREST) * _supplier_weight(pairing, "interest")),
        scale=_narrow(scale),
        fails=_fails(pairing, rows),
        tolerance=_or_none(
            np.where(needs.tolerance_is_hard, needs.numbers["tolerance_mm"], np.nan)[rows]
        ),
        edges=None if np.isnan(needs.edges[0, rows]).all() else needs.edges[:, rows],
        weight=_or_none(needs.numbers["weight_kg"][rows]),
    )


def _processes(pairing: Pairing, asked: int) -> tuple[Floats32, Floats32, Bools]:
    """Return the buyer's credit, the supplier's, and who is of another trade, by distinct set."""
    answers = pairing.processes
    codes, _every = pairing.needs.processes.distinct[asked]
    states = answers.likeness.sizes > 0
    interest = NEUTRAL_INTEREST * _supplier_weight(pairing, "interest")
    focus = np.full(len(states), UNKNOWN["focus"])
    if not codes:
        credit = np.zeros(len(states))
        is_foreign = np.zeros(len(states), np.bool_)
    else:
        values = answers.likeness.levels[answers.for_set(asked)]
        credit = np.where(states, values, UNKNOWN["process"]) * pairing.buyer_weight("process")
        is_foreign = states & (values < PROCESS_PASSES_FROM)
        focus = np.where(states, answers.used_for_set(asked), focus)
    return (
        _narrow(credit),
        _narrow(focus * _supplier_weight(pairing, "focus") + interest),
        is_foreign,
    )


def _credits(pairing: Pairing, rows: Ints) -> tuple[Credits, ...]:
    """Return the credits that are looked up, of those criteria that anybody asks for."""
    found = [
        _looked_up(pairing, rows, pairing.languages, buyer="language", supplier="talk"),
        _looked_up(pairing, rows, pairing.exports, buyer="export"),
        _looked_up(pairing, rows, pairing.places, buyer="place", supplier="distance"),
    ]
    if pairing.asked["material"][rows].any():
        found.append(_materials(pairing, rows))
    if pairing.asked["certificates"][rows].any():
        found.append(_certificates(pairing, rows))
    return tuple(found)


def _looked_up(
    pairing: Pairing, rows: Ints, table: Table, *, buyer: str, supplier: str = ""
) -> Credits:
    values = table.values[table.asked[rows]]
    weight = _supplier_weight(pairing, supplier) if supplier else 0.0
    values = np.where(np.isnan(values), UNKNOWN[buyer], values)
    return Credits(_narrow(values), table.offered, (pairing.buyer_weight(buyer), weight))


def _materials(pairing: Pairing, rows: Ints) -> Credits:
    values = _material_values(pairing, rows)
    credit = np.where(np.isnan(values), UNKNOWN["material"], values)
    credit[~pairing.asked["material"][rows]] = 0
    ids = pairing.offers.materials.ids
    return Credits(_narrow(credit), ids, (pairing.buyer_weight("material"), 0.0))


def _material_values(pairing: Pairing, rows: Ints) -> Floats:
    """Return the likeness of materials by distinct offered set, NaN where none is stated."""
    answers = pairing.materials
    sets, back = np.unique(pairing.needs.materials.ids[rows], return_inverse=True)
    values = answers.likeness.levels[answers.for_sets(sets)]
    values[:, answers.likeness.sizes == 0] = np.nan
    return values[back]


def _certificates(pairing: Pairing, rows: Ints) -> Credits:
    codes, is_code = (part[pairing.needs.preferred.ids[rows]] for part in pairing.preferred)
    holds = pairing.offers.tables.held.holds.T
    held = np.zeros((len(rows), holds.shape[1]), np.float32)
    for at in range(codes.shape[1]):
        held += is_code[:, at, None] & holds[codes[:, at]]
    held /= np.maximum(is_code.sum(axis=1), 1)[:, None].astype(np.float32)
    weights = (pairing.buyer_weight("certificates"), 0.0)
    return Credits(held, pairing.offers.certificates.ids, weights)


def _fails(pairing: Pairing, rows: Ints) -> tuple[Fails, ...]:
    """Return the gates that are looked up, of those that any of these needs has."""
    needs, offers = pairing.needs, pairing.offers
    found = []
    is_hard = needs.material_is_hard[rows] & pairing.asked["material"][rows]
    if is_hard.any():
        is_other = _material_values(pairing, rows) < MATERIAL_PASSES_FROM
        found.append(Fails(is_other & is_hard[:, None], offers.materials.ids))
    codes, is_code = (part[needs.required.ids[rows]] for part in pairing.required)
    if is_code.any():
        holds = offers.tables.possible.holds.T
        lacks = np.zeros((len(rows), holds.shape[1]), np.bool_)
        for at in range(codes.shape[1]):
            lacks |= np.logical_and(is_code[:, at, None], ~holds[codes[:, at]])
        found.append(Fails(lacks, offers.certificates.ids))
    return tuple(found)


def _weights(pairing: Pairing, credits_: tuple[Credits, ...]) -> Floats32:
    """Return the weights of the ramps, then of what is looked up, by side."""
    buyers = {row.code for row in BUYER_CRITERIA}
    ramps = [
        (pairing.buyer_weight(ramp.code), 0.0)
        if ramp.code in buyers
        else (0.0, _supplier_weight(pairing, ramp.code))
        for ramp in RAMPS
    ]
    columns = np.array([*ramps, *(some.weights for some in credits_)])
    return _narrow(columns.T)


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
