"""Meetings as calendars hold them: rows in, events and files out, in the active language."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from fair.common.templatetags.fair_ui import clock, local_day, utc_offset
from fair.meetings.choices import MeetingMode
from fair.meetings.engine.itip import Invitation, Person, feed_of, message_of
from fair.meetings.models import Meeting

CALENDAR = "text/calendar"


def uid_of(meeting: Meeting) -> str:
    """Return the name that the meeting has in every calendar, for as long as its row lives.

    The part behind the sign is the same for every site: one that moves to another address still
    finds its events.
    """
    return f"{meeting.public_id}@fairmatch"


def facts_of(meeting: Meeting) -> str:
    """Word time and place so that two wordings differ where a calendar has to hear of it.

    Reads the places, so load them along (`with_sides_and_places`).
    """
    times = f"{_in_utc(meeting.starts_at)}/{_in_utc(meeting.ends_at)}"
    places = ",".join(str(seat.party_id) for seat in meeting.place_seats)
    return f"{times} {meeting.mode} {places}"


def zones_of(meeting: Meeting) -> list[ZoneInfo]:
    """Return the zones by which the meeting's people live: the fair's first, no clock twice.

    Reads edition and sides, so load them along.
    """
    zones = {meeting.starts_at.astimezone(meeting.edition.zone).utcoffset(): meeting.edition.zone}
    for side in (meeting.buyer, meeting.supplier):
        if side.attends_online:
            zones.setdefault(meeting.starts_at.astimezone(side.zone).utcoffset(), side.zone)
    return list(zones.values())


def times_of(meeting: Meeting) -> list[str]:
    """Word day and time in each of the meeting's zones."""
    return [
        f"{local_day(meeting.starts_at, zone)}, {clock(meeting.starts_at, zone)}–"
        f"{clock(meeting.ends_at, zone)} {utc_offset(meeting.starts_at, zone)}"
        for zone in zones_of(meeting)
    ]


def event_of(
    meeting: Meeting,
    *,
    seen_by: Collection[int] = (),
    sequence: int | None = None,
    stamped_at: datetime | None = None,
    attendee: User | None = None,
    is_cancelled: bool | None = None,
) -> Invitation:
    """Return the meeting as an event, in the active language.

    `seen_by` holds the organisations that the reader acts for: the event is then named after whom
    they meet. What is left out is as the meeting stands; reads what `with_sides_and_places` loads.
    """
    off = not meeting.is_standing if is_cancelled is None else is_cancelled
    return Invitation(
        uid=uid_of(meeting),
        sequence=meeting.sequence if sequence is None else sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.edition.zone,
        stamped_at=stamped_at or meeting.updated_at,
        summary=summary_of(meeting, seen_by=seen_by),
        organiser=Person(str(meeting.edition), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendee=Person(str(attendee), attendee.email) if attendee else None,
        location=location_of(meeting),
        description=description_of(meeting),
        url=address_of(meeting),
        is_cancelled=off,
    )


def summary_of(meeting: Meeting, *, seen_by: Collection[int]) -> str:
    """Name the meeting after the other side, or after both where the reader stands on none."""
    buyer, supplier = meeting.buyer, meeting.supplier
    is_buyer, is_supplier = (side.organisation_id in seen_by for side in (buyer, supplier))
    if is_buyer == is_supplier:
        return str(meeting)
    return _("Meeting with %(company)s") % {"company": supplier if is_buyer else buyer}


def location_of(meeting: Meeting) -> str:
    """Say where to go: the place, and for a place at the fair the venue."""
    place = meeting.place_name or meeting.get_mode_display()
    venue = "" if meeting.mode == MeetingMode.ONLINE else meeting.edition.venue_name
    return ", ".join(part for part in (place, venue) if part)


def description_of(meeting: Meeting) -> str:
    """Say when it is by every clock concerned, and where to read and to join."""
    lines = [*times_of(meeting), "", str(meeting.edition), address_of(meeting)]
    if meeting.mode == MeetingMode.ONLINE:
        path = reverse("conferencing:lobby", args=[meeting.edition.slug, meeting.public_id])
        lines += [_("To join: %(address)s") % {"address": f"{settings.SITE_URL}{path}"}]
    return "\n".join(lines)


def address_of(meeting: Meeting) -> str:
    return f"{settings.SITE_URL}{meeting.get_absolute_url()}"


def file_of(meeting: Meeting, *, seen_by: Collection[int], sequence: int) -> bytes:
    """Write one meeting as a file that people put into their calendar by hand."""
    event = event_of(meeting, seen_by=seen_by, sequence=sequence)
    return message_of(event) if event.is_cancelled else feed_of([event], name=event.summary)


def feed_file(meetings: Iterable[Meeting], *, name: str, seen_by: Collection[int]) -> bytes:
    """Write the calendar that programs look at again and again."""
    return feed_of((event_of(meeting, seen_by=seen_by) for meeting in meetings), name=name)


def calendar_links(meeting: Meeting, *, seen_by: Collection[int]) -> dict[str, str]:
    """Return where calendars on the web offer to enter the meeting; nothing for one that is off."""
    if not meeting.is_standing:
        return {}
    event = event_of(meeting, seen_by=seen_by)
    return {"google": google_link(event), "outlook": outlook_link(event)}


def google_link(event: Invitation) -> str:
    """Return the address at which Google Calendar offers to enter the event."""
    query = {
        "action": "TEMPLATE",
        "text": event.summary,
        "dates": f"{_in_utc(event.starts_at)}/{_in_utc(event.ends_at)}",
        "details": event.description,
        "location": event.location,
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(query)}"


def outlook_link(event: Invitation) -> str:
    """Return the address at which Outlook on the web offers to enter the event."""
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.summary,
        "startdt": event.starts_at.astimezone(UTC).isoformat(),
        "enddt": event.ends_at.astimezone(UTC).isoformat(),
        "body": event.description,
        "location": event.location,
    }
    return f"https://outlook.office.com/calendar/0/deeplink/compose?{urlencode(query)}"


def _in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
