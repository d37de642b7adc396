"""The shipped vocabulary's reader, and short ways to ask it."""

from functools import cache

from fair.reading.engine.building import reader_of
from fair.reading.engine.reader import Reader
from fair.reading.engine.types import QuantityKind, Reading, Stance, TagKind
from fair.taxonomy.services.reading import read_vocabulary


@cache
def reader() -> Reader:
    return reader_of(read_vocabulary())


def read(text: str, *, language: str = "") -> Reading:
    return reader().read(text, language=language)


def codes(text: str, kind: TagKind | None = None) -> list[str]:
    """Return the codes that are stated, in the order of the text."""
    return [
        tag.code
        for tag in read(text).tags
        if tag.stance is Stance.STATED and kind in (None, tag.kind)
    ]


def processes(text: str) -> list[str]:
    return codes(text, TagKind.PROCESS)


def materials(text: str) -> list[str]:
    return codes(text, TagKind.MATERIAL)


def stances(text: str) -> dict[str, Stance]:
    """Return how each process is meant."""
    return {tag.code: tag.stance for tag in read(text).tags if tag.kind is TagKind.PROCESS}


def figures(text: str, kind: QuantityKind) -> list[tuple[float, ...]]:
    return [found.values for found in read(text).quantities if found.kind is kind]
