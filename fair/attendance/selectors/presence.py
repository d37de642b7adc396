"""Meetings as they stand at one moment: who is there, who is awaited, who is late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from fair.attendance.choices import Finding, other_side
from fair.attendance.models import CheckIn, Lateness
from fair.editions.choices import Side
from fair.editions.models import Hall, Participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.meetings.services.closing import NO_SHOW_AFTER

# So long before it begins one can be there.
OPENS_BEFORE = timedelta(minutes=60)

Row = TypeVar("Row", CheckIn, Lateness)


@dataclass(frozen=True, slots=True)
class SideThere:
    """One side of a meeting at one moment."""

    side: Side
    participation: Participation
    check_in: CheckIn | None
    lateness: Lateness | None

    @property
    def is_there(self) -> bool:
        return self.check_in is not None

    @property
    def missed_finding(self) -> str:
        """What an organiser finds where this side did not come."""
        is_buyer = self.side == Side.BUYER
        return (Finding.BUYER_MISSED if is_buyer else Finding.SUPPLIER_MISSED).value

    @property
    def minutes_late(self) -> int:
        """How late it said that it comes; 0 once it is there."""
        return self.lateness.minutes if self.lateness and not self.check_in else 0


@dataclass(frozen=True, slots=True)
class Encounter:
    """A meeting and its two sides at the moment `now`."""

    meeting: Meeting
    buyer: SideThere
    supplier: SideThere
    now: datetime

    @property
    def sides(self) -> tuple[SideThere, SideThere]:
        return self.buyer, self.supplier

    def of(self, side: str) -> SideThere:
        return self.buyer if side == Side.BUYER else self.supplier

    def opposite(self, side: str) -> SideThere:
        return self.of(other_side(side))

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return self.meeting.state == MeetingState.CONFIRMED

    @property
    def is_under_way(self) -> bool:
        return self.is_open and self.is_now and self.buyer.is_there and self.supplier.is_there

    @property
    def is_now(self) -> bool:
        return self.meeting.starts_at <= self.now < self.meeting.ends_at

    @property
    def is_over(self) -> bool:
        return self.now >= self.meeting.ends_at

    @property
    def is_unclear(self) -> bool:
        """Whether it is over and somebody has to say what became of it."""
        return self.is_open and self.is_over

    @property
    def is_late(self) -> bool:
        """Whether it should have begun, and somebody is missing or said that they come later."""
        if not self.is_open or self.is_over or self.is_under_way:
            return False
        is_missing = self.now >= self.meeting.starts_at + NO_SHOW_AFTER
        return is_missing or any(side.minutes_late for side in self.sides)

    @property
    def waiting(self) -> SideThere | None:
        """The side that is there alone after the meeting should have begun."""
        there = [side for side in self.sides if side.is_there]
        return there[0] if len(there) == 1 and self.is_open and self.is_now else None

    @property
    def minutes_since_start(self) -> int:
        return int((self.now - self.meeting.starts_at).total_seconds() // 60)

    @property
    def can_check_in(self) -> bool:
        opens_at = self.meeting.starts_at - OPENS_BEFORE
        return self.is_open and opens_at <= self.now < self.meeting.ends_at

    @property
    def can_miss(self) -> bool:
        """Whether a side that did not come may be said so by now."""
        return self.is_open and self.now >= self.meeting.starts_at + NO_SHOW_AFTER

    @property
    def findings(self) -> list[tuple[str, Any]]:
        """What can be found of it once it is over."""
        return list(Finding.choices)

    @property
    def hall(self) -> Hall | None:
        """The hall of its place; None online."""
        seats = self.meeting.place_seats
        party = seats[0].party if seats else None
        spot = (party.table or party.booth) if party else None
        return spot.hall if spot else None


def encounters_of(meetings: Sequence[Meeting], *, now: datetime) -> list[Encounter]:
    """Return meetings with who is there; two queries. Load sides and places along."""
    ids = [meeting.pk for meeting in meetings]
    check_ins = _by_side(CheckIn.objects.standing().filter(meeting__in=ids))
    latenesses = _by_side(Lateness.objects.filter(meeting__in=ids))

    def side(meeting: Meeting, which: Side) -> SideThere:
        key = (meeting.pk, which.value)
        own = meeting.buyer if which == Side.BUYER else meeting.supplier
        return SideThere(which, own, check_ins.get(key), latenesses.get(key))

    return [
        Encounter(meeting, side(meeting, Side.BUYER), side(meeting, Side.SUPPLIER), now)
        for meeting in meetings
    ]


def _by_side(rows: Iterable[Row]) -> Mapping[tuple[int, str], Row]:
    return {(row.meeting_id, row.side): row for row in rows}
