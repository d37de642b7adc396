"""The hand-written texts of product lines, read from lines/*.yaml.

A file holds the `profiles` of its processes (ranges and choices for the facts), its `trades`
(which profiles a kind of company has) and its `texts`. A text takes the profile of the first
process it names in `do`, or the one named by `like`. Its words are a list by language: the title,
then the sentences. Parts separated by || are alternatives; an empty one leaves the sentence out.
Words in braces are facts, taken from the same row as the text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LANGUAGES = ("vi", "en", "ja", "ko", "zh")

# A maker abroad does not write of its plant in Vietnam, nor that its people speak Japanese.
ONLY_IN_VIETNAM = (
    "Vietnam", "Viet Nam", "Bac Ninh", "ベトナム", "日本", "現地", "베트남", "박닌", "현지", "越南",
    "北部工业区", "Japanese", "Korea",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineText:
    """One base text: what is said in which languages, and the facts that it ties down."""

    key: str
    trade: str
    processes: tuple[str, ...]
    words: Mapping[str, Sequence[str]]
    facts: Mapping[str, Any]
    profile: Mapping[str, Any]
    slots: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    is_list: bool = False

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self.words)

    @property
    def is_of_vietnam(self) -> bool:
        """Whether only a maker in Vietnam could have written it."""
        said = " ".join(part for parts in self.words.values() for part in parts)
        return "vi" in self.words or any(word in said for word in ONLY_IN_VIETNAM)

    def choices(self, name: str) -> Any:
        """Return the choices or range of a fact: the text's own, else those of its process."""
        return self.facts.get(name, self.profile[name])


@cache
def line_texts() -> tuple[LineText, ...]:
    """Return all texts, in the order of their files."""
    return tuple(
        text for path in sorted((HERE / "lines").glob("*.yaml")) for text in _texts_of(path)
    )


@cache
def files_by_trade() -> Mapping[str, str]:
    """Return the name of the file that each trade stands in; trades of one file are akin."""
    return {
        trade: path.stem
        for path in sorted((HERE / "lines").glob("*.yaml"))
        for trade in read_yaml(path.name, folder="lines")["trades"]
    }


@cache
def read_yaml(name: str, *, folder: str = "") -> Any:
    """Return the content of a file beside this module."""
    return yaml.safe_load((HERE / folder / name).read_text(encoding="utf-8"))


def _texts_of(path: Path) -> list[LineText]:
    content = read_yaml(path.name, folder="lines")
    trades = {code: trade for trade, codes in content["trades"].items() for code in codes}
    return [
        _text(record, key=f"{path.stem}-{number}", profiles=content["profiles"], trades=trades)
        for number, record in enumerate(content["texts"], start=1)
    ]


def _text(
    record: Mapping[str, Any],
    *,
    key: str,
    profiles: Mapping[str, Any],
    trades: Mapping[str, str],
) -> LineText:
    profile_name = record.get("like", record["do"][0])
    slots = dict(record.get("with", {}))
    if "grade" in record:
        slots["grade"] = record["grade"]
    return LineText(
        key=key,
        trade=trades[profile_name],
        processes=tuple(record["do"]),
        words={language: record[language] for language in LANGUAGES if language in record},
        facts=record,
        profile=profiles[profile_name],
        slots=slots,
        is_list=record.get("lines", False),
    )
