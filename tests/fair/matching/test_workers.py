"""A run through the real broker, and a worker that is killed while it stores."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from fair.common.runs import LEASE
from fair.editions.models import Edition
from fair.matching import services, tasks
from fair.matching.choices import RunState
from fair.matching.models import Match, MatchRun
from tests.workers import kill_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def is_in(state):
    return lambda: MatchRun.objects.get().state == state


def test_killed_worker_leaves_no_trace_and_the_next_one_takes_over(small_fair, start_worker):
    doomed = start_worker()
    run = services.open_run(small_fair.edition, actor=None)
    with transaction.atomic():
        # Storing needs this row, so the worker stands still where it would write.
        Edition.objects.select_for_update().get(pk=small_fair.edition.pk)
        tasks.execute_run.delay(run_id=run.pk)
        wait_until(is_in(RunState.RUNNING))
        wait_until(lambda: MatchRun.objects.get().progress_total == 1)
        kill_worker(doomed)
    assert not Match.objects.exists()
    MatchRun.objects.update(heartbeat_at=timezone.now() - LEASE - timedelta(seconds=1))

    start_worker()
    tasks.resume_stale_runs.delay()

    wait_until(is_in(RunState.FINISHED))
    assert MatchRun.objects.get().attempts == 2
    assert Match.objects.count() == 3


def test_run_goes_through_the_broker(small_fair, worker):
    services.request_run(small_fair.edition, actor=None)

    wait_until(is_in(RunState.FINISHED))
    assert Match.objects.count() == 3
