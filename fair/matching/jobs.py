"""Claim a run, load, score, check, store: all that happens in a worker."""

import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from fair.editions.choices import EditionState
from fair.editions.models import Edition
from fair.matching.choices import RunError, RunState
from fair.matching.engine.checks import explanation_violations, violations
from fair.matching.engine.explain import explain, explanation_json, gates_json
from fair.matching.engine.ranking import compare, rank_pairs
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.types import (
    Explanation,
    Limits,
    PairKey,
    RankedPair,
    Ranking,
    ScoredPair,
    Weights,
)
from fair.matching.models import Match, MatchRun
from fair.matching.snapshots import Inputs, load_inputs

ENGINE_VERSION = "2"
LIMITS = Limits()
# Changes come in bunches: wait until a bunch is through.
REFRESH_AFTER = timedelta(minutes=10)
HEARTBEAT_EVERY = timedelta(seconds=1)
SEED_BITS = 31

Clock = Callable[[], datetime]
# Told how many needs are done, of how many.
Progress = Callable[[int, int], None]


class RunLost(Exception):
    """The run was cancelled, or another worker has taken it: stop without a trace."""


class RunRefused(Exception):
    """The run cannot give a result; `code` says why."""

    def __init__(self, code: RunError) -> None:
        super().__init__(code)
        self.code = code


def open_run(edition: Edition, *, requested_by: User | None) -> MatchRun:
    """Queue a run; raise IntegrityError where one is open."""
    return MatchRun.objects.create(
        edition=edition,
        requested_by=requested_by,
        seed=secrets.randbits(SEED_BITS),
        weights=asdict(DEFAULT_WEIGHTS),
        engine_version=ENGINE_VERSION,
    )


def execute_run(run_id: int, *, clock: Clock, progress: Progress | None = None) -> bool:
    """Do a run if it is there to be taken; tell whether its matches were stored.

    A run that is finished, cancelled or in other hands is left alone, so a second call does
    nothing. What a killed worker began leaves no trace: matches are stored in one transaction.
    """
    run = MatchRun.objects.claim(run_id, now=clock())
    if run is None:
        return False
    # What changed up to now will be read; only what changes later makes the matches stale.
    MatchRun.objects.filter(pk=run.pk).update(stale_since=None)
    heart = Heart(run, clock=clock, progress=progress)
    try:
        _score_and_store(run, heart=heart, clock=clock)
    except RunLost:
        return False
    except RunRefused as refusal:
        run.fail(code=refusal.code, text="", now=clock())
        return False
    return True


class Heart:
    """Beat while a worker is at a run: say how far it is, and notice when the run is lost."""

    def __init__(self, run: MatchRun, *, clock: Clock, progress: Progress | None) -> None:
        self.run = run
        self.clock = clock
        self.progress = progress
        self.last_beat_at = clock() - HEARTBEAT_EVERY

    def beat(self, done: int, total: int) -> None:
        """Record the progress, at most once a second; raise RunLost if the run is not ours."""
        if self.progress:
            self.progress(done, total)
        now = self.clock()
        if now - self.last_beat_at < HEARTBEAT_EVERY:
            return
        self.last_beat_at = now
        if not self.run.beat(done=done, total=total, now=now):
            raise RunLost


def record_failure(run_id: int, *, code: RunError, text: str, now: datetime) -> None:
    """Note why a run failed, unless it has come to an end already."""
    MatchRun.objects.open().filter(pk=run_id).update(
        state=RunState.FAILED, error_code=code, error_text=text[:2000], finished_at=now
    )


def forgotten_run_ids(*, now: datetime) -> list[int]:
    """Return the ids of runs to take up again, the oldest first."""
    return list(MatchRun.objects.forgotten(now).order_by("id").values_list("id", flat=True))


def refresh_stale(*, now: datetime) -> list[int]:
    """Queue a run for each edition whose matches have been out of date for a while.

    Return the ids of the new runs. Once meetings are being planned, matches change only when an
    organiser says so.
    """
    stale = MatchRun.objects.filter(
        is_current=True,
        stale_since__lt=now - REFRESH_AFTER,
        edition__state__in=[EditionState.REGISTRATION, EditionState.MATCHING],
    ).exclude(edition__in=MatchRun.objects.open().values("edition"))
    opened = []
    for run in stale.select_related("edition").order_by("id"):
        # Somebody may have opened one in this very moment.
        with suppress(IntegrityError), transaction.atomic():
            opened.append(open_run(run.edition, requested_by=None).pk)
    return opened


def _score_and_store(run: MatchRun, *, heart: Heart, clock: Clock) -> None:
    started, started_cpu = time.perf_counter(), time.process_time()
    inputs = load_inputs(run.edition, weights=Weights(**run.weights))
    _refuse_empty(inputs)
    ranking = _rank(inputs, seed=run.seed, heart=heart)
    explanations = _explanations(ranking, inputs=inputs)
    found = violations(
        ranking, needs=inputs.needs, offers=inputs.offers, rules=inputs.rules, limits=LIMITS
    ) + explanation_violations(explanations)
    if found:
        raise RunRefused(RunError.INVALID)
    with transaction.atomic():
        _store(run, ranking=ranking, explanations=explanations)
        figures = {
            **_figures(ranking, inputs=inputs),
            "violations": len(found),
            "seconds": round(time.perf_counter() - started, 3),
            "cpu_seconds": round(time.process_time() - started_cpu, 3),
        }
        is_ours = run.finish(
            now=clock(),
            state=RunState.FINISHED,
            is_current=True,
            progress_done=len(inputs.needs),
            progress_total=len(inputs.needs),
            taxonomy_version=inputs.taxonomy_version,
            input_hash=inputs.fingerprint(),
            figures=figures,
        )
        if not is_ours:
            raise RunLost


def _refuse_empty(inputs: Inputs) -> None:
    if not inputs.needs:
        raise RunRefused(RunError.NO_NEEDS)
    if not inputs.offers:
        raise RunRefused(RunError.NO_LINES)


def _rank(inputs: Inputs, *, seed: int, heart: Heart) -> Ranking:
    """Score need by need, so that the run shows its progress and can be stopped."""
    pairs: list[ScoredPair] = []
    total = len(inputs.needs)
    heart.beat(0, total)
    for done, need in enumerate(inputs.needs, start=1):
        pairs += compare(need, inputs.offers, rules=inputs.rules)
        heart.beat(done, total)
    compared = total * len(inputs.offers)
    return rank_pairs(pairs, compared=compared, limits=LIMITS, seed=seed)


def _explanations(ranking: Ranking, *, inputs: Inputs) -> dict[PairKey, Explanation]:
    needs = {need.id: need for need in inputs.needs}
    offers = {offer.id: offer for offer in inputs.offers}
    return {
        ranked.pair.key: explain(
            ranked.pair,
            needs[ranked.pair.need_id],
            offers[ranked.pair.offer_id],
            rules=inputs.rules,
        )
        for ranked in (*ranking.pairs, *ranking.near_misses)
    }


def _store(run: MatchRun, *, ranking: Ranking, explanations: dict[PairKey, Explanation]) -> None:
    """Put the new matches in the place of the old; runs inside a transaction."""
    Edition.objects.select_for_update(no_key=True).get(pk=run.edition_id)
    earlier = MatchRun.objects.filter(edition=run.edition_id).exclude(pk=run.pk)
    # The current run before the running one: mark_stale takes them in the same order.
    earlier.filter(is_current=True).update(is_current=False)
    Match.objects.filter(run__in=earlier.values("pk")).delete()
    with connection.cursor() as cursor, cursor.copy(COPY_MATCHES) as copy:
        for ranked in (*ranking.pairs, *ranking.near_misses):
            copy.write_row(_row(run, ranked, explanation=explanations[ranked.pair.key]))


# Half the time of a run went into quoting the explanations for INSERT; COPY needs no quoting.
COLUMNS = (
    "run_id",
    "need_id",
    "line_id",
    "eligible",
    "buyer_points",
    "supplier_points",
    "mutual_points",
    "confidence",
    "rank_for_need",
    "rank_for_line",
    "gates",
    "explanation",
)
TABLE = Match._meta.db_table  # noqa: SLF001 - Django's documented API
COPY_MATCHES = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN"


def _row(run: MatchRun, ranked: RankedPair, *, explanation: Explanation) -> tuple[object, ...]:
    """Return a match as a row of COLUMNS."""
    pair = ranked.pair
    return (
        run.pk,
        pair.need_id,
        pair.offer_id,
        pair.is_eligible,
        explanation.buyer.score if pair.is_eligible else 0,
        explanation.supplier.score if pair.is_eligible else 0,
        explanation.mutual,
        pair.confidence,
        ranked.rank_for_need,
        ranked.rank_for_offer,
        json.dumps(gates_json(pair.gates)),
        json.dumps(explanation_json(explanation)),
    )


def _figures(ranking: Ranking, *, inputs: Inputs) -> dict[str, Any]:
    matched = {ranked.pair.need_id for ranked in ranking.pairs}
    found = {ranked.pair.offer_id for ranked in ranking.pairs}
    return {
        "needs": len(inputs.needs),
        "lines": len(inputs.offers),
        "pairs": ranking.compared,
        "eligible": ranking.eligible,
        "matches": len(ranking.pairs),
        "near_misses": len(ranking.near_misses),
        "needs_without_match": len(inputs.needs) - len(matched),
        "lines_without_match": len(inputs.offers) - len(found),
    }
