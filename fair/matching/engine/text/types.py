"""The words of text matching: what a text says, what texts in general say, how both are weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# The kinds of codes that are compared, in the order of every table.
PROCESS, MATERIAL, PART_FAMILY = KINDS = ("process", "material", "part_family")
# How processes relate where texts only sound like them: as codes do, and across branches.
KINDRED = "kindred"

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Places = NDArray[np.intp]

# Numbers of a vector as they are stored: little-endian half floats, two bytes each.
VECTOR_TYPE = "<f2"


class TextSide(StrEnum):
    """What a text is: a need, a line, or what a need is about."""

    NEED = "need"
    LINE = "line"
    SUBJECT = "subject"  # the first clause of a need


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a text that speaks for a code; offsets count in the field of the text."""

    kind: str
    code: str
    quote: str
    start: int
    end: int
    place: str = ""  # "title" or "description"
    language: str = ""


@dataclass(frozen=True, slots=True)
class TextProfile:
    """What is known of one text: codes and tokens with their weights, and its vector.

    The weight of a code is 1 where the text states it, less where it is only likely or said in
    passing. `sizes` and `figures` are marks of how large things are (`figures.py`). `vector` is
    the whole text's, `subject` that of its first clause, as bytes of VECTOR_TYPE and of unit
    length; they are empty where no encoder has seen the text. `key` is the fingerprint by which
    what is worked out of the text is kept, and says nothing of it.
    """

    language: str
    processes: Mapping[str, float] = field(default_factory=dict)
    materials: Mapping[str, float] = field(default_factory=dict)
    part_families: Mapping[str, float] = field(default_factory=dict)
    tokens: Mapping[str, float] = field(default_factory=dict)
    sizes: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    vector: bytes = b""
    subject: bytes = b""
    mentions: tuple[Mention, ...] = ()
    key: bytes = field(default=b"", repr=False, compare=False)

    def codes(self, kind: str) -> Mapping[str, float]:
        """Return the codes of one of KINDS."""
        by_kind = {
            PROCESS: self.processes,
            MATERIAL: self.materials,
            PART_FAMILY: self.part_families,
        }
        return by_kind[kind]


class TextEncoder(Protocol):
    """What turns texts into vectors; equal versions give equal vectors."""

    @property
    def version(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str], *, side: TextSide) -> Floats:
        """Return vectors of unit length, shape (len(texts), dimensions)."""
