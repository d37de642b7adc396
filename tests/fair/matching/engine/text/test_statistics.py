import numpy as np
import pytest

from fair.matching.engine.text.statistics import Statistics, axis_of, gather, rarity
from fair.matching.engine.text.types import TextSide
from tests.fair.matching.engine.text.samples import make_profile, make_vector

NEED, LINE = TextSide.NEED, TextSide.LINE


def test_counts_are_of_texts_not_of_words():
    found = gather(
        needs=[make_profile("alpha alpha")],
        lines=[make_profile("alpha beta", processes={"MC": 1.0, "CF": 0.4})],
        version="v",
    )

    assert (found.texts, found.lines, found.line_length) == (2, 1, 2)
    assert found.token_texts == {"alpha": 2, "beta": 1}
    assert found.code_texts["process"] == {"MC": 1.0, "CF": 0.4}


def test_a_background_is_added_to():
    background = gather(needs=[make_profile("alpha")], lines=[], version="b")

    found = gather(needs=[make_profile("alpha")], lines=[], background=background, version="v")

    assert (found.version, found.texts, found.token_texts) == ("v", 2, {"alpha": 2})
    assert background.token_texts == {"alpha": 1}


def test_rare_tells_more_than_common():
    assert rarity(0, texts=10) > rarity(1, texts=10) > rarity(10, texts=10) > 0
    assert rarity(20, texts=10) > 0


def test_axis_is_the_mean_of_a_language_and_side():
    vectors = [make_vector(1), make_vector(2)]
    found = gather(needs=[make_profile(vector=vector) for vector in vectors], lines=[], version="v")

    expected = np.mean([np.frombuffer(vector, "<f2") for vector in vectors], axis=0)
    assert axis_of(found, language="en", side=NEED) == pytest.approx(expected, abs=1e-3)
    assert axis_of(found, language="en", side=LINE) is None


def test_an_unknown_language_has_the_middle_of_the_others():
    found = gather(
        needs=[
            make_profile(vector=make_vector(1)),
            make_profile(vector=make_vector(2), language="vi"),
        ],
        lines=[],
        version="v",
    )

    expected = (found.axes["en", NEED] + found.axes["vi", NEED]) / 2
    assert axis_of(found, language="ja", side=NEED) == pytest.approx(expected)


def test_subjects_have_an_axis_of_their_own():
    found = gather(needs=[make_profile(subject=make_vector(1))], lines=[], version="v")

    expected = np.frombuffer(make_vector(1), "<f2").astype(np.float32)
    assert axis_of(found, language="en", side=TextSide.SUBJECT) == pytest.approx(expected)
    assert axis_of(found, language="en", side=NEED) is None


def test_own_texts_outweigh_a_large_background():
    background = gather(
        needs=[make_profile(vector=make_vector(1))] * 1000, lines=[], version="background"
    )
    own = [make_profile(vector=make_vector(2))] * 30

    found = gather(needs=own, lines=[], background=background, version="v")

    expected = 0.25 * background.axes["en", NEED] + 0.75 * np.frombuffer(own[0].vector, "<f2")
    assert axis_of(found, language="en", side=NEED) == pytest.approx(expected, abs=1e-3)


def test_nothing_at_all_is_defined():
    empty = Statistics("")

    assert empty.line_length == 1
    assert empty.token_rarity("x") > 0
    assert axis_of(empty, language="en", side=NEED) is None
