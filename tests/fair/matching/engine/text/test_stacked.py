"""A stack of lines gives what packing them anew gives, whoever is in it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fair.matching.engine.text.stacked import StackedModel
from tests.fair.matching.engine.text.samples import LINES, make_model, make_profile, make_vector
from tests.fair.matching.engine.text.test_model import profiles, reference

MODEL = make_model()


def all_pairs(needs, lines):
    return tuple(part.ravel() for part in np.indices((len(needs), len(lines))))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(profiles(), min_size=1, max_size=3),
    st.lists(profiles(), max_size=4),
    st.lists(profiles(), max_size=3),
    st.randoms(use_true_random=False),
)
def test_stack_changes_no_bit(needs, stacked, others, random):
    model = StackedModel(make_model(), stacked)
    lines = [*stacked, *others]
    random.shuffle(lines)
    rows, columns = all_pairs(needs, lines)

    prepared = model.prepare(needs, lines)

    expected = reference(needs, lines)
    found = model.pairs_of(prepared, rows, columns)
    assert found.reshape(len(needs), len(lines)).tolist() == expected
    block = model.block_of(prepared, np.arange(len(needs)), np.arange(len(lines)))
    assert block == pytest.approx(np.array(expected).reshape(block.shape), abs=1e-4)
    assert [model.probability(needs[0], line) for line in lines] == expected[0]


def test_words_that_come_after_the_stack_change_nothing():
    model = StackedModel(make_model(), LINES)
    late = make_profile("newcomer latecomer alpha", vector=make_vector(3))
    rows, columns = all_pairs([late], LINES)

    found = model.pairs_of(model.prepare([late], LINES), rows, columns)

    assert found.tolist() == reference([late], LINES)[0]


@pytest.mark.parametrize("vector", [b"", make_vector(1)])
def test_need_is_weighed_by_what_both_sides_have(vector):
    without = [make_profile("alpha"), make_profile("beta")]
    model = StackedModel(make_model(), without)
    need = make_profile("alpha beta", vector=vector)

    found = model.pairs_of(model.prepare([need], without), *all_pairs([need], without))

    assert found.tolist() == reference([need], without)[0]


def test_stack_is_known_by_its_texts_and_can_be_made_anew():
    model = StackedModel(MODEL, LINES[:2])

    assert [model.holds(line) for line in LINES[:3]] == [True, True, False]
    assert model.restacked(LINES[1:]).holds(LINES[2])
    assert not model.restacked(LINES[1:]).holds(LINES[0])
    assert model.version == MODEL.version
