"""What some needs bring into every tile: small tables by the distinct values of the offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.answers import Answers, Levels
from fair.matching.engine.coded import Bools, Coded, Floats, Ints
from fair.matching.engine.eligibility import MATERIAL_PASSES_FROM, PROCESS_PASSES_FROM
from fair.matching.engine.features import BUYER_CRITERIA, NEUTRAL_INTEREST, SUPPLIER_CRITERIA
from fair.matching.engine.pairing import Pairing, Table, Texts
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
    texts: Texts | None
    liking: np.float32  # what a marked interest adds
    scale: Floats32
    fails: tuple[Fails, ...]
    tolerance: Floats | None  # the widest that passes
    edges: Floats | None
    weight: Floats | None


def asking_of(pairing: Pairing, rows: Ints, columns: Ints) -> Asking:
    """Gather the tables of some needs with some offers."""
    needs = pairing.needs
    credits_, fails = _looked_up_for(pairing, rows, columns)
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
        texts=_texts(pairing, rows, columns),
        liking=np.float32((1 - NEUTRAL_INTEREST) * _supplier_weight(pairing, "interest")),
        scale=_narrow(scale),
        fails=fails,
        tolerance=_or_none(tolerance[rows]),
        edges=None if np.isnan(needs.edges[0, rows]).all() else needs.edges[:, rows],
        weight=_or_none(needs.numbers["weight_kg"][rows]),
    )


def passing(pairing: Pairing, asked: Ints, offered: Ints) -> Bools:
    """Tell which sets of offered processes pass the gate of each asked set, a row each."""
    answers = pairing.processes
    passes = answers.levels_of(asked, offered) >= answers.level_from(PROCESS_PASSES_FROM)
    passes |= answers.likeness.sizes[offered] == 0
    passes |= ~answers.asks[asked, None]
    return passes


def present(column: Coded[Any], columns: Ints) -> Present:
    """Find the distinct values that some offers have."""
    ids = column.ids[columns]
    number = np.zeros(len(column.number), np.intp)
    number[ids] = 1
    values = np.flatnonzero(number)
    number[values] = np.arange(len(values))
    return Present(values, number[ids])


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """How well the sets that some offers state answer those that some needs ask for."""

    answers: Answers
    sets: Ints  # the distinct asked sets
    back: Ints  # by need which of them
    here: Present
    levels: Levels  # by distinct asked set and value present

    def credit(self, unknown: float) -> Floats32:
        """Return the credit by need: 0 where nothing is asked."""
        credit = self.answers.likeness.levels.astype(np.float32)[self.levels]
        credit[:, ~self.states] = unknown
        credit[~self.answers.asks[self.sets]] = 0
        return credit[self.back]

    def fails(self, passes_from: float) -> Bools:
        """Tell by need what is stated, asked for and too far from it."""
        fails = self.levels < self.answers.level_from(passes_from)
        fails[:, ~self.states] = False
        fails[~self.answers.asks[self.sets]] = False
        return fails[self.back]

    @property
    def states(self) -> Bools:
        states: Bools = self.answers.likeness.sizes[self.here.values] > 0
        return states


def _answered(answers: Answers, asked: Ints, here: Present) -> Answered:
    sets, back = np.unique(asked, return_inverse=True)
    return Answered(answers, sets, back, here, answers.levels_of(sets, here.values))


def _looked_up_for(
    pairing: Pairing, rows: Ints, columns: Ints
) -> tuple[tuple[Credits, ...], tuple[Fails, ...]]:
    """Return credits and gates that are looked up, of those that any of these needs has."""
    credits_ = [
        _looked_up(pairing.languages, rows, columns, _weights_of(pairing, "language", "talk")),
        _looked_up(pairing.exports, rows, columns, _weights_of(pairing, "export")),
        _looked_up(pairing.places, rows, columns, _weights_of(pairing, "place", "distance")),
    ]
    fails: list[Fails] = []
    for gather in (_processes, _materials, _certificates):
        more_credits, more_fails = gather(pairing, rows, columns)
        credits_ += more_credits
        fails += (gate for gate in more_fails if gate.table.any())
    return tuple(credits_), tuple(fails)


def _looked_up(table: Table, rows: Ints, columns: Ints, weights: tuple[float, float]) -> Credits:
    values = table.values[table.asked.ids[rows]]
    credit = np.where(np.isnan(values), table.unknown, values)
    return Credits(_narrow(credit), table.offered.ids[columns], weights)


Gathered = tuple[list[Credits], list[Fails]]


def _processes(pairing: Pairing, rows: Ints, columns: Ints) -> Gathered:
    """Look up how near the processes are, and how much of the line's business they are."""
    answers, here = pairing.processes, present(pairing.offers.processes, columns)
    answered = _answered(answers, pairing.needs.processes.ids[rows], here)
    shares = answers.shares_of(answered.sets, here.values)
    shares[np.isnan(shares)] = UNKNOWN["focus"]
    shares[~answers.asks[answered.sets]] = UNKNOWN["focus"]
    credit, focus = answered.credit(UNKNOWN["process"]), _narrow(shares)[answered.back]
    foreign = answered.fails(PROCESS_PASSES_FROM) * FOREIGN
    return [
        Credits(credit, here.ids, _weights_of(pairing, "process")),
        Credits(focus, here.ids, _weights_of(pairing, supplier="focus")),
    ], [Fails(foreign, here.ids)]


def _materials(pairing: Pairing, rows: Ints, columns: Ints) -> Gathered:
    if not pairing.asked["material"][rows].any():
        return [], []
    here = present(pairing.offers.materials, columns)
    answered = _answered(pairing.materials, pairing.needs.materials.ids[rows], here)
    weights = _weights_of(pairing, "material")
    credits_ = [Credits(answered.credit(UNKNOWN["material"]), here.ids, weights)]
    is_hard = pairing.needs.material_is_hard[rows]
    if not is_hard.any():
        return credits_, []
    fails = np.logical_and(answered.fails(MATERIAL_PASSES_FROM), is_hard[:, None])
    return credits_, [Fails(fails.view(np.uint8), here.ids)]


def _certificates(pairing: Pairing, rows: Ints, columns: Ints) -> Gathered:
    """Look up what share of the preferred is held, and which lack one that is required."""
    needs, tables = pairing.needs, pairing.offers.tables
    here = present(pairing.offers.certificates, columns)
    credits_, fails = [], []
    codes, is_code = pairing.preferred.of(needs.preferred.ids[rows])
    if is_code.any():
        held = np.zeros((len(rows), len(here.values)), np.float32)
        for held_by, counts in _holders(tables.held.holds, here, codes, is_code):
            held += np.logical_and(held_by, counts)
        held /= np.maximum(is_code.sum(axis=1), 1)[:, None].astype(np.float32)
        credits_.append(Credits(held, here.ids, _weights_of(pairing, "certificates")))
    codes, is_code = pairing.required.of(needs.required.ids[rows])
    if is_code.any():
        lacks = np.zeros((len(rows), len(here.values)), np.bool_)
        for held_by, counts in _holders(tables.possible.holds, here, codes, is_code):
            lacks |= np.logical_and(~held_by, counts)
        fails.append(Fails(lacks.view(np.uint8), here.ids))
    return credits_, fails


def _holders(
    holds: Bools, here: Present, codes: Ints, is_code: Bools
) -> Iterator[tuple[Bools, Bools]]:
    """Return who holds each need's first, second, … certificate, and which needs have so many."""
    table = np.ascontiguousarray(holds[here.values].T)
    for at in range(codes.shape[1]):
        yield table[codes[:, at]], is_code[:, at, None]


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


def _texts(pairing: Pairing, rows: Ints, columns: Ints) -> Texts | None:
    model = pairing.rules.text
    if model is None:
        return None
    return pairing.texts or pairing.packed(model, rows, columns)


def _or_none(numbers: Floats) -> Floats | None:
    return None if np.isnan(numbers).all() else numbers


def _narrow(numbers: NDArray[np.floating[Any]]) -> Floats32:
    return np.ascontiguousarray(numbers, np.float32)
