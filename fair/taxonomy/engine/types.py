"""What the vocabulary's functions take and give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

LANGUAGES = ("en", "vi", "ja", "ko", "zh-hans")


class Relation(StrEnum):
    """How one term of a tree stands to another."""

    SAME = "same"
    NARROWER = "narrower"
    BROADER = "broader"
    SIBLING = "sibling"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file. Row 1 is the heading; `row` counts as a spreadsheet does."""

    file: str
    row: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.text}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, its cells trimmed and by column name."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> list[str]:
        """Split a cell that holds several values."""
        return [part.strip() for part in self.cells[column].split("|") if part.strip()]

    def problem(self, text: str) -> Problem:
        return Problem(self.file, self.number, text)


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term as its file states it; `position` counts from 0 among the same parent's terms."""

    code: str
    parent: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]
    position: int
    extra: Mapping[str, str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The closed lists that some cells are taken from."""

    certification_kinds: frozenset[str]
    grade_schemes: tuple[str, ...]
    outside_schemes: frozenset[str]


# Edges by natural key: what the key is about, then what is said of it.
Equivalents = Mapping[tuple[str, str, str], bool]  # (grade, scheme, designation) → is exact
Implied = Mapping[tuple[str, str, str], Decimal]  # (material, part family, process) → weight
OutsideKey = tuple[str, str, str, str, str, str]  # scheme, edition, code, sector, process, family
OutsideCodes = Mapping[OutsideKey, tuple[str, bool]]  # → (label, is verified)


@dataclass(frozen=True, slots=True)
class Lists:
    """Every list of the vocabulary, read and found consistent; "" where no term is named."""

    processes: Mapping[str, TermRow]
    materials: Mapping[str, TermRow]
    part_families: Mapping[str, TermRow]
    certifications: Mapping[str, TermRow]
    sectors: Mapping[str, TermRow]
    equivalents: Equivalents
    implied: Implied
    outside: OutsideCodes
    checksum: str
