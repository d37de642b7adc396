"""The places of all pairs of some needs with some offers, in float32, tile by tile.

A place orders pairs and is close to what the exact scores make of them: where the pair is eligible,
its mutual score, in [0, 100]; where gates fail that make a near miss, the score it would have less
128 for each such gate; where it leaves no trace, minus infinity. Gates are exact: they compare
what is stated as float64. `MARGIN` bounds how far two places may be from the order of the exact
scores; rounding accounts for less than a tenth of it, the blocks of a text model for the rest.

A tile is as large as stays in the cache of a core; all arrays of its size are made once a thread.
Cost: about 20 nanoseconds a pair, and what a text model takes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.asking import UNKNOWN, Asking
from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.ramps import RAMPS, Floats32

MARGIN = 0.05
PAIRS = 1 << 16
FAILED = np.float32(128)
NEVER = np.float32(-np.inf)
MOST_CREDITS = 5  # tables of credits: languages, exports, places, materials, certificates

Flags = NDArray[np.uint8]

_UNKNOWN = {code: np.float32(credit) for code, credit in UNKNOWN.items()}
_TINY = np.float32(1e-30)


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """Arrays of the size of a tile, used again and again by one thread."""

    stack: Floats32
    sides: Floats32
    scratch: Floats32
    flags: Bools


def new_bench(pairs: int = PAIRS) -> Bench:
    """Return room for tiles of so many pairs."""
    return Bench(
        np.empty((len(RAMPS) + MOST_CREDITS) * pairs, np.float32),
        np.empty(2 * pairs, np.float32),
        np.empty(pairs, np.float32),
        np.empty(3 * pairs, np.bool_),
    )


def places_of(pairing: Pairing, asking: Asking, columns: Ints, *, bench: Bench) -> Floats32:
    """Return the places of some needs with some offers, shape (needs, offers).

    `columns` are the rows of the offers, rising.
    """
    needs = len(asking.rows)
    places = np.empty((needs, len(columns)), np.float32)
    width = len(bench.scratch) // needs
    for start in range(0, len(columns), width):
        tile = columns[start : start + width]
        _fill(places[:, start : start + width], pairing, asking, tile, bench=bench)
    for partners in (pairing.kept_apart, pairing.declined):
        places[partners.within(asking.rows, columns)] = NEVER
    return places


def _fill(
    places: Floats32, pairing: Pairing, asking: Asking, columns: Ints, *, bench: Bench
) -> None:
    """Fill in the places of one tile."""
    offers = pairing.offers
    buyer, supplier = _sums(pairing, asking, columns, bench=bench)
    is_too_large, failed = _gates(pairing, asking, columns, bench=bench)
    process_ids = offers.processes.ids[columns]
    buyer += asking.process[process_ids]
    supplier += asking.focus[process_ids]
    scratch = bench.scratch[: places.size].reshape(places.shape)
    if asking.size is not None:
        fitting = np.where(offers.has_limits[columns], np.float32(1), _UNKNOWN["size"])
        np.multiply.outer(asking.size, fitting, out=scratch)
        scratch *= ~is_too_large
        buyer += scratch
    if asking.text is not None:
        _add_text(buyer, pairing, asking, columns)
    if asking.constant.any():
        buyer += asking.constant[:, None]
    buyer *= asking.scale[:, None]
    supplier[pairing.liked.within(asking.rows, columns)] += asking.liking
    _harmonic_means(buyer, supplier, scratch=scratch, places=places)
    if failed is not None:
        np.multiply(failed, FAILED, out=scratch)
        places -= scratch
    is_foreign = asking.is_foreign[process_ids]
    if is_foreign.any():
        places += np.where(is_foreign, NEVER, np.float32(0))


def _sums(pairing: Pairing, asking: Asking, columns: Ints, *, bench: Bench) -> Floats32:
    """Return what ramps and tables give the buyer and the supplier, shape (2, needs, offers)."""
    needs, offers, ramps = len(asking.rows), len(columns), len(RAMPS)
    planes = ramps + len(asking.credits)
    stack = bench.stack[: planes * needs * offers].reshape(planes, needs, offers)
    theirs = np.take(pairing.offers.ramps, columns, axis=1).reshape(ramps, -1, offers)
    np.matmul(asking.ramps, theirs, out=stack[:ramps])
    np.clip(stack[:ramps], 0, 1, out=stack[:ramps])
    for plane, some in zip(stack[ramps:], asking.credits, strict=True):
        np.take(some.table, some.ids[columns], axis=1, out=plane, mode="clip")
    sums = bench.sides[: 2 * needs * offers].reshape(2, -1)
    np.matmul(asking.weights, stack.reshape(planes, -1), out=sums)
    return sums.reshape(2, needs, offers)


def _gates(pairing: Pairing, asking: Asking, columns: Ints, *, bench: Bench) -> tuple[Bools, Flags]:
    """Return which parts are too large, and how many gates fail."""
    shape = (len(asking.rows), len(columns))
    offers = pairing.offers
    too_large, one, failed = bench.flags[: 3 * shape[0] * shape[1]].reshape(3, *shape)
    too_large[:] = False
    if asking.edges is not None:
        for edges, limits in zip(asking.edges, offers.limits, strict=True):
            np.greater.outer(edges, limits[columns], out=one)
            too_large |= one
    np.copyto(failed, too_large)
    if asking.edges is not None:
        np.less.outer(asking.edges[0], offers.numbers["min_size_mm"][columns], out=one)
        failed |= one
    if asking.weight is not None:
        np.greater.outer(asking.weight, offers.numbers["max_weight_kg"][columns], out=one)
        failed |= one
    count = failed.view(np.uint8)
    if asking.tolerance is not None:
        np.less.outer(asking.tolerance, offers.numbers["tolerance_mm"][columns], out=one)
        count += one.view(np.uint8)
    for gate in asking.fails:
        np.take(gate.table, gate.ids[columns], axis=1, out=one, mode="clip")
        count += one.view(np.uint8)
    return too_large, count


def _add_text(buyer: Floats32, pairing: Pairing, asking: Asking, columns: Ints) -> None:
    """Add what the texts give to those needs that have one."""
    model, weights = pairing.rules.text, asking.text
    if model is None or weights is None:
        return
    need_places, offer_places = pairing.text_places
    asks = np.flatnonzero(weights)
    have = pairing.offers.has_text[columns]
    if have.any():
        block = model.block_of(pairing.texts, need_places[asking.rows[asks]], offer_places[columns])
    else:
        block = np.zeros((len(asks), len(columns)), np.float32)
    if not have.all():
        block = block * have + np.where(have, np.float32(0), _UNKNOWN["text"])
    block *= weights[asks, None]
    if len(asks) == len(buyer):
        buyer += block
    else:
        buyer[asks] += block


def _harmonic_means(
    buyer: Floats32, supplier: Floats32, *, scratch: Floats32, places: Floats32
) -> None:
    np.add(buyer, supplier, out=scratch)
    scratch += _TINY
    np.multiply(buyer, supplier, out=places)
    places /= scratch
    places *= 2
