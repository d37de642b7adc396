"""Names found in a text into the terms it states, one reading of each stretch."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fair.reading.engine.contained import Choice, Ties, with_contained
from fair.reading.engine.folding import Folded, has_vietnamese_marks
from fair.reading.engine.lexicon import Entry, Found
from fair.reading.engine.shapes import CAPITALS, CONTEXT, MARKED, UNMARKED, WHOLE
from fair.reading.engine.squeezing import Squeezed
from fair.reading.engine.types import TagKind
from fair.reading.engine.vocabulary import Parents, line_of

_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[가-힣]")
_SYLLABLES = 2
_HAN = re.compile("[\u4e00-\u9fff]")
_PARTICLE = re.compile(r"(?:을|를|이|가|은|는|의|와|과|및|로|으로|에|도|만|류|제)(?![가-힣])")
_SAME_SCRIPT = (re.compile("[ァ-ヺー]"), _HANGUL)


class Named(NamedTuple):
    """Terms named at folded[start:end]; none of them where a decoy stands."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What the whole text says about how it is to be read."""

    language: str
    is_marked: bool


def script_of(text: str, *, language: str) -> Script:
    """Tell in which language a folded text is written, where its signs show it."""
    is_marked = has_vietnamese_marks(text)
    return Script(language or _language_of(text, is_marked=is_marked), is_marked)


def _language_of(text: str, *, is_marked: bool) -> str:
    if is_marked:
        return "vi"
    if text.isascii():
        return ""
    for language, signs in (("ko", _HANGUL), ("ja", _KANA), ("zh-hans", _HAN)):
        if signs.search(text):
            return language
    return ""


def choose(
    found: Iterable[Found], *, folded: Folded, squeezed: Squeezed, script: Script, ties: Ties
) -> tuple[list[Named], list[Named]]:
    """Keep the longest names that do not overlap, the earlier of two as long.

    Return those that name their terms, in order, and those that would beside the right words.
    """
    clear: list[Choice] = []
    doubtful: list[Choice] = []
    for one in found:
        entries = _holding(one, folded=folded, squeezed=squeezed, script=script)
        strong = tuple(entry for entry in entries if not entry.needs & CONTEXT)
        (clear if strong else doubtful).append((one, strong or entries))
    taken = bytearray(len(squeezed.text))
    chosen = _sharing(_fit(clear, taken), clear)
    whole = [
        (one, entries)
        for one, entries in chosen
        if not any(entry.needs & WHOLE for entry in entries)
        or _stands_alone(one, folded.text, squeezed, taken=taken)
    ]
    beside = _fit([pair for pair in doubtful if pair[1]], taken)
    return _named(with_contained(whole, clear, ties=ties), squeezed), _named(beside, squeezed)


def _fit(pairs: list[Choice], taken: bytearray) -> list[Choice]:
    chosen = []
    for one, entries in sorted(
        pairs, key=lambda pair: (pair[0].start - pair[0].end, pair[0].start)
    ):
        if taken.find(1, one.start, one.end) == -1:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            chosen.append((one, entries))
    return sorted(chosen, key=lambda pair: pair[0].start)


def _sharing(chosen: list[Choice], all_clear: list[Choice]) -> list[Choice]:
    """Let a process keep the word that a longer material behind it took: "ép nhựa ABS"."""
    by_start = {one.start: place for place, (one, _entries) in enumerate(chosen)}
    shared = dict(enumerate(chosen))
    for one, entries in all_clear:
        if not any(entry.kind is TagKind.PROCESS for entry in entries):
            continue
        place = next((by_start[at] for at in range(one.start + 1, one.end) if at in by_start), None)
        if place is None:
            continue
        other, named = chosen[place]
        is_free = place == 0 or chosen[place - 1][0].end <= one.start
        is_material = all(entry.kind is TagKind.MATERIAL for entry in named)
        if is_free and is_material and other.end > one.end:
            shared[place] = (Found(one.end, other.end, other.entries), named)
            shared[-1 - place] = (one, entries)
    return sorted(shared.values(), key=lambda pair: pair[0].start)


def _holding(
    one: Found, *, folded: Folded, squeezed: Squeezed, script: Script
) -> tuple[Entry, ...]:
    """Keep the entries whose conditions on the text and the capitals hold."""
    start, end = squeezed.starts[one.start], squeezed.ends[one.end]
    # "의료용 사출": two syllables that a space parts are no word, 용사.
    if one.end - one.start == _SYLLABLES < end - start and _HANGUL.match(folded.text, start):
        return ()
    return tuple(
        entry
        for entry in one.entries
        if not entry.needs & (UNMARKED if script.is_marked else MARKED)
        and (not entry.needs & CAPITALS or folded.quote(start, end).isupper())
    )


def _stands_alone(one: Found, text: str, squeezed: Squeezed, *, taken: bytearray) -> bool:
    """Tell whether the name is no end, or middle, of a longer word in the same script."""
    start, end = squeezed.starts[one.start], squeezed.ends[one.end]
    signs = next(signs for signs in _SAME_SCRIPT if signs.match(text[start]))
    # One syllable of Hangul beside another says nothing, though each be a name.
    is_hangul = signs is _HANGUL
    if start and signs.match(text[start - 1]) and (is_hangul or not taken[one.start - 1]):
        return False
    if end == len(text) or not signs.match(text[end]) or (taken[one.end] and not is_hangul):
        return True
    return bool(_PARTICLE.match(text, end))


def _named(pairs: Sequence[Choice], squeezed: Squeezed) -> list[Named]:
    return [
        Named(squeezed.starts[one.start], squeezed.ends[one.end], entries) for one, entries in pairs
    ]


def terms_of(
    named: Named, *, parents: Mapping[TagKind, Parents], script: Script
) -> list[tuple[TagKind, str]]:
    """Return the one term of each kind that is named, in the order of kinds."""
    if len(named.entries) == 1 and named.entries[0].kind is not None:
        return [(named.entries[0].kind, named.entries[0].code)]
    terms = []
    for kind in TagKind:
        entries = [entry for entry in named.entries if entry.kind is kind]
        code = _one_code(entries, parents=parents[kind], language=script.language)
        if code:
            terms.append((kind, code))
    return terms


def _one_code(entries: list[Entry], *, parents: Parents, language: str) -> str:
    if not entries:
        return ""
    best = min(entry.rank for entry in entries)
    ranked = [entry for entry in entries if entry.rank == best]
    spoken = [entry for entry in ranked if entry.language in (language, "")]
    codes = sorted({entry.code for entry in spoken or ranked})
    if len(codes) == 1:
        return codes[0]
    # Two terms share the word: what they have in common is still said.
    lines = [line_of(code, parents) for code in codes]
    return next((code for code in lines[0] if all(code in line for line in lines)), "")
