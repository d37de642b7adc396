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
from fair.matching.words.gaps import (
    gap_text,
    size_class_text,
    stated_text,
    unserved_text,
)
from fair.matching.words.sheet import sheet_of

__all__ = [
    "Comparison",
    "GateLine",
    "Labels",
    "Quote",
    "Row",
    "breakdown_rows",
    "compare",
    "gap_text",
    "gate_lines",
    "in_words",
    "quoted",
    "reason_text",
    "sheet_of",
    "size",
    "size_class_text",
    "stated_text",
    "terms",
    "tolerance",
    "unserved_text",
    "what_would_raise",
]
