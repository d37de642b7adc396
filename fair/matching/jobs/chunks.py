"""One chunk of a run: score its lines against all needs, check, store."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings
from django.db import transaction

from fair.editions.choices import Side
from fair.matching.choices import RunError
from fair.matching.engine.columns import (
    NeedColumns,
    need_columns,
    offer_columns,
    vocabulary_of,
)
from fair.matching.engine.finding import Found, find_in
from fair.matching.engine.fingerprints import digest_of_rows
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.telling import Teller
from fair.matching.engine.types import Limits
from fair.matching.jobs.checking import wrong_in
from fair.matching.jobs.copying import copy_found
from fair.matching.jobs.heart import Clock, Heart, RunLost, beat_or_stop
from fair.matching.jobs.memory import without_collecting
from fair.matching.jobs.weighing import weigh_together
from fair.matching.models import Match, MatchRun, RunChunk, UnexplainedList
from fair.matching.snapshots import Inputs, load_offers

LIMITS = Limits()


class RunRefused(Exception):
    """The run cannot give a result; `code` says why."""

    def __init__(self, code: RunError) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """What a worker has read of a run: all but the lines."""

    inputs: Inputs
    needs: NeedColumns
    teller: Teller


def demand_of(inputs: Inputs) -> Demand:
    """Prepare what every chunk is held against."""
    needs = need_columns(inputs.needs)
    return Demand(inputs, needs, Teller(needs, rules=inputs.rules))


@without_collecting()
def do_pairs(run: MatchRun, chunk: RunChunk, *, demand: Demand, heart: Heart) -> None:
    """Read the lines of a chunk, score them and store their matches and its end.

    Only what every chunk needs is read by every worker: the lines, and what is worked out of them,
    are each one worker's. A chunk that is the whole run has all its matches explained; of another
    only those in the lists of its own lines, since others may be cut. Near misses are explained
    right after the run: they may be most of the rows, and their gates, which stand in the row, say
    the main thing. Raise RunLost where the chunk or the run was taken away, RunRefused where the
    result does not pass its check.
    """
    started = time.process_time()
    heart.beat(0)
    inputs = replace(demand.inputs, offers=load_offers(run.edition, ids=chunk.line_ids))
    _weigh(run, inputs, clock=heart.clock)
    offers = offer_columns(inputs.offers, vocabulary=vocabulary_of(inputs.rules))
    pairing = Pairing(demand.needs, offers, inputs.rules.remembering())
    found = _find(pairing, seed=run.seed, heart=heart)
    is_whole = not run.chunks.filter(kind=chunk.kind).exclude(pk=chunk.pk).exists()
    told = _told(pairing, found, teller=demand.teller, is_whole=is_whole)
    seed = run.seed + chunk.number  # other needs in each chunk
    wrong = wrong_in(pairing, found, told=told, limits=LIMITS, is_whole=is_whole, seed=seed)
    if wrong:
        raise RunRefused(RunError.INVALID)
    with transaction.atomic():
        _forget_earlier_attempts(run, chunk)
        copy_found(run, pairing, found, told=told, limits=LIMITS)
        UnexplainedList.objects.note(run, Side.SUPPLIER, _unexplained(pairing, found, told=told))
        figures = {
            "pairs": found.compared,
            "eligible": found.eligible,
            "violations": wrong,
            "lines": len(inputs.offers),
            "digest": f"{digest_of_rows(inputs.offers):x}",
            "cpu_seconds": round(time.process_time() - started, 3),
        }
        if not chunk.finish(figures=figures, now=heart.clock()):
            raise RunLost


def _unexplained(pairing: Pairing, found: Found, *, told: Sequence[str | None]) -> list[int]:
    """Return the ids of the lines of which some pairs are not explained."""
    is_untold = np.array([text is None for text in told], np.bool_)
    rows = np.concatenate([found.matches.offer_rows[is_untold], found.misses.offer_rows])
    ids: list[int] = pairing.offers.ids[np.unique(rows)].tolist()
    return ids


def _forget_earlier_attempts(run: MatchRun, chunk: RunChunk) -> None:
    """Delete what may be there where run or chunk were begun before; else the table is not read."""
    if run.attempts > 1 or chunk.attempts > 1:
        of_lines = {"line__gte": chunk.first_line_id, "line__lte": chunk.last_line_id}
        Match.objects.filter(run=run, **of_lines).delete()


def _weigh(run: MatchRun, inputs: Inputs, *, clock: Clock) -> None:
    """Have the text model know the lines; it knows the needs."""
    lines = replace(inputs, needs=[])
    weigh_together(lines, now=clock(), beat=lambda: beat_or_stop(run, clock=clock))


def _find(pairing: Pairing, *, seed: int, heart: Heart) -> Found:
    return find_in(
        pairing,
        limits=LIMITS,
        seed=seed,
        threads=settings.MATCHING_THREADS,
        progress=lambda done, of: heart.beat(heart.chunk.total * done // of),
    )


def _told(pairing: Pairing, found: Found, *, teller: Teller, is_whole: bool) -> list[str | None]:
    """Explain the matches of a whole run, or those in the lists of lines."""
    is_told = np.ones(len(found.matches), np.bool_)
    if not is_whole:
        is_told = found.rank_for_offer <= LIMITS.per_offer
    texts = iter(teller.told(pairing, found.matches.taken(is_told)))
    return [next(texts) if wanted else None for wanted in is_told.tolist()]
