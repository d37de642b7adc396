"""When a participant can meet, on site and online."""

from collections.abc import Iterable, Sequence
from datetime import time
from zoneinfo import ZoneInfo

from fair.common.intervals import Interval
from fair.editions.models import Participation
from fair.meetings.choices import WindowKind
from fair.meetings.models import AvailabilityWindow

# Nobody who attends from afar is asked to meet outside these hours of their own day.
ONLINE_FROM, ONLINE_UNTIL = time(7), time(21)


def open_slots(slots: Sequence[Interval], windows: Iterable[AvailabilityWindow]) -> frozenset[int]:
    """Return the numbers of the slots that a participant's own windows leave open.

    A slot counts only when it lies within one available window as a whole.
    """
    spans = [(window.kind, Interval(window.starts_at, window.ends_at)) for window in windows]
    available = [span for kind, span in spans if kind == WindowKind.AVAILABLE]
    blocked = [span for kind, span in spans if kind == WindowKind.BLOCKED]
    return frozenset(
        number
        for number, slot in enumerate(slots)
        if (not available or any(span.contains(slot) for span in available))
        and not any(span.overlaps(slot) for span in blocked)
    )


def waking_slots(slots: Sequence[Interval], zone: ZoneInfo) -> frozenset[int]:
    """Return the numbers of the slots that lie between 07:00 and 21:00 of one day in `zone`."""
    return frozenset(number for number, slot in enumerate(slots) if _is_waking(slot, zone))


def onsite_slots(participation: Participation, open_: frozenset[int]) -> frozenset[int]:
    """Return the slots for booth and table meetings: none for those who stay away."""
    return open_ if participation.attends_in_person else frozenset()


def online_slots(
    participation: Participation, open_: frozenset[int], waking: frozenset[int]
) -> frozenset[int]:
    """Return the slots for online meetings.

    Who attends in person only joins remote partners from the fair, at any hour of the fair.
    """
    return open_ & waking if participation.attends_online else open_


def _is_waking(slot: Interval, zone: ZoneInfo) -> bool:
    starts_at, ends_at = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    return (
        starts_at.date() == ends_at.date()
        and starts_at.time() >= ONLINE_FROM
        and ends_at.time() <= ONLINE_UNTIL
    )
