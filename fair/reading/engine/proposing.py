"""From readings to the entries of a form that they propose."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from fair.reading.engine.reader import Reader
from fair.reading.engine.types import (
    FormEntries,
    NumberEntry,
    Proposal,
    Quantity,
    QuantityKind,
    Reading,
    Stance,
    Tag,
    TagKind,
)

LONGEST_TEXT = 20_000
MOST_PROPOSALS = 30
Chosen = Mapping[TagKind, Collection[str]]


def readings_of(texts: Iterable[tuple[str, str]], *, reader: Reader) -> list[Reading]:
    """Read (language, text) pairs, up to LONGEST_TEXT signs of all together."""
    readings, left = [], LONGEST_TEXT
    for language, text in texts:
        readings.append(reader.read(text[:left], language=language))
        left -= min(left, len(text))
    return readings


def propose(
    readings: Iterable[Reading],
    *,
    entries: FormEntries,
    chosen: Chosen,
    filled: Collection[str],
    rejected: Collection[str],
    reader: Reader,
) -> list[Proposal]:
    """Return what the texts state and the form does not, terms first, in the order of the texts.

    Denied and outsourced terms are not proposed, nor what a narrower chosen term includes, nor
    what stands among `rejected`. Fields that are `filled` take no more numbers.
    """
    readings = list(readings)
    found = [*_terms(readings, entries, chosen, reader), *_numbers(readings, entries, filled)]
    kept = {found_one.key: found_one for found_one in found if found_one.key not in rejected}
    return list(kept.values())[:MOST_PROPOSALS]


def _terms(
    readings: list[Reading], entries: FormEntries, chosen: Chosen, reader: Reader
) -> Iterator[Proposal]:
    tags = [
        tag
        for reading in readings
        for tag in reading.tags
        if tag.stance is Stance.STATED
        and tag.kind in entries.terms
        and not reader.is_heading(tag.kind, tag.code)
    ]
    included = {
        (kind, broader)
        for kind in entries.terms
        for code in chosen.get(kind, ())
        for broader in reader.line_of(kind, code)
    }
    # Of "aluminium A6061" only the grade is proposed.
    included |= {
        (tag.kind, broader) for tag in tags for broader in reader.line_of(tag.kind, tag.code)[1:]
    }
    for tag in tags:
        if (tag.kind, tag.code) not in included:
            yield _term(tag, entries)


def _term(tag: Tag, entries: FormEntries) -> Proposal:
    return Proposal(f"{tag.kind}:{tag.code}", entries.terms[tag.kind], tag.code, (), tag.quote)


def _numbers(
    readings: list[Reading], entries: FormEntries, filled: Collection[str]
) -> Iterator[Proposal]:
    for reading in readings:
        for quantity in reading.quantities:
            entry = entries.numbers.get(quantity.kind)
            if entry is None or not set(entry.fields).isdisjoint(filled):
                continue
            numbers = tuple(zip(entry.fields, _values(quantity, entry), strict=False))
            if not numbers:
                continue
            written = ",".join(f"{value:g}" for _name, value in numbers)
            key = f"{entry.fields[0]}:{written.replace(',', 'x')}"
            yield Proposal(key, entry.fields[0], "", numbers, quantity.quote)


def _values(quantity: Quantity, entry: NumberEntry) -> list[float]:
    if quantity.kind is QuantityKind.SIZE:
        return list(quantity.values)
    if quantity.kind is QuantityKind.DIAMETER:
        diameter, *length = quantity.values
        return [*length, diameter, diameter] if length else []
    return [round(entry.pick(quantity.values) * entry.factor, 9)]
