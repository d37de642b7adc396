"""The ways in which a word of the vocabulary may be written."""

import re
from collections.abc import Iterator

from fair.reading.engine.folding import fold, without_marks
from fair.reading.engine.types import TagKind
from fair.reading.engine.vocabulary import Rank, Word

_PARENTHESES = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")
_LISTED = re.compile(r"[・·]")
_STANDARD = re.compile(r"^ISO(?:/IEC)? ?(\d{4,5})")
_SPELLINGS = (
    ("mould", "mold"),
    ("aluminium", "aluminum"),
    ("colour", "color"),
    ("fibre", "fiber"),
    ("centre", "center"),
    ("grey", "gray"),
    ("gauge", "gage"),
    ("vapour", "vapor"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("isation", "ization"),
    ("めっき", "メッキ"),
    ("成形", "成型"),
    ("ダイカスト", "ダイキャスト"),
    ("ばね", "バネ"),
    ("ねじ", "ネジ"),
)
# Sheet, strip, bar, wire and tube of one copper or aluminium alloy: C2680R, A5052BE.
_SHAPED = re.compile(r"[AC]\d{4}")
_SHAPES = ("P", "R", "B", "BD", "BE", "W", "T", "TD", "TE", "H")
_SHORTEST_PART = 3  # of a label that lists two things
_SHORTEST_ACRONYM = 3
_SHORTEST_BARE = 6
_SHORTEST_INFLECTED = 3
_SHORTEST_ING = 7


def variants_of(word: Word) -> Iterator[Word]:
    """Give the word itself, then its other spellings and forms, in the order of their rank."""
    texts = [_PARENTHESES.sub(" ", word.text).strip(), *_acronyms(word.text)]
    texts += [part for text in texts for part in _LISTED.split(text) if len(part) >= _SHORTEST_PART]
    if word.kind is TagKind.CERTIFICATION:
        # As in "ISO 9001/14001"; a number alone says nothing, which its shape tells.
        texts += _STANDARD.findall(word.text)
    if word.kind is TagKind.MATERIAL and _SHAPED.fullmatch(word.text):
        texts += [word.text + shape for shape in _SHAPES]
    given = list(dict.fromkeys(text for text in texts if text))
    for number, text in enumerate(given):
        rank = word.rank if number == 0 else Rank.DERIVED
        yield Word(text, word.kind, word.code, word.language, rank)
    forms = dict.fromkeys(form for text in given for form in _forms(text, word))
    for form in forms:
        if form not in given:
            yield Word(form, word.kind, word.code, word.language, Rank.DERIVED)


def bare_form(text: str) -> str:
    """Return a Vietnamese name without its marks, "" where that would name too much.

    One syllable says nothing without its marks, and two short ones may be English: "in an".
    """
    folded = fold(text).text
    bare = without_marks(folded)
    is_telling = " " in folded.strip() and len(bare.replace(" ", "")) >= _SHORTEST_BARE
    return bare if bare != folded and is_telling else ""


def _acronyms(text: str) -> Iterator[str]:
    """Give what stands in brackets if it is an acronym: "Polyacetal (POM)" → "POM"."""
    for inside in _PARENTHESES.findall(text):
        if inside.isascii() and inside.isupper() and len(inside) >= _SHORTEST_ACRONYM:
            yield inside


def _forms(text: str, word: Word) -> Iterator[str]:
    spelled = _spellings(text)
    yield from spelled
    if word.language == "en":
        for form in spelled:
            yield from _inflections(form, is_work=_is_work(word))


def _is_work(word: Word) -> bool:
    """Tell whether the word names work on a part: "welded" is, "measured" need not be."""
    return word.kind is TagKind.PROCESS and not word.code.startswith(("QA", "EN"))


def _spellings(text: str) -> list[str]:
    found = [text]
    for one, other in _SPELLINGS:
        if one in text:
            found += [form.replace(one, other) for form in found]
        elif other in text:
            found += [form.replace(other, one) for form in found]
    return list(dict.fromkeys(found))


def _inflections(text: str, *, is_work: bool) -> Iterator[str]:
    start, _, last = text.rpartition(" ")
    before = f"{start} " if start else ""
    if not (last.isascii() and last.isalpha() and len(last) >= _SHORTEST_INFLECTED):
        return
    yield before + _plural(last)
    singular = _singular(last)
    if singular:
        yield before + singular
    if is_work and last.endswith("ing") and len(last) >= _SHORTEST_ING:
        yield before + last.removesuffix("ing") + "ed"


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word.removesuffix("y") + "ies"
    return word + "s"


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return ""
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word.removesuffix("es")
    return word.removesuffix("s")
