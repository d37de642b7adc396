"""Words into terms, many at a time and without a query for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from fair.taxonomy.engine.naming import Name, NameIndex, Rank
from fair.taxonomy.models import (
    Certification,
    GradeEquivalent,
    Material,
    PartFamily,
    Process,
    Sector,
)
from fair.taxonomy.models.terms import Term

AnyTerm = TypeVar("AnyTerm", bound=Term)


class Terms(Generic[AnyTerm]):
    """The active terms of one vocabulary, found by code or by any word for them."""

    def __init__(self, terms: Iterable[AnyTerm], more_names: Iterable[Name] = ()) -> None:
        self.by_code: dict[str, AnyTerm] = {term.code: term for term in terms}
        names = [name for term in self.by_code.values() for name in _names(term)]
        self._index = NameIndex([*names, *more_names])

    def resolve(self, text: str, *, language: str = "") -> AnyTerm | None:
        """Return the one term that `text` names: its code, label, synonym or equivalent.

        Case, width, spaces and punctuation do not matter; Vietnamese may come without any of its
        marks. `language` decides where two languages use one word for different things.
        Return None where the word is unknown or names several terms.
        """
        code = self._index.find(text, language=language)
        return self.by_code.get(code) if code else None

    def closest(self, text: str, *, limit: int = 3) -> list[AnyTerm]:
        """Return up to `limit` terms whose names look like `text`, for “did you mean”."""
        return [self.by_code[code] for code in self._index.closest(text, limit=limit)]


class MaterialTerms(Terms[Material]):
    """Materials: classes by name, grades by their name under any standard."""

    def resolve(self, text: str, *, language: str = "") -> Material | None:
        """Return the class or grade that `text` names.

        A grade is also found among other words, “nhôm ADC12” or “SUS304 2B”, if it is the only
        one there.
        """
        found = super().resolve(text, language=language)
        if found is not None:
            return found
        code = self._index.find_within(text)
        return self.by_code.get(code) if code else None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All vocabularies in memory; make one per file, not one per row."""

    processes: Terms[Process]
    materials: MaterialTerms
    part_families: Terms[PartFamily]
    certifications: Terms[Certification]
    sectors: Terms[Sector]


def load_vocabulary() -> Vocabulary:
    """Read all active terms and the equivalents of grades. Six queries."""
    materials = list(Material.objects.active().in_order())
    return Vocabulary(
        processes=Terms(Process.objects.active().in_order()),
        materials=MaterialTerms(materials, _equivalents({term.code for term in materials})),
        part_families=Terms(PartFamily.objects.active().in_order()),
        certifications=Terms(Certification.objects.active().in_order()),
        sectors=Terms(Sector.objects.active().in_order()),
    )


def _names(term: Term) -> Iterator[Name]:
    yield Name(term.code, term.code, Rank.CODE)
    for language, label in term.labels.items():
        yield Name(label, term.code, Rank.LABEL, language)
    for language, words in term.synonyms.items():
        for word in words:
            yield Name(word, term.code, Rank.SYNONYM, language)


def _equivalents(codes: set[str]) -> Iterator[Name]:
    rows = GradeEquivalent.objects.values_list("designation", "material__code", "is_exact")
    for designation, code, is_exact in rows:
        if code in codes:
            yield Name(designation, code, Rank.EQUIVALENT if is_exact else Rank.NEAR)
