from datetime import timedelta

import pytest
from django.utils import timezone

from fair.matching import tasks
from fair.matching.choices import RunError, RunState
from fair.matching.jobs import runs
from fair.matching.models import MatchRun
from tests.factories.matching import CurrentRunFactory, MatchRunFactory

pytestmark = pytest.mark.django_db


def test_names_are_fixed():
    assert tasks.execute_run.name == "fair.matching.execute_run"
    assert tasks.resume_stale_runs.name == "fair.matching.resume_stale_runs"
    assert tasks.refresh_stale.name == "fair.matching.refresh_stale"


def test_execute_run_takes_further_arguments(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    tasks.execute_run.delay(run_id=run.pk, added_later=True)

    assert MatchRun.objects.get().state == RunState.FINISHED


def test_failure_is_written_to_the_run(small_fair, monkeypatch):
    run = MatchRunFactory(edition=small_fair.edition)

    def fail(*args, **kwargs):
        raise ZeroDivisionError("no weights")

    monkeypatch.setattr(runs, "load_demand", fail)

    tasks.execute_run.delay(run_id=run.pk)

    run.refresh_from_db()
    assert (run.state, run.error_code) == (RunState.FAILED, RunError.UNEXPECTED)
    assert run.error_text == "ZeroDivisionError: no weights"


def test_resume_takes_up_forgotten_runs_only(small_fair):
    forgotten = MatchRunFactory(edition=small_fair.edition)
    MatchRun.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    recent = MatchRunFactory()

    tasks.resume_stale_runs.delay()
    tasks.resume_stale_runs.delay()

    forgotten.refresh_from_db()
    recent.refresh_from_db()
    assert (forgotten.state, forgotten.attempts) == (RunState.FINISHED, 1)
    assert recent.state == RunState.QUEUED


def test_refresh_runs_editions_whose_matches_are_stale(small_fair):
    stale = CurrentRunFactory(
        edition=small_fair.edition, stale_since=timezone.now() - timedelta(hours=1)
    )

    tasks.refresh_stale.delay()

    stale.refresh_from_db()
    current = MatchRun.objects.get(is_current=True)
    assert (stale.is_current, current.stale_since) == (False, None)
