"""The model by matrices against the model pair by pair, and what must hold of both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fair.matching.engine.text.matrices import Prepared
from fair.matching.engine.text.packing import Packer
from fair.matching.engine.text.statistics import gather
from fair.matching.engine.text.types import TextSide
from tests.fair.matching.engine.samples import MATERIAL_PARENTS, PROCESS_PARENTS
from tests.fair.matching.engine.text.samples import (
    FULL,
    LINES,
    NEEDS,
    PLAIN,
    make_model,
    make_profile,
    make_vector,
)

MODEL = make_model()
WORDS = ["alpha", "beta", "tiện", "射出成形", "사출", "SUS304", "😀", "مرحبا"]


def reference(needs, lines, model=MODEL):
    return [[model.probability(need, line) for line in lines] for need in needs]


def codes(among):
    return st.dictionaries(
        st.sampled_from(sorted(among)), st.sampled_from([0.3, 0.9, 1.0]), max_size=4
    )


@st.composite
def profiles(draw):
    return make_profile(
        " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=8))),
        language=draw(st.sampled_from(["vi", "en", "ja", "ko", "zh", ""])),
        processes=draw(codes([*PROCESS_PARENTS, "NOT.THERE"])),
        materials=draw(codes(MATERIAL_PARENTS)),
        part_families=draw(codes(["SHAFT", "GEAR"])),
        vector=make_vector(draw(st.integers(0, 50))) if draw(st.booleans()) else b"",
        subject=make_vector(draw(st.integers(0, 50))) if draw(st.booleans()) else b"",
    )


def test_block_is_the_reference():
    assert MODEL.block(NEEDS, LINES) == pytest.approx(np.array(reference(NEEDS, LINES)), abs=1e-4)


class BusyPacker(Packer):
    """Packs a text of new words for somebody else each time it has said how many words it knows."""

    @property
    def word_count(self) -> int:
        count = super().word_count
        self.packed([make_profile(f"stranger{count}")], side=TextSide.LINE)
        return count


def test_words_that_another_thread_adds_meanwhile_change_nothing():
    packer = BusyPacker(MODEL.frame)

    prepared = Prepared(NEEDS, LINES, frame=MODEL.frame, packer=packer)

    assert packer.word_count > prepared.asked_words.shape[1]
    assert np.array_equal(MODEL.block_of(prepared), MODEL.block(NEEDS, LINES))


@settings(max_examples=60, deadline=None)
@given(st.lists(profiles(), min_size=1, max_size=5), st.lists(profiles(), min_size=1, max_size=5))
def test_block_is_the_reference_for_any_texts(needs, lines):
    block = MODEL.block(needs, lines)

    assert block == pytest.approx(np.array(reference(needs, lines)), abs=1e-4)
    assert ((block >= 0) & (block <= 1)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(profiles(), min_size=1, max_size=5), st.lists(profiles(), min_size=1, max_size=5))
def test_pairs_are_the_reference_to_the_last_bit(needs, lines):
    rows, columns = (part.ravel() for part in np.indices((len(needs), len(lines))))

    found = MODEL.pairs_of(MODEL.prepare(needs, lines), rows, columns)

    assert found.reshape(len(needs), len(lines)).tolist() == reference(needs, lines)


def test_no_pairs_have_no_probabilities():
    none = np.zeros(0, np.intp)

    assert MODEL.pairs_of(MODEL.prepare(NEEDS, LINES), none, none).shape == (0,)


def test_a_part_is_a_part_of_the_whole():
    prepared = MODEL.prepare(NEEDS, LINES)
    rows, columns = np.array([2, 0]), np.array([1, 3, 4])

    part = MODEL.block_of(prepared, rows, columns)

    assert part == pytest.approx(MODEL.block(NEEDS, LINES)[np.ix_(rows, columns)], abs=1e-6)


def test_other_lines_change_nothing():
    alone = MODEL.block(NEEDS[:1], LINES[:1])[0, 0]
    among = MODEL.block(NEEDS, [*LINES[::-1], *LINES])[0, len(LINES) - 1]

    assert among == pytest.approx(alone, abs=1e-6)


def test_no_texts_give_an_empty_block():
    assert MODEL.block([], LINES).shape == (0, len(LINES))
    assert MODEL.block(NEEDS, []).shape == (len(NEEDS), 0)


def test_without_a_vector_the_plain_weights_count():
    need, line = make_profile("alpha"), make_profile("alpha", vector=make_vector(1))
    only_full = make_model(plain=FULL)

    assert MODEL.probability(need, line) != only_full.probability(need, line)
    assert MODEL.probability(need, line) == make_model(full=PLAIN).probability(need, line)


def test_a_better_answer_is_likelier():
    need = make_profile("shaft", processes={"MC.MIL": 1.0})
    exact, sibling, other = (
        make_profile("shaft", processes={code: 1.0}) for code in ("MC.MIL", "MC.TUR", "CF.DIE")
    )

    likely = [MODEL.probability(need, line) for line in (exact, sibling, other)]

    assert likely == sorted(likely, reverse=True)
    assert likely[0] > likely[1] > likely[2]


def test_nothing_against_nothing_is_defined():
    assert 0 < MODEL.probability(make_profile(), make_profile()) < 0.5


def test_a_very_long_text_is_defined():
    long = make_profile(" ".join(f"w{number}" for number in range(4000)))

    assert 0 <= MODEL.probability(long, long) <= 1
    assert 0 <= MODEL.probability(NEEDS[0], long) < 0.5


def test_the_axis_of_other_texts_is_not_looked_at_again():
    """A frozen model keeps its statistics though the texts of the fair have changed since."""
    later = gather(needs=NEEDS, lines=LINES * 3, version="later")

    assert MODEL.frame.statistics.version == "sample"
    assert later.token_rarity("shaft") != MODEL.frame.statistics.token_rarity("shaft")
