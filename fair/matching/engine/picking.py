"""Which pairs may be kept, by their places: all that could be among the best, and few more.

Whatever lies within `MARGIN` of the cut stays, so that the exact scores decide.
"""

from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.ramps import Floats32
from fair.matching.engine.strips import FAILED, MARGIN

# So many pairs are gathered before the better ones are chosen.
GATHERED = 1 << 21
# Lifts every place that counts above 0, where the bits of floats are in their order.
LIFT = 5 * FAILED
FULL = 1000.0  # no place is so high


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """Pairs by their rows, with their places."""

    need_rows: Ints
    offer_rows: Ints
    places: Floats32

    def __len__(self) -> int:
        return len(self.places)


def best_of_each_need(
    places: Floats32, need_rows: Ints, offer_rows: Ints, *, per_need: int
) -> Picked:
    """Pick the eligible pairs of a table that may be among the best of their row."""
    if per_need == 0 or not places.size:
        return NOTHING
    cuts = cuts_of_needs(places.copy(), per_need=per_need)
    return _where(places, places >= cuts[:, None], need_rows, offer_rows)


def cuts_of_needs(places: Floats32, *, per_need: int) -> Floats32:
    """Return for each row from which place on a pair may be kept; this puts the row in disorder."""
    cuts = np.zeros(len(places), np.float32)
    beyond = places.shape[1] - per_need
    if per_need == 0:
        cuts[:] = FULL
    elif beyond > 0:
        places.partition(beyond, axis=1)
        np.maximum(places[:, beyond] - np.float32(MARGIN), 0, out=cuts)
    return cuts


@dataclass(slots=True, eq=False)
class BestOfEachOffer:
    """Gathers, from tables in any order and any thread, what may be among the best of an offer.

    Only places from `low` up, and below `high`, count.
    """

    offers: int
    per_offer: int
    low: float
    high: float
    gathered: list[Picked] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    cuts: Floats32 = field(init=False)

    def __post_init__(self) -> None:
        self.cuts = np.full(self.offers, self.low, np.float32)

    def gather(self, places: Floats32, need_rows: Ints, offer_rows: Ints) -> None:
        """Look through a table."""
        if self.per_offer == 0:
            return
        picked = _where(places, self.counting(places, offer_rows), need_rows, offer_rows)
        with self.lock:
            self.gathered.append(picked)
            if sum(map(len, self.gathered)) > GATHERED + 2 * self.offers * self.per_offer:
                self.gathered = [self._best()]

    def counting(self, places: Floats32, offer_rows: Ints) -> Bools:
        """Tell which places of a table, or bounds of them, are high enough to be gathered."""
        counts: Bools = places >= self.cuts[offer_rows]
        if self.high < FULL:
            counts &= places < np.float32(self.high)
        return counts

    def best(self) -> Picked:
        """Return what may be among the best of what was gathered."""
        return self._best()

    def _best(self) -> Picked:
        """Choose, and raise the cuts to what is chosen."""
        picked = joined(self.gathered)
        if not len(picked):
            return picked
        bits = (picked.places + LIFT).view(np.uint32).astype(np.uint64)
        keys = (picked.offer_rows.astype(np.uint64) << np.uint64(32)) | (_BITS - bits)
        order = np.argsort(keys)
        offer_rows, places = picked.offer_rows[order], picked.places[order]
        starts = np.flatnonzero(np.diff(offer_rows, prepend=-1))
        lasts = starts + self.per_offer - 1
        is_full = lasts < np.append(starts[1:], len(order))
        worst = places[lasts[is_full]] - np.float32(MARGIN)
        self.cuts[offer_rows[starts[is_full]]] = np.maximum(worst, np.float32(self.low))
        stays = places >= self.cuts[offer_rows]
        return Picked(picked.need_rows[order][stays], offer_rows[stays], places[stays])


_BITS = np.uint64(0xFFFFFFFF)
NOTHING = Picked(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.float32))


def best_matches(offers: int, *, per_offer: int) -> BestOfEachOffer:
    """Gather eligible pairs."""
    return BestOfEachOffer(offers, per_offer, low=0.0, high=FULL)


def nearest_misses(offers: int, *, per_offer: int) -> BestOfEachOffer:
    """Gather pairs that fail only what makes a near miss."""
    return BestOfEachOffer(offers, per_offer, low=-float(LIFT) + 1, high=0.0)


def joined(parts: list[Picked]) -> Picked:
    """Put picked pairs together; a pair that was picked twice is there twice."""
    parts = [NOTHING, *parts]
    return Picked(
        np.concatenate([part.need_rows for part in parts]),
        np.concatenate([part.offer_rows for part in parts]),
        np.concatenate([part.places for part in parts]),
    )


def _where(places: Floats32, is_picked: Bools, need_rows: Ints, offer_rows: Ints) -> Picked:
    found = np.flatnonzero(is_picked)
    rows, columns = np.divmod(found, max(places.shape[1], 1))
    return Picked(need_rows[rows], offer_rows[columns], places.reshape(-1)[found])
