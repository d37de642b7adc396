"""Spreadsheets of the demand side to take away."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fair.common.spreadsheets import Sheet, workbook_of
from fair.sourcing.models import AccessRecord


def access_workbook(records: Iterable[AccessRecord], *, zone: ZoneInfo) -> bytes:
    """Return a need's log as an .xlsx file, in the active language; times by the fair's clock."""
    headings = [
        _("When"),
        _("What"),
        _("Why refused"),
        _("Person"),
        _("Company"),
        _("Document"),
        _("Version of terms"),
        _("Copy"),
    ]
    rows = [
        [
            record.at.astimezone(zone).replace(tzinfo=None),
            record.get_kind_display(),
            record.get_reason_display() if record.reason else "",
            record.person_name,
            record.organisation_name,
            record.document_title,
            record.version.number if record.version else None,
            record.copy_code,
        ]
        for record in records
    ]
    return workbook_of([Sheet(_("Access"), headings, rows)])
