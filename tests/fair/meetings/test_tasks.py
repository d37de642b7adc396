"""Planning by real workers on the real broker, killed without a word."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fair.common.runs import LEASE
from fair.meetings.choices import PlanState
from fair.meetings.models import PlannedMeeting, PlanRun
from fair.meetings.services.planning import create_run, request_plan
from fair.meetings.tasks import plan_edition, resume_plans
from tests.factories.meetings import PlanRunFactory, small_fair
from tests.workers import kill_worker, wait_until


def state_of(run: PlanRun) -> str:
    return PlanRun.objects.values_list("state", flat=True).get(pk=run.pk)


@pytest.mark.django_db
def test_resuming_leaves_alone_what_needs_no_help():
    run = PlanRunFactory(edition=small_fair().edition)

    resume_plans()

    assert state_of(run) == PlanState.QUEUED


@pytest.mark.django_db
def test_task_ignores_what_a_later_version_may_add():
    run = request_plan(small_fair().edition, actor=None)

    plan_edition(run_id=run.pk, added_later=True)

    assert state_of(run) == PlanState.READY


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_plan_of_a_killed_worker_is_made_once_by_another(start_worker):
    run = create_run(small_fair().edition, actor=None)
    worker = start_worker()
    with transaction.atomic():
        # The worker claims the run and then waits for this table: there it is killed.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE meetings_availabilitywindow IN ACCESS EXCLUSIVE MODE")
        plan_edition.delay(run_id=run.pk)
        wait_until(lambda: state_of(run) == PlanState.RUNNING)
        kill_worker(worker)
    # A minute passes without a sign of life.
    PlanRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - LEASE * 2)

    start_worker()
    resume_plans.delay()
    resume_plans.delay()

    wait_until(lambda: state_of(run) == PlanState.READY)
    run.refresh_from_db()
    assert run.attempts == 2
    assert PlannedMeeting.objects.filter(run=run).count() == 6
