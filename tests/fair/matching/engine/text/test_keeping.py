"""What is kept of a reading is what was read."""

import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.text.keeping import kept_form, kept_profile
from fair.matching.engine.text.profiles import ReadText, Vectors, profile_of
from fair.matching.engine.text.types import TextSide
from tests.fair.reading.engine.samples import reader

TEXT = (
    "Gia công CNC, phay nhôm A6061\nVỏ máy Ø25 ±0,02; mạ thuê ngoài; không tiện. Housings, ADC12."
)
WORDS = st.sampled_from(
    ["phay nhôm", "die casting", "ADC12", "切削", "SUS 304용기", "no plating", ","]
)


def read(text, *, side=TextSide.NEED, title_length=0):
    found = reader().read(text, language="vi")
    return profile_of([ReadText(text, "vi", found, title_length=title_length)], side=side)


@pytest.mark.parametrize("side", [TextSide.NEED, TextSide.LINE])
def test_a_kept_profile_is_the_one_that_was_read(side):
    profile = read(TEXT, side=side, title_length=29)
    assert {mention.place for mention in profile.mentions} == {"title", "description"}
    assert "diameter_mm 4" in profile.sizes
    assert "<ø 2" in profile.figures

    kept = kept_profile(kept_form(profile, text=TEXT), text=TEXT)

    assert kept == profile
    # Fingerprints of runs are made from this.
    assert repr(kept) == repr(profile)


@given(st.lists(WORDS | st.text(max_size=20), min_size=1, max_size=8).map(" ".join))
def test_any_profile_comes_back(text):
    profile = read(text)

    assert repr(kept_profile(kept_form(profile, text=text), text=text)) == repr(profile)


def test_vectors_are_not_kept_but_put_to_it():
    profile = replace(read(TEXT), vector=b"old", subject=b"old too")
    kept = kept_form(profile, text=TEXT)

    found = kept_profile(kept, text=TEXT, vectors=Vectors(b"whole", b"subject"))

    assert (found.vector, found.subject) == (b"whole", b"subject")
    assert kept == kept_form(read(TEXT), text=TEXT)


def test_of_another_text_it_tells_nothing():
    kept = kept_form(read(TEXT), text=TEXT)

    with pytest.raises(zlib.error):
        kept_profile(kept, text=TEXT + ".")


def test_it_is_shorter_than_what_it_says():
    profile = read(TEXT)

    assert len(kept_form(profile, text=TEXT)) < len(repr(profile)) / 4
