"""Metals that are only coatings: "mạ kẽm, niken, thiếc", "zinc and tin plating", "Niめっき".

In a list that begins or ends with a word for plating, a metal is no material.
"""

import re
from collections.abc import Container, Iterator

from fair.reading.engine.lexicon import Entry
from fair.reading.engine.patterns import any_of
from fair.reading.engine.tagging import Named
from fair.reading.engine.types import TagKind
from fair.reading.engine.vocabulary import Rank

_PLATING = "SF.PLA"
_PLATINGS = frozenset({_PLATING, "SF.ZNP", "SF.NIP", "SF.CRP", "SF.ENP", "SF.GSP", "SF.CUP"})
_COATINGS = {
    "SF.CRP": r"hard[ -]chrom(?:e|ium)|cr[oô]me? cứng|chrome cứng|硬質クロム|경질\s?크롬|硬铬",
    "SF.ENP": r"electroless nickel|niken hóa học|無電解ニッケル|무전해\s?니켈|化学镍",
    "SF.ZNP": "zinc|kẽm|亜鉛|아연|锌|zn",
    "SF.NIP": "nickel|niken|ニッケル|니켈|镍|ni|chrom(?:e|ium)|cr[oô]me?|クロム|크롬|铬|cr",
    "SF.GSP": "tin|thiếc|錫|スズ|すず|주석|锡|sn|silver|bạc|銀|银|은|ag|gold|vàng|金|금|au",
    "SF.CUP": "copper|đồng|銅|铜|구리|동|cu",
}
_WORD = "[a-zà-ỹđ]"
_METAL = rf"(?<!{_WORD})(?:{'|'.join(_COATINGS.values())})(?!{_WORD})"
_JOINT = r"\s?(?:[,、/・·&+-]|and|or|và|hoặc|[和与及と]|및)\s?"
_END = r"(?=\s*(?:[^\w\s]|\d|$|and\b|or\b|và\b|hoặc\b|[和与及と等]|및))"
_BATH = r"(?:\s?(?:cr ?)?[36]?\s?\+|\s?\([^()]{1,24}\))?"  # "kẽm Cr3+", "zinc (trivalent)"
_AHEAD = re.compile(rf"{_BATH}(?:{_JOINT}|\s?:\s?|\s?)(?P<metal>{_METAL}){_END}")
_BACK = re.compile(rf"(?P<metal>{_METAL})(?:{_JOINT}|[ -]?)$")
_LEADS = re.compile(r"(?:xi )?mạ\b|xi\b|电?镀|electroplating|plating")
_TRAILS = re.compile(any_of("めっき", "メッキ", "鍍金", "도금", "plating", "plated") + "$")
_REACH = 24


def with_coatings(named: list[Named], text: str, *, known: Container[str]) -> list[Named]:
    """Name the plating of each metal in a list around a word for plating, in order of the text."""
    coatings: dict[int, Named] = {}
    for one in named:
        if any(entry.code in _PLATINGS for entry in one.entries):
            for coating in (*_ahead(one, text), *_before(one, text)):
                if coating.entries[0].code in known:
                    coatings[coating.start] = coating
    if not coatings:
        return named
    kept = [
        one
        for one in named
        if not any(
            one.start < coating.end and coating.start < one.end for coating in coatings.values()
        )
    ]
    return sorted([*kept, *coatings.values()], key=lambda one: one.start)


def _ahead(plating: Named, text: str) -> Iterator[Named]:
    if not _LEADS.match(text, plating.start):
        return
    place = plating.end
    while match := _AHEAD.match(text, place):
        place = match.end()
        yield _coating(*match.span("metal"), text)


def _before(plating: Named, text: str) -> Iterator[Named]:
    if not _TRAILS.search(text, plating.start, plating.end):
        return
    place = plating.start
    while match := _BACK.search(text, max(0, place - _REACH), place):
        place = match.start()
        yield _coating(*match.span("metal"), text)


def _coating(start: int, end: int, text: str) -> Named:
    code = next(code for code, words in _COATINGS.items() if re.fullmatch(words, text[start:end]))
    return Named(start, end, (Entry(TagKind.PROCESS, code, "", Rank.DERIVED, 0, frozenset()),))
