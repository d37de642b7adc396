"""The places of some needs among some offers, and between which bounds they lie before texts.

A place orders pairs and is close to what the exact scores make of them: where the pair is eligible,
its mutual score, in [0, 100]; where gates fail that make a near miss, the score it would have less
128 for each such gate; where it leaves no trace, far below that. `MARGIN` bounds how far two places
may be from the order of the exact scores; rounding accounts for less than a tenth of it, the blocks
of a text model for the rest.

Texts cost more than all the rest, and can move the buyer's score by no more than their weight. So
every pair is placed as if its texts said nothing, and as if they said the same; only columns where
that leaves something open are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fair.matching.engine.asking import Asking
from fair.matching.engine.coded import Ints
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.ramps import Floats32
from fair.matching.engine.tiles import PAIRS, Bench, Sums, new_bench, sums_of

MARGIN = 0.05
FAILED = np.float32(128)
# Needs of a strip: so many share what a text model unfolds of an offer that is read for any.
NEEDS = 16
# Pairs of a strip, if it has more than one need; a thread keeps 13 bytes of each.
MOST_PAIRS = 1 << 20

_TINY = np.float32(1e-30)


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A few needs and their offers; what it sums up lies on a bench until that is used again."""

    pairing: Pairing
    asking: Asking
    sums: Sums
    bench: Bench

    def lowest(self) -> Floats32:
        """Return the places if no texts are alike; the next call overwrites them."""
        return self._bound(self.sums.buyer)

    def highest(self) -> Floats32:
        """Return the places if all texts are alike; the next call overwrites them."""
        asking, buyer = self.asking, self.sums.buyer
        if asking.text is None:
            return self._bound(buyer)
        room = self._room()
        np.multiply.outer(asking.text * asking.scale, asking.offered.has_text, out=room)
        return self._bound(np.add(buyer, room, out=room))

    def places(self, columns: Ints) -> Floats32:
        """Return the places of all needs with some of the offers, given by their place here."""
        buyer, supplier, failed = self.sums
        sums = Sums(
            np.take(buyer, columns, axis=1),
            np.take(supplier, columns, axis=1),
            np.take(failed, columns, axis=1),
        )
        for part in _tiles(sums):
            _add_texts(sums.buyer[:, part], self.pairing, self.asking, columns[part])
        return _placed(sums, scratch=self.bench.scratch, out=sums.buyer)

    def readable(self, columns: Ints) -> int:
        """Return how many pairs with these offers have texts to compare."""
        asking = self.asking
        if asking.text is None or asking.texts is None:
            return 0
        needs = np.count_nonzero(asking.text)
        return int(needs * np.count_nonzero(asking.offered.has_text[columns]))

    def _bound(self, buyer: Floats32) -> Floats32:
        sums = self.sums._replace(buyer=buyer)
        return _placed(sums, scratch=self.bench.scratch, out=self._room())

    def _room(self) -> Floats32:
        shape = self.sums.buyer.shape
        return self.bench.places[: shape[0] * shape[1]].reshape(shape)


def strips_of(
    pairing: Pairing, asking: Asking, *, bench: Bench, needs: int = NEEDS
) -> Iterator[Strip]:
    """Sum up needs with offers, a strip of so many needs at a time, more where offers are few.

    A strip is good until the next is asked for.
    """
    offers = max(1, len(asking.columns))
    for part in asking.strips(max(1, min(max(needs, PAIRS // offers), MOST_PAIRS // offers))):
        yield Strip(pairing, part, sums_of(pairing, part, bench=bench), bench)


def new_bench_for(pairing: Pairing) -> Bench:
    """Return room for the strips of these sides."""
    return new_bench(max(MOST_PAIRS, len(pairing.offers)))


def _tiles(sums: Sums) -> Iterator[slice]:
    needs, offers = sums.buyer.shape
    width = max(1, PAIRS // max(1, needs))
    return (slice(start, start + width) for start in range(0, offers, width))


def _placed(sums: Sums, *, scratch: Floats32, out: Floats32) -> Floats32:
    """Make places of sums, in the cache of a core; `out` may be the buyer's."""
    for part in _tiles(sums):
        buyer, supplier, failed = (side[:, part] for side in sums)
        tile, other = out[:, part], scratch[: buyer.size].reshape(buyer.shape)
        np.add(buyer, supplier, out=other)
        other += _TINY
        np.multiply(buyer, supplier, out=tile)
        tile /= other
        tile *= 2
        np.multiply(failed, FAILED, out=other)
        tile -= other
    return out


def _add_texts(buyer: Floats32, pairing: Pairing, asking: Asking, columns: Ints) -> None:
    """Add what the texts give to those needs that have one."""
    model, weights, texts = pairing.rules.text, asking.text, asking.texts
    have = asking.offered.has_text[columns]
    if model is None or weights is None or texts is None or not have.any():
        return
    asks = np.flatnonzero(weights)
    need_places = texts.need_places[asking.rows[asks]]
    block = model.block_of(texts.pack, need_places, texts.offer_places[asking.columns[columns]])
    block *= (weights * asking.scale)[asks, None]
    if not have.all():
        block *= have
    if len(asks) == len(buyer):
        buyer += block
    else:
        buyer[asks] += block
