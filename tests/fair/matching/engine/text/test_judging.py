from dataclasses import replace

import numpy as np
import pytest

from fair.matching.engine.text.features import PLAIN_FEATURES
from fair.matching.engine.text.judging import (
    JudgedSet,
    cross_fitted,
    fitted_model,
    order_quality,
    pairs_of,
    promise_quality,
)
from tests.fair.matching.engine.samples import PROCESS_PARENTS
from tests.fair.matching.engine.text.samples import make_model, make_profile, make_vector

FRAME = make_model().frame
CODES = sorted(PROCESS_PARENTS)


def make_set(*, is_complete=True, vectors=False):
    """Needs for one process each; the line with the same process is right."""
    texts = {
        code: make_profile(code, processes={code: 1.0}, vector=make_vector(at) if vectors else b"")
        for at, code in enumerate(CODES)
    }
    grades = {code: {code: 2} for code in CODES}
    return JudgedSet(texts, texts, grades, is_complete=is_complete)


def test_relevance_of_what_nobody_graded():
    whole, part = make_set().relevance(), make_set(is_complete=False).relevance()

    assert whole[0].tolist() == [1, 0, 0, 0, 0, 0]
    assert np.isnan(part[0]).tolist() == [False, True, True, True, True, True]


def test_best_order_is_perfect_and_ties_keep_the_order_of_the_set():
    judged = make_set()

    best = order_quality(judged, judged.relevance(), needs=CODES)
    flat = order_quality(judged, np.zeros((6, 6)), needs=CODES[1:2])

    assert best == {"ndcg@10": 1, "recall@20": 1, "mrr": 1}
    assert flat["mrr"] == 0.5


def test_only_judged_pairs_are_learnt_from():
    assert pairs_of(make_set(), frame=FRAME, names=["wording"]).values.shape == (36, 1)
    assert pairs_of(make_set(is_complete=False), frame=FRAME, names=["wording"]).values.shape == (
        6,
        1,
    )


def test_a_fitted_model_orders_needs_that_it_did_not_see():
    judged = make_set()

    model, unseen = fitted_model({"one": judged, "two": judged}, frame=FRAME, version="v")

    assert model.version == "v"
    for name in ("one", "two"):
        assert order_quality(judged, unseen[name], needs=CODES)["ndcg@10"] == 1
    assert model.full is model.plain


def test_vectors_get_a_model_of_their_own():
    model, _unseen = fitted_model({"one": make_set(vectors=True)}, frame=FRAME, version="v")

    assert set(model.full.coefficients) - set(PLAIN_FEATURES) == {"meaning", "topic"}
    assert set(model.plain.coefficients) == set(PLAIN_FEATURES)


def test_promises_are_measured_on_what_is_known():
    judged = make_set(is_complete=False)

    kept = promise_quality(judged, np.ones((6, 6)))
    broken = promise_quality(judged, np.full((6, 6), 0.25))

    assert kept["ece"] == 0
    assert broken == {"log_loss": pytest.approx(1.3863), "ece": 0.75}


def test_what_other_sets_say_is_learnt_from_as_well():
    judged = make_set()
    wrong = replace(judged, grades={code: {CODES[at - 1]: 2} for at, code in enumerate(CODES)})

    alone = cross_fitted(judged, frame=FRAME, names=PLAIN_FEATURES)
    beside = [pairs_of(wrong, frame=FRAME, names=PLAIN_FEATURES)] * 20
    among = cross_fitted(judged, frame=FRAME, names=PLAIN_FEATURES, beside=beside)

    assert among.max() < alone.max() / 2


def test_every_need_is_promised_something():
    unseen = cross_fitted(make_set(), frame=FRAME, names=PLAIN_FEATURES)

    assert unseen.shape == (6, 6)
    assert ((unseen > 0) & (unseen <= 1)).all()
