"""All names of all terms, found in a text at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from fair.reading.engine.decoys import DECOYS
from fair.reading.engine.shapes import UNMARKED, is_useless, needs_of
from fair.reading.engine.squeezing import APART, LISTED, LONGEST_NAME, Squeezed, is_cjk, keys_of
from fair.reading.engine.types import TagKind
from fair.reading.engine.variants import bare_form, variants_of
from fair.reading.engine.vocabulary import Rank, Vocabulary, Word

_GAPS = {LISTED, APART}
_HEAD = 3  # names are looked up by their first signs, and shorter ones everywhere
_SHORT = (2, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One term that a key names; no kind where the key is a decoy."""

    kind: TagKind | None
    code: str
    language: str
    rank: Rank
    needs: int
    splits: frozenset[int]


class Found(NamedTuple):
    """Entries of one key that stands at squeezed[start:end]."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class Lexicon:
    """Names by their squeezed form. Building costs O(names); finding costs O(length of text)."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._entries: dict[str, tuple[Entry, ...]] = _entries(vocabulary)
        self._lengths = _lengths(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def words(self) -> set[str]:
        """Return the single words of all names."""
        return {
            word
            for key, entries in self._entries.items()
            for entry in entries
            for word in _split(key, entry.splits)
        }

    def find(self, squeezed: Squeezed) -> list[Found]:
        """Return every name between two borders, overlapping ones too."""
        text, borders = squeezed.text, squeezed.borders
        lengths_of, entries_of = self._lengths.get, self._entries.get
        found: list[Found] = []
        start, last = 0, len(text)
        while start < last:
            for length in lengths_of(text[start : start + _HEAD], _SHORT):
                if borders[start + length]:
                    end = start + length
                    entries = entries_of(text[start:end])
                    fitting = entries and _fitting(entries, start, end, squeezed)
                    if fitting:
                        found.append(Found(start, end, fitting))
            start = borders.find(1, start + 1)
        return found


def _fitting(
    entries: tuple[Entry, ...], start: int, end: int, squeezed: Squeezed
) -> tuple[Entry, ...]:
    """Keep the entries whose words are the text's words: "in ox" is not "inox"."""
    borders = squeezed.borders
    inner: set[int] = set()
    place = borders.find(1, start + 1, end)
    while place != -1:
        if not _may_part(squeezed.text, place):
            inner.add(place - start)
        place = borders.find(1, place + 1, end)
    return tuple([entry for entry in entries if _has_words(entry, inner)])


def _has_words(entry: Entry, inner: set[int]) -> bool:
    # Vietnamese joins no syllables; in other languages "diecasting" is "die casting".
    return inner == entry.splits if entry.language == "vi" else inner <= entry.splits


def _may_part(text: str, place: int) -> bool:
    """Tell whether a gap at `place` says nothing: beside CJK signs, or in "SUS 304"."""
    before, behind = text[place - 1], text[place]
    if before in _GAPS or behind in _GAPS or is_cjk(before) or is_cjk(behind):
        return True
    return before.isalpha() and behind.isdecimal()


def _entries(vocabulary: Vocabulary) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    words = [variant for word in vocabulary.words for variant in variants_of(word)]
    for word in words:
        if word.rank is not Rank.DERIVED:
            _add(found, word)
    derived = [word for word in words if word.rank is Rank.DERIVED]
    _add_where_free(found, derived)
    _add_where_free(found, _bare(words), needs=UNMARKED)
    _add_decoys(found)
    return _shared(found)


def _shared(found: Mapping[str, list[Entry]]) -> dict[str, tuple[Entry, ...]]:
    """Keep equal entries once: most names of a term differ in nothing but their letters."""
    kept: dict[tuple[Entry, ...], tuple[Entry, ...]] = {}
    tuples = ((key, tuple(dict.fromkeys(entries))) for key, entries in found.items())
    return {key: kept.setdefault(entries, entries) for key, entries in tuples}


def _bare(words: Iterable[Word]) -> Iterator[Word]:
    for word in words:
        bare = bare_form(word.text) if word.language == "vi" else ""
        if bare:
            yield Word(bare, word.kind, word.code, "vi", Rank.DERIVED)


def _add(found: dict[str, list[Entry]], word: Word, *, needs: int = 0) -> None:
    for key, splits in keys_of(word.text):
        if len(key) < LONGEST_NAME and not is_useless(word, key):
            found[key].append(
                Entry(
                    kind=word.kind,
                    code=word.code,
                    language=word.language,
                    rank=word.rank,
                    needs=needs or needs_of(word, key),
                    splits=_latin(key, splits),
                )
            )


def _add_where_free(
    found: dict[str, list[Entry]], words: Iterable[Word], *, needs: int = 0
) -> None:
    """Add forms that nobody wrote into the vocabulary; they never share a key with one that is."""
    more: dict[str, list[Entry]] = defaultdict(list)
    for word in words:
        _add(more, word, needs=needs)
    for key, entries in more.items():
        if key not in found:
            found[key] = entries


def _add_decoys(found: dict[str, list[Entry]]) -> None:
    for language, names in DECOYS.items():
        for name in names:
            for key, splits in keys_of(name):
                if key not in found:
                    entry = Entry(None, "", language, Rank.NAMED, 0, _latin(key, splits))
                    found[key].append(entry)


def _latin(key: str, splits: frozenset[int]) -> frozenset[int]:
    """Keep the places between Latin words, the only ones that are compared."""
    return _kept(frozenset([place for place in splits if not _may_part(key, place)]))


@cache
def _kept(splits: frozenset[int]) -> frozenset[int]:
    """Return the one object of all that are equal."""
    return splits


def _split(key: str, splits: frozenset[int]) -> Iterator[str]:
    places = [0, *sorted(splits), len(key)]
    return (key[start:end] for start, end in pairwise(places))


def _lengths(entries: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for key in entries:
        if len(key) >= _HEAD:
            lengths[key[:_HEAD]].add(len(key))
    return {head: (*sorted(found, reverse=True), *_SHORT) for head, found in lengths.items()}
