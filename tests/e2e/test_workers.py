"""From matching to a draft timetable by real workers, through the real broker."""

import pytest

from fair.matching.choices import RunState
from fair.matching.models import Match, MatchRun
from fair.matching.services import request_run
from fair.meetings.choices import PlanState
from fair.meetings.models import PlanRun
from fair.meetings.services.planning import request_plan
from fair.meetings.services.publishing import publish_plan
from tests.factories.editions import (
    BuyerFactory,
    EditionFactory,
    FairDayFactory,
    MeetingTableFactory,
    SessionFactory,
    SupplierFactory,
)
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.meetings import NOW
from tests.factories.sourcing import PublishedNeedFactory
from tests.factories.taxonomy import ProcessFactory
from tests.workers import kill_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def edition(transactional_db):
    """Two buyers and three suppliers, all of whom turn parts."""
    edition = EditionFactory()
    SessionFactory(day=FairDayFactory(edition=edition))
    MeetingTableFactory.create_batch(2, edition=edition)
    turning = ProcessFactory()
    for buyer in BuyerFactory.create_batch(2, edition=edition):
        PublishedNeedFactory(participation=buyer, processes=[turning])
    for supplier in SupplierFactory.create_batch(3, edition=edition):
        PublishedLineFactory(participation=supplier, processes=[turning])
    return edition


def state_of(run: MatchRun | PlanRun) -> str:
    run.refresh_from_db()
    return run.state


def test_workers_match_and_plan(worker, edition):
    matching = request_run(edition, actor=None)
    wait_until(lambda: state_of(matching) == RunState.FINISHED)
    assert Match.objects.current().eligible().count() == 6
    assert (matching.is_current, matching.attempts) == (True, 1)

    plan = request_plan(edition, actor=None)
    wait_until(lambda: state_of(plan) == PlanState.READY)
    assert (plan.figures["meetings"], plan.figures["violations"]) == (6, 0)

    publish_plan(plan, actor=None, now=NOW)
    assert edition.meetings.count() == 6


def test_run_that_was_asked_for_without_a_worker_waits_for_one(start_worker, edition):
    kill_worker(start_worker())
    run = request_run(edition, actor=None)
    assert state_of(run) == RunState.QUEUED

    start_worker()

    wait_until(lambda: state_of(run) == RunState.FINISHED)
    assert run.attempts == 1
