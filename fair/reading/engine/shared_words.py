"""Words for work that several trades share: extruded aluminium, PVC and rubber.

The nearest material says which trade is meant, else the nearest part.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fair.reading.engine.lexicon import Entry
from fair.reading.engine.patterns import any_of
from fair.reading.engine.tagging import Named
from fair.reading.engine.types import TagKind
from fair.reading.engine.vocabulary import Likelihoods, Rank

_REACH = 40
_BORDER = re.compile(r"[.;。;\n]")


@dataclass(frozen=True, slots=True)
class Shared:
    """One word in its forms, and the process it means on each material.

    Where nothing tells, it means what the vocabulary says, if `is_sure`, else nothing.
    """

    words: re.Pattern[str]
    by_material: Mapping[str, str]
    is_sure: bool


_SHARED = (
    Shared(
        re.compile(
            any_of(
                *(
                    r"extru(?:ded|ding|sions?)(?: mou?lding)?",
                    "đùn",
                    "ép đùn",
                    "押し?出し?(?:成[形型])?",
                ),
                *(r"押出(?:し)?(?:品|加工)", r"압출 ?(?:성형|가공|품)?", "挤[出压塑](?:成型|件)?"),
            )
        ),
        {"NF": "CF.EXT", "PL": "PL.EXT", "RB": "RB.EXT"},
        is_sure=True,
    ),
    Shared(
        re.compile(
            any_of("mou?lded", "mou?lding", "mou?ldings", "成[形型](?:加工)?", r"성형 ?(?:가공)?")
        ),
        {
            "PL": "PL.INJ",
            "PL.FOM": "PL.FOM",
            "PL.TSR": "PL.CMP",
            "PL.PTF": "PL.CMP",
            "RB": "RB.MLD",
            "RB.SIL": "RB.LSR",
            "NM.CER": "CG.CER",
            "NM.CMP": "PL.FRP",
            "NM.PAP": "PK.PUL",
            "NM.GLS": "CG.GMO",
        },
        is_sure=False,
    ),
    Shared(
        re.compile(
            any_of(
                "compression mou?ld(?:ing|ed)",
                "圧縮成[形型]",
                r"압축 ?성형",
                "模压(?:成型)?",
                "ép nén",
            )
        ),
        {"RB": "RB.MLD", "PL": "PL.CMP", "NM.CMP": "PL.FRP"},
        is_sure=True,
    ),
)


def settled(named: Sequence[Named], text: str, *, families: Likelihoods) -> list[Named]:
    """Name the process that each shared word means beside the material and the part it works."""
    kept = []
    for one in named:
        words = text[one.start : one.end]
        shared = next((shared for shared in _SHARED if _holds(shared, words, one)), None)
        if shared is None:
            kept.append(one)
            continue
        code = _meant(shared, _nearest(one, named, text), families=families)
        if code:
            kept.append(Named(one.start, one.end, (_entry(code), *_others(one))))
        elif shared.is_sure or not shared.words.fullmatch(words):
            kept.append(one)
    return kept


def _holds(shared: Shared, words: str, one: Named) -> bool:
    """Tell whether a name is the shared word, or the name of a part with it: "alu extrusions"."""
    kinds = {entry.kind for entry in one.entries}
    is_part = kinds >= {TagKind.PROCESS, TagKind.PART_FAMILY}
    found = shared.words.search(words) if is_part else shared.words.fullmatch(words)
    return found is not None


def _nearest(one: Named, named: Sequence[Named], text: str) -> list[Named]:
    """Return what is named in reach in the same statement, the nearest first."""

    def gap(other: Named) -> tuple[int, int]:
        return min(one.end, other.end), max(one.start, other.start)

    near = [
        other
        for other in named
        if gap(other)[1] - gap(other)[0] <= _REACH and not _BORDER.search(text, *gap(other))
    ]
    return sorted(near, key=lambda other: gap(other)[1] - gap(other)[0])


def _meant(shared: Shared, near: Sequence[Named], *, families: Likelihoods) -> str:
    for code in _codes(near, TagKind.MATERIAL):
        meant = _on(shared, code)
        if meant:
            return meant
    options = set(shared.by_material.values())
    for code in _codes(near, TagKind.PART_FAMILY):
        likely = {process: w for process, w in families.get(code, {}).items() if process in options}
        if likely:
            return max(likely, key=likely.__getitem__)
    return ""


def _on(shared: Shared, material: str) -> str:
    while material:
        if material in shared.by_material:
            return shared.by_material[material]
        material = material.rpartition(".")[0]
    return ""


def _codes(near: Sequence[Named], kind: TagKind) -> Iterator[str]:
    return (entry.code for one in near for entry in one.entries if entry.kind is kind)


def _entry(code: str) -> Entry:
    return Entry(TagKind.PROCESS, code, "", Rank.DERIVED, 0, frozenset())


def _others(one: Named) -> tuple[Entry, ...]:
    return tuple(entry for entry in one.entries if entry.kind is not TagKind.PROCESS)
