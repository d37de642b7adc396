"""The codes, numbers and facts of matches in the reader's words: for pages, mails and prints."""

from fair.matching.words.comparing import Comparison, compare
from fair.matching.words.explaining import (
    GateLine,
    Labels,
    Quote,
    Row,
    breakdown_rows,
    gate_lines,
    in_words,
    quoted,
    reason_text,
    size,
    terms,
    tolerance,
    what_would_raise,
)

__all__ = [
    "Comparison",
    "GateLine",
    "Labels",
    "Quote",
    "Row",
    "breakdown_rows",
    "compare",
    "gate_lines",
    "in_words",
    "quoted",
    "reason_text",
    "size",
    "terms",
    "tolerance",
    "what_would_raise",
]
