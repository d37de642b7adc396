"""A run stores what it found lacking, and how evenly it shows the booths."""

import pytest

from fair.matching import jobs
from fair.matching.models import GapReport, Match, MatchRun, Obstacle
from fair.taxonomy.models import Certification
from tests.factories.matching import NOON, MatchRunFactory, ObstacleFactory
from tests.factories.sourcing import NeedCertificationFactory, PublishedNeedFactory

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


def exposure_of(edition):
    run = MatchRunFactory(edition=edition)
    jobs.execute_run(run.pk, clock=clock)
    return MatchRun.objects.get(pk=run.pk).figures["exposure"]


def test_run_measures_how_evenly_it_shows_the_booths(small_fair):
    found = exposure_of(small_fair.edition)

    points = Match.objects.filter(eligible=True).values_list("mutual_points", flat=True)
    assert found["size"] == 10
    assert found["plain"] == found["priced"]
    assert found["plain"] == {
        "gini": 0.3333,
        "coverage": 0.6667,
        "max_load": 1,
        "mean_load": 0.6667,
        "mean_score": sum(points) / 2,
    }


def test_prices_spread_the_needs_over_more_booths(small_fair, monkeypatch):
    """Three needs that all like the same line best, and room for one supplier each."""
    monkeypatch.setattr("fair.matching.jobs.exposure.SLATE_SIZE", 1)
    monkeypatch.setattr("fair.matching.engine.slates.ROOM", 1.0)
    for tolerance in ("0.05", None):
        need = PublishedNeedFactory(
            participation=small_fair.need.participation,
            processes=list(small_fair.need.processes.all()),
            tolerance_mm=tolerance,
        )
        NeedCertificationFactory(
            need=need, certification=Certification.objects.get(), is_required=True
        )

    found = exposure_of(small_fair.edition)

    assert (found["plain"]["max_load"], found["priced"]["max_load"]) == (3, 2)
    assert found["priced"]["coverage"] > found["plain"]["coverage"]
    assert found["priced"]["gini"] < found["plain"]["gini"]
    assert found["priced"]["mean_score"] <= found["plain"]["mean_score"]
