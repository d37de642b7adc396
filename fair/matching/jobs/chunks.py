"""One chunk of a run: score its needs against all lines, check, store."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from fair.matching.choices import RunError
from fair.matching.engine.checks import explanation_violations, violations
from fair.matching.engine.columns import OfferColumns
from fair.matching.engine.explain import explain
from fair.matching.engine.finding import find_pairs
from fair.matching.engine.types import (
    Explanation,
    Limits,
    Need,
    PairKey,
    Ranking,
    Rules,
)
from fair.matching.jobs.heart import Heart, RunLost
from fair.matching.jobs.memory import without_collecting
from fair.matching.jobs.storing import copy_rows, row_of
from fair.matching.models import Match, MatchRun, RunChunk
from fair.matching.snapshots import Inputs

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
def do_chunk(
    run: MatchRun, chunk: RunChunk, *, inputs: Inputs, offers: OfferColumns, heart: Heart
) -> None:
    """Score a chunk and store its matches and its end in one transaction.

    `offers` are the columns of the inputs' offers. A chunk that is the whole run has all its
    matches explained; of another only those in the lists of its own needs, since many of the
    others will be cut. Near misses are explained right after the run: they are most of the rows,
    and their gates, which stand in the row, say the main thing. Raise RunLost where the chunk or
    the run was taken away, RunRefused where the result does not pass its check.
    """
    started = time.process_time()
    needs = [need for need in inputs.needs if chunk.first_need_id <= need.id <= chunk.last_need_id]
    ranking = _rank(needs, offers, rules=inputs.rules, seed=run.seed, heart=heart)
    is_whole = len(needs) == len(inputs.needs)
    explanations = explanations_of(ranking, inputs=inputs, is_whole=is_whole)
    found = _check(ranking, needs, explanations=explanations, inputs=inputs, seed=run.seed)
    if found:
        raise RunRefused(RunError.INVALID)
    with transaction.atomic():
        Match.objects.filter(run=run, need__in=[need.id for need in needs]).delete()
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
            "cpu_seconds": round(time.process_time() - started, 3),
        }
        if not chunk.finish(figures=figures, now=heart.clock()):
            raise RunLost


def explanations_of(
    ranking: Ranking, *, inputs: Inputs, is_whole: bool
) -> dict[PairKey, Explanation]:
    """Explain the matches of a whole ranking, or those in the lists of needs."""
    needs = {need.id: need for need in inputs.needs}
    offers = {offer.id: offer for offer in inputs.offers}
    explained = [
        ranked
        for ranked in ranking.pairs
        if is_whole or (ranked.rank_for_need or 0) <= LIMITS.per_need
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


def _rank(
    needs: Sequence[Need], offers: OfferColumns, *, rules: Rules, seed: int, heart: Heart
) -> Ranking:
    heart.beat(0)
    return find_pairs(
        needs,
        offers,
        rules=rules,
        limits=LIMITS,
        seed=seed,
        threads=settings.MATCHING_THREADS,
        progress=lambda done, _total: heart.beat(done),
    )


def _check(
    ranking: Ranking,
    needs: Sequence[Need],
    *,
    explanations: dict[PairKey, Explanation],
    inputs: Inputs,
    seed: int,
) -> int:
    """Return how many violations the independent checker finds."""
    checked = _drawn(needs, offers=len(inputs.offers), seed=seed)
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
