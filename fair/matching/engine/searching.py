"""Look through all pairs, table by table in threads, and pick those that may be kept."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np

from fair.matching.engine.asking import asking_of
from fair.matching.engine.batching import batches_of
from fair.matching.engine.blocking import open_to_any
from fair.matching.engine.coded import Ints
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.picking import (
    BestOfEachOffer,
    Picked,
    best_matches,
    best_of_each_need,
    cuts_of_needs,
    joined,
    nearest_misses,
)
from fair.matching.engine.strips import NEEDS, Strip, new_bench_for, strips_of
from fair.matching.engine.tiles import Bench
from fair.matching.engine.types import Limits

# NumPy copies rows of less than a third of its buffer to and fro, at three times the cost of the
# work; those of a tile are longer than a third of this.
BUFFER = 1024

# Told how many needs are done, of how many; may raise to stop.
Progress = Callable[[int, int], None]


class Outcome(NamedTuple):
    """Pairs that may be kept, those of a need and those of an offer; and how many there were."""

    matches: Picked
    misses: Picked
    eligible: int
    placed: int
    read: int


class Table(NamedTuple):
    """What is left of one table, which is a strip's."""

    needs: int
    picked: Picked
    eligible: int
    placed: int
    read: int


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A search through all pairs of two sides."""

    pairing: Pairing
    limits: Limits
    is_blocked: bool
    matches: BestOfEachOffer
    misses: BestOfEachOffer

    def look_through(self, need_rows: Ints, *, bench: Bench) -> list[Table]:
        """Place some needs and pick from their pairs."""
        asking = asking_of(self.pairing, need_rows, self._columns(need_rows))
        needs = NEEDS if self.is_blocked else len(need_rows)  # all share what is read anyway
        strips = strips_of(self.pairing, asking, bench=bench, needs=needs)
        return [self._look_at(strip) for strip in strips]

    def _look_at(self, strip: Strip) -> Table:
        """Place and pick where the bounds leave something open."""
        columns = self._open_columns(strip)
        places = strip.places(columns)
        need_rows, offer_rows = strip.asking.rows, strip.asking.columns[columns]
        self.matches.gather(places, need_rows, offer_rows)
        self.misses.gather(places, need_rows, offer_rows)
        return Table(
            len(need_rows),
            best_of_each_need(places, need_rows, offer_rows, per_need=self.limits.per_need),
            eligible=int(np.count_nonzero(strip.sums.failed == 0)),
            placed=strip.sums.failed.size,
            read=strip.readable(columns),
        )

    def _open_columns(self, strip: Strip) -> Ints:
        """Return which offers may be kept for any need of a strip, whatever their texts say."""
        offer_rows = strip.asking.columns
        if not self.is_blocked:
            return np.arange(len(offer_rows))
        cuts = cuts_of_needs(strip.lowest(), per_need=self.limits.per_need)
        highest = strip.highest()
        is_open = highest >= cuts[:, None]
        for best in (self.matches, self.misses):
            if best.per_offer:
                is_open |= best.counting(highest, offer_rows)
        return np.flatnonzero(is_open.any(axis=0))

    def _columns(self, need_rows: Ints) -> Ints:
        """Return the rows of offers to hold needs against: with blocking none that all refuse."""
        if not self.is_blocked:
            return np.arange(len(self.pairing.offers))
        return open_to_any(self.pairing, np.unique(self.pairing.needs.processes.ids[need_rows]))


def search(
    pairing: Pairing,
    *,
    limits: Limits,
    is_blocked: bool,
    threads: int,
    progress: Progress | None = None,
) -> Outcome:
    """Look through all pairs."""
    pairing.make_ready()
    offers = len(pairing.offers)
    looking = Search(
        pairing,
        limits,
        is_blocked,
        best_matches(offers, per_offer=limits.per_offer),
        nearest_misses(offers, per_offer=limits.near_misses_per_offer),
    )
    tables: list[Table] = []
    done = 0
    for some in _in_threads(looking, batches_of(pairing, is_blocked=is_blocked), threads=threads):
        tables += some
        done += sum(table.needs for table in some)
        if progress:
            progress(done, len(pairing.needs))
    return Outcome(
        joined([looking.matches.best(), *(table.picked for table in tables)]),
        looking.misses.best(),
        sum(table.eligible for table in tables),
        sum(table.placed for table in tables),
        sum(table.read for table in tables),
    )


def _in_threads(looking: Search, batches: Iterable[Ints], *, threads: int) -> Iterator[list[Table]]:
    """Look through batches in several threads; NumPy lets them run at once."""
    benches: SimpleQueue[Bench] = SimpleQueue()
    for _ in range(threads):
        benches.put(new_bench_for(looking.pairing))

    def look(need_rows: Ints) -> list[Table]:
        bench = benches.get()
        try:
            with np.errstate():  # which also keeps the size of buffers to this block
                np.setbufsize(BUFFER)
                return looking.look_through(need_rows, bench=bench)
        finally:
            benches.put(bench)

    if threads == 1:
        yield from map(look, batches)
        return
    with ThreadPoolExecutor(threads) as executor:
        yield from executor.map(look, batches)
