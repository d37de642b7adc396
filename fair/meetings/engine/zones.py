"""The definition of a time zone for calendars: VTIMEZONE with every change of its clocks.

The library's own (icalendar 7.3) gives the onset of summer time in the new wall clock, not in the
old one as RFC 5545 wants, so that for an hour a calendar would be an hour wrong.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

# No zone changes its clocks twice within less: Ramadan in Morocco takes a month.
STEP = timedelta(days=7)


@lru_cache(maxsize=1024)
def definition_of(key: str, *, first_year: int, last_year: int) -> Timezone:
    """Define the zone `key` for all moments of these years, both included. Cost: about 1 ms."""
    zone = ZoneInfo(key)
    # A day more at either end: a year's first hours in one zone are the last year's in another.
    begins_at = datetime(first_year - 1, 12, 30, tzinfo=UTC)
    ends_at = datetime(last_year + 1, 1, 3, tzinfo=UTC)
    definition = Timezone()
    definition.add("tzid", key)
    definition.add_component(_observance(zone, begins_at, before=begins_at))
    for onset in _changes(zone, begins_at, ends_at):
        before = onset - timedelta(seconds=1)
        definition.add_component(_observance(zone, onset, before=before))
    return definition


def _observance(
    zone: ZoneInfo, onset: datetime, *, before: datetime
) -> TimezoneStandard | TimezoneDaylight:
    """Write what holds from `onset` on; its start is told by the clock that held until then."""
    local = onset.astimezone(zone)
    offset_before = before.astimezone(zone).utcoffset() or timedelta()
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (onset + offset_before).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset_before)
    part.add("tzoffsetto", local.utcoffset() or timedelta())
    part.add("tzname", local.tzname() or zone.key)
    return part


def _changes(zone: ZoneInfo, begins_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """Yield the moments in (begins_at, ends_at] at which the zone's clocks change."""
    low = begins_at
    while low < ends_at:
        high = min(low + STEP, ends_at)
        if _clock(zone, low) != _clock(zone, high):
            yield _first_after(zone, low, high)
        low = high


def _first_after(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first whole second in (low, high] at which the clock differs from that at low."""
    old = _clock(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        if _clock(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _clock(zone: ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()
