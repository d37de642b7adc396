"""Spreadsheets of meetings to take away."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fair.common.spreadsheets import Sheet, workbook_of
from fair.common.templatetags.fair_ui import utc_offset
from fair.meetings.ical import address_of
from fair.meetings.models import Meeting


def meetings_workbook(meetings: Iterable[Meeting]) -> bytes:
    """Return meetings as an .xlsx file, in the active language and by the fair's clock.

    Days and times are cells to reckon with; a spreadsheet knows no zones, so the offset stands
    beside them. Reads what `with_sides_and_places` loads.
    """
    headings = [
        _("Day"),
        _("From"),
        _("To"),
        _("Time zone"),
        _("Buyer"),
        _("Supplier"),
        _("Where"),
        _("Mode"),
        _("State"),
        _("Address"),
    ]
    return workbook_of([Sheet(_("Meetings"), headings, [_row(each) for each in meetings])])


def _row(meeting: Meeting) -> list[object]:
    zone = meeting.edition.zone
    starts_at, ends_at = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return [
        starts_at.date(),
        starts_at.time(),
        ends_at.time(),
        utc_offset(meeting.starts_at, zone),
        str(meeting.buyer),
        str(meeting.supplier),
        meeting.place_name,
        meeting.get_mode_display(),
        meeting.get_state_display(),
        address_of(meeting),
    ]
