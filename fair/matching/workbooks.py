"""Spreadsheets of matching to take away."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fair.common.spreadsheets import Sheet, workbook_of
from fair.matching.selectors import FairGaps, Kept
from fair.matching.selectors.gaps import Demand, UnservedNeed
from fair.matching.words import Labels, gate_lines, size_class_text, terms, unserved_text


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


def gaps_workbook(gaps: FairGaps, *, labels: Labels) -> bytes:
    """Return what a fair lacks as an .xlsx file of four sheets, in the active language."""
    return workbook_of(
        [
            Sheet(_("Demand"), _demand_headings(), [_demand(cell, labels) for cell in gaps.demand]),
            Sheet(
                _("Certificates"),
                [
                    _("Lacking certificates"),
                    _("Needs it would open"),
                    _("of them served by nobody"),
                    _("Product lines"),
                ],
                [
                    [terms(gap.subjects, labels), gap.needs, gap.unserved, gap.lines]
                    for gap in gaps.certificates
                ],
            ),
            Sheet(
                _("Needs nobody serves"),
                [_("Need"), _("Buyer"), _("Nearest reason"), _("Lines that lack only this")],
                [_unserved(entry, labels) for entry in gaps.unserved],
            ),
            Sheet(
                _("Lines no need wants"),
                [_("Product line"), _("Supplier")],
                [[str(line), str(line.participation)] for line in gaps.unwanted],
            ),
        ]
    )


def _unserved(entry: UnservedNeed, labels: Labels) -> list[object]:
    reason = unserved_text(entry, labels=labels)
    return [str(entry.need), str(entry.need.participation), reason, entry.near]


def _demand_headings() -> list[str]:
    return [
        _("Process"),
        _("Required certificate"),
        _("Longest edge"),
        _("Needs"),
        _("Pieces a year"),
        _("Suppliers who could"),
        _("Needs nobody serves"),
    ]


def _demand(cell: Demand, labels: Labels) -> list[object]:
    return [
        labels.get(cell.process, cell.process),
        labels.get(cell.certificate, cell.certificate) or _("none"),
        size_class_text(cell.size_class),
        cell.needs,
        cell.pieces_a_year,
        cell.parties,
        cell.unserved,
    ]
