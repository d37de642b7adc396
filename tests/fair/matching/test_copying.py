"""What a run stores is, to the last bit and letter, what the reference finds."""

import random
from dataclasses import replace

import pytest

from fair.editions.choices import Side
from fair.matching import jobs
from fair.matching.choices import RunError, Verdict
from fair.matching.engine.explain import explain
from fair.matching.engine.folding import folded
from fair.matching.engine.ranking import nearness, rank
from fair.matching.engine.ties import tie_breaker
from fair.matching.engine.types import Weights
from fair.matching.jobs import checking, chunks
from fair.matching.jobs.storing import COLUMNS, Row, copy_rows
from fair.matching.models import Match, MatchRun
from fair.matching.snapshots import load_inputs
from tests.factories.matching import NOON, MatchRunFactory, MatchVerdictFactory
from tests.fair.matching.test_refreshing import random_fair

pytestmark = pytest.mark.django_db


def clock():
    return NOON


def row_of(ranked, *, inputs, seed):
    """Return a pair of the reference's ranking as a row, explained if it is a match."""
    pair = ranked.pair
    [need] = (need for need in inputs.needs if need.id == pair.need_id)
    [offer] = (offer for offer in inputs.offers if offer.id == pair.offer_id)
    explanation = explain(pair, need, offer, rules=inputs.rules) if pair.is_eligible else None
    return Row(
        key=pair.key,
        is_eligible=pair.is_eligible,
        buyer=pair.buyer.score,
        supplier=pair.supplier.score,
        nearness=nearness(pair),
        confidence=pair.confidence,
        tie=tie_breaker(pair.key, seed=seed),
        gates=pair.gates,
        explanation=explanation,
    )


def stored(run):
    names = [name for name in COLUMNS if name != "run_id"]
    return list(Match.objects.filter(run=run).order_by("need", "line").values(*names))


def expect_the_reference(edition):
    """Match an edition, and compare with what the reference finds."""
    run = MatchRunFactory(edition=edition)
    assert jobs.execute_run(run.pk, clock=clock)
    inputs = load_inputs(edition, weights=Weights(**run.weights))
    ranking = rank(
        inputs.needs, inputs.offers, rules=inputs.rules, limits=chunks.LIMITS, seed=run.seed
    )
    other = MatchRunFactory(edition=edition, seed=run.seed)
    found = (*ranking.pairs, *ranking.near_misses)
    copy_rows(other, [row_of(ranked, inputs=inputs, seed=run.seed) for ranked in found])
    assert stored(run) == stored(other)
    return stored(run)


@pytest.mark.parametrize("seed", range(3))
def test_matches_and_misses_are_those_of_the_reference(seed):
    edition, needs, lines = random_fair(random.Random(seed))  # noqa: S311 (a case to repeat)
    MatchVerdictFactory(need=needs[0], line=lines[0], side=Side.SUPPLIER, verdict=Verdict.NO)

    rows = expect_the_reference(edition)

    assert {row["eligible"] for row in rows} == {True, False}


def test_words_of_any_kind_are_stored_as_they_are(small_fair, monkeypatch):
    """They are copied through JSON and COPY, which both have signs of their own."""
    words = 'Milling \\ "5-axis" \\n\\. of \n brackets\tA6061 – phay'
    explanation = {side: {"score": 1, "items": []} for side in ("buyer", "supplier")}
    explanation["raise_most"] = [words]
    monkeypatch.setattr(
        chunks.Teller, "told", lambda _self, _pairing, scores: [folded(explanation)] * len(scores)
    )
    monkeypatch.setattr(chunks, "wrong_in", lambda *_, **__: 0)

    assert jobs.execute_run(MatchRunFactory(edition=small_fair.edition).pk, clock=clock)

    for match in Match.objects.filter(eligible=True):
        assert match.explanation == explanation


def refused(run):
    assert not jobs.execute_run(run.pk, clock=clock)
    assert not Match.objects.exists()
    return MatchRun.objects.get(pk=run.pk).error_code == RunError.INVALID


def test_explanation_that_is_not_the_reference_s_is_not_kept(small_fair, monkeypatch):
    tell = chunks.Teller.told
    monkeypatch.setattr(
        chunks.Teller,
        "told",
        lambda *given: [text.replace('"lead"', '"load"') for text in tell(*given)],
    )

    assert refused(MatchRunFactory(edition=small_fair.edition))


def test_score_that_is_not_the_reference_s_is_not_kept(small_fair, monkeypatch):
    find = chunks.find_in

    def find_more(*given, **ways):
        found = find(*given, **ways)
        better = found.matches.confidence + 1e-15
        return replace(found, matches=replace(found.matches, confidence=better))

    monkeypatch.setattr(chunks, "find_in", find_more)

    assert refused(MatchRunFactory(edition=small_fair.edition))


def test_other_needs_are_drawn_with_each_seed_and_all_where_there_is_room():
    few = [checking._drawn(100, offers=10, most=30, seed=seed).tolist() for seed in (1, 2)]

    assert [len(rows) for rows in few] == [3, 3]
    assert few[0] != few[1]
    assert checking._drawn(3, offers=10, most=30, seed=1).tolist() == [0, 1, 2]
    assert len(checking._drawn(100, offers=1000, most=30, seed=1)) == 1
