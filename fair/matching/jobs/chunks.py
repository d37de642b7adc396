"""One chunk of a run: score its lines against all needs, check, store."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from fair.matching.choices import RunError
from fair.matching.engine.checks import explanation_violations, violations
from fair.matching.engine.columns import NeedColumns
from fair.matching.engine.explain import explain
from fair.matching.engine.finding import find_pairs
from fair.matching.engine.types import (
    Explanation,
    Limits,
    Need,
    PairKey,
    Ranking,
)
from fair.matching.jobs.heart import Clock, Heart, RunLost, beat_or_stop
from fair.matching.jobs.memory import without_collecting
from fair.matching.jobs.storing import copy_rows, row_of
from fair.matching.jobs.weighing import weigh_together
from fair.matching.models import Match, MatchRun, RunChunk
from fair.matching.snapshots import Inputs, digest_of_rows, load_offers

LIMITS = Limits()
# The checker repeats every rule in plain Python, a microsecond or two a pair: beyond so many
# pairs it looks at as many needs as that allows, drawn with the run's seed.
CHECKED_PAIRS = 200_000


class RunRefused(Exception):
    """The run cannot give a result; `code` says why."""

    def __init__(self, code: RunError) -> None:
        super().__init__(code)
        self.code = code


@without_collecting()
def do_pairs(
    run: MatchRun, chunk: RunChunk, *, inputs: Inputs, needs: NeedColumns, heart: Heart
) -> None:
    """Read the lines of a chunk, score them and store their matches and its end.

    `inputs` have no lines; `needs` are the columns of their needs. Only what every chunk needs is
    read by every worker: the lines, and what is worked out of them, are each one worker's. A chunk
    that is the whole run has all its matches explained; of another only those in the lists of its
    own lines, since others may be cut. Near misses are explained right after the run: they may be
    most of the rows, and their gates, which stand in the row, say the main thing. Raise RunLost
    where the chunk or the run was taken away, RunRefused where the result does not pass its check.
    """
    started = time.process_time()
    heart.beat(0)
    inputs = replace(inputs, offers=load_offers(run.edition, ids=chunk.line_ids))
    _weigh(run, inputs, clock=heart.clock)
    ranking = _rank(needs, inputs, seed=run.seed, heart=heart)
    is_whole = not run.chunks.filter(kind=chunk.kind).exclude(pk=chunk.pk).exists()
    explanations = explanations_of(ranking, inputs=inputs, is_whole=is_whole)
    found = _check(ranking, explanations=explanations, inputs=inputs, seed=run.seed)
    if found:
        raise RunRefused(RunError.INVALID)
    with transaction.atomic():
        of_lines = {"line__gte": chunk.first_line_id, "line__lte": chunk.last_line_id}
        Match.objects.filter(run=run, **of_lines).delete()
        copy_rows(
            run,
            (
                row_of(ranked, explanation=explanations.get(ranked.pair.key), seed=run.seed)
                for ranked in (*ranking.pairs, *ranking.near_misses)
            ),
        )
        figures = {
            "pairs": ranking.compared,
            "eligible": ranking.eligible,
            "violations": found,
            "lines": len(inputs.offers),
            "digest": f"{digest_of_rows(inputs.offers):x}",
            "cpu_seconds": round(time.process_time() - started, 3),
        }
        if not chunk.finish(figures=figures, now=heart.clock()):
            raise RunLost


def _weigh(run: MatchRun, inputs: Inputs, *, clock: Clock) -> None:
    """Have the text model know the lines; it knows the needs."""
    lines = replace(inputs, needs=[])
    weigh_together(lines, now=clock(), beat=lambda: beat_or_stop(run, clock=clock))


def explanations_of(
    ranking: Ranking, *, inputs: Inputs, is_whole: bool
) -> dict[PairKey, Explanation]:
    """Explain the matches of a whole ranking, or those in the lists of lines."""
    needs = {need.id: need for need in inputs.needs}
    offers = {offer.id: offer for offer in inputs.offers}
    explained = [
        ranked
        for ranked in ranking.pairs
        if is_whole or (ranked.rank_for_offer or 0) <= LIMITS.per_offer
    ]
    return {
        ranked.pair.key: explain(
            ranked.pair,
            needs[ranked.pair.need_id],
            offers[ranked.pair.offer_id],
            rules=inputs.rules,
        )
        for ranked in explained
    }


def _rank(needs: NeedColumns, inputs: Inputs, *, seed: int, heart: Heart) -> Ranking:
    return find_pairs(
        needs,
        inputs.offers,
        rules=inputs.rules,
        limits=LIMITS,
        seed=seed,
        threads=settings.MATCHING_THREADS,
        progress=lambda done, of: heart.beat(heart.chunk.total * done // of),
    )


def _check(
    ranking: Ranking, *, explanations: dict[PairKey, Explanation], inputs: Inputs, seed: int
) -> int:
    """Return how many violations the independent checker finds."""
    checked = _drawn(inputs.needs, offers=len(inputs.offers), seed=seed)
    ids = {need.id for need in checked}
    part = replace(
        ranking,
        pairs=tuple(ranked for ranked in ranking.pairs if ranked.pair.need_id in ids),
        near_misses=tuple(ranked for ranked in ranking.near_misses if ranked.pair.need_id in ids),
    )
    found = violations(part, needs=checked, offers=inputs.offers, rules=inputs.rules, limits=LIMITS)
    return len(found) + len(explanation_violations(explanations))


def _drawn(needs: Sequence[Need], *, offers: int, seed: int) -> Sequence[Need]:
    room = max(1, CHECKED_PAIRS // max(1, offers))
    if len(needs) <= room:
        return needs
    return random.Random(seed).sample(needs, room)  # noqa: S311 (a sample, not a secret)
