"""What is asked of online meetings: settings, rooms, who is there, what a kiosk shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.crypto import salted_hmac

from fair.conferencing.choices import JOINABLE_STATES, Seat
from fair.conferencing.models import Kiosk, OnlineRoom, OnlineSettings, Presence
from fair.editions.choices import Attendance
from fair.editions.models import Delegate, Edition, Participation
from fair.meetings.choices import MeetingMode
from fair.meetings.models import Meeting
from fair.meetings.models.meeting import MeetingQuerySet
from fair.meetings.selectors.attendees import attendees_of

CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A clock by which somebody who comes lives."""

    whose: Participation
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Comers:
    """A side and the people who come for it: its delegates, and others by name."""

    label: str
    side: Participation
    delegates: tuple[Delegate, ...]
    names: tuple[str, ...]


def settings_of(edition: Edition) -> OnlineSettings:
    """Return how the edition meets online; the defaults, unsaved, where nobody chose."""
    found = OnlineSettings.objects.filter(edition=edition).first()
    return found or OnlineSettings(edition=edition)


def online_meetings(edition: Edition, *, user: Any) -> MeetingQuerySet:
    """Return the online meetings of the edition that `user` may see, called off or not."""
    return Meeting.objects.visible_to(user).filter(edition=edition, mode=MeetingMode.ONLINE)


def presences_of(room: OnlineRoom, *, now: datetime) -> list[Presence]:
    """Return who has a lobby open or has gone in, in the order in which they came; one query."""
    return list(room.presences.around(now).order_by("entered_at", "id"))


def comers_of(meeting: Meeting) -> list[Comers]:
    """Return who comes, side by side; six queries. Nobody's e-mail address stands for a name."""
    people = attendees_of([meeting])
    found = []
    for seat, side in ((Seat.BUYER, meeting.buyer), (Seat.SUPPLIER, meeting.supplier)):
        delegates = list(side.delegates.order_by("full_name", "id"))
        with_login = {delegate.user_id for delegate in delegates}
        others = [user for user in people[meeting.pk, side.pk] if user.pk not in with_login]
        names = tuple(user.full_name for user in others if user.full_name)
        found.append(Comers(str(seat.label), side, tuple(delegates), names))
    return found


def local_times(meeting: Meeting) -> list[LocalTime]:
    """Return the clocks of those who are not at the fair, where they differ from the fair's."""
    here = meeting.starts_at.astimezone(meeting.edition.zone).utcoffset()
    return [
        LocalTime(side, side.zone)
        for side in (meeting.buyer, meeting.supplier)
        if side.attends_online and meeting.starts_at.astimezone(side.zone).utcoffset() != here
    ]


def kiosk_meetings(kiosk: Kiosk, *, now: datetime) -> list[Meeting]:
    """Return the day's online meetings of which a side is at the fair, by its calendar; 1 query.

    A kiosk at a booth shows those of its company.
    """
    zone = kiosk.edition.zone
    today = now.astimezone(zone).date()
    rows = Meeting.objects.filter(
        _is_hybrid(), edition=kiosk.edition_id, mode=MeetingMode.ONLINE, state__in=JOINABLE_STATES
    )
    if kiosk.participation_id:
        rows = rows.of_participations([kiosk.participation_id])
    meetings = rows.select_related(
        "edition", "buyer__organisation", "supplier__organisation"
    ).order_by("starts_at", "id")
    return [each for each in meetings if each.starts_at.astimezone(zone).date() == today]


def sides_at_the_fair(meeting: Meeting, *, kiosk: Kiosk | None = None) -> Sequence[Seat]:
    """Return the sides that may sit at a kiosk: they come in person; at a booth only its own."""
    sides = {Seat.SUPPLIER: meeting.supplier, Seat.BUYER: meeting.buyer}
    return [
        seat
        for seat, side in sides.items()
        if side.attends_in_person and (kiosk is None or kiosk.participation_id in {None, side.pk})
    ]


def kiosk_code(room: OnlineRoom, seat: Seat) -> str:
    """Return the six digits with which a side shows at a kiosk that it is who it says."""
    digest = salted_hmac("fair.conferencing.code", f"{room.name}|{seat}", algorithm="sha256")
    return f"{int(digest.hexdigest(), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def _is_hybrid() -> Q:
    at_the_fair = [Attendance.IN_PERSON, Attendance.BOTH]
    return Q(supplier__attendance__in=at_the_fair) | Q(buyer__attendance__in=at_the_fair)
