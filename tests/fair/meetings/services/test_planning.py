import pytest

from fair.editions.choices import EditionState
from fair.meetings.choices import PlanState
from fair.meetings.models import Meeting, PlanRun
from fair.meetings.services.planning import (
    CannotCancelPlan,
    CannotRequestPlan,
    cancel_plan,
    create_run,
    request_plan,
)
from tests.factories.accounts import UserFactory
from tests.factories.editions import EditionFactory
from tests.factories.meetings import NOW, ready_plan, small_fair
from tests.races import race


@pytest.mark.django_db
def test_requested_plan_is_made_after_commit(django_capture_on_commit_callbacks):
    fair = small_fair()
    actor = UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        run = request_plan(fair.edition, actor=actor, seed=3)
        assert run.state == PlanState.QUEUED

    run.refresh_from_db()
    assert (run.state, run.seed, run.requested_by) == (PlanState.READY, 3, actor)
    assert Meeting.objects.count() == 0


@pytest.mark.django_db
def test_closed_edition_keeps_its_timetable():
    edition = EditionFactory(state=EditionState.CLOSED)

    with pytest.raises(CannotRequestPlan) as refusal:
        create_run(edition, actor=None)

    assert refusal.value.code == "edition_closed"
    assert not PlanRun.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", PlanState.active())
def test_one_plan_is_made_at_a_time(state):
    fair = small_fair()
    create_run(fair.edition, actor=None)
    PlanRun.objects.update(state=state)

    with pytest.raises(CannotRequestPlan) as refusal:
        create_run(fair.edition, actor=None)

    assert refusal.value.code == "being_made"


@pytest.mark.django_db
def test_editions_do_not_wait_for_each_other():
    assert create_run(small_fair().edition, actor=None) != create_run(
        small_fair().edition, actor=None
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_wins():
    fair = small_fair()

    answers = race(*[lambda: create_run(fair.edition, actor=None)] * 4)

    assert sum(isinstance(answer, PlanRun) for answer in answers) == 1
    assert sum(isinstance(answer, CannotRequestPlan) for answer in answers) == 3
    assert PlanRun.objects.count() == 1


@pytest.mark.django_db
def test_cancelled_plan_makes_room_for_another():
    fair = small_fair()
    run = create_run(fair.edition, actor=None)

    cancel_plan(run, now=NOW)

    run.refresh_from_db()
    assert (run.state, run.finished_at) == (PlanState.CANCELLED, NOW)
    create_run(fair.edition, actor=None)


@pytest.mark.django_db
def test_finished_plan_cannot_be_cancelled():
    run = ready_plan(small_fair())

    with pytest.raises(CannotCancelPlan) as refusal:
        cancel_plan(run, now=NOW)

    assert refusal.value.code == "not_active"
    run.refresh_from_db()
    assert run.state == PlanState.READY
