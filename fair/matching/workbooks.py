"""Spreadsheets of matching to take away."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fair.common.spreadsheets import Sheet, workbook_of
from fair.matching.selectors import Kept
from fair.matching.words import Labels, gate_lines


def shortlist_workbook(entries: Iterable[Kept], *, labels: Labels) -> bytes:
    """Return a shortlist as an .xlsx file, in the active language."""
    headings = [
        _("Verdict"),
        _("Supplier"),
        _("Country"),
        _("Product line"),
        _("Attendance"),
        _("Match"),
        _("Fit for the buyer"),
        _("Interest of the supplier"),
        _("They are interested"),
        _("To confirm when you meet"),
        _("Note"),
    ]
    rows = [_entry(entry, labels) for entry in entries]
    return workbook_of([Sheet(_("Shortlist"), headings, rows)])


def _entry(entry: Kept, labels: Labels) -> list[object]:
    verdict = entry.verdict
    match: Any = entry.match
    supplier: Any = verdict.line.participation
    doubts = gate_lines(match, state="unknown", labels=labels) if match else []
    return [
        verdict.get_verdict_display(),
        str(supplier),
        supplier.organisation.country.name,
        str(verdict.line),
        supplier.get_attendance_display(),
        match.mutual_points if match else None,
        match.buyer_points if match else None,
        match.supplier_points if match else None,
        _("yes") if match and match.is_wanted else "",
        "\n".join(f"{line.label}: {line.text}" for line in doubts),
        verdict.note,
    ]
