"""Designations that name a material only beside the right words: "304", "D2", "6061-T6"."""

import re
from collections.abc import Sequence

from fair.reading.engine.tagging import Named
from fair.reading.engine.types import TagKind

_SCHEME = re.compile(
    r"(?:\b(?:aisi|sae|astm|din|jis|gb|ss|sus|sts|uns|aa|al|en|w\.? ?nr\.?|iso|iatf|mác|mac|grade)"
    r"[ .:/-]{0,2})$"
)
_STEEL = re.compile(r"\s?(?:#|号|钢|鋼)")
_SIZE = re.compile(
    r"\s?(?:[x×*%°]|(?:mm|cm|km|kg|g|t|tons?|m|μm|pcs|pieces|sets|units|cái|chiếc|chi tiết|bộ|tấn"
    r"|ngày|days?|hours?|giờ|h)\b|[個本台枚件个套只片台日天年月개대장톤]|[.,]\d)"
)
# How hard a rubber is: "NR 50度", "CR 60±5 Shore A".
_HARDNESS = re.compile(
    r"[ ,、]?\s?(?:hs ?|shore a? ?)?\d{2}(?:\s?±\s?\d+)?\s?"
    r"(?:°|度|도|độ|shore|sh[ .]?a|hs|a\b|duro)"
)
_ADJOINING = re.compile(r"[ \t-]?")
_LISTING = re.compile(r"\s?(?:[/,、・·&]|and|or|và|hoặc|hay|和|与|及)\s?")
_TOOLS = ("TL", "HT", "MOULD", "DIE", "BLADE", "CUTTER")
_REACH = 12
# A temper or a finish behind a grade belongs to it: A6061-T6, SUS304-2B.
_TEMPER = re.compile(r"[ -]?(?:t\d{1,3}|h\d{2,3}|o|2b|ba|csp|\d/\d ?h)(?![^\W_]|[.,]\d)")
_TEMPERED = ("NF.ALW", "NF.ALC", "NF.CUP", "NF.BRS", "FE.SUS", "NF.MGA")


def confirmed(named: Named, text: str, *, beside: Sequence[Named], grades: frozenset[str]) -> bool:
    """Tell whether the words around a doubtful designation make it one."""
    before, behind = text[max(0, named.start - _REACH) : named.start], text[named.end :][:_REACH]
    is_number = text[named.start : named.end].replace(" ", "").isdecimal()
    if is_number and _SIZE.match(behind):
        return False
    is_rubber = any(entry.code.startswith("RB.") for entry in named.entries)
    if is_rubber and _HARDNESS.match(behind):
        return True
    if any(_is_made_of(other, named, text) for other in beside):
        return True
    if _SCHEME.search(before) or (is_number and _STEEL.match(behind)):
        return True
    return any(_supports(other, named, text, grades=grades) for other in beside)


def _is_made_of(part: Named, named: Named, text: str) -> bool:
    """Tell whether the part beside a designation is made of it: "316 valves", "H13 dies".

    Of plain numbers only those of stainless steel stand so, in front, and count nothing.
    """
    codes = {entry.code for entry in named.entries}
    is_number = text[named.start : named.end].isdecimal()
    gap = text[named.end : part.start] if named.end <= part.start else text[part.end : named.start]
    if not _ADJOINING.fullmatch(gap):
        return False
    if is_number:
        is_stainless = any(code.startswith("FE.SUS.") for code in codes)
        kinds = {entry.kind for entry in part.entries}
        return is_stainless and named.end <= part.start and TagKind.PART_FAMILY in kinds
    is_steel = any(code.startswith("FE.TST.") for code in codes)
    return is_steel and any(entry.code.startswith(_TOOLS) for entry in part.entries)


def _supports(other: Named, named: Named, text: str, *, grades: frozenset[str]) -> bool:
    start, end = min(other.end, named.end), max(other.start, named.start)
    if end - start > _REACH:
        return False
    gap = text[start:end]
    for entry in other.entries:
        for own in named.entries:
            if entry.kind is not own.kind:
                continue
            if (
                _LISTING.fullmatch(gap)
                and (other.end <= named.start or own.code.startswith("RB."))
                and _is_alike(entry.code, own.code)
            ):
                return True
            is_class = own.kind is TagKind.MATERIAL and entry.code not in grades
            if is_class and _ADJOINING.fullmatch(gap) and _root(entry.code) == _root(own.code):
                return True
    return False


def _is_alike(one: str, other: str) -> bool:
    """Tell whether two grades are of one class, both rubbers, or two standards of one body."""
    if "." not in one:
        return one[:3] == other[:3]
    if one.startswith("RB.") and other.startswith("RB."):
        return True
    return one.rpartition(".")[0] == other.rpartition(".")[0]


def _root(code: str) -> str:
    return code.partition(".")[0]


def end_with_temper(named: Named, text: str, *, grades: frozenset[str]) -> int:
    """Return where the grade ends with its temper or finish, if it has one."""
    is_tempered = any(
        entry.code in grades and entry.code.startswith(_TEMPERED) for entry in named.entries
    )
    match = _TEMPER.match(text, named.end) if is_tempered else None
    return match.end() if match else named.end
