"""Divide needs into batches that are held against nearly the same offers."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from fair.matching.engine.blocking import passing
from fair.matching.engine.coded import Bools, Coded, Ints
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.ramps import Floats32

# Needs of one batch, which share the tables of what the offers state.
MOST_NEEDS = 64
# Pairs of a batch with more than one need: so large its tables may grow, some 20 bytes a pair.
MOST_PAIRS = 1 << 21
# Pairs of a batch for each pair that can pass the gate of processes. A batch costs as much as so
# many pairs before its first one: few offers are better looked at in vain than in many batches.
WASTE = 1.8
PAIRS_OF_NO_BATCH = 5_000
# So few offers are held against many needs at once.
FEW = 64
MOST_FOR_FEW = 4096
# Batches that wait for more needs, and offers by which needs are compared.
WAITING = 256
SAMPLE = 1024


def batches_of(pairing: Pairing, *, is_blocked: bool) -> Iterator[Ints]:
    """Return the rows of needs, batch by batch.

    With blocking, needs share a batch if mostly the same offers can pass their gate of processes;
    a sample of the offers tells. Which batch a need is in changes nothing but the time it takes.
    """
    if len(pairing.offers) <= FEW:
        yield from _split(_wanting(pairing, is_blocked=is_blocked), MOST_FOR_FEW)
        return
    rows_of = _rows_by(pairing.needs.processes)
    codes = [sorted(asked) for asked, _every in pairing.needs.processes.number]
    ordered = sorted(rows_of, key=codes.__getitem__)
    offered = pairing.offers.processes.ids
    if not is_blocked:
        in_order = np.concatenate([rows_of[asked] for asked in ordered])
        yield from _split(in_order, _most_needs(len(offered), MOST_PAIRS))
        return
    sample = offered[:: max(1, len(offered) // SAMPLE)]
    share = len(sample) / len(offered)
    waiting = _Waiting(
        sample=len(sample), most=int(MOST_PAIRS * share), free=PAIRS_OF_NO_BATCH * share
    )
    for asked, passes in _sampled(pairing, ordered, sample):
        for rows in _split(rows_of[asked], _most_needs(int(passes.sum()), waiting.most)):
            yield from waiting.put(rows, passes)
    yield from waiting.rest()


class _Waiting:
    """Batches that wait for more needs, with what tells how well others would suit them.

    A batch has at most `most` pairs with the offers of the sample; `free` are worth another batch.
    """

    def __init__(self, *, sample: int, most: int, free: float) -> None:
        self.most = most
        self.free = free
        self.rows: list[list[Ints]] = []
        self.unions = np.zeros((WAITING, sample), np.float32)  # which offers pass for any need
        self.sizes, self.needs, self.wanted = (np.zeros(WAITING) for _ in range(3))

    def put(self, rows: Ints, passes: Bools) -> Iterator[Ints]:
        """Put needs into the batch that suits them best; yield one that must make room."""
        own = passes.astype(np.float32)
        at = self._best(own, needs=len(rows))
        if at is None and len(self.rows) < WAITING:
            at = len(self.rows)
            self.rows.append([])
        elif at is None:
            at = int(self.needs.argmax())
            yield np.concatenate(self.rows[at])
            self.rows[at] = []
            self.unions[at] = self.needs[at] = self.wanted[at] = 0
        self.rows[at].append(rows)
        np.maximum(self.unions[at], own, out=self.unions[at])
        self.sizes[at] = self.unions[at].sum()
        self.needs[at] += len(rows)
        self.wanted[at] += own.sum() * len(rows)

    def rest(self) -> Iterator[Ints]:
        """Yield the batches that still wait."""
        return map(np.concatenate, self.rows)

    def _best(self, own: Floats32, *, needs: int) -> int | None:
        """Return the batch that would look at the fewest pairs in vain, if they are few enough."""
        here = slice(0, len(self.rows))
        if not self.rows:
            return None
        size, together = own.sum(), self.needs[here] + needs
        looked_at = (self.sizes[here] + size - self.unions[here] @ own) * together
        waste = looked_at / np.maximum(1, self.wanted[here] + size * needs + self.free)
        waste[(together > MOST_NEEDS) | (looked_at > self.most)] = np.inf
        best = int(waste.argmin())
        return best if waste[best] <= WASTE else None


def _sampled(pairing: Pairing, asked: list[int], sample: Ints) -> Iterator[tuple[int, Bools]]:
    """Return for each asked set which of a sample of offered sets pass."""
    for some in _split(np.array(asked, np.intp), MOST_NEEDS):
        yield from zip(some.tolist(), passing(pairing, some, sample), strict=True)


def _rows_by(column: Coded[Any]) -> dict[int, Ints]:
    """Return the rows that have each distinct value."""
    order = np.argsort(column.ids, kind="stable")
    starts = np.flatnonzero(np.diff(column.ids[order], prepend=-1))
    return {int(column.ids[rows[0]]): rows for rows in np.split(order, starts[1:]) if len(rows)}


def _wanting(pairing: Pairing, *, is_blocked: bool) -> Ints:
    """Return the needs that some offer can serve, or with no blocking all."""
    needs, offers = pairing.needs.processes, pairing.offers.processes
    if not is_blocked or not len(offers.ids):
        return np.arange(len(needs.ids))
    asked = np.arange(len(needs.number))
    wants: Bools = np.logical_or.reduce(passing(pairing, asked, np.unique(offers.ids)), axis=1)
    return np.flatnonzero(wants[needs.ids])


def _most_needs(offers: int, pairs: int) -> int:
    """Return with how many needs a batch of so many offers is full."""
    return max(1, min(MOST_NEEDS, pairs // max(1, offers)))


def _split(rows: Ints, most: int) -> Iterator[Ints]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]
