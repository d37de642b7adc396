"""What follows the end of a run is done by its worker, or by the sweep where that was killed."""

import pytest

from fair.matching import jobs, tasks
from fair.matching.choices import RunState
from fair.matching.jobs import runs
from fair.matching.models import GapReport, Match, MatchRun, Obstacle
from tests.factories.matching import (
    NOON,
    CurrentRunFactory,
    MatchFactory,
    MatchRunFactory,
    ObstacleFactory,
)

pytestmark = pytest.mark.django_db


def clock():
    return NOON


def matched(edition):
    run = MatchRunFactory(edition=edition)
    assert jobs.execute_run(run.pk, clock=clock)
    return run


class Killed(BaseException):
    pass


def test_what_a_killed_worker_left_is_swept_up(small_fair, monkeypatch):
    first = matched(small_fair.edition)
    second = MatchRunFactory(edition=small_fair.edition)

    def die(_run_id):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(runs, "finish_up", die)
        with pytest.raises(Killed):
            jobs.execute_run(second.pk, clock=clock)
    assert set(Match.objects.current().values_list("run", flat=True)) == {second.pk}
    assert Match.objects.filter(run=first).exists()
    assert jobs.runs_to_finish_up() == [second.pk]

    tasks.refresh_stale.delay()

    assert jobs.runs_to_finish_up() == []
    for model in (Match, Obstacle, GapReport):
        assert set(model.objects.values_list("run", flat=True)) == {second.pk}
    assert MatchRun.objects.get(pk=second.pk).figures["exposure"]["plain"]["max_load"] == 1


def test_a_second_time_has_no_effect(small_fair):
    run = matched(small_fair.edition)
    before = MatchRun.objects.values().get(pk=run.pk)

    jobs.finish_up(run.pk)

    assert MatchRun.objects.values().get(pk=run.pk) == before
    assert Match.objects.count() == 3


def test_what_a_later_run_has_found_already_stays(small_fair):
    run = matched(small_fair.edition)
    later = MatchRunFactory(edition=small_fair.edition, state=RunState.RUNNING)
    match = MatchFactory(run=later, need=small_fair.need, line=small_fair.good_line)
    obstacle = ObstacleFactory(run=later, need=small_fair.need, lines=[small_fair.good_line])

    jobs.finish_up(run.pk)

    assert Match.objects.get(run=later) == match
    assert Obstacle.objects.get(run=later) == obstacle


def test_run_that_is_not_current_any_more_is_left_alone(small_fair):
    first = matched(small_fair.edition)
    other = MatchFactory()
    matched(small_fair.edition)
    CurrentRunFactory()

    jobs.finish_up(first.pk)

    assert not Match.objects.filter(run=first).exists()
    assert Match.objects.current().filter(pk=other.pk).exists()
    assert Match.objects.filter(run__edition=small_fair.edition).count() == 3
