"""Runs: done once, done twice, cancelled, left by a dead worker, given up."""

import gc
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections

from fair.common.runs import LEASE, MAX_ATTEMPTS
from fair.editions.choices import EditionState, Side
from fair.matching import jobs
from fair.matching.choices import ChunkState, RunError, RunState, Verdict
from fair.matching.engine.types import Weights
from fair.matching.jobs import checking, chunks, cutting, runs
from fair.matching.models import Match, MatchRun, RunChunk
from fair.matching.snapshots import load_inputs
from tests.factories.matching import (
    NOON,
    CurrentRunFactory,
    MatchFactory,
    MatchRunFactory,
    MatchVerdictFactory,
)

pytestmark = pytest.mark.django_db


def clock():
    return NOON


def fresh(run):
    return MatchRun.objects.get(pk=run.pk)


def test_run_stores_matches_ranks_and_figures(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    assert jobs.execute_run(run.pk, clock=clock)

    run = fresh(run)
    assert (run.state, run.is_current, run.attempts) == (RunState.FINISHED, True, 1)
    assert (run.progress_done, run.progress_total, run.finished_at) == (3, 3, NOON)
    assert len(run.input_hash) == 64
    of_other_tests = {"seconds", "cpu_seconds", "exposure"}
    figures = {key: run.figures[key] for key in run.figures.keys() - of_other_tests}
    assert figures == {
        "needs": 1,
        "lines": 3,
        "pairs": 3,
        "eligible": 2,
        "matches": 2,
        "near_misses": 1,
        "needs_without_match": 0,
        "lines_without_match": 1,
        "violations": 0,
    }
    matches = Match.objects.filter(run=run, eligible=True).best_first()
    assert [match.line for match in matches] == [small_fair.good_line, small_fair.poor_line]


def test_shown_points_are_those_of_the_explanation(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    jobs.execute_run(run.pk, clock=clock)

    for match in Match.objects.filter(eligible=True):
        for side, points in (("buyer", match.buyer_points), ("supplier", match.supplier_points)):
            breakdown = match.explanation[side]
            assert breakdown["score"] == points
            assert sum(item["points"] for item in breakdown["items"]) == points


def test_near_miss_says_what_is_lacking(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    jobs.execute_run(run.pk, clock=clock)

    miss = Match.objects.get(eligible=False)
    assert miss.line == small_fair.uncertified_line
    assert (miss.mutual_points, miss.buyer_points) == (0, 0)
    assert miss.gates[-1] == {
        "code": "certificates",
        "state": "fail",
        "reason": "certificate_missing",
        "subjects": ["ISO9001"],
    }


def test_run_done_twice_has_one_effect(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)
    jobs.execute_run(run.pk, clock=clock)
    before = list(Match.objects.order_by("pk").values_list("pk", flat=True))

    assert not jobs.execute_run(run.pk, clock=clock)

    assert list(Match.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert fresh(run).attempts == 1


def test_next_run_replaces_the_matches_of_the_last(small_fair):
    first = MatchRunFactory(edition=small_fair.edition)
    jobs.execute_run(first.pk, clock=clock)
    second = MatchRunFactory(edition=small_fair.edition)

    jobs.execute_run(second.pk, clock=clock)

    assert set(Match.objects.values_list("run_id", flat=True)) == {second.pk}
    assert [fresh(first).is_current, fresh(second).is_current] == [False, True]
    assert fresh(first).input_hash == fresh(second).input_hash


def test_matches_of_another_edition_stay(small_fair):
    other = MatchFactory()
    run = MatchRunFactory(edition=small_fair.edition)

    jobs.execute_run(run.pk, clock=clock)

    assert Match.objects.filter(pk=other.pk, run__is_current=True).exists()


def test_same_seed_gives_the_same_matches(small_fair):
    def stored(run):
        jobs.execute_run(run.pk, clock=clock)
        return list(
            Match.objects.order_by("need_id", "line_id").values(
                "need", "line", "mutual_points", "nearness", "explanation", "gates"
            )
        )

    first = stored(MatchRunFactory(edition=small_fair.edition))

    assert stored(MatchRunFactory(edition=small_fair.edition)) == first


def test_matches_stay_readable_until_the_next_are_stored(small_fair):
    current = CurrentRunFactory(edition=small_fair.edition)
    match = MatchFactory(run=current, need=small_fair.need, line=small_fair.good_line)
    run = MatchRunFactory(edition=small_fair.edition)
    seen = []

    def look(done, total):
        seen.append(Match.objects.current().filter(pk=match.pk).exists())

    jobs.execute_run(run.pk, clock=clock, progress=look)

    assert seen == [True, True]
    assert not Match.objects.filter(pk=match.pk).exists()


def test_run_of_a_worker_that_died_is_taken_again(small_fair):
    run = MatchRunFactory(
        edition=small_fair.edition,
        state=RunState.RUNNING,
        claimed_at=NOON - LEASE * 2,
        heartbeat_at=NOON - LEASE - timedelta(seconds=1),
        attempts=1,
        progress_done=50,
    )

    assert jobs.forgotten_run_ids(now=NOON) == [run.pk]
    assert jobs.execute_run(run.pk, clock=clock)

    assert (fresh(run).state, fresh(run).attempts) == (RunState.FINISHED, 2)
    assert Match.objects.count() == 3


def test_run_of_a_living_worker_is_left_alone(small_fair):
    run = MatchRunFactory(
        edition=small_fair.edition,
        state=RunState.RUNNING,
        claimed_at=NOON - LEASE,
        heartbeat_at=NOON - LEASE,
        attempts=1,
    )

    assert jobs.forgotten_run_ids(now=NOON) == []
    assert not jobs.execute_run(run.pk, clock=clock)


def test_run_that_was_tried_too_often_is_given_up(small_fair):
    run = MatchRunFactory(
        edition=small_fair.edition,
        state=RunState.RUNNING,
        heartbeat_at=NOON - LEASE * 2,
        attempts=MAX_ATTEMPTS,
    )

    assert jobs.forgotten_run_ids(now=NOON) == [run.pk]
    assert not jobs.execute_run(run.pk, clock=clock)

    assert (fresh(run).state, fresh(run).error_code) == (RunState.FAILED, RunError.GAVE_UP)
    assert jobs.forgotten_run_ids(now=NOON) == []


def test_queued_run_is_forgotten_only_after_a_while():
    run = MatchRunFactory()

    assert jobs.forgotten_run_ids(now=run.created_at + timedelta(seconds=60)) == []
    assert jobs.forgotten_run_ids(now=run.created_at + timedelta(seconds=61)) == [run.pk]


def test_cancelled_run_stops_at_the_next_need_and_stores_nothing(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    def cancel(done, total):
        MatchRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED)

    assert not jobs.execute_run(run.pk, clock=clock, progress=cancel)

    assert (fresh(run).state, fresh(run).is_current) == (RunState.CANCELLED, False)
    assert not Match.objects.exists()


def test_run_lost_while_scoring_stores_nothing(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    def lose_at_the_end(done, total):
        if done == total:
            run.chunks.update(claimed_at=NOON + LEASE)

    assert not jobs.execute_run(run.pk, clock=clock, progress=lose_at_the_end)

    assert fresh(run).state == RunState.RUNNING
    assert not Match.objects.exists()


def test_worker_killed_while_storing_leaves_no_trace(small_fair, monkeypatch):
    run = MatchRunFactory(edition=small_fair.edition)
    current = CurrentRunFactory(edition=small_fair.edition)
    old = MatchFactory(run=current, need=small_fair.need, line=small_fair.good_line)

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(runs, "_figures", die)
        with pytest.raises(Killed):
            jobs.execute_run(run.pk, clock=clock)

    assert Match.objects.current().get() == old
    assert fresh(current).is_current
    assert fresh(run).state == RunState.RUNNING

    assert jobs.execute_run(run.pk, clock=lambda: NOON + LEASE * 2)
    assert Match.objects.current().count() == 3
    assert list(run.chunks.values_list("attempts", flat=True)) == [1, 1]


def test_heart_beats_once_a_second_at_most(small_fair, django_assert_num_queries):
    run = MatchRunFactory(
        edition=small_fair.edition, state=RunState.RUNNING, claimed_at=NOON, heartbeat_at=NOON
    )
    times = iter([NOON, NOON, NOON + timedelta(seconds=0.9), NOON + timedelta(seconds=1)])
    chunk = RunChunk.objects.create(
        run=run,
        number=1,
        first_line_id=1,
        last_line_id=10,
        total=10,
        state=ChunkState.RUNNING,
        claimed_at=NOON,
    )
    heart = jobs.Heart(chunk, clock=lambda: next(times), progress=None)

    with django_assert_num_queries(4):
        for done in range(3):
            heart.beat(done)

    assert fresh(run).heartbeat_at == NOON + timedelta(seconds=1)
    assert fresh(run).progress_done == 2


def test_run_without_needs_says_so(small_fair):
    small_fair.need.delete()
    run = MatchRunFactory(edition=small_fair.edition)

    assert not jobs.execute_run(run.pk, clock=clock)

    assert (fresh(run).state, fresh(run).error_code) == (RunState.FAILED, RunError.NO_NEEDS)


def test_run_without_lines_says_so(small_fair):
    for line in (small_fair.good_line, small_fair.poor_line, small_fair.uncertified_line):
        line.delete()
    run = MatchRunFactory(edition=small_fair.edition)

    assert not jobs.execute_run(run.pk, clock=clock)

    assert fresh(run).error_code == RunError.NO_LINES


def test_result_that_fails_its_check_is_not_kept(small_fair, monkeypatch):
    run = MatchRunFactory(edition=small_fair.edition)

    def find_something(*args, **kwargs):
        return ["wrong"]

    monkeypatch.setattr(checking, "violations", find_something)

    assert not jobs.execute_run(run.pk, clock=clock)

    assert fresh(run).error_code == RunError.INVALID
    assert not Match.objects.exists()


def test_declined_pair_is_stored_without_points(small_fair):
    MatchVerdictFactory(
        need=small_fair.need, line=small_fair.good_line, side=Side.SUPPLIER, verdict=Verdict.NO
    )
    run = MatchRunFactory(edition=small_fair.edition)

    jobs.execute_run(run.pk, clock=clock)

    match = Match.objects.get(line=small_fair.good_line)
    assert (match.eligible, match.mutual_points) == (False, 0)
    assert "declined_by_supplier" in {gate["reason"] for gate in match.gates}


def test_failure_of_a_run_that_ended_is_not_recorded():
    run = CurrentRunFactory()

    jobs.record_failure(run.pk, code=RunError.UNEXPECTED, text="late", now=NOON)

    assert fresh(run).state == RunState.FINISHED


def test_connections_stay_usable(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    jobs.execute_run(run.pk, clock=clock)

    assert not connections["default"].needs_rollback


def test_stale_matches_are_refreshed_once_after_a_while(small_fair):
    current = CurrentRunFactory(edition=small_fair.edition, stale_since=NOON)
    CurrentRunFactory()
    CurrentRunFactory(edition__state=EditionState.SCHEDULING, stale_since=NOON)

    assert jobs.refresh_stale(now=NOON + jobs.REFRESH_AFTER) == []
    opened = jobs.refresh_stale(now=NOON + jobs.REFRESH_AFTER + timedelta(seconds=1))
    again = jobs.refresh_stale(now=NOON + jobs.REFRESH_AFTER + timedelta(seconds=1))

    assert [MatchRun.objects.get(pk=run_id).edition for run_id in opened] == [current.edition]
    assert again == []


@pytest.mark.parametrize(
    ("lines", "needs", "sizes"),
    [
        (1, 1, [1]),
        (1000, 200, [1000]),
        (1001, 200, [251, 250, 250, 250]),
        (6000, 1, [6000]),
        (6000, 1200, [1000, 1000, 1000, 750, 563, 422, 317, 250, 250, 250, 198]),
    ],
)
def test_chunks_get_smaller_so_that_workers_end_together(lines, needs, sizes):
    assert cutting.chunk_sizes(lines, needs=needs) == sizes


def test_chunks_of_a_large_fair_are_not_larger():
    sizes = cutting.chunk_sizes(100_000, needs=10_000)

    assert (sum(sizes), max(sizes), sizes.count(1000)) == (100_000, 1000, 97)


def cut_by_lines(monkeypatch):
    """Have every line be a chunk."""
    monkeypatch.setattr(cutting, "PAIRS_OF_ONE_CHUNK", 0)
    monkeypatch.setattr(cutting, "MOST_LINES", 1)


def test_fingerprint_of_a_run_is_that_of_its_inputs_however_they_are_cut(small_fair, monkeypatch):
    run = MatchRunFactory(edition=small_fair.edition)
    cut_by_lines(monkeypatch)

    jobs.execute_run(run.pk, clock=clock)

    assert run.chunks.count() == 4
    whole = load_inputs(small_fair.edition, weights=Weights(**run.weights))
    assert fresh(run).input_hash == whole.fingerprint()
    assert whole.fingerprint() != replace(whole, offers=whole.offers[1:]).fingerprint()


def test_lines_that_are_withdrawn_after_the_cut_leave_an_empty_chunk(small_fair, monkeypatch):
    run = MatchRunFactory(edition=small_fair.edition)
    cut_by_lines(monkeypatch)

    def withdraw(_run_id, *, chunks):
        small_fair.poor_line.delete()

    assert jobs.execute_run(run.pk, clock=clock, on_shared=withdraw)

    figures = fresh(run).figures
    assert (figures["lines"], figures["pairs"], figures["matches"]) == (2, 2, 1)


def test_needs_that_are_withdrawn_after_the_cut_leave_nothing_to_score(small_fair):
    run = MatchRunFactory(edition=small_fair.edition)

    def withdraw(_run_id, *, chunks):
        small_fair.need.delete()

    assert jobs.execute_run(run.pk, clock=clock, on_shared=withdraw)

    assert (fresh(run).figures["needs"], Match.objects.count()) == (0, 0)


def test_nothing_is_collected_while_a_chunk_is_done(small_fair, monkeypatch):
    seen = []
    monkeypatch.setattr(chunks, "wrong_in", lambda *_, **__: seen.append(gc.isenabled()) or 0)

    jobs.execute_run(MatchRunFactory(edition=small_fair.edition).pk, clock=clock)

    assert seen == [False]
    assert gc.isenabled()
