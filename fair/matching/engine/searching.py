"""Look through all pairs, table by table in threads, and pick those that may be kept."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np

from fair.matching.engine.asking import asking_of, passing
from fair.matching.engine.coded import Bools, Coded, Ints
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

# Needs of one table; it has a column per offer and four bytes a pair.
MOST_NEEDS = 64
# Pairs of a table for each pair that can pass the gate of processes.
WASTE = 2.0

# Told how many needs are done, of how many; may raise to stop.
Progress = Callable[[int, int], None]


class Outcome(NamedTuple):
    """Pairs that may be kept, those of a need and those of an offer; and how many there were."""

    matches: Picked
    misses: Picked
    eligible: int
    placed: int


class Batch(NamedTuple):
    """Needs that go together, and which distinct sets of processes they are held against."""

    need_rows: Ints
    passes: Bools


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
    matches: BestOfEachOffer
    misses: BestOfEachOffer

    def look_through(self, batch: Batch, *, bench: Bench) -> Table:
        """Place some needs and pick from their pairs."""
        need_rows = batch.need_rows
        columns = np.flatnonzero(batch.passes[self.pairing.offers.processes.ids])
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


def batches_of(pairing: Pairing, *, is_blocked: bool) -> Iterator[Batch]:
    """Divide the needs into batches that are held against nearly the same offers.

    Needs come in the order of the codes of their processes, so that those of a trade come together;
    with blocking, only as long as at most every second pair is one of different trades.
    """
    sold = np.bincount(pairing.offers.processes.ids, minlength=len(pairing.offers.processes.number))
    batch = Batch(np.zeros(0, np.intp), np.zeros(len(sold), np.bool_))
    wanted = 0
    for rows, passes in _by_trade(pairing, is_blocked=is_blocked):
        own = int(sold[passes].sum()) * len(rows)
        both = Batch(np.concatenate([batch.need_rows, rows]), batch.passes | passes)
        needs = len(both.need_rows)
        is_waste = int(sold[both.passes].sum()) * needs > WASTE * (wanted + own)
        if len(batch.need_rows) and (needs > MOST_NEEDS or is_waste):
            yield batch
            batch, wanted = Batch(rows, passes), own
        else:
            batch, wanted = both, wanted + own
    if len(batch.need_rows):
        yield batch


def _by_trade(pairing: Pairing, *, is_blocked: bool) -> Iterator[tuple[Ints, Bools]]:
    """Return the rows of needs that ask for the same processes, and what passes that gate.

    At most MOST_NEEDS rows at a time, ordered by the codes of the processes.
    """
    rows_of = _rows_by(pairing.needs.processes)
    codes = [sorted(asked) for asked, _every in pairing.needs.processes.number]
    ordered = np.array(sorted(rows_of, key=codes.__getitem__), np.intp)
    for some in _split(ordered, MOST_NEEDS):
        table = passing(pairing, some)
        if not is_blocked:
            table[:] = True
        for asked, passes in zip(some.tolist(), table, strict=True):
            for rows in _split(rows_of[asked], MOST_NEEDS):
                yield rows, passes


def _rows_by(column: Coded[Any]) -> dict[int, Ints]:
    """Return the rows that have each distinct value."""
    order = np.argsort(column.ids, kind="stable")
    starts = np.flatnonzero(np.diff(column.ids[order], prepend=-1))
    return {int(column.ids[rows[0]]): rows for rows in np.split(order, starts[1:]) if len(rows)}


def _split(rows: Ints, most: int) -> Iterator[Ints]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def _in_threads(looking: Search, batches: Iterable[Batch], *, threads: int) -> Iterator[Table]:
    """Look through batches in several threads; NumPy lets them run at once."""
    benches: SimpleQueue[Bench] = SimpleQueue()
    for _ in range(threads):
        benches.put(new_bench())

    def look(batch: Batch) -> Table:
        bench = benches.get()
        try:
            return looking.look_through(batch, bench=bench)
        finally:
            benches.put(bench)

    if threads == 1:
        yield from map(look, batches)
        return
    with ThreadPoolExecutor(threads) as executor:
        yield from executor.map(look, batches)
