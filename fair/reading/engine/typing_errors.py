"""One slip of the finger in a long Latin word, mended where only one word can be meant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

_SHORTEST = 7
# In a word this short a wrong sign is as likely another word: "heating", "heading". Only signs
# left out, doubled or swapped are mended there.
_SHORTEST_WITH_WRONG_SIGN = 9


class Speller:
    """The long words of the vocabulary, by what is left of them when one sign is missing."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        nearby: dict[str, set[str]] = defaultdict(set)
        for word in self._known:
            if is_mendable(word):
                for shorter in (word, *_without_one(word)):
                    nearby[shorter].add(word)
        self._nearby = {shorter: tuple(sorted(found)) for shorter, found in nearby.items()}

    def mend(self, word: str) -> str:
        """Return the one known word that `word` misspells, else `word` itself.

        Cost: O(length²) for an unknown long word, O(1) for all others.
        """
        if len(word) < _SHORTEST or word in self._known or not is_mendable(word):
            return word
        meant: set[str] = set()
        for shorter in (word, *_without_one(word)):
            meant.update(known for known in self._nearby.get(shorter, ()) if _is_slip(word, known))
        return meant.pop() if len(meant) == 1 else word


def is_mendable(word: str) -> bool:
    """Tell whether a word is long and Latin enough to be told from its neighbours."""
    return (
        len(word) >= _SHORTEST and len(word) < 4 * _SHORTEST and word.isascii() and word.isalpha()
    )


def _without_one(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _is_slip(written: str, meant: str) -> bool:
    if written[0] != meant[0]:
        return False
    if len(written) == len(meant):
        wrong = [place for place in range(len(meant)) if written[place] != meant[place]]
        if len(wrong) == 1:
            return len(meant) >= _SHORTEST_WITH_WRONG_SIGN
        first, last = wrong[0], wrong[-1]
        is_pair = len(wrong) == 2 and last == first + 1  # noqa: PLR2004
        return is_pair and written[first] == meant[last] and written[last] == meant[first]
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    if shorter not in set(_without_one(longer)):
        return False
    place = next((i for i, sign in enumerate(shorter) if longer[i] != sign), len(shorter))
    is_doubled = longer[place] == longer[place - 1]
    return is_doubled or longer is meant or len(meant) >= _SHORTEST_WITH_WRONG_SIGN
