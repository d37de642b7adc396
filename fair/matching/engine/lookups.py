"""What needs find among the distinct values of offers: small tables of credits and of gates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.answers import Answers, Levels
from fair.matching.engine.coded import Bools, Coded, Floats, Ints
from fair.matching.engine.eligibility import MATERIAL_PASSES_FROM, PROCESS_PASSES_FROM
from fair.matching.engine.features import BUYER_CRITERIA, SUPPLIER_CRITERIA
from fair.matching.engine.pairing import Pairing, Table
from fair.matching.engine.ramps import Floats32
from fair.matching.engine.scoring import FULL_SCORE

UNKNOWN = {row.code: row.unknown for row in (*BUYER_CRITERIA, *SUPPLIER_CRITERIA)}
# As good as so many failed gates: such a pair leaves no trace.
FOREIGN = np.uint8(200)

Flags = NDArray[np.uint8]
Weights = tuple[float, float]  # of the buyer, of the supplier


class Present(NamedTuple):
    """The distinct values that some offers have: their numbers, and by offer which of them."""

    values: Ints
    ids: Ints


class Credits(NamedTuple):
    """A criterion's credit by need and by value present, and by offer which value that is.

    Where one side alone weighs it, the credit is times the weight, which then is 1.
    """

    table: Floats32
    ids: Ints
    weights: Weights


class Fails(NamedTuple):
    """How many gates fail by need and by value present, and by offer which value that is."""

    table: Flags
    ids: Ints


def present(column: Coded[Any], columns: Ints) -> Present:
    """Find the distinct values that some offers have."""
    ids = column.ids[columns]
    is_present = np.zeros(len(column.number), np.bool_)
    is_present[ids] = True
    values = np.flatnonzero(is_present)
    number = np.empty(len(is_present), np.intp)
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
    silent: Ints  # the values that state nothing

    def credit(self, unknown: float) -> Floats32:
        """Return the credit by need: 0 where nothing is asked."""
        credits_ = _narrow(self.answers.likeness.levels)
        credit: Floats32 = np.take(credits_, self.levels, mode="clip")
        credit[:, self.silent] = unknown
        credit[~self.answers.asks[self.sets]] = 0
        return credit[self.back]

    def fails(self, passes_from: float) -> Bools:
        """Tell by need what is stated, asked for and too far from it."""
        fails = self.levels < self.answers.level_from(passes_from)
        fails[:, self.silent] = False
        fails[~self.answers.asks[self.sets]] = False
        return fails[self.back]

    def shares(self, unknown: float) -> Floats32:
        """Return by need what share of what is stated is like what is asked for."""
        used = self.answers.used_of(self.sets, self.here.values)
        sizes = self.answers.likeness.sizes[self.here.values]
        shares: Floats32 = np.multiply(used, _narrow(1 / np.maximum(sizes, 1)), dtype=np.float32)
        shares[:, self.silent] = unknown
        shares[~self.answers.asks[self.sets]] = unknown
        return shares[self.back]


def _answered(answers: Answers, asked: Ints, here: Present) -> Answered:
    sets, back = np.unique(asked, return_inverse=True)
    silent = np.flatnonzero(answers.likeness.sizes[here.values] == 0)
    return Answered(answers, sets, back, here, answers.levels_of(sets, here.values), silent)


def looked_up(
    pairing: Pairing, rows: Ints, columns: Ints
) -> tuple[tuple[Credits, ...], tuple[Fails, ...]]:
    """Return credits and gates that are looked up, of those that any of these needs has."""
    credits_ = [
        _looked_up(pairing.languages, rows, columns, weights_of(pairing, "language", "talk")),
        _looked_up(pairing.exports, rows, columns, weights_of(pairing, "export")),
        _looked_up(pairing.places, rows, columns, weights_of(pairing, "place", "distance")),
    ]
    fails: list[Fails] = []
    for gather in (_processes, _materials, _certificates):
        more_credits, more_fails = gather(pairing, rows, columns)
        credits_ += more_credits
        fails += (gate for gate in more_fails if gate.table.any())
    return tuple(credits_), tuple(fails)


def _looked_up(table: Table, rows: Ints, columns: Ints, weights: Weights) -> Credits:
    credit = table.credits[table.asked.ids[rows]]
    return _credits(credit, table.offered.ids[columns], weights)


def _credits(credit: Floats32, ids: Ints, weights: Weights) -> Credits:
    """Put the weight of the only side that has one into its credits."""
    buyer, supplier = weights
    if buyer and supplier:
        return Credits(credit, ids, weights)
    credit *= np.float32(buyer + supplier)
    return Credits(credit, ids, (float(buyer > 0), float(supplier > 0)))


Gathered = tuple[list[Credits], list[Fails]]


def _processes(pairing: Pairing, rows: Ints, columns: Ints) -> Gathered:
    """Look up how near the processes are, and how much of the line's business they are."""
    answers, here = pairing.processes, present(pairing.offers.processes, columns)
    answered = _answered(answers, pairing.needs.processes.ids[rows], here)
    credit, focus = answered.credit(UNKNOWN["process"]), answered.shares(UNKNOWN["focus"])
    foreign = answered.fails(PROCESS_PASSES_FROM) * FOREIGN
    return [
        _credits(credit, here.ids, weights_of(pairing, "process")),
        _credits(focus, here.ids, weights_of(pairing, supplier="focus")),
    ], [Fails(foreign, here.ids)]


def _materials(pairing: Pairing, rows: Ints, columns: Ints) -> Gathered:
    if not pairing.asked["material"][rows].any():
        return [], []
    here = present(pairing.offers.materials, columns)
    answered = _answered(pairing.materials, pairing.needs.materials.ids[rows], here)
    weights = weights_of(pairing, "material")
    credits_ = [_credits(answered.credit(UNKNOWN["material"]), here.ids, weights)]
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
        count = np.zeros((len(rows), len(here.values)), np.uint8)
        for held_by, counts in _holders(tables.held.holds, here, codes, is_code):
            count += np.logical_and(held_by, counts).view(np.uint8)
        sizes = np.maximum(is_code.sum(axis=1), 1)[:, None]
        held = np.multiply(count, _narrow(1 / sizes), dtype=np.float32)
        credits_.append(_credits(held, here.ids, weights_of(pairing, "certificates")))
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


def weights_of(pairing: Pairing, buyer: str = "", supplier: str = "") -> Weights:
    """Return a criterion's weights for both sides, the supplier's in points of its score."""
    return (
        float(pairing.buyer_weight(buyer)) if buyer else 0.0,
        supplier_weight(pairing, supplier) if supplier else 0.0,
    )


def supplier_weight(pairing: Pairing, code: str) -> float:
    """Return the points of a criterion that is fully met."""
    total = pairing.supplier_total
    return FULL_SCORE * pairing.rules.weights.supplier[code] / total if total else 0.0


def _narrow(numbers: Floats) -> Floats32:
    return np.ascontiguousarray(numbers, np.float32)
