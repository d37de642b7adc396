"""Terms of another kind inside a longer name: "zinc die casting" is work on zinc.

Only what the vocabulary's edges tie together is said: there is no die in "die casting".
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fair.reading.engine.lexicon import Entry, Found
from fair.reading.engine.shapes import WHOLE
from fair.reading.engine.types import TagKind
from fair.reading.engine.vocabulary import Likelihoods, Parents, line_of

Choice = tuple[Found, tuple[Entry, ...]]
Term = tuple[TagKind | None, str]

LEAST = 0.2  # of the weight of an edge that ties
_SYLLABLES = 2
# In these names a metal is what is put on, or what something is told from, and no material.
_PUTS_ON = "SF."
_WORKS_ON_SURFACE = frozenset(
    {"SF.ANO", "SF.HAN", "SF.MAO", "SF.EPL", "SF.PAS", "SF.BRU", "SF.COL", "SF.PPL", "SF.POL"}
)


class Ties:
    """Which terms of two kinds belong together, by the processes that both imply."""

    def __init__(self, implied: Mapping[TagKind, Likelihoods], *, processes: Parents) -> None:
        self._processes = processes
        own: dict[Term, frozenset[str]] = {
            (kind, code): frozenset(process for process, weight in rows.items() if weight >= LEAST)
            for kind, likely in implied.items()
            for code, rows in likely.items()
        }
        self._own = own | {(TagKind.PROCESS, code): frozenset({code}) for code in processes}
        self._broader = {term: self._lines(codes) for term, codes in self._own.items()}

    def tie(self, one: Term, other: Term) -> bool:
        """Tell whether both lead to one process, or one of them to a broader one."""
        if {one[0], other[0]} == {TagKind.MATERIAL, TagKind.PROCESS}:
            process = one[1] if one[0] is TagKind.PROCESS else other[1]
            if process.startswith(_PUTS_ON) and process not in _WORKS_ON_SURFACE:
                return False
        nothing: frozenset[str] = frozenset()
        return not (
            self._own.get(one, nothing).isdisjoint(self._broader.get(other, nothing))
            and self._broader.get(one, nothing).isdisjoint(self._own.get(other, nothing))
        )

    def _lines(self, codes: Iterable[str]) -> frozenset[str]:
        return frozenset(above for code in codes for above in line_of(code, self._processes))


def with_contained(
    chosen: Sequence[Choice], all_clear: list[Choice], *, ties: Ties
) -> list[Choice]:
    """Add to each name the terms of kinds it does not name that stand inside it."""
    by_start = sorted(all_clear, key=lambda pair: pair[0].start)
    starts = [found.start for found, _entries in by_start]
    widened = []
    for one, entries in chosen:
        first = bisect_left(starts, one.start)
        last = bisect_left(starts, one.end, lo=first)
        inner = [
            pair
            for pair in by_start[first:last]
            if pair[0].end <= one.end and pair[0] is not one and _length(pair) < one.end - one.start
        ]
        tied = _tied(one, entries, inner, ties=ties)
        widened.append((one, (*_narrowed(entries, inner), *tied)))
    return widened


def _narrowed(entries: tuple[Entry, ...], inner: list[Choice]) -> tuple[Entry, ...]:
    """Put a grade inside a name in the place of its class: "EPE foam" is EPE."""
    classes = tuple(f"{entry.code}." for entry in entries if entry.kind is TagKind.MATERIAL)
    grades = tuple(
        entry
        for _found, held in inner
        for entry in held
        if classes and entry.kind is TagKind.MATERIAL and entry.code.startswith(classes)
    )
    if not grades:
        return entries
    return (*(entry for entry in entries if entry.kind is not TagKind.MATERIAL), *grades)


def _tied(
    one: Found, entries: tuple[Entry, ...], inner: list[Choice], *, ties: Ties
) -> Iterator[Entry]:
    named = {entry.kind for entry in entries}
    if not inner or None in named:
        return
    decoys: list[Found] = []
    for found, held in sorted(inner, key=_length, reverse=True):
        if any(found.start < decoy.end and decoy.start < found.end for decoy in decoys):
            continue
        if held[0].kind is None:
            decoys.append(found)
            continue
        is_plain = len({entry.kind for entry in held}) == 1
        added = [
            entry
            for entry in held
            if _fits(entry, found, one, entries, ties=ties)
            and not _is_syllables(found, one, entry, inner)
            and (is_plain or entry.kind is not TagKind.PROCESS or TagKind.MATERIAL not in named)
        ]
        added = [entry for entry in added if entry.kind not in named]
        named |= {entry.kind for entry in added}
        yield from added


def _fits(entry: Entry, found: Found, one: Found, outer: tuple[Entry, ...], *, ties: Ties) -> bool:
    is_word = found.end - found.start > 1 and not entry.needs & WHOLE
    return is_word and any(
        ties.tie((entry.kind, entry.code), (other.kind, other.code))
        and (other.kind is not TagKind.MATERIAL or _is_head(entry, found, one))
        and (other.kind is not TagKind.PROCESS or _is_telling(entry))
        for other in outer
    )


def _is_head(entry: Entry, found: Found, one: Found) -> bool:
    """Tell whether a part inside a material is what is made of it: "steel tube", "ống thép".

    "Spring steel" and "thép lò xo" are no springs.
    """
    if entry.kind is not TagKind.PART_FAMILY:
        return True
    return found.start == one.start if entry.language == "vi" else found.end == one.end


def _is_syllables(found: Found, one: Found, entry: Entry, inner: list[Choice]) -> bool:
    """Tell whether a Korean name is only two syllables of a longer word: "서스" in "서스펜션".

    Another name beside it shows that it is a word of its own: "고무롤러".
    """
    if entry.language != "ko" or found.end - found.start > _SYLLABLES:
        return False
    return not any(other.end == found.start or other.start == found.end for other, _held in inner)


def _is_telling(entry: Entry) -> bool:
    """Tell whether a material says more than what is worked by the process around it anyway."""
    return entry.kind is not TagKind.MATERIAL or "." in entry.code


def _length(pair: Choice) -> int:
    return pair[0].end - pair[0].start
