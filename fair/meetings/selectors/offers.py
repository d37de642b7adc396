"""Free times as a page offers them: one day, one mode, and what has changed meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fair.editions.models import Participation
from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import Meeting, Party
from fair.meetings.selectors.free import FreeTime, free_times

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Tab:
    """A day or a mode to choose, with the number of free times in it."""

    value: str
    label: str
    day: date | None
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """The free times of one day and mode.

    `is_gone` tells that the time somebody had chosen is no longer among them. `away` is the side
    that joins from a zone with other clocks than the fair's.
    """

    times: tuple[FreeTime, ...]
    days: tuple[Tab, ...]
    modes: tuple[Tab, ...]
    chosen: str
    is_gone: bool
    away: Participation | None

    @property
    def day(self) -> str:
        return next((tab.value for tab in self.days if tab.is_current), "")

    @property
    def mode(self) -> str:
        return next((tab.value for tab in self.modes if tab.is_current), "")


def offer_of(
    buyer: Participation,
    supplier: Participation,
    *,
    now: datetime,
    day: str,
    mode: str,
    chosen: str,
    without: Meeting | None = None,
    is_limited: bool = True,
) -> Offer:
    """Return what a pair is offered; what makes no sense counts as not asked for.

    `chosen` is a time as forms send it, `day` a date and `mode` a meeting mode.
    """
    zone = buyer.edition.zone
    found = free_times(buyer, supplier, now=now, without=without, is_limited=is_limited)
    modes = list(dict.fromkeys(time.mode for time in sorted(found, key=_rank)))
    current = next((each for each in modes if each == mode), modes[0] if modes else None)
    in_mode = [time for time in found if time.mode == current]
    dates = list(dict.fromkeys(_day(time, zone) for time in in_mode))
    current_day = next((each for each in dates if each.isoformat() == day), next(iter(dates), None))
    return Offer(
        times=tuple(time for time in in_mode if _day(time, zone) == current_day),
        days=tuple(
            Tab(
                each.isoformat(),
                "",
                each,
                sum(_day(time, zone) == each for time in in_mode),
                each == current_day,
            )
            for each in dates
        ),
        modes=tuple(
            Tab(each, str(each.label), None, sum(t.mode == each for t in found), each == current)
            for each in modes
        ),
        chosen=chosen,
        is_gone=bool(chosen) and chosen not in {value_of(time) for time in in_mode},
        away=side_away(buyer, supplier),
    )


def value_of(time: FreeTime) -> str:
    """Return a free time as forms send it."""
    return f"{time.starts_at:{TIME_FORMAT}}"


def side_away(buyer: Participation, supplier: Participation) -> Participation | None:
    """Return the side that joins from another zone than the fair's."""
    away = (side for side in (buyer, supplier) if side.attends_online)
    return next((side for side in away if side.time_zone != buyer.edition.time_zone), None)


def next_times(
    buyer: Participation, supplier: Participation, *, now: datetime, grace: timedelta, count: int
) -> list[FreeTime]:
    """Return the next times at which two who stand together could sit down, each once.

    The booth comes before a table; a time that began less than `grace` ago counts.
    """
    times = free_times(
        buyer, supplier, now=now - grace, modes=(MeetingMode.BOOTH, MeetingMode.TABLE)
    )
    by_start: dict[datetime, FreeTime] = {}
    for time in sorted(times, key=lambda time: (time.starts_at, _rank(time))):
        by_start.setdefault(time.starts_at, time)
    return list(by_start.values())[:count]


def place_names(ids: Iterable[int]) -> dict[int, str]:
    """Return where each place is, in the reader's words; one query."""
    rows = Party.objects.filter(pk__in=ids).select_related("table__hall", "booth__hall")
    return {party.pk: party.place_name for party in rows}


def swappable_with(meeting: Meeting, own: Sequence[Participation]) -> list[Meeting]:
    """Return the meetings of one's own companies with which a meeting could change times."""
    sides = [side for side in own if side.pk in (meeting.buyer_id, meeting.supplier_id)]
    return list(
        Meeting.objects.of_participations([side.pk for side in sides])
        .filter(edition=meeting.edition_id, state=MeetingState.CONFIRMED)
        .exclude(pk=meeting.pk)
        .exclude(starts_at=meeting.starts_at)
        .with_sides_and_places()
        .order_by("starts_at", "id")
    )


def meeting_ahead(buyer: Participation, supplier: Participation) -> Meeting | None:
    """Return the meeting that a pair has ahead of it, with sides and place."""
    rows = Meeting.objects.filter(buyer=buyer, supplier=supplier, state=MeetingState.CONFIRMED)
    return rows.with_sides_and_places().first()


def _rank(time: FreeTime) -> int:
    return list(MeetingMode).index(time.mode)


def _day(time: FreeTime, zone: ZoneInfo) -> date:
    return time.starts_at.astimezone(zone).date()
