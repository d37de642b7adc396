"""What one text is worth with one frame: its codes, words and trades, without their names.

Codes and words are those of the profile, in its order; trades are places in the frame's codes. It
depends on profile and frame alone, so it can be kept: as bytes, some hundred to a thousand.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.types import KINDS, Doubles, Floats, TextProfile, TextSide
from fair.matching.engine.text.worth import Frame, line_words, need_words, shares_of

Numbers = NDArray[np.int32]

# As they are kept: how many of each, shares of codes, places of words, their worth, trades, pulls.
COUNTS, SHARES, PLACES, FLOATS = "<u4", "<f8", "<i4", "<f4"


@dataclass(frozen=True, slots=True, eq=False)
class WeighedText:
    """Shares of all codes, kind after kind; words that count and their worth; trades and pulls."""

    shares: Doubles
    words: Numbers
    worth: Floats
    trades: Numbers
    pulls: Floats

    def to_bytes(self) -> bytes:
        counts = np.array([len(self.shares), len(self.words), len(self.trades)], COUNTS)
        parts = (
            (self.shares, SHARES),
            (self.words, PLACES),
            (self.worth, FLOATS),
            (self.trades, PLACES),
            (self.pulls, FLOATS),
        )
        return counts.tobytes() + b"".join(part.astype(kind).tobytes() for part, kind in parts)


def weighed(text: TextProfile, frame: Frame, *, side: TextSide) -> WeighedText:
    """Weigh a text, a need's or a line's. Cost: some three tenths of a millisecond."""
    shares = shares_of(text, frame)
    words = need_words(text, frame) if side is TextSide.NEED else line_words(text, frame)
    places = {word: at for at, word in enumerate(text.tokens)}
    trades = frame.trades.of(text)
    return WeighedText(
        shares=np.array([shares[kind][code] for kind in KINDS for code in text.codes(kind)]),
        words=np.array([places[word] for word in words], np.int32),
        worth=np.array([*words.values()], np.float32),
        trades=np.array([frame.trade_places[code] for code in trades], np.int32),
        pulls=np.array([*trades.values()], np.float32),
    )


def weighed_of(kept: bytes) -> WeighedText:
    """Return what was kept. Cost: some microseconds."""
    codes, words, trades = np.frombuffer(kept, COUNTS, 3).tolist()
    found = []
    at = 3 * np.dtype(COUNTS).itemsize
    for kind, count in (
        (SHARES, codes),
        (PLACES, words),
        (FLOATS, words),
        (PLACES, trades),
        (FLOATS, trades),
    ):
        found.append(np.frombuffer(kept, kind, count, at))
        at += count * np.dtype(kind).itemsize
    return WeighedText(*found)
