"""A run through the real broker, and a worker that is killed while it stores."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from fair.common.runs import LEASE
from fair.editions.models import Edition
from fair.matching import services, tasks
from fair.matching.choices import RunState
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.jobs import runs
from fair.matching.models import Match, MatchRun, RunChunk
from fair.matching.snapshots import load_inputs
from tests.factories.sourcing import PublishedNeedFactory
from tests.workers import kill_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def is_in(state):
    return lambda: MatchRun.objects.get().state == state


def test_killed_worker_leaves_no_trace_and_the_next_one_takes_over(small_fair, start_worker):
    doomed = start_worker()
    run = services.open_run(small_fair.edition, actor=None)
    with transaction.atomic():
        # The end of a run needs this row, so the worker stands still where it would take effect.
        Edition.objects.select_for_update(no_key=True).get(pk=small_fair.edition.pk)
        tasks.execute_run.delay(run_id=run.pk)
        wait_until(is_in(RunState.RUNNING))
        wait_until(lambda: MatchRun.objects.get().progress_total == 1)
        kill_worker(doomed)
    assert not Match.objects.current().exists()
    lapsed = timezone.now() - LEASE - timedelta(seconds=1)
    MatchRun.objects.update(heartbeat_at=lapsed)
    RunChunk.objects.update(beat_at=lapsed)

    start_worker()
    tasks.resume_stale_runs.delay()

    wait_until(is_in(RunState.FINISHED))
    # Whether the first died in its chunk or after it, and whether the run was begun anew or the
    # chunk taken by a helper who had been called: something was done a second time.
    taken_over = MatchRun.objects.get()
    assert taken_over.attempts + taken_over.chunks.get().attempts >= 3
    assert Match.objects.current().count() == 3


def test_workers_share_a_run(small_fair, start_worker, monkeypatch):
    """Each of two workers finds a chunk; whoever ends last puts the run in its place."""
    PublishedNeedFactory.create_batch(5, participation=small_fair.need.participation)
    run = services.open_run(small_fair.edition, actor=None)
    run = MatchRun.objects.claim(run.pk, now=timezone.now())
    monkeypatch.setattr(runs, "NEEDS_PER_CHUNK", 1)
    runs.make_chunks(run, inputs=load_inputs(small_fair.edition, weights=DEFAULT_WEIGHTS))
    assert run.chunks.count() == 6

    start_worker()
    start_worker()
    tasks.call_helpers(run.pk, chunks=6)

    wait_until(is_in(RunState.FINISHED))
    assert MatchRun.objects.get().figures["needs"] == 6
    assert set(run.chunks.values_list("attempts", flat=True)) == {1}


def test_run_goes_through_the_broker(small_fair, worker):
    services.request_run(small_fair.edition, actor=None)

    wait_until(is_in(RunState.FINISHED))
    assert Match.objects.count() == 3
