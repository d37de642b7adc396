"""What is found by columns is what the reference ranks, to the last bit."""

from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine import batching, pairing
from fair.matching.engine.asking import asking_of
from fair.matching.engine.columns import need_columns, offer_columns, vocabulary_of
from fair.matching.engine.exact import exact_scores
from fair.matching.engine.finding import find_pairs, find_rows
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.ranking import rank
from fair.matching.engine.scoring import DEFAULT_WEIGHTS, harmonic_mean, score_pair
from fair.matching.engine.tiles import MARGIN, new_bench, places_of
from fair.matching.engine.types import Limits, Weights
from tests.fair.matching.engine.inventions import needs, offers, several
from tests.fair.matching.engine.samples import SharedWords, make_need, make_offer, make_rules

RULES = make_rules(
    liked=frozenset({(1, 2), (2, 2)}),
    declined_by_supplier=frozenset({(2, 1), (1, 4), (9, 1)}),
    declined_by_buyer=frozenset({(1, 3)}),
    text=SharedWords(),
)
NARROW = Limits(per_need=2, per_offer=1, near_misses_per_offer=1)


def columns_of(some_needs, some_offers, rules=RULES):
    vocabulary = vocabulary_of(rules)
    return need_columns(some_needs), offer_columns(some_offers, vocabulary=vocabulary)


def arrays_of(found):
    return {
        "matches": list(zip(found.matches.need_rows, found.matches.offer_rows, strict=True)),
        "misses": list(zip(found.misses.need_rows, found.misses.offer_rows, strict=True)),
        "means": found.matches.mean.tolist(),
        "ranks": (found.rank_for_need.tolist(), found.rank_for_offer.tolist()),
        "eligible": found.eligible,
    }


@contextmanager
def sizes(*, few, most):
    """Let sides of more than `few` rows be large ones, and batches hold at most `most` needs."""
    with (
        patch.object(batching, "FEW", few),
        patch.object(batching, "MOST_NEEDS", most),
        patch.object(batching, "MOST_FOR_FEW", most),
        patch.object(pairing, "FEW_TEXTS", few),
    ):
        yield


ways = st.tuples(st.sampled_from([0, 64]), st.sampled_from([1, 2, 64]))


@given(several(needs, 5), several(offers, 8), st.sampled_from([Limits(), NARROW]), ways)
def test_ranking_by_columns_is_the_reference(some_needs, some_offers, limits, way):
    few, most = way

    with sizes(few=few, most=most):
        found = find_pairs(some_needs, some_offers, rules=RULES, limits=limits, seed=3)

    assert found == rank(some_needs, some_offers, rules=RULES, limits=limits, seed=3)


@given(several(needs, 4), several(offers, 4), st.sampled_from([None, SharedWords()]))
def test_exact_scores_are_the_reference_to_the_last_bit(some_needs, some_offers, text):
    rules = replace(RULES, text=text)
    columns = columns_of(some_needs, some_offers)
    rows = np.indices((len(some_needs), len(some_offers))).reshape(2, -1)

    scores = exact_scores(Pairing(*columns, rules), *rows)

    for at, (need, offer) in enumerate(rows.T.tolist()):
        pair = score_pair(some_needs[need], some_offers[offer], rules=rules)
        assert scores.buyer[at] == pair.buyer.score
        assert scores.supplier[at] == pair.supplier.score
        assert scores.mean[at] == harmonic_mean(pair.buyer.score, pair.supplier.score)
        assert scores.confidence[at] == pair.confidence


@given(several(needs, 5), several(offers, 8), st.sampled_from([0, 64]))
def test_blocking_and_threads_change_nothing(some_needs, some_offers, few):
    columns = columns_of(some_needs, some_offers)
    given_ = {"rules": RULES, "limits": NARROW, "seed": 3}

    with sizes(few=few, most=2):
        one, three, all_ = (
            find_rows(*columns, **given_, is_blocked=is_blocked, threads=threads)
            for is_blocked, threads in [(True, 1), (True, 3), (False, 2)]
        )

    assert arrays_of(one) == arrays_of(three) == arrays_of(all_)
    assert one.placed == three.placed <= all_.placed == one.compared


@given(several(needs, 4), several(offers, 6))
def test_places_lie_well_within_the_margin(some_needs, some_offers):
    both = Pairing(*columns_of(some_needs, some_offers), RULES)
    rows, columns = np.arange(len(some_needs)), np.arange(len(some_offers))

    places = places_of(both, asking_of(both, rows, columns), bench=new_bench(7))

    for (need, offer), place in np.ndenumerate(places):
        pair = score_pair(some_needs[need], some_offers[offer], rules=RULES)
        assert (place >= 0) == pair.is_eligible
        assert not pair.is_eligible or abs(place - pair.mutual) < MARGIN / 10


@given(several(needs, 3), several(offers, 6), st.lists(offers, max_size=3), st.data())
def test_updated_columns_are_as_new_ones(some_needs, some_offers, changes, data):
    ids = st.integers(1, len(some_offers) + 2)
    changed = {
        offer_id: replace(offer, id=offer_id, party_id=200 + offer_id)
        for offer_id, offer in zip(
            data.draw(st.permutations(range(1, len(some_offers) + 3))), changes, strict=False
        )
    }
    gone = data.draw(st.frozensets(ids, max_size=2))
    now = {offer.id: offer for offer in some_offers} | changed
    now = [offer for offer_id, offer in now.items() if offer_id not in gone]
    need_side, offer_side = columns_of(some_needs, some_offers)

    offer_side = offer_side.updated(list(changed.values())).without(gone)
    found = find_pairs(need_side, offer_side, rules=RULES, limits=NARROW, seed=3)

    assert found == rank(some_needs, now, rules=RULES, limits=NARROW, seed=3)


@given(several(needs, 4), several(needs, 3), several(offers, 4))
def test_updated_needs_are_as_new_ones(some_needs, changed, some_offers):
    now = {need.id: need for need in (*some_needs, *changed)}

    side = need_columns(some_needs).updated(changed).without({2})
    found = find_pairs(side, some_offers, rules=RULES, limits=NARROW, seed=3)

    now.pop(2, None)
    assert found == rank(list(now.values()), some_offers, rules=RULES, limits=NARROW, seed=3)


def test_hundreds_of_equal_offers_are_cut_by_the_tie_breaker():
    some_offers = [make_offer(id=number, party_id=200 + number) for number in range(1, 401)]
    some_needs = [make_need(id=1), make_need(id=2)]
    limits = Limits(per_need=7, per_offer=0, near_misses_per_offer=0)

    found = find_pairs(some_needs, some_offers, rules=make_rules(), limits=limits, seed=5)

    assert len(found.pairs) == 14
    assert found == rank(some_needs, some_offers, rules=make_rules(), limits=limits, seed=5)


def test_differences_that_float32_cannot_see_decide_at_the_cut():
    some_offers = [
        make_offer(
            id=number, party_id=200 + number, lead_days=None, tolerance_mm=0.05 + number / 1e9
        )
        for number in range(1, 301)
    ]
    some_needs = [make_need(tolerance_is_hard=False)]
    limits = Limits(per_need=20, per_offer=0, near_misses_per_offer=0)

    found = find_pairs(some_needs, some_offers, rules=make_rules(), limits=limits, seed=5)

    assert [ranked.pair.offer_id for ranked in found.pairs] == list(range(1, 21))
    assert found == rank(some_needs, some_offers, rules=make_rules(), limits=limits, seed=5)


def test_weights_of_nothing_give_nothing():
    nothing = Weights("w0", dict.fromkeys(DEFAULT_WEIGHTS.buyer, 0), DEFAULT_WEIGHTS.supplier)
    rules = make_rules(weights=nothing)

    found = find_pairs([make_need()], [make_offer()], rules=rules, limits=Limits(), seed=1)

    assert found == rank([make_need()], [make_offer()], rules=rules, limits=Limits(), seed=1)
    assert found.pairs[0].pair.mutual == 0


def test_weights_of_nothing_on_both_sides():
    nothing = Weights(
        "w0",
        dict.fromkeys(DEFAULT_WEIGHTS.buyer, 0),
        dict.fromkeys(DEFAULT_WEIGHTS.supplier, 0),
    )
    rules = make_rules(weights=nothing)

    found = find_pairs([make_need()], [make_offer()], rules=rules, limits=Limits(), seed=1)

    assert found == rank([make_need()], [make_offer()], rules=rules, limits=Limits(), seed=1)


def test_empty_sides():
    for some_needs, some_offers in ([], [make_offer()]), ([make_need()], []), ([], []):
        found = find_pairs(some_needs, some_offers, rules=RULES, limits=Limits(), seed=1)

        assert (found.pairs, found.near_misses, found.compared) == ((), (), 0)


def test_columns_of_another_day_are_refused():
    need_side, offer_side = columns_of([make_need()], [make_offer()])
    later = replace(RULES, fair_on=RULES.fair_on.replace(year=2025))

    with pytest.raises(ValueError, match="another day"):
        find_rows(need_side, offer_side, rules=later, limits=Limits(), seed=1)


def test_progress_counts_needs_and_may_stop_the_search():
    trades = ["MC", "CF"]
    some_needs = [
        make_need(id=number, processes=frozenset({code}))
        for number, code in enumerate(trades, start=1)
    ]
    some_offers = [
        make_offer(id=number, party_id=200 + number, processes=frozenset({code}))
        for number, code in enumerate(trades * 2, start=1)
    ]
    told = []

    def tell(done, total):
        told.append((done, total))

    def stop(done, total):
        raise InterruptedError

    ways = {"rules": make_rules(), "limits": Limits(), "seed": 1}
    find_pairs(some_needs, some_offers, **ways, progress=tell)

    assert told[-1] == (2, 2)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    with pytest.raises(InterruptedError):
        find_pairs(some_needs, some_offers, **ways, progress=stop)
