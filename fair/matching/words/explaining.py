"""An explanation in words: points, reasons, facts of both sides, words of their texts.

A match is one that `selectors` has loaded for a side: it says whether it `is_secret`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from accounts.texts import LANGUAGES
from fair.common.templatetags.fair_ui import number
from fair.matching.choices import (
    CRITERION_LABELS,
    GATE_LABELS,
    REASON_TEXTS,
    STATUS_LABELS,
    STATUS_TONES,
)
from fair.matching.engine.types import Status

Labels = Mapping[str, str]
LANGUAGE_NAMES = dict(LANGUAGES)

# How far it is to the place of delivery: where that is, is a demand of the need.
TOLD_BY_BOTH = frozenset({"place", "distance"})

# So many characters of a text are quoted before and after the words that count.
CONTEXT = 48


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a text that count, with a little of what stands around them."""

    before: str
    words: str
    after: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a breakdown in words."""

    code: str
    label: str
    status: str
    status_label: str
    tone: str
    points: int
    could_add: int
    asked: str
    offered: str
    need_quotes: tuple[Quote, ...] = ()
    line_quotes: tuple[Quote, ...] = ()

    @property
    def out_of(self) -> int:
        """The points that the criterion would have if it were fully met."""
        return self.points + self.could_add


@dataclass(frozen=True, slots=True)
class GateLine:
    """What a gate says, in words; `text` is empty where the need is confidential."""

    label: str
    text: str


def breakdown_rows(match: Any, *, side: str, labels: Labels) -> list[Row]:
    """Return how one side's points come about; a confidential need's demands stay secret."""
    return [_row(item, match=match, labels=labels) for item in match.explanation[side]["items"]]


def what_would_raise(match: Any, *, rows: Iterable[Row]) -> list[Row]:
    """Return the rows that would add most to the fit if they were fully met, the most first."""
    by_code = {row.code: row for row in rows}
    return [by_code[code] for code in match.explanation["raise_most"] if code in by_code]


def gate_lines(match: Any, *, state: str, labels: Labels) -> list[GateLine]:
    """Return the gates of a match that are in one state, each with its reason."""
    return [
        GateLine(
            str(GATE_LABELS[gate["code"]]), "" if match.is_secret else reason_text(gate, labels)
        )
        for gate in match.gates
        if gate["state"] == state
    ]


def reason_text(gate: Mapping[str, Any], labels: Labels) -> str:
    """Say why a gate is not passed."""
    return str(REASON_TEXTS[gate["reason"]]) % {"subjects": terms(gate["subjects"], labels)}


def in_words(code: str, value: Any, labels: Labels) -> str:
    """Write what a side states about a criterion; "" where it states nothing."""
    if value in (None, "", []):
        return ""
    return WORDS[code](value, labels) if code in WORDS else ""


def terms(codes: Iterable[str], labels: Labels) -> str:
    """Name terms of the vocabulary."""
    return ", ".join(labels.get(code, code) for code in codes)


def tolerance(millimetres: float, _labels: Labels | None = None) -> str:
    return f"± {number(_short(millimetres))} mm"


def size(edges: Iterable[float], _labels: Labels | None = None) -> str:
    return " × ".join(number(_short(edge)) for edge in edges) + " mm"


def quoted(entry: Mapping[str, Any], *, label: str, owner: Any) -> Quote:
    """Quote words of a text with what stands around them, wherever a text of `owner` holds them.

    The place that the entry names comes first; a text that has changed since is searched, and words
    that no text holds any more stand alone.
    """
    words = entry["quote"]
    for language, text, start in _places_of(entry, owner):
        if words and text[start : start + len(words)] == words:
            end = start + len(words)
            before = _cut_start(text[max(0, start - CONTEXT) : start], is_cut=start > CONTEXT)
            after = _cut_end(text[end : end + CONTEXT], is_cut=len(text) > end + CONTEXT)
            return Quote(before, words, after, language, label)
    return Quote("", words, "", "", label)


def _places_of(entry: Mapping[str, Any], owner: Any) -> Iterator[tuple[str, str, int]]:
    """Yield language, text and offset of where the words may stand."""
    texts = {"title": owner.title or {}, "description": owner.description or {}}
    language = entry.get("language", "")
    text = texts.get(entry.get("place", ""), {}).get(language, "")
    yield language, text, entry["start"]
    for by_language in texts.values():
        for code, content in by_language.items():
            if (start := content.find(entry["quote"])) >= 0:
                yield code, content, start


def _row(item: Mapping[str, Any], *, match: Any, labels: Labels) -> Row:
    code = item["code"]
    evidence: Mapping[str, Any] = {} if match.is_secret else item.get("evidence") or {}
    return Row(
        code=code,
        label=str(CRITERION_LABELS.get(code, code)),
        status=item["status"],
        status_label=str(STATUS_LABELS[item["status"]]),
        tone=STATUS_TONES[item["status"]],
        points=item["points"],
        could_add=item["could_add"],
        asked="" if match.is_secret else in_words(code, item["asked"], labels),
        offered=_offered(item, is_secret=match.is_secret, labels=labels),
        need_quotes=_quotes(evidence.get("need"), match.need, labels),
        line_quotes=_quotes(evidence.get("line"), match.line, labels),
    )


def _offered(item: Mapping[str, Any], *, is_secret: bool, labels: Labels) -> str:
    if is_secret and item["code"] in TOLD_BY_BOTH:
        return ""
    return in_words(item["code"], item["offered"], labels) or _said_otherwise(item)


def _said_otherwise(item: Mapping[str, Any]) -> str:
    """Word what is no fact of the product line."""
    if item["code"] != "interest":
        return ""
    return _("Marked") if item["status"] == Status.MET else _("Not marked yet")


def _quotes(found: Iterable[Mapping[str, Any]] | None, owner: Any, labels: Labels) -> Any:
    return tuple(
        quoted(entry, label=labels.get(entry["code"], ""), owner=owner) for entry in found or ()
    )


def _cut_start(text: str, *, is_cut: bool) -> str:
    return f"…{text.lstrip()}" if is_cut else text


def _cut_end(text: str, *, is_cut: bool) -> str:
    return f"{text.rstrip()}…" if is_cut else text


def _per_month(pieces: float, _labels: Labels) -> str:
    count = round(pieces)
    return ngettext("%(pieces)s piece a month", "%(pieces)s pieces a month", count) % {
        "pieces": number(count)
    }


def _pieces(pieces: float, _labels: Labels) -> str:
    count = round(pieces)
    return ngettext("%(pieces)s piece", "%(pieces)s pieces", count) % {"pieces": number(count)}


def _days(days: int, _labels: Labels) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": number(days)}


def _countries(codes: str | list[str], _labels: Labels) -> str:
    return ", ".join(
        countries.name(code) for code in ([codes] if isinstance(codes, str) else codes)
    )


def _languages(codes: list[str], _labels: Labels) -> str:
    return ", ".join(LANGUAGE_NAMES.get(code, code) for code in codes)


def _kilometres(kilometres: int, _labels: Labels) -> str:
    return _("about %(kilometres)s km") % {"kilometres": number(kilometres)}


def _short(value: float) -> Any:
    """Drop the decimals of a whole number."""
    return int(value) if value == int(value) else value


WORDS: Mapping[str, Callable[[Any, Labels], str]] = {
    "process": terms,
    "focus": terms,
    "material": terms,
    "certificates": terms,
    "tolerance": tolerance,
    "capacity": _per_month,
    "volume": _per_month,
    "lead": _days,
    "minimum": _pieces,
    "minimum_met": _pieces,
    "size": size,
    "export": _countries,
    "language": _languages,
    "talk": _languages,
    "place": _kilometres,
    "distance": _kilometres,
}
