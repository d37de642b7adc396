"""Texts without what writers put between the parts of one term, and where its words begin."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from fair.reading.engine.folding import Folded, fold

# Kana, Han and Hangul, which stand without spaces; every sign of them may begin a term.
CJK = (
    "々\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
)
_TOKEN = re.compile(rf"[{CJK}]|(?:[^\W_{CJK}]|(?<=\d)\.(?=\d))+")
_RUN = re.compile(rf"[{CJK}]+|(?:[^\W_{CJK}]|(?<=\d)\.(?=\d))+")
_FIRST_CJK = "\u3005"
LONGEST_NAME = 200
_IS_CJK = re.compile(f"[{CJK}]")
# A plastic or rubber with its hardness or type behind it: EPDM70, TPU95A, ABS757.
_GLUED = re.compile(
    r"(?:epdm|h?nbr|sbr|fkm|vmq|tp[euv]|eva|peek|abs|pps|pbt|lcp|pom|pmma|[hl]dpe|petg)(?=\d)"
)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_JOINING = re.compile(r"[ \t\u00a0'_·-]{0,3}")
_LISTING = re.compile(r" ?[/+&] ?")
_PLAIN = {"", " "}
_LISTABLE = {"-", "/", "+", "&"}
LISTED = "/"  # between "PC" and "ABS" in "PC/ABS" and "PC+ABS"
APART = "\n"  # no term goes on behind it

Correct = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Words in a row. Terms lie between borders.

    borders[i] is 1 where a word begins and behind the last one, with zeros behind for names that
    would reach further. A word that begins at i stands at folded[starts[i]:], and one that ends
    there at folded[:ends[i]].
    """

    text: str
    borders: bytearray
    starts: dict[int, int]
    ends: dict[int, int]


def is_cjk(sign: str) -> bool:
    """Tell whether a sign belongs to a script that is written without spaces."""
    return sign >= _FIRST_CJK and _IS_CJK.match(sign) is not None


def squeeze(folded: Folded, *, correct: Correct | None = None) -> Squeezed:
    """Join the words of a text; `correct` may replace a Latin word. Cost: O(length)."""
    text = folded.text
    words: list[str] = []
    starts, ends = dict[int, int](), dict[int, int]()
    # A word grows by one sign at most when it is corrected, and a gap is never longer than it was.
    borders = bytearray(2 * len(text) + LONGEST_NAME + 1)
    place = last = 0
    for match in _RUN.finditer(text):
        start, end = match.span()
        gap = _gap_between(text, last, start) if words else ""
        if gap:
            words.append(gap)
            borders[place] = 1
            starts[place], ends[place + 1] = last, start
            place += 1
        word, last, behind = match[0], end, place + end - start
        if is_cjk(word[0]):
            borders[place:behind] = b"\1" * (end - start)
            starts.update(zip(range(place, behind), range(start, end), strict=True))
            ends.update(zip(range(place + 1, behind + 1), range(start + 1, end + 1), strict=True))
        else:
            word = correct(word) if correct is not None and behind - place > 1 else word
            behind = place + len(word)
            borders[place], starts[place], ends[behind] = 1, start, end
            for cut in _cuts(word):
                borders[place + cut] = 1
                starts[place + cut] = ends[place + cut] = start + cut
        words.append(word)
        place = behind
    borders[place] = 1
    return Squeezed("".join(words), borders, starts, ends)


def _cuts(word: str) -> Iterator[int]:
    """Give where a plastic ends in a word that goes on with figures."""
    glued = _GLUED.match(word)
    if glued:
        yield len(glued[0])


def _gap_between(text: str, start: int, end: int) -> str:
    """Return what parts the words on both sides; Han and kana need no spaces, so one parts them."""
    if start == end:
        return ""
    if text[start:end].isspace() and _is_unspaced(text[start - 1]) and _is_unspaced(text[end]):
        return APART
    return "" if text[start:end] in _PLAIN else _gap(text, start, end)


def _is_unspaced(sign: str) -> bool:
    return is_cjk(sign) and not _HANGUL.match(sign)


def _gap(text: str, start: int, end: int) -> str:
    if start == end or _JOINING.fullmatch(text, start, end):
        return ""
    return LISTED if _LISTING.fullmatch(text, start, end) else APART


def keys_of(name: str) -> Iterator[tuple[str, frozenset[int]]]:
    """Give the forms in which a name may stand in a squeezed text, each with where words begin.

    "PA66-GF30" may be written PA66 GF30, PA66GF30, PA66/GF30 and PA66+GF30.
    """
    text = fold(name).text
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    words = [text[start:end] for start, end in tokens]
    gaps = [text[one[1] : other[0]] for one, other in pairwise(tokens)]
    ways = [[""] * len(gaps)]
    if any(gap not in _PLAIN for gap in gaps):
        ways.append([_gap(gap, 0, len(gap)) for gap in gaps])
        ways.append([LISTED if gap.strip() in _LISTABLE else "" for gap in gaps])
    seen = set()
    for joints in ways if words else ():
        key, splits = _joined(words, joints)
        if key not in seen:
            seen.add(key)
            yield key, splits


def _joined(words: list[str], joints: list[str]) -> tuple[str, frozenset[int]]:
    key = words[0]
    splits = []
    for joint, word in zip(joints, words[1:], strict=True):
        key += joint
        splits.append(len(key))
        key += word
    return key, frozenset(splits)
