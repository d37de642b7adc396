"""A run through the real broker, and a worker that is killed while it stores."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from fair.common.runs import LEASE
from fair.editions.models import Edition
from fair.matching import services, tasks
from fair.matching.choices import ChunkState, RunState
from fair.matching.jobs import cutting
from fair.matching.models import Match, MatchRun, RunChunk
from tests.factories.exhibitors import PublishedLineFactory
from tests.workers import kill_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def is_in(state):
    return lambda: MatchRun.objects.get().state == state


def is_chunked():
    return RunChunk.objects.exists()


def unfinished():
    return RunChunk.objects.exclude(state=ChunkState.FINISHED)


def test_killed_worker_leaves_no_trace_and_the_next_one_takes_over(small_fair, start_worker):
    doomed = start_worker()
    run = services.open_run(small_fair.edition, actor=None)
    with transaction.atomic():
        # The end of a run needs this row, so the worker stands still where it would take effect.
        Edition.objects.select_for_update(no_key=True).get(pk=small_fair.edition.pk)
        tasks.execute_run.delay(run_id=run.pk)
        wait_until(is_in(RunState.RUNNING))
        wait_until(lambda: is_chunked() and not unfinished().exists())
        kill_worker(doomed)
    assert not Match.objects.current().exists()
    lapsed = timezone.now() - LEASE - timedelta(seconds=1)
    MatchRun.objects.update(heartbeat_at=lapsed)
    RunChunk.objects.update(beat_at=lapsed)

    start_worker()
    tasks.resume_stale_runs.delay()

    wait_until(is_in(RunState.FINISHED))
    # Begun anew, and what was finished before stays so.
    assert MatchRun.objects.get().attempts == 2
    assert set(RunChunk.objects.values_list("attempts", flat=True)) == {1}
    assert Match.objects.current().count() == 3


def test_workers_share_a_run(small_fair, start_worker, monkeypatch):
    """Each of two workers finds a chunk; whoever ends last puts the run in its place."""
    PublishedLineFactory.create_batch(5, participation=small_fair.good_line.participation)
    run = services.open_run(small_fair.edition, actor=None)
    run = MatchRun.objects.claim(run.pk, now=timezone.now())
    monkeypatch.setattr(cutting, "PAIRS_OF_ONE_CHUNK", 1)
    monkeypatch.setattr(cutting, "MOST_LINES", 1)
    cutting.make_chunks(run)
    assert run.chunks.count() == 9

    start_worker()
    start_worker()
    tasks.call_helpers(run.pk, chunks=9)

    wait_until(is_in(RunState.FINISHED))
    assert MatchRun.objects.get().figures["lines"] == 8
    assert set(run.chunks.values_list("attempts", flat=True)) == {1}


def test_run_goes_through_the_broker(small_fair, worker):
    services.request_run(small_fair.edition, actor=None)

    wait_until(is_in(RunState.FINISHED))
    assert Match.objects.count() == 3
