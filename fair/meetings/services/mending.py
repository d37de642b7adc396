"""Mend the timetable when something that meetings need is taken away.

A table out of use, a booth given to somebody else, a session that is no more: whoever had a
meeting there gets the nearest free time, else it is called off; each person is told once of all.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fair.editions.choices import EditionState
from fair.editions.models import Edition
from fair.meetings import mails
from fair.meetings.choices import Clash, EditKind, MeetingState
from fair.meetings.models import Meeting
from fair.meetings.selectors.free import FreeTime, free_times, wish_for
from fair.meetings.services.changing import call_off
from fair.meetings.services.locks import lock_timetable
from fair.meetings.services.moving import reseat
from fair.meetings.services.openings import Question, find_opening
from fair.meetings.services.parties import ensure_parties
from fair.meetings.services.telling import record, seen_as, tell
from fair.meetings.services.versions import bump_schedule
from fair.meetings.snapshots import clashes_in_timetable, sides_of

# What a meeting cannot do without; other clashes are for people to judge.
LOST = {
    Clash.TIME_GONE,
    Clash.PLACE_GONE,
    Clash.PLACE_WRONG,
    Clash.TEAM_GONE,
    Clash.GONE,
}


@dataclass(frozen=True, slots=True)
class Mended:
    """The meetings that lost something: those that got another time or place, and the others."""

    moved: tuple[Meeting, ...] = ()
    called_off: tuple[Meeting, ...] = ()


@transaction.atomic
def mend_timetable(edition_id: int, *, now: datetime) -> Mended:
    """Give every meeting that lost its time, place or team another, or call it off.

    Nothing happens where none has: twice is as good as once. In a closed edition nothing changes.
    """
    edition = lock_timetable(edition_id)
    if edition.state == EditionState.CLOSED:
        return Mended()
    lost = _lost(edition, now=now)
    if not lost:
        return Mended()
    ensure_parties(edition)
    moved: list[Meeting] = []
    stranded: list[Meeting] = []
    for meeting in lost:
        (moved if _move(meeting, now=now) else stranded).append(meeting)
    call_off(stranded, actor=None, now=now, reason="")
    bump_schedule(edition)
    tell(edition, mails.Changes(moved=tuple(moved), dropped=tuple(stranded)))
    return Mended(tuple(moved), tuple(stranded))


def _lost(edition: Edition, *, now: datetime) -> list[Meeting]:
    rows = Meeting.objects.filter(edition=edition, state=MeetingState.CONFIRMED)
    rows = rows.filter(starts_at__gt=now).select_related("buyer", "supplier", "edition")
    ahead = list(
        rows.prefetch_related("seats__party", "needs", "lines").order_by("starts_at", "id")
    )
    if not ahead:
        return []
    clashes = clashes_in_timetable(edition, ahead)
    return [
        row for row in ahead if LOST.intersection(clashes.get((row.buyer_id, row.supplier_id), ()))
    ]


def _move(meeting: Meeting, *, now: datetime) -> bool:
    """Seat the meeting at the nearest free time; False where there is none."""
    times = free_times(meeting.buyer, meeting.supplier, now=now, without=meeting, is_limited=False)
    best = min(times, key=lambda time: _distance(time, meeting), default=None)
    if best is None:
        return False
    seats = list(meeting.seats.all())
    place = next((seat.party_id for seat in seats if seat.party.is_place), None)
    before = seen_as(meeting, place=place)
    buyer, supplier = sides_of(meeting.buyer_id, meeting.supplier_id)
    question = Question(
        best.starts_at,
        best.mode,
        best.place,
        without=(meeting,),
        teams=tuple(seat.party_id for seat in seats),
        is_limited=False,
    )
    wish = wish_for(buyer, supplier, meeting=meeting)
    opening = find_opening(buyer, supplier, question, wish=wish)
    reseat(meeting, opening, is_pinned=meeting.is_pinned)
    after = seen_as(meeting, place=opening.place)
    record(meeting, EditKind.MOVED, before=before, after=after, actor=None)
    return True


def _distance(time: FreeTime, meeting: Meeting) -> tuple[float, bool, datetime]:
    """Say how far a time is from what people know, in seconds; the same mode comes first."""
    seconds = abs((time.starts_at - meeting.starts_at).total_seconds())
    return (seconds, time.mode != meeting.mode, time.starts_at)
