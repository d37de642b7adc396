"""Calendar objects as iTIP (RFC 5546) wants them: an invitation, its changes, its end; and feeds.

A meeting is one event for life: its UID never changes, and whatever a calendar is told of it bears
a higher SEQUENCE than what it was told before, so that messages that overtake each other do no
harm. The organiser of the fair owns the event; an invitation names one attendee, its reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from fair.meetings.engine.zones import definition_of

PRODUCT = "-//fairmatch//meetings//EN"


class Method(StrEnum):
    """What a message does to the reader's calendar."""

    REQUEST = "REQUEST"  # enters or changes
    CANCEL = "CANCEL"  # strikes out
    PUBLISH = "PUBLISH"  # shows, without asking


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address; the fair's own is the organiser of every event."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A meeting as one reader's calendar holds it, [starts_at, ends_at), aware.

    `zone` is the fair's. `stamped_at` is when this was written. Without an attendee it is an
    event to look at.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    stamped_at: datetime
    summary: str
    organiser: Person
    attendee: Person | None = None
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False

    @property
    def method(self) -> Method:
        return Method.CANCEL if self.is_cancelled else Method.REQUEST


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader's calendar was last told of a meeting; `facts` names its time and place."""

    sequence: int
    is_cancelled: bool
    facts: str


def next_to_tell(told: Told | None, *, is_due: bool, facts: str, sequence: int) -> Told | None:
    """Return what a calendar is to be told now, or None where it knows.

    `is_due` says whether the meeting belongs into the calendar, `sequence` is the meeting's own
    count of its changes. Who never heard of a meeting does not hear of its end.
    """
    if told is None:
        return Told(sequence, is_cancelled=False, facts=facts) if is_due else None
    if told.is_cancelled and not is_due:
        return None
    if is_due and not told.is_cancelled and told.facts == facts:
        return None
    return Told(max(sequence, told.sequence + 1), is_cancelled=not is_due, facts=facts)


def message_of(invitation: Invitation) -> bytes:
    """Write the message that enters, changes or strikes out one event.

    One event to a message: RFC 5546 wants one UID, and Outlook reads the first event only.
    """
    calendar = _calendar(invitation.method)
    _define_zones(calendar, [invitation])
    calendar.add_component(_event(invitation))
    return bytes(calendar.to_ical())


def feed_of(invitations: Iterable[Invitation], *, name: str, hours_between_looks: int = 1) -> bytes:
    """Write a calendar to subscribe to; the same events give the same bytes."""
    shown = sorted(invitations, key=lambda each: (each.starts_at, each.uid))
    calendar = _calendar(Method.PUBLISH)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", f"PT{hours_between_looks}H")
    calendar.add("x-published-ttl", f"PT{hours_between_looks}H")
    _define_zones(calendar, shown)
    for invitation in shown:
        calendar.add_component(_event(invitation))
    return bytes(calendar.to_ical())


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _define_zones(calendar: Calendar, invitations: list[Invitation]) -> None:
    """Define each zone that an event names, for the years of its events."""
    years: dict[str, list[int]] = {}
    for invitation in invitations:
        if _is_clear(invitation):
            years.setdefault(invitation.zone.key, []).append(invitation.starts_at.year)
    for key, found in sorted(years.items()):
        calendar.add_component(definition_of(key, first_year=min(found), last_year=max(found)))


def _event(invitation: Invitation) -> Event:
    zone = invitation.zone if _is_clear(invitation) else UTC
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamped_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", invitation.starts_at.astimezone(zone))
    event.add("dtend", invitation.ends_at.astimezone(zone))
    event.add("summary", invitation.summary)
    event.add("status", "CANCELLED" if invitation.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if invitation.is_cancelled else "OPAQUE")
    for name in ("location", "description", "url"):
        if getattr(invitation, name):
            event.add(name, getattr(invitation, name))
    event.add("organizer", _address(invitation.organiser))
    if invitation.attendee is not None:
        event.add("attendee", _attendee(invitation.attendee))
    return event


def _is_clear(invitation: Invitation) -> bool:
    """Tell whether the wall clock alone says when it is.

    When clocks are put back an hour comes twice, and a calendar takes a time in it for the first
    one (RFC 5545, 3.3.5). Events of the second one are written in UTC.
    """
    moments = (invitation.starts_at, invitation.ends_at)
    return not any(moment.astimezone(invitation.zone).fold for moment in moments)


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    # Straight quotes cannot be written in a way that all programs read.
    address.params["CN"] = " ".join(person.name.replace('"', "”").split())
    return address


def _attendee(person: Person) -> vCalAddress:
    """Name the reader: expected, and not asked to answer, as no answer would be read."""
    address = _address(person)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED"
    address.params["RSVP"] = "FALSE"
    return address
