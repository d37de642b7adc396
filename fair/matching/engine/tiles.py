"""What all pairs of some needs with some offers come to in float32, tile by tile, without texts.

A tile is as large as stays in the cache of a core. What a criterion gives all its pairs is made in
one array and added up at once, so that no more than three arrays of the size of a tile are in use.
Gates are exact: they compare what is stated as float64. Cost: about 20 nanoseconds a pair.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fair.matching.engine.asking import Asking
from fair.matching.engine.coded import Bools
from fair.matching.engine.lookups import FOREIGN, UNKNOWN, Flags, Weights
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.ramps import Floats32

PAIRS = 1 << 16
HEIGHT = 16  # needs of a tile, if that makes it wide enough: NumPy works along its rows

_UNKNOWN = {code: np.float32(credit) for code, credit in UNKNOWN.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """Arrays that one thread uses again and again: of all pairs of a strip, and of a tile."""

    sides: Floats32
    places: Floats32
    failed: Flags
    plane: Floats32
    scratch: Floats32
    flags: Bools


def new_bench(most: int, *, tile: int = PAIRS) -> Bench:
    """Return room for strips of `most` pairs, a tile of them at a time."""
    return Bench(
        np.empty(2 * most, np.float32),
        np.empty(most, np.float32),
        np.empty(most, np.uint8),
        np.empty(tile, np.float32),
        np.empty(tile, np.float32),
        np.empty(2 * tile, np.bool_),
    )


class Sums(NamedTuple):
    """What the criteria but text give the two sides, each out of 100, and how many gates fail.

    Each has the shape (needs, offers). Where an offer has no text, what that counts is in.
    """

    buyer: Floats32
    supplier: Floats32
    failed: Flags


def sums_of(pairing: Pairing, asking: Asking, *, bench: Bench) -> Sums:
    """Sum up all pairs of some needs with some offers, on the bench."""
    needs, offers = shape = (len(asking.rows), len(asking.columns))
    buyer, supplier = bench.sides[: 2 * needs * offers].reshape(2, *shape)
    failed = bench.failed[: needs * offers].reshape(shape)
    height = max(1, min(needs, HEIGHT, len(bench.plane)), len(bench.plane) // max(1, offers))
    width = max(1, len(bench.plane) // height)
    for top, some in zip(range(0, needs, height), asking.strips(height), strict=True):
        rows = slice(top, top + height)
        for start in range(0, offers, width):
            part = slice(start, start + width)
            tile = Sums(buyer[rows, part], supplier[rows, part], failed[rows, part])
            _fill(tile, some, part, bench=bench)
    supplier[pairing.liked.within(asking.rows, asking.columns)] += asking.liking
    for partners in (pairing.kept_apart, pairing.declined):
        failed[partners.within(asking.rows, asking.columns)] = FOREIGN
    return Sums(buyer, supplier, failed)


def _fill(tile: Sums, asking: Asking, part: slice, *, bench: Bench) -> None:
    """Fill in a tile, which is a part of the columns."""
    shape = tile.buyer.shape
    plane, scratch = (
        array[: tile.buyer.size].reshape(shape) for array in (bench.plane, bench.scratch)
    )
    too_large, one = bench.flags[: 2 * tile.buyer.size].reshape(2, *shape)
    _gates(tile.failed, asking, part, too_large=too_large, one=one)
    for side, constants in zip((tile.buyer, tile.supplier), asking.constants, strict=True):
        side[:] = constants[:, None]
    if asking.size is not None:
        np.multiply.outer(asking.size, asking.offered.fitting[part], out=plane)
        np.logical_not(too_large, out=one)
        plane *= one
        np.add(tile.buyer, plane, out=tile.buyer)
    for ramp in asking.ramps:
        np.matmul(ramp.needs, ramp.offers[:, part], out=plane)
        np.clip(plane, 0, ramp.most, out=plane)
        _add(tile, plane, ramp.weights, scratch=scratch)
    for some in asking.credits:
        np.take(some.table, some.ids[part], axis=1, out=plane, mode="clip")
        _add(tile, plane, some.weights, scratch=scratch)
    if asking.text is not None and not asking.offered.has_text.all():
        silent = np.where(asking.offered.has_text[part], np.float32(0), _UNKNOWN["text"])
        np.multiply.outer(asking.text, silent, out=plane)
        np.add(tile.buyer, plane, out=tile.buyer)
    np.multiply(tile.buyer, asking.scale[:, None], out=tile.buyer)


def _add(sums: Sums, points: Floats32, weights: Weights, *, scratch: Floats32) -> None:
    """Add points, or credits times a weight, to the sides that they count for."""
    for side, weight in zip((sums.buyer, sums.supplier), weights, strict=True):
        if weight == 1:
            np.add(side, points, out=side)
        elif weight:
            np.multiply(points, np.float32(weight), out=scratch)
            np.add(side, scratch, out=side)


def _gates(count: Flags, asking: Asking, part: slice, *, too_large: Bools, one: Bools) -> None:
    """Tell which parts are too large, and count how many gates fail."""
    offered, edges = asking.offered, asking.edges
    if edges is None:
        too_large[:] = False
        count[:] = 0
    else:
        np.greater.outer(edges[0], offered.limits[0, part], out=too_large)
        for ours, theirs in zip(edges[1:], offered.limits[1:, part], strict=True):
            np.logical_or(too_large, np.greater.outer(ours, theirs, out=one), out=too_large)
        np.less.outer(edges[0], offered.smallest[part], out=one)
        np.logical_or(too_large, one, out=count.view(np.bool_))
    if asking.weight is not None:
        np.greater.outer(asking.weight, offered.heaviest[part], out=one)
        np.logical_or(count.view(np.bool_), one, out=count.view(np.bool_))
    number = one.view(np.uint8)
    if asking.tolerance is not None:
        np.less.outer(asking.tolerance, offered.tolerance[part], out=one)
        np.add(count, number, out=count)
    for gate in asking.fails:
        np.take(gate.table, gate.ids[part], axis=1, out=number, mode="clip")
        np.add(count, number, out=count)
