"""The vocabulary as the words that name its terms, and what one term says of others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from fair.reading.engine.types import TagKind
from fair.taxonomy.engine.types import Lists, TermRow

Parents = Mapping[str, str]  # the parent's code, "" at a root
Likelihoods = Mapping[str, Mapping[str, float]]


class Rank(IntEnum):
    """How a word belongs to its term; where one word names several, the lowest rank wins."""

    NAMED = 0
    NEAR = 1
    DERIVED = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the term it names; `language` is "" where it is the same in all."""

    text: str
    kind: TagKind
    code: str
    language: str
    rank: Rank = Rank.NAMED


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a reader is built from."""

    words: tuple[Word, ...]
    parents: Mapping[TagKind, Parents]
    grades: frozenset[str]
    implied: Mapping[TagKind, Likelihoods] = field(default_factory=dict)


def line_of(code: str, parents: Parents) -> list[str]:
    """Return a code and those above it, nearest first; a circle in the tree ends the line."""
    line: list[str] = []
    while code and code not in line:
        line.append(code)
        code = parents.get(code, "")
    return line


def vocabulary_of(lists: Lists) -> Vocabulary:
    """Gather words and edges. A material without edges of its own has its nearest ancestor's."""
    kinds = {
        TagKind.PROCESS: lists.processes,
        TagKind.MATERIAL: lists.materials,
        TagKind.PART_FAMILY: lists.part_families,
        TagKind.CERTIFICATION: lists.certifications,
    }
    grades = frozenset(
        code for code, row in lists.materials.items() if row.extra.get("kind") == "grade"
    )
    words = [word for kind, rows in kinds.items() for word in _words(kind, rows, grades=grades)]
    words += _equivalents(lists)
    return Vocabulary(
        words=tuple(words),
        parents={
            kind: {code: row.parent for code, row in rows.items()} for kind, rows in kinds.items()
        },
        grades=grades,
        implied=_implied(lists),
    )


def _words(kind: TagKind, rows: Mapping[str, TermRow], *, grades: frozenset[str]) -> Iterator[Word]:
    for code, row in rows.items():
        is_customer = row.extra.get("kind") == "customer"
        for language, label in row.labels.items():
            # "ISO 9001 – quality management" is known by what stands before the dash.
            name = (
                label.partition(" – ")[0].partition("–")[0]
                if kind is TagKind.CERTIFICATION
                else label
            )
            yield Word(name, kind, code, "" if code in grades else language)
        for language, synonyms in row.synonyms.items():
            for name in synonyms:
                # Who names Honda need not have been approved by Honda.
                if not (is_customer and name.isalpha()):
                    yield Word(name, kind, code, language)


def _equivalents(lists: Lists) -> Iterator[Word]:
    for (code, scheme, designation), is_exact in lists.equivalents.items():
        rank = Rank.NAMED if is_exact else Rank.NEAR
        yield Word(designation, TagKind.MATERIAL, code, "", rank)
        if scheme == "AISI" and designation.isdecimal() and code.startswith("FE."):
            yield Word(f"SAE {designation}", TagKind.MATERIAL, code, "", Rank.DERIVED)
            yield Word(f"AISI {designation}", TagKind.MATERIAL, code, "", Rank.DERIVED)


def _implied(lists: Lists) -> dict[TagKind, Likelihoods]:
    materials: dict[str, dict[str, float]] = {}
    families: dict[str, dict[str, float]] = {}
    for (material, family, process), weight in lists.implied.items():
        own = materials.setdefault(material, {}) if material else families.setdefault(family, {})
        own[process] = float(weight)
    inherited = {code: _nearest(code, own=materials, lists=lists) for code in lists.materials}
    return {TagKind.MATERIAL: inherited, TagKind.PART_FAMILY: families}


def _nearest(
    code: str, *, own: Mapping[str, Mapping[str, float]], lists: Lists
) -> Mapping[str, float]:
    while code and code not in own:
        row = lists.materials.get(code)
        code = row.parent if row else ""
    return own.get(code, {})
