"""Claim, lease, heartbeat and end of a run; matching's run stands for every room's."""

from datetime import UTC, datetime, timedelta

import pytest

from fair.common.runs import LEASE, MAX_ATTEMPTS
from fair.matching.choices import RunState
from fair.matching.models import MatchRun
from tests.factories.matching import MatchRunFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def claim(run: MatchRun, *, now: datetime = NOW) -> MatchRun | None:
    return MatchRun.objects.claim(run.pk, now=now)


def test_queued_run_is_claimed_by_one_worker():
    run = MatchRunFactory(error_code="gave_up", error_text="Earlier trouble")

    claimed = claim(run)

    assert (claimed.state, claimed.attempts) == (RunState.RUNNING, 1)
    assert claimed.claimed_at == claimed.heartbeat_at == NOW
    assert (claimed.error_code, claimed.error_text) == ("", "")
    assert claim(run) is None


def test_run_is_claimed_again_only_after_its_lease():
    run = MatchRunFactory()
    claim(run)

    assert claim(run, now=NOW + LEASE) is None
    assert claim(run, now=NOW + LEASE + SECOND).attempts == 2


def test_heartbeat_renews_the_lease():
    run = claim(MatchRunFactory())

    assert run.beat(done=3, total=12, now=NOW + LEASE)

    assert claim(run, now=NOW + LEASE + SECOND) is None
    run.refresh_from_db()
    assert (run.progress_done, run.progress_total, run.progress_percent) == (3, 12, 25)


def test_run_without_a_total_is_at_its_beginning():
    assert MatchRunFactory().progress_percent == 0


def test_finished_run_is_never_claimed():
    run = claim(MatchRunFactory())

    assert run.finish(state=RunState.FINISHED, now=NOW)

    assert claim(run, now=NOW + 10 * LEASE) is None
    run.refresh_from_db()
    assert (run.state, run.finished_at) == (RunState.FINISHED, NOW)


def test_failed_run_says_why():
    run = claim(MatchRunFactory())

    assert run.fail(code="broken", text="Something is missing.", now=NOW)

    run.refresh_from_db()
    assert (run.state, run.error_code, run.error_text) == (
        RunState.FAILED,
        "broken",
        "Something is missing.",
    )
    assert not run.finish(state=RunState.FINISHED, now=NOW)


def test_attempt_that_lost_its_run_stores_nothing():
    slow = claim(MatchRunFactory())
    later = NOW + LEASE + SECOND
    quick = claim(slow, now=later)

    assert not slow.beat(done=1, total=2, now=later)
    assert not slow.finish(state=RunState.FINISHED, now=later)
    assert not slow.fail(code="broken", text="", now=later)

    run = MatchRun.objects.get()
    assert (run.state, run.progress_done, run.attempts) == (RunState.RUNNING, 0, 2)
    assert quick.finish(state=RunState.FINISHED, now=later)


def test_run_that_kills_its_workers_is_given_up():
    run = MatchRunFactory()
    now = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert claim(run, now=now).attempts == attempt
        now += LEASE + SECOND

    assert claim(run, now=now) is None

    run.refresh_from_db()
    assert (run.state, run.error_code, run.finished_at) == (RunState.FAILED, "gave_up", now)
    assert run.attempts == MAX_ATTEMPTS


def test_a_claim_touches_no_other_run():
    first, second = MatchRunFactory.create_batch(2)

    claim(first)

    second.refresh_from_db()
    assert (second.state, second.attempts) == (RunState.QUEUED, 0)
