"""Bring names into the form they are compared in."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")
_PARENTHESES = re.compile(r"\s*\([^()]*\)\s*")
# The marks of Latin letters only: without this limit カ would equal ガ.
_LATIN_MARKS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """Drop case, width, spaces and punctuation: "Ｔｉện - CNC" → "tiệncnc"."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_marks(folded: str) -> str:
    """Drop the marks of Latin letters: "tiệncnc" → "tiencnc"; other scripts stay as they are."""
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare).replace("đ", "d")


def without_parentheses(text: str) -> str:
    """Drop what stands in round brackets: "Stamping (press work)" → "Stamping"."""
    return _PARENTHESES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
