"""Texts into the tokens that are counted: words without marks, and pairs of East Asian signs.

A word of Latin letters or digits is one token, in lower case and without marks, so that "Tiện" and
"tien" are the same; Chinese, Japanese and Korean, which put no spaces where words end, give each
pair of neighbouring signs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_EAST_ASIAN = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_FIRST_EAST_ASIAN = _EAST_ASIAN[0]
_RUN = re.compile(rf"(?P<east>[{_EAST_ASIAN}]+)|(?P<word>[^\W_{_EAST_ASIAN}]+)")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# What only Vietnamese writes: the horned and barred letters, and the marks of its tones.
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)

# What ends a clause: stops and commas of all five languages, brackets, a plus between things.
_CLAUSE = re.compile(r"[^,;:.。、，；：・()（）\n/+]{2,}")

# More is an attack or a catalogue; what comes later does not change what the text is about.
LONGEST_TEXT = 20_000
SHORTEST_PLURAL = 4


def tokens_of(text: str) -> list[str]:
    """Return the tokens of `text` in their order, each as often as it stands there."""
    return list(_tokens(folded(text[:LONGEST_TEXT])))


def signs_of(tokens: Iterable[str]) -> list[str]:
    """Return the single signs of East Asian tokens, each once and always in the same order.

    A pair of neighbours may be no word at all.
    """
    return sorted({sign for token in tokens if token[0] >= _FIRST_EAST_ASIAN for sign in token})


def language_of(text: str, *, stated: str) -> str:
    """Return the language that the signs of `text` speak for, else the one `stated`.

    The answer is one of "vi", "ja", "ko" and "zh", or `stated` without what follows a hyphen.
    """
    head = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    east = {"ja": len(_KANA.findall(head)), "ko": len(_HANGUL.findall(head))}
    han = len(_HAN.findall(head))
    letters = sum(sign.isalpha() for sign in head)
    if 3 * (sum(east.values()) + han) > letters:
        best = max(east, key=lambda code: east[code])
        # Japanese mixes kana and Chinese signs; Chinese has none of the others.
        return best if 10 * east[best] > han else "zh"
    if _VIETNAMESE.search(head):
        return "vi"
    return stated.partition("-")[0]


def subject_of(text: str) -> str:
    """Return the first clause of `text`: people say first what they want, then how.

    "" where there is none.
    """
    for clause in _CLAUSE.finditer(text[:LONGEST_TEXT]):
        if len(clause[0].strip()) > 1:
            return clause[0].strip()
    return ""


def folded(text: str) -> str:
    """Bring `text` into the form it is compared in: width, case and Latin marks dropped."""
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("ß", "ss")


def _tokens(text: str) -> Iterator[str]:
    for run in _RUN.finditer(text):
        if run["word"]:
            yield _singular(run["word"])
            continue
        signs = run["east"]
        yield from (signs[at : at + 2] for at in range(len(signs) - 1)) if signs[1:] else (signs,)


def _singular(word: str) -> str:
    """Drop an English plural's s: "brackets" → "bracket"; "glass" and "A6061s" stay."""
    is_plural = len(word) >= SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if is_plural and word.isalpha() and word.isascii() else word
