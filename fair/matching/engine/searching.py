"""Look through all pairs, table by table in threads, and pick those that may be kept."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np

from fair.matching.engine.asking import asking_of, passing
from fair.matching.engine.batching import batches_of
from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.picking import (
    BestOfEachOffer,
    Picked,
    best_matches,
    best_of_each_need,
    joined,
    nearest_misses,
)
from fair.matching.engine.tiles import Bench, new_bench, places_of
from fair.matching.engine.types import Limits

# Told how many needs are done, of how many; may raise to stop.
Progress = Callable[[int, int], None]


class Outcome(NamedTuple):
    """Pairs that may be kept, those of a need and those of an offer; and how many there were."""

    matches: Picked
    misses: Picked
    eligible: int
    placed: int


class Table(NamedTuple):
    """What is left of one table."""

    needs: int
    picked: Picked
    eligible: int
    placed: int


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A search through all pairs of two sides."""

    pairing: Pairing
    limits: Limits
    is_blocked: bool
    matches: BestOfEachOffer
    misses: BestOfEachOffer

    def look_through(self, need_rows: Ints, *, bench: Bench) -> Table:
        """Place some needs and pick from their pairs."""
        columns = self._columns(need_rows)
        asking = asking_of(self.pairing, need_rows, columns)
        places = places_of(self.pairing, asking, bench=bench)
        self.matches.gather(places, need_rows, columns)
        self.misses.gather(places, need_rows, columns)
        return Table(
            len(need_rows),
            best_of_each_need(places, need_rows, columns, per_need=self.limits.per_need),
            int(np.count_nonzero(places >= 0)),
            places.size,
        )

    def _columns(self, need_rows: Ints) -> Ints:
        """Return the rows of offers to hold needs against: with blocking none that all refuse."""
        ids = self.pairing.offers.processes.ids
        if not self.is_blocked:
            return np.arange(len(ids))
        asked = np.unique(self.pairing.needs.processes.ids[need_rows])
        everything = np.arange(len(self.pairing.offers.processes.number))
        passes: Bools = np.logical_or.reduce(passing(self.pairing, asked, everything))
        return np.flatnonzero(passes[ids])


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
    tables, done = [], 0
    for table in _in_threads(looking, batches_of(pairing, is_blocked=is_blocked), threads=threads):
        tables.append(table)
        done += table.needs
        if progress:
            progress(done, len(pairing.needs))
    return Outcome(
        joined([looking.matches.best(), *(table.picked for table in tables)]),
        looking.misses.best(),
        sum(table.eligible for table in tables),
        sum(table.placed for table in tables),
    )


def _in_threads(looking: Search, batches: Iterable[Ints], *, threads: int) -> Iterator[Table]:
    """Look through batches in several threads; NumPy lets them run at once."""
    benches: SimpleQueue[Bench] = SimpleQueue()
    for _ in range(threads):
        benches.put(new_bench())

    def look(need_rows: Ints) -> Table:
        bench = benches.get()
        try:
            return looking.look_through(need_rows, bench=bench)
        finally:
            benches.put(bench)

    if threads == 1:
        yield from map(look, batches)
        return
    with ThreadPoolExecutor(threads) as executor:
        yield from executor.map(look, batches)
