"""What a fair brought about, as a spreadsheet."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fair.common.spreadsheets import Sheet, workbook_of
from fair.outcomes.models import MeetingRating
from fair.outcomes.selectors.report import FairOutcomes, Group


def outcomes_workbook(report: FairOutcomes, *, ratings: Iterable[MeetingRating]) -> bytes:
    """Return the report as an .xlsx file, in the active language; amounts never mix currencies."""
    sheets = [
        Sheet(_("Figures"), [_("Figure"), _("Number")], _figures(report)),
        Sheet(_("Amounts"), _worth_headings(), [_worth(row) for row in report.worth]),
        _groups(_("By buyer"), _("Buyer"), report.by_buyer),
        _groups(_("By sector"), _("Sector"), report.by_sector),
        _groups(_("By process"), _("Process"), report.by_process),
    ]
    if report.rules.shows_single_ratings:
        sheets.append(_single(ratings))
    return workbook_of(sheets)


def _figures(report: FairOutcomes) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [_("Meetings: %(state)s") % {"state": state.label}, count]
        for state, count in report.states.items()
    ]
    rows.append([_("Pairs of companies that met"), report.pairs])
    rows += [[_("Pairs now: %(stage)s") % {"stage": stage.label}, n] for stage, n in report.funnel]
    rows.append([_("Pairs asked about in e-mails"), report.asked])
    rows.append([_("of them answered"), report.answered])
    for rating in report.ratings:
        side = {"side": rating.side.label}
        rows.append([_("Ratings: %(side)s") % side, rating.count])
        rows.append([_("Average, 1 to 5: %(side)s") % side, rating.stars])
        rows.append([_("Right partner, percent: %(side)s") % side, rating.relevant_percent])
    return rows


def _worth_headings() -> list[str]:
    return [
        _("Step"),
        _("Currency"),
        _("Confirmed by both sides"),
        _("Reported by one side only"),
        _("Disputed"),
    ]


def _worth(row: Any) -> list[Any]:
    return [str(row.kind.label), row.currency, row.confirmed, row.reported, row.disputed]


def _groups(title: str, heading: str, groups: Iterable[Group]) -> Sheet:
    """One row for each group and currency of its contracts."""
    headings = [
        heading,
        _("Pairs that met"),
        _("Quotation or further"),
        _("Contracts"),
        _("Currency"),
        _("Contracts not disputed"),
    ]
    rows: list[list[Any]] = [
        [group.name, group.pairs, group.quoted, group.won, currency, value]
        for group in groups
        for currency, value in _contracts(group)
    ]
    return Sheet(title, headings, rows)


def _contracts(group: Group) -> list[tuple[str, Any]]:
    """Return one empty amount where there is none, so that the group has its row."""
    return list(group.contracts.items()) or [("", None)]


def _single(ratings: Iterable[MeetingRating]) -> Sheet:
    answers = {True: _("yes"), False: _("no"), None: ""}
    headings = [_("Buyer"), _("Supplier"), _("Rated by"), _("Rating"), _("Right partner")]
    rows = [
        [
            str(rating.meeting.buyer),
            str(rating.meeting.supplier),
            rating.get_side_display(),
            rating.stars,
            answers[rating.is_relevant],
        ]
        for rating in ratings
    ]
    return Sheet(_("Single ratings"), headings, rows)
