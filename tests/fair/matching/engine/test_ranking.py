from fair.matching.engine.ranking import compare, rank, rank_pairs
from fair.matching.engine.types import Limits
from tests.fair.matching.engine.samples import LIMITS, make_need, make_offer, make_rules

RULES = make_rules()


def ranking_of(needs, offers, *, rules=RULES, limits=LIMITS, seed=7):
    return rank(needs, offers, rules=rules, limits=limits, seed=seed)


def test_better_offer_comes_first():
    offers = [
        make_offer(id=1, party_id=201, lead_days=45),
        make_offer(id=2, party_id=202),
        make_offer(id=3, party_id=203, lead_days=35),
    ]

    ranking = ranking_of([make_need()], offers)

    assert [ranked.pair.offer_id for ranked in ranking.pairs] == [2, 3, 1]
    assert [ranked.rank_for_need for ranked in ranking.pairs] == [1, 2, 3]
    assert [ranked.rank_for_offer for ranked in ranking.pairs] == [1, 1, 1]
    assert (ranking.compared, ranking.eligible) == (3, 3)


def test_ranks_for_the_offer_count_its_own_needs():
    needs = [make_need(id=1, lead_days=10), make_need(id=2)]

    ranking = ranking_of(needs, [make_offer()])

    assert [(ranked.pair.need_id, ranked.rank_for_offer) for ranked in ranking.pairs] == [
        (1, 2),
        (2, 1),
    ]


def test_ties_are_shuffled_by_the_seed_and_not_by_id():
    offers = [make_offer(id=number, party_id=200 + number) for number in range(1, 21)]

    orders = {
        tuple(ranked.pair.offer_id for ranked in ranking_of([make_need()], offers, seed=seed).pairs)
        for seed in range(5)
    }

    assert len(orders) == 5
    assert tuple(range(1, 21)) not in orders


def test_tie_in_score_is_broken_by_confidence():
    need = make_need(languages=frozenset({"vi"}), country="")
    certain = make_offer(id=1, party_id=201, languages=frozenset({"ja"}))
    silent = make_offer(id=2, party_id=202, languages=frozenset())

    ranking = ranking_of([need], [silent, certain])

    first, second = ranking.pairs
    assert first.pair.mutual == second.pair.mutual
    assert [first.pair.offer_id, second.pair.offer_id] == [1, 2]


def test_limits_keep_what_is_high_for_either_side():
    offers = [make_offer(id=number, party_id=200 + number) for number in range(1, 6)]
    limits = Limits(per_need=2, per_offer=1)
    needs = [make_need(id=1), make_need(id=2, lead_days=25)]

    ranking = ranking_of(needs, offers, limits=limits)

    assert ranking.eligible == 10
    assert all(ranked.rank_for_need <= 2 or ranked.rank_for_offer <= 1 for ranked in ranking.pairs)
    assert {ranked.pair.offer_id for ranked in ranking.pairs} == {1, 2, 3, 4, 5}


def test_ranks_beyond_a_limit_count_what_is_kept():
    offers = [make_offer(id=1, party_id=201), make_offer(id=2, party_id=202, lead_days=35)]
    needs = [make_need(id=1), make_need(id=2, lead_days=25), make_need(id=3, lead_days=22)]
    limits = Limits(per_need=1, per_offer=1)

    ranking = ranking_of(needs, offers, limits=limits, seed=1)

    by_offer = {1: [], 2: []}
    for ranked in ranking.pairs:
        by_offer[ranked.pair.offer_id].append(ranked.rank_for_offer)
    assert {offer_id: sorted(ranks) for offer_id, ranks in by_offer.items()} == {
        1: [1, 2, 3],
        2: [1],
    }


def test_near_misses_have_no_rank_and_the_nearest_are_kept():
    needs = [
        make_need(id=1, required_certificates=frozenset({"UL"}), tolerance_mm=0.01),
        make_need(id=2, required_certificates=frozenset({"UL"})),
        make_need(id=3, required_certificates=frozenset({"UL"}), lead_days=5),
    ]

    ranking = ranking_of(needs, [make_offer()], limits=Limits(near_misses_per_offer=2))

    assert [ranked.pair.need_id for ranked in ranking.near_misses] == [2, 3]
    assert {(r.rank_for_need, r.rank_for_offer, r.pair.mutual) for r in ranking.near_misses} == {
        (None, None, 0.0)
    }
    assert ranking.pairs == ()


def test_declined_pair_is_kept_beside_the_near_misses():
    rules = make_rules(declined_by_buyer=frozenset({(1, 1)}))

    ranking = ranking_of(
        [make_need()], [make_offer()], rules=rules, limits=Limits(near_misses_per_offer=0)
    )

    assert [ranked.pair.key for ranked in ranking.near_misses] == [(1, 1)]


def test_foreign_blocked_and_uninvited_pairs_leave_no_trace():
    needs = [
        make_need(id=1, processes=frozenset({"CF.DIE"})),
        make_need(id=2, blocked_party_ids=frozenset({200})),
        make_need(id=3, invited_party_ids=frozenset()),
        make_need(id=4, party_id=200),
    ]

    ranking = ranking_of(needs, [make_offer()])

    assert (ranking.pairs, ranking.near_misses, ranking.compared) == ((), (), 4)


def test_pairs_compared_one_need_at_a_time_rank_the_same():
    needs = [make_need(id=1), make_need(id=2, lead_days=15)]
    offers = [make_offer(id=number, party_id=200 + number) for number in range(1, 4)]
    pairs = [pair for need in reversed(needs) for pair in compare(need, offers, rules=RULES)]

    in_steps = rank_pairs(pairs, compared=6, limits=LIMITS, seed=7)

    assert in_steps == ranking_of(needs, offers)


def test_empty_sides():
    assert ranking_of([], [make_offer()]).pairs == ()
    assert ranking_of([make_need()], []).pairs == ()
