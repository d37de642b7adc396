"""Put the codes, numbers and facts of an explanation into the reader's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from accounts.texts import LANGUAGES
from fair.common.templatetags.fair_ui import number
from fair.matching.choices import (
    CRITERION_LABELS,
    FIGURE_LABELS,
    GATE_LABELS,
    REASON_TEXTS,
    STATUS_LABELS,
    STATUS_TONES,
    Verdict,
    VerdictReason,
)
from fair.matching.models import Match

register = template.Library()

Labels = Mapping[str, str]
LANGUAGE_NAMES = dict(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a breakdown in words."""

    label: str
    status: str
    tone: str
    points: int
    could_add: int
    asked: str
    offered: str

    @property
    def out_of(self) -> int:
        """The points that the criterion would have if it were fully met."""
        return self.points + self.could_add


@register.inclusion_tag("matching/_breakdown.html", takes_context=True)
def breakdown(context: template.Context, match: Match, side: str) -> dict[str, Any]:
    """Show how one side's points come about; a confidential need's demands stay secret."""
    hides_asked = match.need_id in context["confidential"]
    stored = match.explanation[side]
    rows = [_row(item, context["labels"], hides_asked=hides_asked) for item in stored["items"]]
    raise_most = [CRITERION_LABELS[code] for code in match.explanation["raise_most"]]
    return {
        "rows": rows,
        "score": stored["score"],
        "eligible": match.eligible,
        "raise_most": raise_most if side == "buyer" else [],
        "side": side,
        "match_id": match.pk,
        "hides_asked": hides_asked,
    }


@register.inclusion_tag("matching/_gates.html", takes_context=True)
def gates(context: template.Context, match: Match, state: str) -> dict[str, Any]:
    """List the gates of a match in one state, each with its reason in words."""
    is_secret = match.need_id in context["confidential"]
    lines = [
        {
            "label": GATE_LABELS[gate["code"]],
            "text": "" if is_secret else _reason(gate, context["labels"]),
        }
        for gate in match.gates
        if gate["state"] == state
    ]
    return {"lines": lines, "state": state}


@register.inclusion_tag("matching/_figures.html")
def figures(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Show the figures of a run."""
    tiles = [
        {
            "label": label,
            "value": number(stored[name], 2 if isinstance(stored[name], float) else None),
            "tone": _figure_tone(name, stored[name]),
        }
        for name, label in FIGURE_LABELS.items()
        if name in stored
    ]
    return {"tiles": tiles}


@register.simple_tag
def verdict_reasons() -> list[tuple[str, str]]:
    """Return the reasons to say no: value and label."""
    return [(reason.value, str(reason.label)) for reason in VerdictReason]


@register.simple_tag
def verdict_choices() -> list[dict[str, str]]:
    """Return the buttons of a verdict: value, label and icon."""
    icons = {Verdict.MUST: "star", Verdict.NICE: "thumb-up", Verdict.NO: "thumb-down"}
    return [
        {"value": verdict.value, "label": str(verdict.label), "icon": icons[verdict]}
        for verdict in Verdict
    ]


def _row(item: Mapping[str, Any], labels: Labels, *, hides_asked: bool) -> Row:
    code = item["code"]
    return Row(
        label=str(CRITERION_LABELS[code]),
        status=str(STATUS_LABELS[item["status"]]),
        tone=STATUS_TONES[item["status"]],
        points=item["points"],
        could_add=item["could_add"],
        asked="" if hides_asked else in_words(code, item["asked"], labels),
        offered=in_words(code, item["offered"], labels),
    )


def _reason(gate: Mapping[str, Any], labels: Labels) -> str:
    names = ", ".join(labels.get(code, code) for code in gate["subjects"])
    return str(REASON_TEXTS[gate["reason"]]) % {"subjects": names}


def _figure_tone(name: str, value: float) -> str:
    if name == "violations" and value:
        return "bad"
    return "warn" if name == "needs_without_match" and value else ""


def in_words(code: str, value: Any, labels: Labels) -> str:
    """Write what a side states about a criterion; "" where it states nothing."""
    if value in (None, "", []):
        return ""
    return WORDS[code](value, labels) if code in WORDS else ""


def _terms(codes: list[str], labels: Labels) -> str:
    return ", ".join(labels.get(code, code) for code in codes)


def _tolerance(millimetres: float, _labels: Labels) -> str:
    return f"± {number(_short(millimetres))} mm"


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


def _size(edges: list[float], _labels: Labels) -> str:
    return " × ".join(number(_short(edge)) for edge in edges) + " mm"


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
    "process": _terms,
    "focus": _terms,
    "material": _terms,
    "certificates": _terms,
    "tolerance": _tolerance,
    "capacity": _per_month,
    "volume": _per_month,
    "lead": _days,
    "minimum": _pieces,
    "minimum_met": _pieces,
    "size": _size,
    "export": _countries,
    "language": _languages,
    "talk": _languages,
    "place": _kilometres,
    "distance": _kilometres,
}
