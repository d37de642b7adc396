"""What a reading gives, and which entries of a form it may propose."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class TagKind(StrEnum):
    """Which vocabulary a term belongs to."""

    PROCESS = "process"
    MATERIAL = "material"
    PART_FAMILY = "part_family"
    CERTIFICATION = "certification"


class Stance(StrEnum):
    """How the text means a term: “plating”, “no plating”, “plating is outsourced”, “a line for
    plating”, where it only says what something else is for or what was done before.
    """

    STATED = "stated"
    NEGATED = "negated"
    OUTSOURCED = "outsourced"
    AROUND = "around"


@dataclass(frozen=True, slots=True)
class Tag:
    """A term that the text names: text[start:end] == quote, in the text as it was given."""

    kind: TagKind
    code: str
    start: int
    end: int
    quote: str
    stance: Stance = Stance.STATED


@dataclass(frozen=True, slots=True)
class Implied:
    """A process that a stated material or part family makes likely; 0 < weight <= 1."""

    code: str
    weight: float
    source: Tag


class QuantityKind(StrEnum):
    """What a figure measures; the value ends with its unit."""

    TOLERANCE = "tolerance_mm"
    SIZE = "size_mm"
    DIAMETER = "diameter_mm"
    THICKNESS = "thickness_mm"
    WEIGHT = "weight_kg"
    ROUGHNESS = "roughness_ra_um"
    PRESS = "press_t"
    CLAMP = "clamp_t"
    VOLUME_MONTH = "pieces_per_month"
    VOLUME_YEAR = "pieces_per_year"
    MINIMUM = "minimum_pcs"
    LEAD = "lead_days"
    SAMPLE_LEAD = "sample_days"
    TOOLING_LEAD = "tooling_days"


@dataclass(frozen=True, slots=True)
class Quantity:
    """Figures in the unit of their kind; text[start:end] == quote.

    SIZE: two or three edges as written. DIAMETER: the diameter, then the length if there is one.
    All others: one value, or the two ends of a range, the lower first.
    """

    kind: QuantityKind
    values: tuple[float, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found, each sequence in the order of the text; `implied` the likeliest first."""

    tags: tuple[Tag, ...]
    implied: tuple[Implied, ...]
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class NumberEntry:
    """The fields of a form that a quantity fills: one value each, or one picked from a range.

    `factor` turns the quantity's unit into the form's: pieces a month into pieces a year is 12.
    """

    fields: tuple[str, ...]
    pick: Callable[[Iterable[float]], float] = max
    factor: int = 1


@dataclass(frozen=True, slots=True)
class FormEntries:
    """Which fields of a form hold texts, and which take what is read in them."""

    texts: tuple[str, ...]
    terms: Mapping[TagKind, str]
    numbers: Mapping[QuantityKind, NumberEntry]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One entry that a text makes likely: a term for a field, or numbers for some.

    `key` names it in the list of those that were rejected: the same words propose the same key.
    """

    key: str
    field: str
    code: str
    numbers: tuple[tuple[str, float], ...]
    quote: str
