import pytest

from fair.matching.engine.text.quality import mean, ndcg, recall, reciprocal_rank

GRADES = {"a": 2, "b": 1, "c": 2}


def test_best_order_has_all_the_gain():
    assert ndcg(["a", "c", "b", "x"], GRADES) == 1
    assert ndcg(["x", "y"], GRADES) == 0
    assert ndcg(["a"], {}) == 0


def test_gain_is_the_grade_discounted_by_place():
    ideal = 2 + 2 / 1.584962500721156 + 1 / 2

    assert ndcg(["x", "a"], GRADES) == pytest.approx(2 / 1.584962500721156 / ideal)
    assert ndcg(["x", "a"], GRADES, depth=1) == 0


def test_recall_counts_right_lines_only():
    assert recall(["a", "b", "x"], GRADES, depth=2) == 0.5
    assert recall(["a", "b"], GRADES, depth=2, least=1) == pytest.approx(2 / 3)
    assert recall(["a"], {"b": 1}) is None


def test_reciprocal_rank_of_the_first_right_line():
    assert reciprocal_rank(["b", "x", "c"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], GRADES) == 0
    assert reciprocal_rank(["x"], {"b": 1}) is None


def test_mean_of_what_is_known():
    assert mean([1.0, None, 0.0]) == 0.5
    assert mean([None]) == 0
