import threading

import pytest
from django.db import close_old_connections, connection

from fair.editions.choices import EditionState, Side
from fair.matching import services
from fair.matching.choices import RunState, Verdict, VerdictReason
from fair.matching.models import Change, MatchRun, MatchVerdict
from tests.factories.accounts import UserFactory
from tests.factories.editions import EditionFactory
from tests.factories.matching import NOON, CurrentRunFactory, MatchFactory, MatchRunFactory

pytestmark = pytest.mark.django_db


def test_request_run_is_done_after_commit(small_fair, django_capture_on_commit_callbacks):
    actor = UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        run = services.request_run(small_fair.edition, actor=actor)
        assert MatchRun.objects.get().state == RunState.QUEUED

    run.refresh_from_db()
    assert (run.state, run.requested_by) == (RunState.FINISHED, actor)
    assert run.weights["version"] == "w2"


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
def test_second_run_is_refused_while_one_is_open(state):
    run = MatchRunFactory(state=state)

    with pytest.raises(services.CannotRequestRun) as refusal:
        services.request_run(run.edition, actor=None)

    assert refusal.value.code == "run_is_open"
    assert MatchRun.objects.count() == 1


def test_run_in_another_edition_does_not_matter():
    MatchRunFactory()

    services.request_run(EditionFactory(), actor=None)

    assert MatchRun.objects.count() == 2


def test_closed_edition_is_not_matched():
    edition = EditionFactory(state=EditionState.CLOSED)

    with pytest.raises(services.CannotRequestRun) as refusal:
        services.request_run(edition, actor=None)

    assert refusal.value.code == "edition_closed"


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_is_refused():
    edition = EditionFactory()
    barrier = threading.Barrier(2)
    outcomes = []

    def request():
        close_old_connections()
        barrier.wait()
        try:
            services.open_run(edition, actor=None)
            outcomes.append("opened")
        except services.CannotRequestRun as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=request) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["opened", "run_is_open"]


def test_cancel_a_queued_run():
    run = MatchRunFactory()

    services.cancel_run(run, now=NOON)

    run.refresh_from_db()
    assert (run.state, run.finished_at) == (RunState.CANCELLED, NOON)


def test_cancel_a_finished_run_is_refused():
    run = CurrentRunFactory()

    with pytest.raises(services.CannotCancelRun):
        services.cancel_run(run, now=NOON)

    run.refresh_from_db()
    assert run.state == RunState.FINISHED


def test_note_change_marks_the_current_run_once_and_keeps_every_change():
    current = CurrentRunFactory()
    other = CurrentRunFactory()

    services.note_change(current.edition_id, side=Side.BUYER, row_id=5, now=NOON)
    services.note_change(current.edition_id, participation_id=7, now=NOON.replace(hour=13))

    stale = {run.pk: run.stale_since for run in MatchRun.objects.all()}
    assert stale == {current.pk: NOON, other.pk: None}
    noted = Change.objects.order_by("id").values_list("side", "row_id", "participation_id")
    assert list(noted) == [("buyer", 5, None), ("", None, 7)]


def test_change_of_an_edition_that_was_never_matched_is_not_kept():
    services.note_change(EditionFactory().pk, row_id=5, side=Side.BUYER, now=NOON)

    assert not Change.objects.exists()


def test_record_verdict_replaces_the_one_before():
    match = MatchFactory()
    actor = UserFactory()

    for verdict, reason in ((Verdict.NO, VerdictReason.VOLUME), (Verdict.MUST, "")):
        services.record_verdict(
            match.need,
            line=match.line,
            side=Side.BUYER,
            verdict=verdict,
            reason=reason,
            actor=actor,
            now=NOON,
        )

    kept = MatchVerdict.objects.get()
    assert (kept.verdict, kept.reason, kept.decided_by) == (Verdict.MUST, "", actor)


def test_each_side_has_its_own_verdict():
    match = MatchFactory()

    for side in Side:
        services.record_verdict(
            match.need,
            line=match.line,
            side=side,
            verdict=Verdict.NICE,
            actor=UserFactory(),
            now=NOON,
        )
    services.withdraw_verdict(match.need, line=match.line, side=Side.BUYER, now=NOON)

    assert [verdict.side for verdict in MatchVerdict.objects.all()] == [Side.SUPPLIER]
