"""A whole run: claimed, cut into chunks, scored, put in the place of the last."""

import secrets
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from fair.editions.models import Edition
from fair.matching.choices import ChunkKind, ChunkState, RunError, RunState
from fair.matching.embeddings.store import Outcome
from fair.matching.engine.fingerprints import DIGESTS
from fair.matching.engine.types import Weights
from fair.matching.jobs.aftermath import finish_up
from fair.matching.jobs.chunks import LIMITS, RunRefused, demand_of, do_pairs
from fair.matching.jobs.cutting import chunks_to_share, make_chunks
from fair.matching.jobs.gaps import do_gaps
from fair.matching.jobs.heart import Clock, Heart, Progress, RunLost, beat_or_stop
from fair.matching.jobs.memory import without_collecting
from fair.matching.jobs.refreshing import MATCHED_STATES
from fair.matching.jobs.settling import settle_run
from fair.matching.jobs.texts import Shared, prepare_texts, read_texts
from fair.matching.jobs.weighing import weigh_together
from fair.matching.models import Change, Match, MatchRun, RunChunk
from fair.matching.selectors import weights_of
from fair.matching.snapshots import Inputs, load_demand

ENGINE_VERSION = "2"
SEED_BITS = 31
REFRESH_AFTER = timedelta(minutes=2)


def open_run(edition: Edition, *, requested_by: User | None) -> MatchRun:
    """Queue a run; raise IntegrityError where one is open."""
    return MatchRun.objects.create(
        edition=edition,
        requested_by=requested_by,
        seed=secrets.randbits(SEED_BITS),
        weights=asdict(weights_of(edition)),
        engine_version=ENGINE_VERSION,
    )


def execute_run(
    run_id: int,
    *,
    clock: Clock,
    progress: Progress | None = None,
    on_shared: Shared | None = None,
) -> bool:
    """Do a run if it is there to be taken; tell whether this call stored its end.

    A run that is finished, cancelled or in other hands is left alone, so a second call does
    nothing. A killed worker leaves the chunks that it finished, which nobody sees before the run
    ends; the next attempt goes on with the others. `on_shared` is told in how many parts there is
    work for other workers: texts to read, then chunks.
    """
    run = MatchRun.objects.claim(run_id, now=clock())
    if run is None:
        return False
    try:
        _note_read_changes(run)
        outcome = prepare_texts(run, clock=clock, on_shared=on_shared)
        note_texts(run, outcome=outcome)
        make_chunks(run)
        if on_shared:
            on_shared(run.pk, chunks=chunks_to_share(run.pk))
        return work_on(run, clock=clock, progress=progress)
    except RunLost:
        return False
    except RunRefused as refusal:
        record_failure(run.pk, code=refusal.code, text="", now=clock())
        return False


def help_run(run_id: int, *, clock: Clock) -> bool:
    """Help with a run that another worker has begun; tell whether this call stored its end.

    Before there are chunks, texts may have to be read. Who has helped to read leaves: its worker
    is called again once the text model is there, without which nothing is scored.
    """
    run = MatchRun.objects.filter(pk=run_id, state=RunState.RUNNING).first()
    if run is None:
        return False
    try:
        if not run.chunks.exists():
            read_texts(run, clock=clock)
        if not RunChunk.objects.claimable(clock()).filter(run=run).exists():
            return False
        return work_on(run, clock=clock)
    except RunLost:
        return False
    except RunRefused as refusal:
        record_failure(run.pk, code=refusal.code, text="", now=clock())
        return False


def note_texts(run: MatchRun, *, outcome: Outcome) -> None:
    """Note what the organisers of a run should know of its texts."""
    run.figures = {"text_notice": outcome.notice} if outcome.notice else {}
    run.save(update_fields=["figures"])


def work_on(run: MatchRun, *, clock: Clock, progress: Progress | None = None) -> bool:
    """Do chunks while there are any to be had, then end the run if they are all done."""
    inputs = _inputs(run)
    weigh_together(inputs, now=clock(), beat=lambda: beat_or_stop(run, clock=clock))
    demand = demand_of(inputs)
    while chunk := RunChunk.objects.claim_next(run.pk, now=clock()):
        heart = Heart(chunk, clock=clock, progress=progress)
        if chunk.kind == ChunkKind.GAPS:
            do_gaps(run, chunk, inputs=inputs, heart=heart)
        else:
            do_pairs(run, chunk, demand=demand, heart=heart)
        beat_or_stop(run, clock=clock)
    has_ended = _end(run.pk, inputs=inputs, now=clock())
    if has_ended:
        finish_up(run.pk)
    return has_ended


def record_failure(run_id: int, *, code: RunError, text: str, now: datetime) -> None:
    """Note why a run failed, unless it has come to an end already."""
    MatchRun.objects.open().filter(pk=run_id).update(
        state=RunState.FAILED, error_code=code, error_text=text[:2000], finished_at=now
    )


def forgotten_run_ids(*, now: datetime) -> list[int]:
    """Return the ids of runs to take up again, the oldest first."""
    return list(MatchRun.objects.forgotten(now).order_by("id").values_list("id", flat=True))


def refresh_stale(*, now: datetime) -> list[int]:
    """Queue a run for each edition in which more has changed than single refreshes take in.

    Return the ids of the new runs. Changes come in bunches: it waits until a bunch is through.
    """
    stale = MatchRun.objects.filter(
        is_current=True, stale_since__lt=now - REFRESH_AFTER, edition__state__in=MATCHED_STATES
    ).exclude(edition__in=MatchRun.objects.open().values("edition"))
    opened = []
    for run in stale.select_related("edition").order_by("id"):
        # Somebody may have opened one in this very moment.
        with suppress(IntegrityError), transaction.atomic():
            opened.append(open_run(run.edition, requested_by=None).pk)
    return opened


def edition_of_run(run_id: int) -> int:
    """Return the id of a run's edition."""
    edition_id: int = MatchRun.objects.values_list("edition_id", flat=True).get(pk=run_id)
    return edition_id


def _note_read_changes(run: MatchRun) -> None:
    """Note which changes the run will read: only what is noted later makes its matches stale.

    Not again by a later attempt: it keeps chunks that have read before. Nor does a run read weights
    that were changed while it waited: theirs is a change of everything, left to the next run.
    """
    if run.chunks.exists():
        return
    Change.objects.pending(run.edition_id).update(run=run)
    if run.weights != asdict(weights_of(run.edition)):
        run.changes.filter(applied_at=None).of_everything().update(run=None)


@without_collecting()
def _inputs(run: MatchRun) -> Inputs:
    """Read all but the lines, which are read chunk by chunk."""
    return load_demand(run.edition, weights=Weights(**run.weights))


@without_collecting()
@transaction.atomic
def _end(run_id: int, *, inputs: Inputs, now: datetime) -> bool:
    """Put the run in the place of the last, if all its chunks are done and nobody else has."""
    run = MatchRun.objects.select_related("edition").get(pk=run_id)
    Edition.objects.select_for_update(no_key=True).get(pk=run.edition_id)
    run = MatchRun.objects.select_for_update(no_key=True).get(pk=run_id)
    unfinished = run.chunks.exclude(state=ChunkState.FINISHED)
    if run.state != RunState.RUNNING or unfinished.exists():
        return False
    settle_run(run, limits=LIMITS)
    # The last one before this one: mark_stale takes them in the same order.
    earlier = MatchRun.objects.filter(edition=run.edition_id).exclude(pk=run.pk)
    earlier.filter(is_current=True).update(is_current=False)
    run.changes.filter(applied_at=None).update(applied_at=now)
    _reopen_changes(run)
    return run.finish(
        now=now,
        state=RunState.FINISHED,
        is_current=True,
        stale_since=_stale_since(run.edition_id),
        progress_done=run.progress_total,
        taxonomy_version=inputs.taxonomy_version,
        text_version=inputs.rules.text.version if inputs.rules.text else "",
        input_hash=_fingerprint(run, inputs=inputs),
        figures=_figures(run, inputs=inputs, now=now),
    )


def _reopen_changes(run: MatchRun) -> None:
    """Have changes taken in again that only the last run's matches have: this one read before.

    A later attempt keeps chunks of an earlier one, of which only the run's making is known.
    """
    read_at = run.claimed_at if run.attempts <= 1 else run.created_at
    Change.objects.filter(edition=run.edition_id, applied_at__gte=read_at).exclude(run=run).update(
        applied_at=None
    )


def _stale_since(edition_id: int) -> datetime | None:
    pending: dict[str, Any] = Change.objects.pending(edition_id).aggregate(first=Min("changed_at"))
    first: datetime | None = pending["first"]
    return first


def _fingerprint(run: MatchRun, *, inputs: Inputs) -> str:
    """Return the fingerprint of the inputs and the lines of all chunks."""
    digests = _parts(run).values_list("figures__digest", flat=True)
    return inputs.fingerprint(other_rows=sum(int(digest, base=16) for digest in digests) % DIGESTS)


def _parts(run: MatchRun) -> QuerySet[RunChunk]:
    return run.chunks.filter(kind=ChunkKind.PAIRS)


def _figures(run: MatchRun, *, inputs: Inputs, now: datetime) -> dict[str, Any]:
    parts = list(_parts(run).values_list("figures", flat=True))
    lines = sum(part["lines"] for part in parts)
    kept = Match.objects.filter(run=run).aggregate(
        matches=Count("pk", filter=Q(eligible=True)),
        near_misses=Count("pk", filter=Q(eligible=False)),
        needs=Count("need", filter=Q(eligible=True), distinct=True),
        lines=Count("line", filter=Q(eligible=True), distinct=True),
    )
    begun = run.claimed_at or now
    return {
        **run.figures,
        "needs": len(inputs.needs),
        "lines": lines,
        "pairs": sum(part["pairs"] for part in parts),
        "eligible": sum(part["eligible"] for part in parts),
        "matches": kept["matches"],
        "near_misses": kept["near_misses"],
        "needs_without_match": len(inputs.needs) - kept["needs"],
        "lines_without_match": lines - kept["lines"],
        "violations": sum(part["violations"] for part in parts),
        "seconds": round((now - begun).total_seconds(), 3),
        "cpu_seconds": round(sum(part["cpu_seconds"] for part in parts), 3),
    }
