"""What is found by columns is what the reference ranks, to the last bit."""

from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine import batching, pairing, strips
from fair.matching.engine.asking import asking_of
from fair.matching.engine.columns import need_columns, offer_columns, vocabulary_of
from fair.matching.engine.exact import exact_scores
from fair.matching.engine.finding import find_pairs, find_rows
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.ranking import rank
from fair.matching.engine.scoring import DEFAULT_WEIGHTS, harmonic_mean, score_pair
from fair.matching.engine.strips import MARGIN, strips_of
from fair.matching.engine.tiles import new_bench
from fair.matching.engine.types import Limits, Weights
from tests.fair.matching.engine.inventions import needs, offers, several
from tests.fair.matching.engine.samples import SharedWords, Words, make_need, make_offer, make_rules

RULES = make_rules(
    liked=frozenset({(1, 2), (2, 2)}),
    declined_by_supplier=frozenset({(2, 1), (1, 4), (9, 1)}),
    declined_by_buyer=frozenset({(1, 3)}),
    text=SharedWords(),
)
NARROW = Limits(per_need=2, per_offer=1, near_misses_per_offer=1)
BUYERS = Limits(per_need=2, per_offer=0, near_misses_per_offer=0)


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


def strips_with_pairs(some_needs, some_offers, rules=RULES):
    """Yield strips of few needs, on a bench of small tiles, and the reference's pairs of each."""
    both = Pairing(*columns_of(some_needs, some_offers, rules), rules)
    asking = asking_of(both, np.arange(len(some_needs)), np.arange(len(some_offers)))
    bench = new_bench(len(some_needs) * len(some_offers), tile=7)
    with patch.object(strips, "PAIRS", 7), patch.object(strips, "NEEDS", 2):
        for strip in strips_of(both, asking, bench=bench):
            own = [some_needs[row] for row in strip.asking.rows]
            yield (
                strip,
                [[score_pair(need, offer, rules=rules) for offer in some_offers] for need in own],
            )


ways = st.tuples(st.sampled_from([0, 64]), st.sampled_from([1, 2, 64]))


@given(several(needs, 5), several(offers, 8), st.sampled_from([Limits(), NARROW, BUYERS]), ways)
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


@given(
    several(needs, 5),
    several(offers, 8),
    st.sampled_from([0, 64]),
    st.sampled_from([NARROW, BUYERS]),
)
def test_blocking_and_threads_change_nothing(some_needs, some_offers, few, limits):
    columns = columns_of(some_needs, some_offers)
    given_ = {"rules": RULES, "limits": limits, "seed": 3}

    with sizes(few=few, most=2):
        one, three, all_ = (
            find_rows(*columns, **given_, is_blocked=is_blocked, threads=threads)
            for is_blocked, threads in [(True, 1), (True, 3), (False, 2)]
        )

    assert arrays_of(one) == arrays_of(three) == arrays_of(all_)
    assert one.placed == three.placed <= all_.placed == one.compared


@given(several(needs, 4), several(offers, 6))
def test_places_lie_well_within_the_margin(some_needs, some_offers):
    columns = np.arange(len(some_offers))

    for strip, pairs in strips_with_pairs(some_needs, some_offers):
        for (need, offer), place in np.ndenumerate(strip.places(columns)):
            pair = pairs[need][offer]
            assert (place >= 0) == pair.is_eligible
            assert not pair.is_eligible or abs(place - pair.mutual) < MARGIN / 10


@given(several(needs, 4), several(offers, 6), st.sampled_from([None, SharedWords()]))
def test_bounds_hold_whatever_the_texts_say(some_needs, some_offers, text):
    rules = replace(RULES, text=text)

    for strip, pairs in strips_with_pairs(some_needs, some_offers, rules=rules):
        lowest = strip.lowest().copy()
        highest = strip.highest()
        for (need, offer), least in np.ndenumerate(lowest):
            pair, most = pairs[need][offer], highest[need, offer]
            need_text = some_needs[pair.need_id - 1].text
            has_both = bool(text and need_text and some_offers[offer].text)
            assert (least >= 0) == (most >= 0) == pair.is_eligible
            assert (least < most) <= has_both
            if pair.is_eligible:
                assert least - MARGIN / 10 < pair.mutual < most + MARGIN / 10


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


@pytest.mark.parametrize(("is_blocked", "read"), [(True, {"near"}), (False, {"near", "far"})])
def test_texts_that_could_change_nothing_are_not_read(is_blocked, read):
    noted = set()

    class Noting(SharedWords):
        def block_of(self, prepared, rows, columns):
            noted.update(word for column in columns for word in prepared[1][column].words)
            return super().block_of(prepared, rows, columns)

    some_offers = [
        make_offer(id=1, party_id=201, text=Words(frozenset({"near"}))),
        make_offer(id=2, party_id=202, text=Words(frozenset({"near"})), lead_days=45),
        make_offer(
            id=3,
            party_id=203,
            text=Words(frozenset({"far"})),
            lead_days=900,
            tolerance_mm=0.04,
            free_monthly_quantity=1,
            minimum_quantity=10**9,
        ),
    ]
    some_needs = [make_need(text=Words(frozenset({"near", "far"})), tolerance_is_hard=False)]
    rules = make_rules(text=Noting())

    with sizes(few=0, most=64):
        found = find_rows(
            *columns_of(some_needs, some_offers, rules),
            rules=rules,
            seed=1,
            limits=Limits(per_need=1, per_offer=0, near_misses_per_offer=0),
            is_blocked=is_blocked,
        )

    assert noted == read
    assert found.matches.offer_rows.tolist() == [0]


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
