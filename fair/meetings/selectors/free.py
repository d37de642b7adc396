"""When two companies could meet: live, from the timetable as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fair.common.intervals import Interval
from fair.editions.models import Participation
from fair.editions.selectors import slots_of
from fair.meetings.choices import MeetingMode
from fair.meetings.models import Meeting
from fair.meetings.snapshots import Wish, bench_of_pair, sides_of, wish_about, wish_between

# So many free times are offered at most.
MOST_TIMES = 400
# Where a few near to a time are wanted, so many slots around it are looked at before all are.
NEAR_SLOTS = 24

Sides = tuple[Participation, Participation]


@dataclass(frozen=True, slots=True)
class FreeTime:
    """When and how a pair could meet; `place` and `interpreter` are ids of Party rows."""

    starts_at: datetime
    ends_at: datetime
    mode: MeetingMode
    place: int
    interpreter: int | None = None


def free_times(
    buyer: Participation,
    supplier: Participation,
    *,
    now: datetime,
    modes: Iterable[str] | None = None,
    without: Meeting | None = None,
    is_limited: bool = True,
) -> list[FreeTime]:
    """Return when a pair could meet from `now` on, earliest first, each time once in each mode.

    At most MOST_TIMES; some ten queries. `without` is the meeting that would move. Without
    `is_limited` nobody's limits count. Somebody may be quicker: only booking keeps a time.
    """
    sides = sides_of(buyer.pk, supplier.pk)
    if not all(side.is_approved for side in sides):
        return []
    slots = [slot for slot in slots_of(sides[0].edition) if slot.starts_at >= now]
    wish = wish_for(*sides, meeting=without)
    times = _times(sides, slots, wish=wish, modes=modes, without=without, is_limited=is_limited)
    return times[:MOST_TIMES]


def nearest_times(
    sides: Sides,
    at: datetime,
    *,
    count: int,
    now: datetime,
    without: Meeting | None = None,
    is_limited: bool = True,
) -> tuple[FreeTime, ...]:
    """Return the free times nearest to `at`, in order of time; one for each beginning.

    `sides` are loaded by `sides_of`; the rest is as in `free_times`, with half the queries and
    little to read where there is time around.
    """
    if not all(side.is_approved for side in sides):
        return ()
    slots = [slot for slot in slots_of(sides[0].edition) if slot.starts_at >= now]
    wish = wish_for(*sides, meeting=without)
    around = sorted(slots, key=lambda slot: (abs(slot.starts_at - at), slot.starts_at))
    for looked_at in (sorted(around[:NEAR_SLOTS]), slots):
        times = _times(sides, looked_at, wish=wish, without=without, is_limited=is_limited)
        found = nearest(times, at, count=count)
        if len(found) == count:
            break
    return found


def _times(
    sides: Sides,
    slots: Sequence[Interval],
    *,
    wish: Wish,
    without: Meeting | None,
    is_limited: bool,
    modes: Iterable[str] | None = None,
) -> list[FreeTime]:
    """Return when the sides could meet in some slots, earliest first."""
    bench = bench_of_pair(
        *sides,
        slots=slots,
        wish=wish,
        modes=modes,
        without=[without] if without else (),
        is_limited=is_limited,
    )
    found = [
        FreeTime(
            starts_at=slots[slot].starts_at,
            ends_at=slots[slot].ends_at,
            mode=MeetingMode(mode.value),
            place=places[0].id,
            interpreter=bench.interpreter(slot),
        )
        for mode in bench.request.modes
        for slot, places in bench.openings(mode)
    ]
    return sorted(found, key=lambda time: time.starts_at)


def nearest(times: Iterable[FreeTime], at: datetime, *, count: int) -> tuple[FreeTime, ...]:
    """Return the times nearest to `at`, in order of time; one for each beginning."""
    by_start: dict[datetime, FreeTime] = {}
    for time in times:
        by_start.setdefault(time.starts_at, time)
    closest = sorted(by_start.values(), key=lambda time: (abs(time.starts_at - at), time.starts_at))
    return tuple(sorted(closest[:count], key=lambda time: time.starts_at))


def wish_for(
    buyer: Participation, supplier: Participation, *, meeting: Meeting | None = None
) -> Wish:
    """Return what a pair would meet about: as in their meeting, else as they match, else nothing.

    Companies that match in nothing may meet all the same.
    """
    if meeting is not None:
        return wish_about(meeting)
    return wish_between(buyer.pk, supplier.pk) or Wish(buyer.pk, supplier.pk, 0, False, (), ())
