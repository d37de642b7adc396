"""Which words name their term only under a condition, told from their shape."""

import re

from fair.reading.engine.folding import has_vietnamese_marks
from fair.reading.engine.squeezing import is_cjk
from fair.reading.engine.types import TagKind
from fair.reading.engine.vocabulary import Word

# What must hold where a word stands, for the word to name its term; plain numbers, as they are
# compared for every name that is found.
CAPITALS = 1  # "PP" but not "pp"
CONTEXT = 2  # "304" beside "inox", "D2" beside "tool steel"
MARKED = 4  # the text is Vietnamese with its marks
UNMARKED = 8  # the text is not
WHOLE = 16  # "ピン" but not the end of another word written in the same script

_DIGITS = re.compile(r"\d+")
_LETTER_AND_DIGITS = re.compile(r"[abd-z]\d{1,2}")
_GENERIC = re.compile(r"(class|grade|alloy|gr)\.?\s*\d+")
_RULED_BY_SIZE = re.compile(r"[567]\d{3}")  # aluminium by its number: 6061, 7075
_SYLLABLE = re.compile(
    r"(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu?|r|s|t|th|tr|v|x)?"
    r"[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?"
)
# Two letters that say nothing else in a line about parts.
_CLEAR_POLYMERS = frozenset({"pa", "pc", "pe", "pp"})
# Three capitals that mean something else as often: certificate of conformity, power supply.
_DOUBTFUL = frozenset({"coc", "cop", "psu", "san", "pei"})
# Words of every language: company, chromium, the standards' name.
_NEVER = {TagKind.CERTIFICATION: frozenset({"co", "cr", "jis", "reach out"})}
_CAPITAL_WORDS = frozenset({"reach", "iris"})
_LONGEST_ACRONYM = 3
_LONGEST_KATAKANA = 3
_LONGEST_LOOSE_VIETNAMESE = 6


def is_useless(word: Word, key: str) -> bool:
    """Tell whether a word would name its term nearly nowhere."""
    return key in _NEVER.get(word.kind, ())


def needs_of(word: Word, key: str) -> int:
    """Return the conditions of a word; `key` is its squeezed form."""
    needs = 0
    if word.kind in (TagKind.MATERIAL, TagKind.CERTIFICATION):
        needs |= _designation_needs(word, key)
    if key.isascii():
        needs |= _language_needs(word, key)
    elif _is_too_short(key):
        needs |= WHOLE
    return needs


def _designation_needs(word: Word, key: str) -> int:
    if _DIGITS.fullmatch(key):
        is_clear = word.code.startswith("NF.ALW") and _RULED_BY_SIZE.fullmatch(key)
        return 0 if is_clear else CONTEXT
    if _GENERIC.fullmatch(word.text.casefold()):
        return CONTEXT
    if word.kind is TagKind.MATERIAL and _LETTER_AND_DIGITS.fullmatch(key) and key != "p20":
        return CONTEXT
    if not (key.isascii() and key.isalpha()):
        return 0
    if word.kind is TagKind.MATERIAL and word.language == "" and key not in _CLEAR_POLYMERS:
        is_doubtful = len(key) < _LONGEST_ACRONYM or key in _DOUBTFUL
        if is_doubtful:
            return CAPITALS | CONTEXT
    is_acronym = len(key) <= _LONGEST_ACRONYM and (word.text.isupper() or key in _CLEAR_POLYMERS)
    is_certificate = word.kind is TagKind.CERTIFICATION and len(key) <= _LONGEST_ACRONYM
    return CAPITALS if is_acronym or is_certificate or key in _CAPITAL_WORDS else 0


def _language_needs(word: Word, key: str) -> int:
    words = word.text.casefold().split()
    if not all(_SYLLABLE.fullmatch(part) for part in words):
        return 0
    if word.language == "vi" and not has_vietnamese_marks(word.text.casefold()):
        return MARKED if len(key) <= _LONGEST_LOOSE_VIETNAMESE else 0
    return UNMARKED if word.language == "en" and len(words) == 1 else 0


def _is_too_short(key: str) -> bool:
    if not all(map(is_cjk, key)):
        return False
    if all("가" <= sign <= "힣" for sign in key):
        return len(key) == 1
    return len(key) <= _LONGEST_KATAKANA and all("ァ" <= sign <= "ー" for sign in key)
