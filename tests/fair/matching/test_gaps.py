"""A run stores what it found lacking, and how evenly it shows the booths."""

import pytest

from fair.common.runs import LEASE
from fair.matching import jobs
from fair.matching.choices import ChunkKind, RunState
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.jobs import cutting, exposure
from fair.matching.jobs.gaps import do_gaps
from fair.matching.models import GapReport, Match, MatchRun, Obstacle, RunChunk
from fair.matching.snapshots import load_demand
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import (
    NOON,
    CurrentRunFactory,
    MatchFactory,
    MatchRunFactory,
    ObstacleFactory,
)
from tests.factories.sourcing import PublishedNeedFactory

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


def test_what_an_earlier_attempt_found_is_replaced(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)
    ObstacleFactory(run=run, need=small_fair.need, lines=[small_fair.good_line])

    jobs.execute_run(run.pk, clock=clock)

    assert Obstacle.objects.get().line_ids == [small_fair.uncertified_line.pk]


def test_gaps_of_a_lost_chunk_are_not_kept(small_fair):
    run = MatchRunFactory(edition=small_fair.edition, state=RunState.RUNNING)
    cutting.make_chunks(run)
    chunk = RunChunk.objects.claim_next(run.pk, now=NOON)
    inputs = load_demand(small_fair.edition, weights=DEFAULT_WEIGHTS)
    run.chunks.filter(pk=chunk.pk).update(claimed_at=NOON + LEASE)

    with pytest.raises(jobs.RunLost):
        do_gaps(run, chunk, inputs=inputs, heart=jobs.Heart(chunk, clock=clock, progress=None))

    assert (chunk.kind, Obstacle.objects.exists()) == (ChunkKind.GAPS, False)


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


def test_prices_spread_the_needs_over_more_booths(monkeypatch):
    """Three needs that all like the same line best, and room for one supplier each."""
    monkeypatch.setattr(exposure, "SLATE_SIZE", 1)
    run = CurrentRunFactory()
    of_run = {"participation__edition": run.edition}
    lines = [PublishedLineFactory(**of_run) for _number in range(2)]
    for points in ((90, 60), (80, 79), (80, 65)):
        need = PublishedNeedFactory(**of_run)
        for line, mutual_points in zip(lines, points, strict=True):
            MatchFactory(run=run, need=need, line=line, mutual_points=mutual_points)

    found = exposure.exposure_figures(run)

    plain, priced = found["plain"], found["priced"]
    assert (plain["max_load"], plain["coverage"], plain["mean_score"]) == (3, 0.5, 83.3333)
    assert (priced["max_load"], priced["coverage"], priced["mean_score"]) == (2, 1.0, 83.0)
    assert priced["gini"] < plain["gini"]
