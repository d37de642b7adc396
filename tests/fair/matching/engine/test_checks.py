"""The checker finds what is wrong, and nothing in what is right."""

from dataclasses import replace

import pytest

from fair.matching.engine.checks import explanation_violations, violations
from fair.matching.engine.explain import explain
from fair.matching.engine.ranking import rank
from fair.matching.engine.scoring import score_pair
from fair.matching.engine.types import Certificate, Limits, RankedPair
from tests.fair.matching.engine.samples import LIMITS, make_need, make_offer, make_rules

RULES = make_rules()
NEEDS = [make_need(id=1), make_need(id=2, required_certificates=frozenset({"UL"}))]
OFFERS = [
    make_offer(id=1, party_id=201),
    make_offer(id=2, party_id=202, lead_days=45),
    make_offer(id=3, party_id=203, processes=frozenset({"CF.DIE"})),
]
RANKING = rank(NEEDS, OFFERS, rules=RULES, limits=LIMITS, seed=1)


def codes(ranking, *, needs=NEEDS, offers=OFFERS, limits=LIMITS):
    found = violations(ranking, needs=needs, offers=offers, rules=RULES, limits=limits)
    return {violation.code for violation in found}


def with_first(**changes):
    first, *others = RANKING.pairs
    return replace(RANKING, pairs=(replace(first, **changes), *others))


def test_right_ranking_has_no_violation():
    assert codes(RANKING) == set()


def test_ranking_within_limits_has_no_violation():
    limits = Limits(per_need=1, per_offer=0)

    ranking = rank(NEEDS, OFFERS, rules=RULES, limits=limits, seed=1)

    assert codes(ranking, limits=limits) == set()


def test_included_certificate_is_no_violation():
    offers = [make_offer(id=1, party_id=201, certificates=(Certificate("IATF16949"),))]

    ranking = rank(NEEDS, offers, rules=RULES, limits=LIMITS, seed=1)

    assert len(ranking.pairs) == 1
    assert codes(ranking, offers=offers) == set()


def test_pair_of_nobody():
    assert codes(RANKING, offers=OFFERS[1:]) == {"unknown_pair"}


def test_pair_twice():
    assert "pair_twice" in codes(replace(RANKING, pairs=RANKING.pairs + RANKING.pairs[:1]))


def test_match_left_out():
    assert codes(replace(RANKING, pairs=RANKING.pairs[:1])) == {"match_missing"}


def test_impossible_pair_among_the_matches():
    foreign = score_pair(NEEDS[0], OFFERS[2], rules=RULES)
    ranking = replace(RANKING, pairs=(*RANKING.pairs, RankedPair(foreign, 3, 1)))

    assert "gate_wrong" in codes(ranking)


def test_possible_pair_among_the_near_misses():
    ranking = replace(
        RANKING,
        pairs=RANKING.pairs[1:],
        near_misses=(RankedPair(RANKING.pairs[0].pair, None, None),),
    )

    assert "gate_wrong" in codes(ranking)


def test_near_miss_with_a_score():
    first = RANKING.near_misses[0]
    ranking = replace(RANKING, near_misses=(replace(first, pair=replace(first.pair, mutual=10.0)),))

    assert "score_without_right" in codes(ranking)


@pytest.mark.parametrize("mutual", [101.0, 50.0, -1.0])
def test_mutual_score_that_does_not_follow_from_the_sides(mutual):
    pair = replace(RANKING.pairs[0].pair, mutual=mutual)

    assert "score_wrong" in codes(with_first(pair=pair))


def test_side_score_out_of_range():
    pair = RANKING.pairs[0].pair
    wrong = replace(pair, buyer=replace(pair.buyer, score=101.0))

    assert "score_wrong" in codes(with_first(pair=wrong))


def test_ranks_against_the_scores():
    first, second = RANKING.pairs
    swapped = replace(
        RANKING, pairs=(replace(first, rank_for_need=2), replace(second, rank_for_need=1))
    )

    assert "order_wrong" in codes(swapped)


def test_rank_given_twice():
    first, second = RANKING.pairs

    assert "order_wrong" in codes(replace(RANKING, pairs=(first, replace(second, rank_for_need=1))))


def test_explanations_that_do_not_add_up():
    pair = RANKING.pairs[0].pair
    good = explain(pair, NEEDS[0], OFFERS[0], rules=RULES)
    short = replace(good, buyer=replace(good.buyer, items=good.buyer.items[1:]))
    greedy_items = (replace(good.supplier.items[0], could_add=90), *good.supplier.items[1:])
    greedy = replace(good, supplier=replace(good.supplier, items=greedy_items))

    assert explanation_violations({(1, 1): good}) == []
    assert [v.code for v in explanation_violations({(1, 1): short})] == ["points_do_not_sum"]
    assert [v.code for v in explanation_violations({(1, 1): greedy})] == ["impossible_gain"]
