"""A run stores what it found lacking, in the place of what the last one did."""

import pytest

from fair.matching import jobs
from fair.matching.models import GapReport, MatchRun, Obstacle
from tests.factories.matching import NOON, MatchRunFactory, ObstacleFactory

pytestmark = pytest.mark.django_db


def clock():
    return NOON


def test_run_stores_what_alone_keeps_lines_out(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    jobs.execute_run(run.pk, clock=clock)

    assert list(
        Obstacle.objects.values_list("run", "need", "reason", "subjects", "line_ids", "opening_ids")
    ) == [
        (
            run.pk,
            small_fair.need.pk,
            "certificate_missing",
            ["ISO9001"],
            [small_fair.uncertified_line.pk],
            [small_fair.uncertified_line.pk],
        )
    ]
    report = GapReport.objects.get(run=run)
    assert report.unserved == []
    assert report.cells == [
        {
            "process": "MC.MIL",
            "certificate": "ISO9001",
            "size_class": -1,
            "needs": 1,
            "pieces_a_year": 12_000,
            "parties": 2,
            "unserved": 0,
        }
    ]


def test_next_run_replaces_what_the_last_one_found_and_leaves_other_editions_alone(small_fair):
    other = ObstacleFactory(lines=[small_fair.good_line])
    for _time in range(2):
        run = MatchRunFactory(edition=small_fair.edition)
        jobs.execute_run(run.pk, clock=clock)

    assert MatchRun.objects.filter(edition=small_fair.edition).count() == 2
    assert set(Obstacle.objects.values_list("run", flat=True)) == {run.pk, other.run_id}
    assert list(GapReport.objects.values_list("run", flat=True)) == [run.pk]
