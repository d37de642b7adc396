from datetime import timedelta

import pytest

from fair.attendance.choices import CheckInWay
from fair.attendance.models import CheckIn
from fair.attendance.services.checking_in import (
    UNDO_WITHIN,
    CannotCheckIn,
    CannotUndoCheckIn,
    check_in,
    undo_check_in,
)
from fair.editions.choices import Side
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.closing import hold_meeting
from tests.factories.meetings import FIRST_SLOT, NOW

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def come(day, *, side=Side.BUYER, now=FIRST_SLOT, how=CheckInWay.BUTTON):
    return check_in(day.meeting, side=side, how=how, actor=day.buyer, now=now)


def test_side_is_there_once(day):
    first = come(day, how=CheckInWay.PLACE_CODE)
    again = come(day, now=FIRST_SLOT + SECOND, how=CheckInWay.STAFF)

    assert again == first
    row = CheckIn.objects.get()
    assert (row.side, row.how, row.checked_at, row.checked_by) == (
        Side.BUYER,
        CheckInWay.PLACE_CODE,
        FIRST_SLOT,
        day.buyer,
    )


def test_both_sides_come_each_for_itself(day):
    come(day)
    come(day, side=Side.SUPPLIER)

    assert set(CheckIn.objects.values_list("side", flat=True)) == {Side.BUYER, Side.SUPPLIER}


@pytest.mark.parametrize(
    ("after_start", "code"),
    [
        (-HOUR - SECOND, "too_early"),
        (-HOUR, None),
        (timedelta(minutes=25) - SECOND, None),
        (timedelta(minutes=25), "over"),
    ],
)
def test_checking_in_is_open_from_an_hour_before_to_the_end(day, after_start, code):
    try:
        come(day, now=FIRST_SLOT + after_start)
        refused = None
    except CannotCheckIn as refusal:
        refused = refusal.code

    assert refused == code


def test_closed_meeting_takes_nobody_in(day):
    cancel_meeting(day.meeting, actor=None, now=NOW)

    with pytest.raises(CannotCheckIn) as refusal:
        come(day)

    assert refusal.value.code == "closed"


def test_check_in_is_taken_back_and_can_be_made_again(day):
    come(day)

    undo_check_in(
        day.meeting,
        side=Side.BUYER,
        actor=day.buyer,
        now=FIRST_SLOT + UNDO_WITHIN,
        is_staff=False,
    )

    assert CheckIn.objects.standing().count() == 0
    assert CheckIn.objects.get().undone_by == day.buyer
    assert come(day).undone_at is None
    assert CheckIn.objects.count() == 2


def test_only_staff_takes_back_what_is_old(day):
    come(day)

    def undo(*, is_staff):
        now = FIRST_SLOT + UNDO_WITHIN + SECOND
        undo_check_in(day.meeting, side=Side.BUYER, actor=day.organiser, now=now, is_staff=is_staff)

    with pytest.raises(CannotUndoCheckIn) as refusal:
        undo(is_staff=False)
    assert refusal.value.code == "too_late"
    undo(is_staff=True)
    assert CheckIn.objects.standing().count() == 0


def test_nothing_to_take_back_is_no_error(day):
    undo_check_in(day.meeting, side=Side.BUYER, actor=day.buyer, now=FIRST_SLOT, is_staff=False)

    assert CheckIn.objects.count() == 0


def test_check_in_of_a_closed_meeting_stays(day):
    come(day)
    hold_meeting(day.meeting, actor=None, now=FIRST_SLOT)

    with pytest.raises(CannotUndoCheckIn) as refusal:
        undo_check_in(day.meeting, side=Side.BUYER, actor=day.buyer, now=FIRST_SLOT, is_staff=True)

    assert refusal.value.code == "closed"


def test_clock_that_goes_back_lets_a_check_in_be_taken_back(day):
    come(day)

    undo_check_in(
        day.meeting,
        side=Side.BUYER,
        actor=day.buyer,
        now=FIRST_SLOT - HOUR,
        is_staff=False,
    )

    assert CheckIn.objects.standing().count() == 0
