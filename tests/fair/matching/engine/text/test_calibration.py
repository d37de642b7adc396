import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.text.calibration import (
    Calibration,
    calibrated,
    calibration_error,
    logistic,
)


def test_falling_neighbours_are_pooled():
    curve = calibrated(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0, 1.0]))

    assert curve.at == (0.0, 1.5, 3.0)
    assert curve.probability == (0.0, 0.5, 1.0)


def test_without_points_the_curve_is_logistic():
    found = Calibration().of(np.array([0.0, 1.0, 800.0, -800.0]))

    assert found.tolist() == pytest.approx([0.5, 0.731059, 1.0, 0.0], abs=1e-5)


def test_one_sum_is_as_one_of_many():
    curve = Calibration((0.0, 1.0), (0.1, 0.9))
    sums = np.array([-20.0, -0.3, 0.0, 0.51, 2.0, 30.0])

    assert [curve.of_one(total) for total in sums] == pytest.approx(curve.of(sums).tolist())


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=40)
)
def test_curve_rises_and_stays_within_bounds(pairs):
    sums, seen = np.array([at for at, _ in pairs]), np.array([true for _, true in pairs])

    found = calibrated(sums, seen).of(np.linspace(-6, 6, 200))

    assert (np.diff(found) > 0).all()
    assert found[0] >= 0
    assert found[-1] <= 1


def test_calibrated_probabilities_are_what_was_seen():
    rng = np.random.default_rng(1)
    sums = rng.normal(0, 2, 5000)
    seen = (rng.random(5000) < logistic(sums - 2)).astype(float)

    curve = calibrated(sums, seen)

    assert calibration_error(logistic(sums), seen) > 0.15
    assert calibration_error(curve.of(sums), seen) < 0.03


def test_error_is_the_gap_of_promise_and_truth():
    assert calibration_error([0.9, 0.9], [1.0, 0.0]) == pytest.approx(0.4)
    assert calibration_error([1.0, 0.0], [1.0, 0.0]) == 0
    assert calibration_error([], []) == 0
