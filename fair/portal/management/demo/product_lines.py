"""Product lines: facts drawn within the limits of a process, and the text that states them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from fair.portal.management.demo.companies import EMPLOYEES, Company
from fair.portal.management.demo.line_texts import LANGUAGES, LineText, read_yaml

Row = dict[str, Any]

# People forget fields; these are the ones that may stay empty, each with this probability.
SHARE_LEFT_BLANK = 0.15
FORGETTABLE = (
    "materials", "part_families", "sectors", "max_length_mm", "max_width_mm", "max_height_mm",
    "min_size_mm", "max_weight_kg", "tolerance_mm", "roughness_ra_um", "capacity_per_month",
    "free_capacity_per_month", "moq_pcs", "sample_lead_days", "tooling_lead_days",
    "production_lead_days", "export_markets", "design_support",
)  # fmt: skip
UNSPACED = ("ja", "zh")
MARKETS = ("JP", "KR", "TH", "DE", "US", "TW", "CN", "MY", "NL", "IN")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a line can do; None where the question makes no sense for its process."""

    length_mm: float
    width_mm: float
    height_mm: float
    smallest_mm: float
    weight_kg: float
    tolerance_mm: float | None
    roughness_um: float | None
    capacity: int
    free_capacity: int
    moq: int
    sample_days: int
    tooling_days: int | None
    lead_days: int
    materials: tuple[str, ...]
    slots: Mapping[str, Any]


def line_cells(company: Company, *, number: int, text: LineText, variant: int, rng: Random) -> Row:
    """Return the line's columns, all present, in the order of the spreadsheet."""
    facts = draw_facts(text, rank=EMPLOYEES.index(company.employees), rng=rng)
    spoken = _spoken(company, text=text)
    wording = {language: _wording(text, language, facts, company, variant) for language in spoken}
    cells: Row = {"line_key": f"{company.key}-{number}"}
    cells |= {f"line_title_{code}": wording.get(code, ("", ""))[0] for code in LANGUAGES}
    cells |= {f"line_description_{code}": wording.get(code, ("", ""))[1] for code in LANGUAGES}
    cells |= _vocabulary_cells(text, facts=facts, rng=rng)
    cells |= _number_cells(facts)
    cells |= {
        "export_markets": ", ".join(sorted(rng.sample(MARKETS, rng.randint(1, 3))))
        if company.exports
        else "",
        "design_support": rng.choice(["yes", "no"]),
    }
    return _with_forgotten(cells, rng=rng)


def draw_facts(text: LineText, *, rank: int, rng: Random) -> Facts:
    """Draw the facts of one line; those in its text's slots come from the same draw.

    `rank` is the company's size, 0 to 4: it moves the capacity within the range of the process.
    """
    shortest, longest = text.choices("length")
    length = _round(rng.uniform(shortest, longest))
    # Long parts are heavy ones.
    place = 0.35 + 0.4 * (length - shortest) / ((longest - shortest) or 1) + 0.25 * rng.random()
    width_share, height_share = text.choices("aspect")
    capacity = int(_round(_between(text.choices("capacity"), rank / 10 + 0.6 * rng.random())))
    slots = {name: rng.choice(options) for name, options in text.slots.items()}
    tolerances, roughnesses = text.choices("tolerance"), text.choices("ra")
    return Facts(
        length_mm=length,
        width_mm=_round(length * width_share * rng.uniform(0.8, 1.2), least=1),
        height_mm=_round(length * height_share * rng.uniform(0.8, 1.2), least=0.5),
        smallest_mm=_round(min(rng.uniform(*text.choices("min")), length)),
        weight_kg=_round(_between(text.choices("weight"), place)),
        tolerance_mm=rng.choice(tolerances) if tolerances else None,
        roughness_um=rng.choice(roughnesses) if roughnesses else None,
        capacity=capacity,
        free_capacity=int(capacity * rng.choice([0.1, 0.2, 0.25, 0.3, 0.4, 0.6])),
        moq=rng.choice(text.choices("moq")),
        sample_days=rng.randint(*text.choices("sample")),
        tooling_days=_tooling_days(text.choices("tooling"), rng=rng),
        lead_days=rng.randint(*text.choices("lead")),
        materials=_materials(text, grade=slots.get("grade"), rng=rng),
        slots=slots,
    )


def _tooling_days(limits: Sequence[int] | None, *, rng: Random) -> int | None:
    """Draw whole working weeks, as toolmakers promise; at least three days."""
    return (5 * round(rng.randint(*limits) / 5) or 3) if limits else None


def _materials(text: LineText, *, grade: str | None, rng: Random) -> tuple[str, ...]:
    stated = text.facts.get("materials")
    if stated:
        return tuple(stated)
    known = text.profile["materials"] or ()
    others = rng.sample(known, min(len(known), rng.randint(2, 4)))
    return tuple(dict.fromkeys([grade, *others] if grade else others))


def _vocabulary_cells(text: LineText, *, facts: Facts, rng: Random) -> Row:
    codes = read_yaml("materials.yaml")
    sectors = text.facts.get("sectors") or _some(text.profile["sectors"], rng)
    return {
        "processes": "; ".join(text.processes),
        "materials": "; ".join(dict.fromkeys(codes[str(name)] for name in facts.materials)),
        "part_families": "; ".join(text.choices("families")),
        "sectors": "; ".join(sectors),
    }


def _number_cells(facts: Facts) -> Row:
    return {
        "max_length_mm": facts.length_mm,
        "max_width_mm": facts.width_mm,
        "max_height_mm": facts.height_mm,
        "min_size_mm": facts.smallest_mm,
        "max_weight_kg": facts.weight_kg,
        "tolerance_mm": _or_blank(facts.tolerance_mm),
        "roughness_ra_um": _or_blank(facts.roughness_um),
        "capacity_per_month": facts.capacity,
        "free_capacity_per_month": facts.free_capacity,
        "moq_pcs": facts.moq,
        "sample_lead_days": facts.sample_days,
        "tooling_lead_days": _or_blank(facts.tooling_days),
        "production_lead_days": facts.lead_days,
    }


def _with_forgotten(cells: Row, *, rng: Random) -> Row:
    """Empty some of the fields, as people do; free capacity says nothing without capacity."""
    forgotten = {column for column in FORGETTABLE if rng.random() < SHARE_LEFT_BLANK}
    if "capacity_per_month" in forgotten:
        forgotten.add("free_capacity_per_month")
    return {column: "" if column in forgotten else value for column, value in cells.items()}


def _spoken(company: Company, *, text: LineText) -> list[str]:
    """Return the text's languages that the company writes; its only one in any case."""
    written = [language for language in text.words if language in company.languages]
    return written or list(text.words)


def _wording(
    text: LineText, language: str, facts: Facts, company: Company, variant: int
) -> tuple[str, str]:
    """Return the title and the description in one language.

    Variants that follow one another differ in at least one part, until all have had their turn.
    """
    slots = _slots(facts, founded=company.founded_year, language=language)
    chosen = []
    for part in text.words[language]:
        alternatives = part.split("||")
        variant, at = divmod(variant, len(alternatives))
        chosen.append(alternatives[at].strip().format(**slots))
    title, *sentences = [words for words in chosen if words]
    if variant % 2 and len(sentences) > 1 and "||" not in text.words[language][-1]:
        # After the alternatives had their turn, the writer stops one sentence earlier.
        sentences.pop()
    separator = "\n" if text.is_list else "" if language in UNSPACED else " "
    return title, separator.join(sentences)


def _slots(facts: Facts, *, founded: int, language: str) -> dict[str, Any]:
    tolerance = facts.tolerance_mm or 0
    thousands = "." if language == "vi" else ","
    return {
        "tolerance": f"{tolerance:g}",
        "tolerance_c": f"{tolerance:g}".replace(".", ","),
        "microns": f"{tolerance * 1000:g}",
        "ra": f"{facts.roughness_um or 0:g}",
        "length": f"{facts.length_mm:g}",
        "weight": f"{facts.weight_kg:g}",
        "capacity": f"{facts.capacity:,}".replace(",", thousands),
        "moq": f"{facts.moq:,}".replace(",", thousands),
        "sample": facts.sample_days,
        "tooling": facts.tooling_days,
        "lead": facts.lead_days,
        "founded": founded,
        **facts.slots,
    }


def _some(options: Sequence[str], rng: Random) -> list[str]:
    return rng.sample(options, rng.randint(1, min(3, len(options))))


def _between(limits: Sequence[float], place: float) -> float:
    """Return the value at a place from 0 to 1; shops differ by factors, not by sums."""
    low, high = limits
    return math.exp(math.log(low) + place * (math.log(high) - math.log(low)))


def _round(value: float, *, least: float = 0.0) -> float:
    """Round to two figures, as people state sizes, and to thousandths at most."""
    rounded = max(round(float(f"{value:.2g}"), 3), least)
    return int(rounded) if rounded == int(rounded) else rounded


def _or_blank(value: float | None) -> Any:
    return "" if value is None else value
