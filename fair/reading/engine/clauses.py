"""Where one statement of a text ends and the next begins."""

import re
from bisect import bisect_right

from fair.reading.engine.patterns import any_of

_BREAK = re.compile(
    any_of(
        r"[;!?。\r\n\t|]",
        r"\.(?=\s+[^\s\d]|\s*$)",
        r"\b(?:but|however|nhưng|tuy nhiên|còn|nhung|tuy nhien)\b",
        *("但是", "不过", "ただし", "但し", "지만", "단,"),
    )
)


class Clauses:
    """The statements of a folded text, by position."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._breaks: list[int] = []
        self._starts: list[int] = [0]
        for match in _BREAK.finditer(text):
            self._breaks.append(match.start())
            self._starts.append(match.end())

    def around(self, position: int) -> tuple[int, int]:
        """Return [start, end) of the statement at `position`."""
        number = bisect_right(self._starts, position) - 1
        end = self._breaks[number] if number < len(self._breaks) else self._length
        return self._starts[number], max(end, position)
