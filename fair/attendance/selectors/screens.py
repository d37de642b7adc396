"""What a big screen shows: who meets where, now and next, page after page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from fair.attendance.models import DayRules, Screen
from fair.editions.models import Edition
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting

# So many meetings, with names on two lines, are legible from eight metres on a 50-inch screen.
ROWS_PER_PAGE = 6
LOOKS_AHEAD = timedelta(minutes=90)
TIMES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """One meeting on a screen; the companies are empty where they are not to be named."""

    place: str
    buyer: str = ""
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """One page of a screen: meetings that begin at one time."""

    now: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    rows: tuple[ScreenRow, ...]
    number: int
    count: int

    @property
    def is_now(self) -> bool:
        return self.starts_at is not None and self.starts_at <= self.now

    @property
    def following(self) -> int:
        """The number of the page that comes next, in a circle."""
        return self.number % self.count + 1


def rules_of(edition: Edition) -> DayRules:
    """Return what an edition decided about the day; one query."""
    return DayRules.objects.filter(edition=edition).first() or DayRules(edition=edition)


def screen_page(screen: Screen, *, number: int, now: datetime) -> ScreenPage:
    """Return a page of a screen as it is now; four queries for any number of meetings.

    A number beyond the last page is the first.
    """
    names = rules_of(screen.edition).screens_name_companies
    meetings = _meetings(screen, now=now)
    pages: list[tuple[Meeting, tuple[ScreenRow, ...]]] = []
    for _starts_at, group in groupby(meetings, key=lambda meeting: meeting.starts_at):
        rows = sorted(group, key=lambda meeting: (meeting.place_name, meeting.pk))
        if len({page[0].starts_at for page in pages}) == TIMES_SHOWN:
            break
        for begin in range(0, len(rows), ROWS_PER_PAGE):
            chunk = rows[begin : begin + ROWS_PER_PAGE]
            pages.append((chunk[0], tuple(_row(each, names=names) for each in chunk)))
    if not pages:
        return ScreenPage(now, None, None, (), number=1, count=1)
    wanted = number if 1 <= number <= len(pages) else 1
    first, shown = pages[wanted - 1]
    return ScreenPage(now, first.starts_at, first.ends_at, shown, number=wanted, count=len(pages))


def _meetings(screen: Screen, *, now: datetime) -> list[Meeting]:
    rows = Meeting.objects.filter(
        edition=screen.edition,
        state__in=[MeetingState.CONFIRMED, MeetingState.HELD],
        ends_at__gt=now,
        starts_at__lte=now + LOOKS_AHEAD,
    )
    found = rows.with_sides_and_places().order_by("starts_at", "id")
    return [each for each in found if _is_in(each, screen.hall_id)]


def _is_in(meeting: Meeting, hall_id: int | None) -> bool:
    """Tell whether a meeting is in the hall; online ones are on no screen."""
    party = meeting.place_seats[0].party if meeting.place_seats else None
    spot = (party.table or party.booth) if party else None
    return spot is not None and (hall_id is None or spot.hall_id == hall_id)


def _row(meeting: Meeting, *, names: bool) -> ScreenRow:
    if not names:
        return ScreenRow(meeting.place_name)
    return ScreenRow(meeting.place_name, str(meeting.buyer), str(meeting.supplier))
