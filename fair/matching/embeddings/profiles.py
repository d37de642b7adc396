"""Rows with texts into the profiles that are compared."""

from collections.abc import Collection
from typing import Protocol

from fair.matching.embeddings.readings import profile_with, readings_of, text_reader
from fair.matching.embeddings.store import vectors_of
from fair.matching.embeddings.texts import own_texts, sided_texts
from fair.matching.engine.text.profiles import Vectors
from fair.matching.engine.text.types import TextProfile, TextSide


class Described(Protocol):
    """A need or a product line."""

    pk: int
    title: dict[str, str]
    description: dict[str, str]


def profiles_of(rows: Collection[Described], *, side: TextSide) -> dict[int, TextProfile]:
    """Return what the texts of needs or lines say, by id; a row without any text is left out.

    A confidential need is read like any other: who may read its words is for the pages to say.
    Two queries, and two for every few thousand texts. A text that was read before takes some fifty
    microseconds, another one or two milliseconds; nothing is kept here.
    """
    reader = text_reader()
    texts = {row.pk: own_texts(row.title, row.description) for row in rows}
    keys = {row_id: reader.digest_of(own, side=side) for row_id, own in texts.items() if own}
    kept = readings_of(set(keys.values()))
    sided = {row_id: sided_texts(texts[row_id], side=side) for row_id in keys}
    vectors = vectors_of({text for own in sided.values() for text in own})
    return {
        row_id: profile_with(
            texts[row_id],
            side=side,
            reader=reader,
            key=key,
            kept=kept.get(key),
            vectors=Vectors(*(vectors.get(text, b"") for text in sided[row_id])),
        )
        for row_id, key in keys.items()
    }
