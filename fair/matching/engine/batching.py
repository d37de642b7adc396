"""Divide needs into batches that are held against nearly the same offers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fair.matching.engine.asking import passing
from fair.matching.engine.coded import Bools, Coded, Ints
from fair.matching.engine.pairing import Pairing

# Needs of one batch. It costs four bytes for each of them and each offer.
MOST_NEEDS = 64
# Pairs of a batch for each pair that can pass the gate of processes.
WASTE = 2.2
# So few offers are held against many needs at once.
FEW = 64
MOST_FOR_FEW = 4096
# Batches that wait for more needs, and offers by which needs are compared.
WAITING = 48
SAMPLE = 2048


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
    if not is_blocked:
        yield from _split(np.concatenate([rows_of[asked] for asked in ordered]))
        return
    waiting: list[_Batch] = []
    for asked, passes in _sampled(pairing, ordered):
        for rows in _split(rows_of[asked]):
            joined = _join(waiting, _Batch([rows], len(rows), passes.sum() * len(rows), passes))
            if not joined and len(waiting) > WAITING:
                fullest = max(range(WAITING), key=lambda at: waiting[at].needs)
                yield np.concatenate(waiting.pop(fullest).rows)
    for batch in waiting:
        yield np.concatenate(batch.rows)


@dataclass(slots=True)
class _Batch:
    """Some needs; which offers of the sample pass for any, and how many pairs pass."""

    rows: list[Ints]
    needs: int
    wanted: int
    union: Bools = field(repr=False)


def _join(waiting: list[_Batch], fresh: _Batch) -> bool:
    """Put needs into the batch that suits them best, else among those that wait; tell which."""
    best, least = None, WASTE
    for batch in waiting:
        needs = batch.needs + fresh.needs
        if needs > MOST_NEEDS:
            continue
        together = np.count_nonzero(batch.union | fresh.union) * needs
        waste = together / max(1, batch.wanted + fresh.wanted)
        if waste <= least:
            best, least = batch, waste
    if best is None:
        waiting.append(fresh)
        return False
    best.rows += fresh.rows
    best.needs += fresh.needs
    best.wanted += fresh.wanted
    best.union = best.union | fresh.union
    return True


def _sampled(pairing: Pairing, asked: list[int]) -> Iterator[tuple[int, Bools]]:
    """Return for each asked set which offers of a sample pass."""
    ids = pairing.offers.processes.ids
    sample = ids[:: max(1, len(ids) // SAMPLE)]
    for some in _split(np.array(asked, np.intp)):
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


def _split(rows: Ints, most: int = MOST_NEEDS) -> Iterator[Ints]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]
