"""Rows with texts into the profiles that are compared."""

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Protocol

from fair.matching.embeddings.store import SidedText, vectors_of
from fair.matching.embeddings.texts import OwnText, own_texts, sided_texts
from fair.matching.engine.text.profiles import ReadText, Vectors, profile_of
from fair.matching.engine.text.types import TextProfile, TextSide
from fair.reading.engine.types import Reading
from fair.reading.selectors import current_reader

# A reading takes one or two kilobytes; a fair has about a thousand texts.
KEPT_READINGS = 10_000


class Described(Protocol):
    """A need or a product line."""

    pk: int
    title: dict[str, str]
    description: dict[str, str]


def profiles_of(rows: Collection[Described], *, side: TextSide) -> dict[int, TextProfile]:
    """Read the texts of needs or lines, by their id; a row without any text is left out.

    A confidential need is read like any other: who may read its words is for the pages to say.
    Two queries, and one for every few thousand texts; a text takes about half a millisecond.
    """
    texts = {row.pk: own_texts(row.title, row.description) for row in rows}
    read = current_reader().read
    wanted = {text for own in texts.values() for text in sided_texts(own, side=side)}
    vectors = vectors_of(wanted)
    return {
        row_id: _profile(own, side=side, read=read, vectors=vectors)
        for row_id, own in texts.items()
        if own
    }


@lru_cache(maxsize=KEPT_READINGS)
def _read(read: Callable[..., Reading], text: str, language: str) -> Reading:
    """Read a text, once in a worker: most texts of an edition are the same in its next run."""
    return read(text, language=language)


def _profile(
    texts: list[OwnText],
    *,
    side: TextSide,
    read: Callable[..., Reading],
    vectors: dict[SidedText, bytes],
) -> TextProfile:
    found = [vectors.get(text, b"") for text in sided_texts(texts, side=side)]
    readings = [
        ReadText(
            text.whole,
            text.language,
            _read(read, text.whole, text.language),
            title_length=len(text.title),
        )
        for text in texts
    ]
    return profile_of(readings, side=side, vectors=Vectors(*found))
