"""A mould is no moulding: "射出成形金型", "die casting dies" and "khuôn đúc áp lực" are tools."""

import re
from collections.abc import Container

from fair.reading.engine.lexicon import Entry
from fair.reading.engine.tagging import Named
from fair.reading.engine.types import TagKind
from fair.reading.engine.vocabulary import Rank

MOULD = "MOULD"
# What makes the tool of a process, by the group of the process.
_MAKING = {"PL": "TL.PLM", "RB": "TL.RBM", "SM": "TL.PRD", "CF": "TL.DCM"}
_BEHIND = re.compile(r"[ -]?|用の?|の|的|용 ?")
_BEFORE = re.compile(r" (?:for )?")


def joined_moulds(named: list[Named], text: str, *, known: Container[str]) -> list[Named]:
    """Make one name of a process and the mould beside it, both in order of the text.

    Vietnamese puts the mould first, and English may: "die for stamping"; else it stands last.
    """
    joined: list[Named] = []
    for one in named:
        tool = _tool_of(joined[-1], one, text) if joined else ""
        if tool in known:
            start = joined.pop().start
            joined.append(Named(start, one.end, _entries(tool)))
        else:
            joined.append(one)
    return joined


def _tool_of(first: Named, second: Named, text: str) -> str:
    gap = text[first.end : second.start]
    if _is_mould(second) and not _is_vietnamese(second) and _BEHIND.fullmatch(gap):
        return _making(first)
    if _is_mould(first) and _BEFORE.fullmatch(gap) and (_is_vietnamese(first) or "for" in gap):
        return _making(second)
    return ""


def _making(process: Named) -> str:
    groups = {
        entry.code.partition(".")[0] for entry in process.entries if entry.kind is TagKind.PROCESS
    }
    return next((tool for group, tool in _MAKING.items() if group in groups), "")


def _is_mould(named: Named) -> bool:
    return any(entry.code == MOULD for entry in named.entries)


def _is_vietnamese(named: Named) -> bool:
    return all(entry.language == "vi" for entry in named.entries)


def _entries(tool: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(kind, code, "", Rank.DERIVED, 0, frozenset())
        for kind, code in ((TagKind.PROCESS, tool), (TagKind.PART_FAMILY, MOULD))
    )
