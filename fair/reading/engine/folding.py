"""Texts in the form they are searched in, and the way back to the signs that were written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Signs of one look or one meaning, each for one: dashes, quotes, the sign for inches.
_ALIKE = {
    ord(sign): plain
    for plain, signs in {
        "-": "‐‑‒–—―−",
        "~": "〜∼∿",
        "'": "’‘ʼ",
        '"': "“”„‟",
        "×": "✕✖⨯",
        "x": "х",  # the Cyrillic letter that looks like it
        "ø": "∅⌀ϕφ",
        "·": "・•‧",
    }.items()
    for sign in signs
}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_NEEDS_CARE = re.compile(f"{_INVISIBLE.pattern}|[\u00b2\u00b3\u00b9\u2033\u2070-\u2079]")
# What belongs to the sign before it though Unicode gives it no combining class: the vowels and
# finals of Hangul written apart, and the half-width voicing marks of katakana.
_CONTINUING = re.compile("[\u1160-\u11ff\uff9e\uff9f\uffc2-\uffdc]")
_VIETNAMESE = frozenset(
    unicodedata.normalize(
        "NFC",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
    )
)
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
# "hoà" and "hòa" are two spellings of one word: the mark is moved to the first vowel.
_EARLY_MARKS = {
    unicodedata.normalize("NFC", pair + mark): unicodedata.normalize("NFC", pair[0] + mark)
    + pair[1]
    for pair in ("oa", "oe", "uy")
    for mark in "\u0300\u0301\u0309\u0303\u0323"
}
_LATE_MARK = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W\d_])")
_ANY_ALIKE = re.compile("[" + "".join(map(chr, _ALIKE)) + "]")
# Full-width signs, the other spaces and the micro sign: one sign for one, and frequent.
_NARROW = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xFF01, 0xFF5F), 0x3000, 0xA0, 0xB5)
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text to be searched; sign i of it was written at original[starts[i]:ends[i]]."""

    text: str
    original: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where text[start:end] stands in the original."""
        return self.starts[start], self.ends[end - 1]

    def quote(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.original[first:last]


def fold(text: str) -> Folded:
    """Drop case, width and ways of composing; keep spaces, punctuation and the marks of letters.

    Texts that differ only in Unicode's normal form fold to the same. Cost: O(length).
    """
    if text.isascii():
        return Folded(text.lower(), text, range(len(text)), range(1, len(text) + 1))
    plain = text.translate(_NARROW)
    folded = plain.casefold()
    is_simple = (
        len(folded) == len(text)
        and not _NEEDS_CARE.search(plain)
        and unicodedata.is_normalized("NFKC", plain)
    )
    if is_simple:
        return Folded(_alike(folded), text, range(len(text)), range(1, len(text) + 1))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        sign = _fold_cluster(text[start:end])
        signs.append(sign)
        starts.extend([start] * len(sign))
        ends.extend([end] * len(sign))
    return Folded(_alike("".join(signs)), text, starts, ends)


def has_vietnamese_marks(folded: str) -> bool:
    """Tell whether a folded text is Vietnamese written with its marks."""
    return not folded.isascii() and not _VIETNAMESE.isdisjoint(folded)


def without_marks(folded: str) -> str:
    """Drop the marks of Latin letters: "mạ kẽm" → "ma kem"; other scripts stay as they are."""
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare).replace("đ", "d")


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Give the places of signs that may be composed with each other, together."""
    start = 0
    for index, sign in enumerate(text):
        if index > start and not (unicodedata.combining(sign) or _CONTINUING.match(sign)):
            yield start, index
            start = index
    if text:
        yield start, len(text)


def _fold_cluster(cluster: str) -> str:
    visible = _INVISIBLE.sub("", cluster)
    if len(visible) == 1 and visible in "²³¹⁰⁴⁵⁶⁷⁸⁹":
        return "^" + unicodedata.normalize("NFKC", visible)
    if visible == "″":
        return '"'
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())


def _alike(folded: str) -> str:
    """Write one sign for signs that look alike; the length stays."""
    if folded.isascii():
        return folded
    plain = folded.translate(_ALIKE) if _ANY_ALIKE.search(folded) else folded
    return _LATE_MARK.sub(lambda match: _EARLY_MARKS[match[0]], plain)
