"""What a text weighs comes back from its bytes, and a frame is known by all it weighs with."""

from dataclasses import replace

import numpy as np
import pytest

from fair.matching.engine.text.packing import Packer
from fair.matching.engine.text.types import PROCESS, TextProfile, TextSide
from fair.matching.engine.text.weighed import weighed, weighed_of
from fair.matching.text_models import shipped_model, shipped_relations
from fair.taxonomy.services.reading import read_vocabulary

TEXTS = [
    TextProfile(
        "en",
        processes={"MC.MIL": 1.0, "SF.ANO": 0.6},
        materials={"NF.AL": 1.0},
        tokens={"milling": 2, "aluminium": 1, "nobody-wrote-this": 1, "the": 9},
    ),
    TextProfile("vi", part_families={"BRACKET": 0.5}, tokens={"gia": 1, "do": 1}),
    TextProfile("ja"),
]
PARTS = ("shares", "words", "worth", "trades", "pulls")
PACKED = ("codes", "weights", *PARTS)


@pytest.fixture(scope="module")
def frame():
    return shipped_model(relations=shipped_relations(read_vocabulary())).frame


@pytest.mark.parametrize("side", [TextSide.NEED, TextSide.LINE])
@pytest.mark.parametrize("text", TEXTS)
def test_it_comes_back_from_its_bytes(frame, text, side):
    fresh = weighed(text, frame, side=side)

    kept = weighed_of(fresh.to_bytes())

    for part in PARTS:
        before, after = getattr(fresh, part), getattr(kept, part)
        assert (before.tolist(), before.dtype) == (after.tolist(), after.dtype)


@pytest.mark.parametrize("side", [TextSide.NEED, TextSide.LINE])
def test_an_adopted_text_is_packed_as_any_other(frame, side):
    """Numbers of words and codes are given out as they are met: the same in the same order."""
    fresh, adopting = Packer(frame), Packer(frame)
    for text in TEXTS:
        known = weighed_of(weighed(text, frame, side=side).to_bytes())
        assert not adopting.is_known(text, side=side)
        adopting.adopt(text, known, side=side)
        assert adopting.is_known(text, side=side)

    for ours, theirs in zip(
        fresh.packed(TEXTS, side=side), adopting.packed(TEXTS, side=side), strict=True
    ):
        assert ours.counts == theirs.counts
        for part in PACKED:
            assert getattr(ours, part).tolist() == getattr(theirs, part).tolist()


def with_statistics(frame, **changed):
    return replace(frame, statistics=replace(frame.statistics, **changed))


def with_trades(frame, **changed):
    return replace(frame, trades=replace(frame.trades, **changed))


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: with_statistics(frame, texts=frame.statistics.texts + 1),
        lambda frame: with_statistics(frame, lines=frame.statistics.lines + 1),
        lambda frame: with_statistics(frame, line_tokens=1),
        lambda frame: with_statistics(
            frame, token_texts={**frame.statistics.token_texts, "milling": 7.5}
        ),
        lambda frame: with_statistics(
            frame, code_texts={**frame.statistics.code_texts, PROCESS: {"MC.MIL": 3.0}}
        ),
        lambda frame: with_trades(frame, codes=frame.trades.codes[::-1]),
        lambda frame: with_trades(frame, rows=dict.fromkeys(frame.trades.rows, 0)),
        lambda frame: with_trades(frame, rarity={**frame.trades.rarity, "milling": 0.1}),
        lambda frame: with_trades(frame, starts=frame.trades.starts + 1),
        lambda frame: with_trades(frame, columns=frame.trades.columns[::-1]),
        lambda frame: with_trades(frame, weights=frame.trades.weights * np.float32(2)),
        lambda frame: with_trades(frame, usual=frame.trades.usual + np.float32(1)),
    ],
)
def test_another_frame_has_another_version(frame, change):
    assert change(frame).version != frame.version


def test_an_equal_frame_has_the_same_version(frame):
    turned = dict(reversed(frame.statistics.token_texts.items()))

    assert with_statistics(frame, token_texts=turned).version == frame.version


def test_what_counts_between_two_texts_does_not_change_it(frame):
    assert replace(frame, relations={}).version == frame.version
