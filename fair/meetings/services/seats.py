"""Take and free seats so that nobody and nothing is ever booked twice.

All writers use these functions. Seats go in with ON CONFLICT DO NOTHING in order of party
and time: a plain INSERT into the exclusion constraint was measured to deadlock under contention,
and one order for everybody leaves no circle of waiting.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.meetings.models import Meeting, MeetingSeat


class SeatTaken(Refusal):
    """A side or a place has another meeting at that time."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "taken": _("One side or the place has another meeting at that time."),
    }


def take_seats(parties_of: Sequence[tuple[Meeting, Sequence[int]]]) -> None:
    """Seat the parties (by id) of each meeting for its time.

    Call inside a transaction and let SeatTaken roll it back: some seats may be in by then.
    """
    seats = [
        MeetingSeat(meeting=meeting, party_id=party_id, period=meeting.period)
        for meeting, party_ids in parties_of
        for party_id in party_ids
    ]
    seats.sort(key=lambda seat: (seat.party_id, seat.period.lower))
    MeetingSeat.objects.bulk_create(seats, ignore_conflicts=True)
    meetings = [meeting.pk for meeting, _party_ids in parties_of]
    if MeetingSeat.objects.filter(meeting__in=meetings, live=True).count() != len(seats):
        raise SeatTaken("taken")


def free_seats(meetings: Iterable[Meeting]) -> None:
    """Give back the seats of meetings that do not take place; the rows still say where."""
    MeetingSeat.objects.filter(meeting__in=[meeting.pk for meeting in meetings]).update(live=False)


def leave_seats(meetings: Iterable[Meeting]) -> None:
    """Forget the seats of meetings that are about to be seated anew."""
    MeetingSeat.objects.filter(meeting__in=[meeting.pk for meeting in meetings]).delete()
