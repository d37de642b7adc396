import pytest

from fair.matching.engine.scoring import (
    DEFAULT_WEIGHTS,
    harmonic_mean,
    score_pair,
    shown,
)
from fair.matching.engine.types import Offer, Weights
from tests.fair.matching.engine.samples import make_need, make_offer, make_rules


def score(need=None, offer=None, **rules):
    return score_pair(make_need(**need or {}), make_offer(**offer or {}), rules=make_rules(**rules))


def test_perfect_pair():
    pair = score(liked=frozenset({(1, 1)}))

    assert (pair.buyer.score, pair.supplier.score, pair.mutual) == (100, 100, 100)
    assert pair.confidence == 1
    assert pair.is_eligible


def test_buyer_fit_is_the_weighted_mean_of_what_is_asked():
    need = {"materials": frozenset(), "preferred_certificates": frozenset(), "position": None}

    pair = score(need, {"processes": frozenset({"MC"}), "lead_days": None})

    gained = 25 * 0.7 + 10 + 10 + 8 * 0.4 + 5 + 4 + 3 + 2
    assert pair.buyer.score == pytest.approx(100 * gained / 67)
    assert pair.confidence == pytest.approx(59 / 67)


def test_supplier_interest_counts_all_its_criteria():
    pair = score({"monthly_quantity": None})

    gained = 30 * 0.4 + 20 + 15 + 5 + 5 + 5 * 0.5
    assert pair.supplier.score == pytest.approx(100 * gained / 80)


def test_failed_gate_leaves_no_score():
    pair = score(offer={"tolerance_mm": 0.06})

    assert not pair.is_eligible
    assert pair.mutual == 0
    assert pair.buyer.score > 90


def test_offer_that_states_nothing_is_eligible_with_low_confidence():
    need = make_need(required_certificates=frozenset())

    pair = score_pair(need, Offer(id=1, party_id=200), rules=make_rules())

    assert pair.is_eligible
    assert pair.confidence == pytest.approx(8 / 85)


def test_weights_decide():
    buyer = {**DEFAULT_WEIGHTS.buyer, "process": 50}
    heavier = Weights("w2", buyer, DEFAULT_WEIGHTS.supplier)
    general = {"processes": frozenset({"MC"})}

    assert score(offer=general, weights=heavier).buyer.score < score(offer=general).buyer.score


def test_weights_of_nothing_give_nothing():
    nothing = Weights("w0", dict.fromkeys(DEFAULT_WEIGHTS.buyer, 0), DEFAULT_WEIGHTS.supplier)

    pair = score(weights=nothing)

    assert (pair.buyer.score, pair.confidence, pair.mutual) == (0, 0, 0)


@pytest.mark.parametrize(
    ("buyer", "supplier", "expected"), [(0, 90, 0), (50, 50, 50), (100, 50, 200 / 3), (100, 0, 0)]
)
def test_harmonic_mean(buyer, supplier, expected):
    assert harmonic_mean(buyer, supplier) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("exact", "points"), [(0, 0), (0.49, 0), (0.5, 1), (73.5, 74), (99.6, 100)]
)
def test_shown_rounds_halves_up(exact, points):
    assert shown(exact) == points
