import numpy as np
import pytest

from fair.matching.engine.text.calibration import logistic
from fair.matching.engine.text.fitting import Judged, fit, log_loss


def make_judged(slopes, constant, *, pairs=4000):
    rng = np.random.default_rng(7)
    values = rng.random((pairs, len(slopes)))
    chance = logistic(values @ np.array(slopes) + constant)
    seen = (rng.random(pairs) < chance).astype(float)
    return Judged(tuple("abc"[: len(slopes)]), values, seen)


def test_slopes_are_found_again():
    found = fit(make_judged([3.0, 1.0], -2.0), emphasis=1.0)

    assert found.coefficients["a"] == pytest.approx(3.0, abs=0.3)
    assert found.coefficients["b"] == pytest.approx(1.0, abs=0.3)
    assert found.constant == pytest.approx(-2.0, abs=0.3)


def test_what_speaks_against_a_pair_counts_nothing():
    found = fit(make_judged([3.0, -2.0], -1.0))

    assert found.coefficients["b"] == 0
    assert found.coefficients["a"] > 1


def test_a_feature_that_never_varies_does_no_harm():
    judged = make_judged([3.0], -2.0)
    flat = Judged(("a", "flat"), np.hstack([judged.values, np.zeros((4000, 1))]), judged.relevance)

    assert fit(flat).coefficients["flat"] == 0


def test_fit_is_better_than_a_guess():
    judged = make_judged([3.0, 1.0], -2.0)
    found = fit(judged)

    promised = [
        found.probability(dict(zip(judged.names, row, strict=True))) for row in judged.values
    ]

    assert log_loss(promised, judged.relevance) < log_loss([0.5] * 4000, judged.relevance)


def test_one_class_alone_is_defined():
    found = fit(Judged(("a",), np.ones((5, 1)), np.zeros(5)))

    assert 0 <= found.probability({"a": 1.0}) < 0.2
