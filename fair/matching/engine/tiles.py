"""The places of all pairs of some needs with some offers, in float32, tile by tile.

A place orders pairs and is close to what the exact scores make of them: where the pair is eligible,
its mutual score, in [0, 100]; where gates fail that make a near miss, the score it would have less
128 for each such gate; where it leaves no trace, far below that. Gates are exact: they compare
what is stated as float64. `MARGIN` bounds how far two places may be from the order of the exact
scores; rounding accounts for less than a tenth of it, the blocks of a text model for the rest.

A tile is as large as stays in the cache of a core; all arrays of its size are made once a thread.
Cost: about 20 nanoseconds a pair, and what a text model takes.
"""

from dataclasses import dataclass

import numpy as np

from fair.matching.engine.asking import UNKNOWN, Asking, Flags
from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.ramps import RAMPS, Floats32

MARGIN = 0.05
PAIRS = 1 << 16
FAILED = np.float32(128)
NEVER = np.float32(-np.inf)
MOST_CREDITS = 7  # tables of credits that an Asking may have

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


def places_of(pairing: Pairing, asking: Asking, *, bench: Bench) -> Floats32:
    """Return the places of some needs with some offers, shape (needs, offers)."""
    needs, offers = len(asking.rows), len(asking.columns)
    places = np.empty((needs, offers), np.float32)
    width = len(bench.scratch) // needs
    for start in range(0, offers, width):
        _fill(pairing, asking, slice(start, start + width), bench=bench, places=places)
    for partners in (pairing.kept_apart, pairing.declined):
        places[partners.within(asking.rows, asking.columns)] = NEVER
    return places


def _fill(pairing: Pairing, asking: Asking, part: slice, *, bench: Bench, places: Floats32) -> None:
    """Fill in the places of one tile, which is a part of the columns."""
    columns, tile = asking.columns[part], places[:, part]
    scratch = bench.scratch[: tile.size].reshape(tile.shape)
    buyer, supplier = _sums(pairing, asking, part, bench=bench)
    is_too_large, failed = _gates(pairing, asking, part, bench=bench)
    if asking.size is not None:
        has_limits = pairing.offers.has_limits[columns]
        fitting = np.where(has_limits, np.float32(1), _UNKNOWN["size"])
        np.multiply.outer(asking.size, fitting, out=scratch)
        scratch *= ~is_too_large
        buyer += scratch
    if asking.text is not None:
        _add_text(buyer, pairing, asking, columns)
    buyer += asking.constants[0, :, None]
    supplier += asking.constants[1, :, None]
    buyer *= asking.scale[:, None]
    supplier[pairing.liked.within(asking.rows, columns)] += asking.liking
    np.add(buyer, supplier, out=scratch)
    scratch += _TINY
    buyer *= supplier
    np.divide(buyer, scratch, out=tile)
    tile *= 2
    np.multiply(failed, FAILED, out=scratch)
    tile -= scratch


def _sums(pairing: Pairing, asking: Asking, part: slice, *, bench: Bench) -> Floats32:
    """Return what ramps and tables give the buyer and the supplier, shape (2, needs, offers)."""
    columns, ramps = asking.columns[part], len(RAMPS)
    needs, offers = len(asking.rows), len(columns)
    planes = ramps + len(asking.credits)
    stack = bench.stack[: planes * needs * offers].reshape(planes, needs, offers)
    theirs = np.take(pairing.offers.ramps, columns, axis=1).reshape(ramps, -1, offers)
    np.matmul(asking.ramps, theirs, out=stack[:ramps])
    np.clip(stack[:ramps], 0, 1, out=stack[:ramps])
    for plane, some in zip(stack[ramps:], asking.credits, strict=True):
        np.take(some.table, some.ids[part], axis=1, out=plane, mode="clip")
    sums = bench.sides[: 2 * needs * offers].reshape(2, -1)
    np.matmul(asking.weights, stack.reshape(planes, -1), out=sums)
    return sums.reshape(2, needs, offers)


def _gates(pairing: Pairing, asking: Asking, part: slice, *, bench: Bench) -> tuple[Bools, Flags]:
    """Return which parts are too large, and how many gates fail."""
    columns, offers = asking.columns[part], pairing.offers
    shape = (len(asking.rows), len(columns))
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
        np.take(gate.table, gate.ids[part], axis=1, out=one.view(np.uint8), mode="clip")
        count += one.view(np.uint8)
    return too_large, count


def _add_text(buyer: Floats32, pairing: Pairing, asking: Asking, columns: Ints) -> None:
    """Add what the texts give to those needs that have one."""
    model, weights, texts = pairing.rules.text, asking.text, asking.texts
    if model is None or weights is None or texts is None:
        return
    asks = np.flatnonzero(weights)
    have = pairing.offers.has_text[columns]
    if have.any():
        need_places = texts.need_places[asking.rows[asks]]
        block = model.block_of(texts.pack, need_places, texts.offer_places[columns])
    else:
        block = np.zeros((len(asks), len(columns)), np.float32)
    if not have.all():
        block = block * have + np.where(have, np.float32(0), _UNKNOWN["text"])
    block *= weights[asks, None]
    if len(asks) == len(buyer):
        buyer += block
    else:
        buyer[asks] += block
