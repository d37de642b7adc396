"""Find the term that a word names, in any of the languages."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from fair.taxonomy.engine.folding import fold, without_marks, without_parentheses

_CLOSENESS = 0.75
# A Latin word with at least one letter and one digit: SUS304, PA66-GF30, but not 304 or POM.
_LETTERS_AND_DIGITS = re.compile(r"(?a:(?=[\w.+/-]*[A-Za-z])(?=[\w.+/-]*\d)\w[\w.+/-]+)")


class Rank(IntEnum):
    """How a name belongs to its term; a lower rank wins over a higher one."""

    CODE = 0
    LABEL = 1
    SYNONYM = 2
    EQUIVALENT = 3
    NEAR = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A word, the term it names, and its language ("" where it is the same in all)."""

    text: str
    code: str
    rank: Rank
    language: str = ""


class NameIndex:
    """Names by their folded form. Building costs O(names); a look-up costs O(1)."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._exact: dict[str, list[Name]] = defaultdict(list)
        self._without_marks: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            for text in dict.fromkeys((name.text, without_parentheses(name.text))):
                self._add(name, text)

    def _add(self, name: Name, text: str) -> None:
        folded = fold(text)
        if not folded:
            return
        self._exact[folded].append(name)
        bare = without_marks(folded)
        # One bare syllable is too little: "ren" is a thread, "rèn" is forging.
        if name.language == "vi" and bare != folded and " " in text.strip():
            self._without_marks[bare].append(name)

    def find(self, text: str, *, language: str = "") -> str | None:
        """Return the code of the one term that `text` names.

        Case, width, spaces and punctuation do not matter. Vietnamese may come without its
        marks, if it has none at all. `language` decides between terms that share a word.
        Return None for an unknown word and for one that still names several terms.
        """
        folded = fold(text)
        for names in (self._exact.get(folded), self._without_marks.get(folded)):
            if names:
                return _only_code(names, language)
        return None

    def find_within(self, text: str) -> str | None:
        """Return the code of the one designation, with letters and digits, that `text` contains.

        "nhôm ADC12 dày 2mm" contains ADC12. Return None where there is none, or several.
        """
        words = _LETTERS_AND_DIGITS.findall(unicodedata.normalize("NFKC", text))
        codes = {code for code in map(self.find, words) if code}
        return codes.pop() if len(codes) == 1 else None

    def closest(self, text: str, *, limit: int = 3) -> list[str]:
        """Return up to `limit` codes whose names look like `text`, best first.

        Cost: O(names); meant for error messages, not for bulk look-ups.
        """
        folded = fold(text)
        near = difflib.get_close_matches(folded, self._exact, n=limit * 4, cutoff=_CLOSENESS)
        bare = difflib.get_close_matches(
            folded, self._without_marks, n=limit * 4, cutoff=_CLOSENESS
        )
        names = [name for key in near for name in self._exact[key]]
        names += [name for key in bare for name in self._without_marks[key]]
        return list(dict.fromkeys(name.code for name in names))[:limit]


def _only_code(names: list[Name], language: str) -> str | None:
    best = min(name.rank for name in names)
    ranked = [name for name in names if name.rank == best]
    spoken = [name for name in ranked if name.language in (language, "")] if language else []
    codes = {name.code for name in spoken or ranked}
    return codes.pop() if len(codes) == 1 else None
