from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fair.common.intervals import Interval
from fair.editions.choices import Attendance
from fair.editions.models import Participation
from fair.meetings.choices import WindowKind
from fair.meetings.models import AvailabilityWindow
from fair.meetings.snapshots.hours import online_slots, onsite_slots, open_slots, waking_slots

NINE = datetime(2027, 9, 15, 2, tzinfo=UTC)  # in Hanoi
SLOTS = [
    Interval(NINE + timedelta(hours=n), NINE + timedelta(hours=n, minutes=30)) for n in range(9)
]


def window(kind: WindowKind, start: float, end: float) -> AvailabilityWindow:
    return AvailabilityWindow(
        kind=kind, starts_at=NINE + timedelta(hours=start), ends_at=NINE + timedelta(hours=end)
    )


def test_without_windows_every_slot_is_open():
    assert open_slots(SLOTS, []) == frozenset(range(9))


def test_available_windows_leave_the_slots_that_lie_in_one_as_a_whole():
    windows = [window(WindowKind.AVAILABLE, 1, 2.5), window(WindowKind.AVAILABLE, 4.25, 6)]

    assert open_slots(SLOTS, windows) == frozenset({1, 2, 5})


def test_blocked_windows_are_cut_out():
    blocked = window(WindowKind.BLOCKED, 1.25, 3)

    assert open_slots(SLOTS, [blocked]) == frozenset({0, 3, 4, 5, 6, 7, 8})
    both = [blocked, window(WindowKind.AVAILABLE, 0, 4)]
    assert open_slots(SLOTS, both) == frozenset({0, 3})


@pytest.mark.parametrize(
    ("zone", "slots"),
    [
        ("Asia/Ho_Chi_Minh", set(range(9))),
        ("Asia/Tokyo", set(range(9))),
        # 04:00 at the first slot: from 07:00 on.
        ("Europe/Berlin", {3, 4, 5, 6, 7, 8}),
        # 19:00 and 20:00 of the day before; 21:00 is too late.
        ("America/Los_Angeles", {0, 1}),
        # 14:00 at the first slot, 20:30 ends the seventh; half past is kept.
        ("Pacific/Auckland", {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_remote_people_meet_between_seven_and_nine_of_their_own_day(zone, slots):
    assert waking_slots(SLOTS, ZoneInfo(zone)) == frozenset(slots)


@pytest.mark.parametrize(
    ("attendance", "onsite", "online"),
    [
        (Attendance.IN_PERSON, {0, 1, 2}, {0, 1, 2}),
        (Attendance.ONLINE, set(), {1, 2}),
        (Attendance.BOTH, {0, 1, 2}, {1, 2}),
    ],
)
def test_attendance_decides_where_one_can_meet(attendance, onsite, online):
    participation = Participation(attendance=attendance)
    open_, waking = frozenset({0, 1, 2}), frozenset({1, 2, 3})

    assert onsite_slots(participation, open_) == frozenset(onsite)
    assert online_slots(participation, open_, waking) == frozenset(online)
