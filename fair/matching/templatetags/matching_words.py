"""Put the codes, numbers and facts of an explanation into the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from fair.common.templatetags.fair_ui import number
from fair.matching import words
from fair.matching.choices import FIGURE_LABELS, Verdict, VerdictReason
from fair.matching.models import Match

register = template.Library()


@register.inclusion_tag("matching/_breakdown.html", takes_context=True)
def breakdown(context: template.Context, match: Match, side: str) -> dict[str, Any]:
    """Show how one side's points come about; a confidential need's demands stay secret."""
    rows = words.breakdown_rows(match, side=side, labels=context["labels"])
    return {
        "rows": rows,
        "score": match.explanation[side]["score"],
        "eligible": match.eligible,
        "raise_most": words.what_would_raise(match, rows=rows) if side == "buyer" else [],
        "side": side,
        "match_id": match.pk,
        "hides_asked": match.is_secret,  # type: ignore[attr-defined]
    }


@register.inclusion_tag("matching/_gates.html", takes_context=True)
def gates(context: template.Context, match: Match, state: str) -> dict[str, Any]:
    """List the gates of a match in one state, each with its reason in words."""
    lines = words.gate_lines(match, state=state, labels=context["labels"])
    return {"lines": lines, "state": state}


@register.simple_tag(takes_context=True)
def gap_words(context: template.Context, gap: Any) -> str:
    """Say how many needs ask for what is lacking."""
    return words.gap_text(gap, labels=context["labels"])


@register.simple_tag
def gap_stated(gap: Any, line: Any) -> str:
    """Say what a product line states about it."""
    return words.stated_text(gap, line)


@register.simple_tag(takes_context=True)
def unserved_words(context: template.Context, entry: Any) -> str:
    """Say why nobody serves a need."""
    return words.unserved_text(entry, labels=context["labels"])


@register.filter
def size_class(number: int) -> str:
    """Name a class of size."""
    return words.size_class_text(number)


@register.simple_tag(takes_context=True)
def term_words(context: template.Context, codes: str | Sequence[str]) -> str:
    """Name a term of the vocabulary, or several."""
    return words.terms([codes] if isinstance(codes, str) else codes, context["labels"])


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


@register.filter
def percent(share: float) -> str:
    """Write a share as whole per cent."""
    return f"{number(round(share * 100))}\u00a0%"


@register.simple_tag
def verdict_reasons() -> list[tuple[str, str]]:
    """Return the reasons to say no: value and label."""
    return [(reason.value, str(reason.label)) for reason in VerdictReason]


@register.simple_tag
def verdict_choices() -> list[dict[str, str]]:
    """Return the buttons of a verdict: value, label, icon and the key that presses it."""
    icons = {Verdict.MUST: "star", Verdict.NICE: "thumb-up", Verdict.NO: "thumb-down"}
    keys = {Verdict.MUST: "m", Verdict.NICE: "n", Verdict.NO: "x"}
    return [
        {
            "value": verdict.value,
            "label": str(verdict.label),
            "icon": icons[verdict],
            "key": keys[verdict],
        }
        for verdict in Verdict
    ]


def _figure_tone(name: str, value: float) -> str:
    if name == "violations" and value:
        return "bad"
    return "warn" if name == "needs_without_match" and value else ""
