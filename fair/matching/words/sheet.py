"""One match as a sheet of plain words, to print or to send."""

from dataclasses import asdict
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fair.common.templatetags.fair_ui import number, short_day
from fair.editions.choices import Side
from fair.matching.words.explaining import (
    Labels,
    Row,
    breakdown_rows,
    gate_lines,
    what_would_raise,
)

Sheet = dict[str, Any]


def sheet_of(match: Any, *, side: Side, labels: Labels, link: str) -> Sheet:
    """Write a match that `selectors` loaded for `side`; `link` is where it stands online."""
    buyer_rows = breakdown_rows(match, side="buyer", labels=labels)
    supplier_rows = breakdown_rows(match, side="supplier", labels=labels)
    partner = match.line if side == Side.BUYER else match.need
    edition = match.run.edition
    return {
        "title": str(partner.participation),
        "subtitle": f"{match.need} – {match.line}",
        "fair": str(edition),
        "as_of": _as_of(match.run, edition),
        "link": link,
        "sides": [_side(_("Need"), match.need), _side(_("Product line"), match.line)],
        "figures": _figures(match) if match.eligible else [],
        "lists": _lists(match, labels, raising=what_would_raise(match, rows=buyer_rows)),
        "breakdowns": [
            _breakdown(_("Fit for the buyer"), match, "buyer", buyer_rows),
            _breakdown(_("Interest of the supplier"), match, "supplier", supplier_rows),
        ],
        "note": _(
            "The match is the harmonic mean of fit and interest: never high when one side gains "
            "little. No other company can change it."
        ),
    }


def _side(label: str, owner: Any) -> Sheet:
    organisation = owner.participation.organisation
    company = f"{owner.participation}, {organisation.country.name}"
    attendance = owner.participation.get_attendance_display()
    return {"label": label, "title": str(owner), "company": f"{company} · {attendance}"}


def _figures(match: Any) -> list[Sheet]:
    return [
        {"label": _("Match"), "value": match.mutual_points},
        {"label": _("Fit for the buyer"), "value": match.buyer_points},
        {"label": _("Interest of the supplier"), "value": match.supplier_points},
        {"label": _("Share of the facts known"), "value": round(match.confidence * 100)},
    ]


def _lists(match: Any, labels: Labels, *, raising: list[Row]) -> list[Sheet]:
    lists = [
        _gates(_("What is lacking"), match, "fail", labels),
        _gates(_("To confirm when you meet"), match, "unknown", labels),
        _raising(raising),
    ]
    return [found for found in lists if found["entries"]]


def _gates(title: str, match: Any, state: str, labels: Labels) -> Sheet:
    lines = gate_lines(match, state=state, labels=labels)
    entries = [f"{line.label}: {line.text}" if line.text else line.label for line in lines]
    return {"title": title, "entries": entries, "to_check": state == "unknown"}


def _raising(rows: list[Row]) -> Sheet:
    return {
        "title": _("What would raise it most, if it were fully met"),
        "entries": [_gain(row) for row in rows],
        "to_check": False,
    }


def _gain(row: Row) -> str:
    gain = ngettext("+%(points)s point", "+%(points)s points", row.could_add) % {
        "points": number(row.could_add)
    }
    asked = f" ({row.asked})" if row.asked else ""
    return f"{row.label}{asked}: {gain}"


def _breakdown(title: str, match: Any, side: str, rows: list[Row]) -> Sheet:
    score = match.explanation[side]["score"]
    asked = _("confidential") if match.is_secret else "–"
    return {
        "title": title,
        "score": _("%(score)s of 100 points") % {"score": score}
        if match.eligible
        else _("%(score)s of 100 points, if nothing were lacking") % {"score": score},
        "headings": [
            _("Criterion"),
            _("State"),
            _("The need asks"),
            _("The supplier states"),
            _("Points"),
        ],
        "rows": [
            {
                "label": row.label,
                "status": row.status_label,
                "tone": row.tone,
                "asked": row.asked or asked,
                "offered": row.offered or "–",
                "points": _("%(points)s of %(out_of)s")
                % {"points": number(row.points), "out_of": number(row.out_of)},
                "need_quotes": [asdict(quote) for quote in row.need_quotes],
                "line_quotes": [asdict(quote) for quote in row.line_quotes],
            }
            for row in rows
        ],
    }


def _as_of(run: Any, edition: Any) -> str:
    if run.finished_at is None:
        return ""
    local = localtime(run.finished_at, edition.zone)
    return _("As of %(day)s") % {"day": f"{short_day(local)} {date_format(local, 'H:i')}"}
