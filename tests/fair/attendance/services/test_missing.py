from datetime import timedelta

import pytest

from fair.attendance.choices import CheckInWay, Finding, FreedState, OfferState
from fair.attendance.models import FreedTime
from fair.attendance.services.checking_in import check_in
from fair.attendance.services.lateness import say_late
from fair.attendance.services.missing import (
    UNDO_WITHIN,
    CannotSayAbsent,
    CannotTakeBack,
    say_absent,
    settle,
    take_back,
)
from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.notifications.models import Notice
from tests.factories.attendance import MINUTE, FreedTimeFactory, TimeOfferFactory
from tests.factories.meetings import FIRST_SLOT

AFTER_FIVE = FIRST_SLOT + 5 * MINUTE
SECOND = timedelta(seconds=1)


def there(day, side):
    check_in(day.meeting, side=side, how=CheckInWay.BUTTON, actor=None, now=FIRST_SLOT)


def absent(day, *, now=AFTER_FIVE, side=Side.SUPPLIER):
    return say_absent(day.meeting, side=side, actor=day.supplier, now=now)


def state(day):
    return Meeting.objects.get(pk=day.meeting.pk).state


def refusal_of(act, error=CannotSayAbsent):
    with pytest.raises(error) as refusal:
        act()
    return refusal.value.code


def test_who_waits_says_that_the_other_did_not_come_and_the_other_is_told(day):
    there(day, Side.SUPPLIER)

    absent(day)

    assert state(day) == MeetingState.NO_SHOW_BUYER
    notice = Notice.objects.get(kind="attendance/missed")
    assert notice.recipient == day.buyer
    assert "can be taken back" in notice.body_text


def test_nobody_is_said_absent_in_the_first_five_minutes(day):
    there(day, Side.SUPPLIER)

    assert refusal_of(lambda: absent(day, now=AFTER_FIVE - SECOND)) == "too_early"
    assert state(day) == MeetingState.CONFIRMED


def test_who_said_that_they_come_late_is_waited_for(day):
    there(day, Side.SUPPLIER)
    say_late(day.meeting, side=Side.BUYER, minutes=10, actor=day.buyer, now=FIRST_SLOT)

    with pytest.raises(CannotSayAbsent) as refusal:
        absent(day, now=FIRST_SLOT + 10 * MINUTE - SECOND)
    assert str(refusal.value) == "Wait until 09:10; they may still come."

    absent(day, now=FIRST_SLOT + 10 * MINUTE)
    assert state(day) == MeetingState.NO_SHOW_BUYER


def test_only_who_is_there_can_say_so(day):
    assert refusal_of(lambda: absent(day)) == "not_there"


def test_who_is_there_is_not_absent(day):
    there(day, Side.SUPPLIER)
    there(day, Side.BUYER)

    assert refusal_of(lambda: absent(day)) == "is_there"


def test_saying_so_twice_tells_once(day):
    there(day, Side.SUPPLIER)
    absent(day)
    absent(day)

    assert Notice.objects.filter(kind="attendance/missed").count() == 1


def test_own_word_is_taken_back_and_the_time_is_offered_no_more(day):
    there(day, Side.SUPPLIER)
    absent(day)
    meeting = Meeting.objects.get(pk=day.meeting.pk)
    FreedTime.objects.all().delete()
    offer = TimeOfferFactory(freed=FreedTimeFactory(lost=meeting, participation=meeting.supplier))

    take_back(
        meeting,
        side=Side.SUPPLIER,
        actor=day.supplier,
        now=meeting.updated_at + UNDO_WITHIN,
        is_staff=False,
    )

    assert state(day) == MeetingState.CONFIRMED
    offer.refresh_from_db()
    assert (offer.state, offer.freed.state) == (OfferState.GONE, FreedState.STOPPED)


@pytest.mark.parametrize(
    ("side", "after", "is_staff", "code"),
    [
        (Side.SUPPLIER, UNDO_WITHIN + SECOND, False, "too_late"),
        (Side.SUPPLIER, UNDO_WITHIN + SECOND, True, None),
        (Side.BUYER, SECOND, False, "not_yours"),
    ],
)
def test_word_of_others_and_old_words_stay(day, side, after, is_staff, code):
    there(day, Side.SUPPLIER)
    absent(day)
    meeting = Meeting.objects.get(pk=day.meeting.pk)

    def act():
        now = meeting.updated_at + after
        take_back(meeting, side=side, actor=day.buyer, now=now, is_staff=is_staff)

    if code is None:
        act()
    else:
        assert refusal_of(act, CannotTakeBack) == code


def test_neither_came_is_told_to_both_offered_to_nobody_and_taken_back(
    day, django_capture_on_commit_callbacks
):
    ends_at = day.meeting.starts_at + 6 * MINUTE
    with django_capture_on_commit_callbacks(execute=True):
        settle(day.meeting, finding=Finding.NEITHER, actor=day.organiser, now=ends_at)

    notices = Notice.objects.filter(kind="attendance/neither_came")
    assert {notice.recipient for notice in notices} == {day.buyer, day.supplier}
    assert not FreedTime.objects.exists()
    meeting = Meeting.objects.get(pk=day.meeting.pk)

    def act(*, is_staff):
        take_back(meeting, side=Side.BUYER, actor=day.buyer, now=ends_at, is_staff=is_staff)

    assert refusal_of(lambda: act(is_staff=False), CannotTakeBack) == "not_yours"
    act(is_staff=True)
    assert state(day) == MeetingState.CONFIRMED
    assert meeting.seats.filter(live=True).count() == 3


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (Finding.HELD, MeetingState.HELD),
        (Finding.BUYER_MISSED, MeetingState.NO_SHOW_BUYER),
        (Finding.SUPPLIER_MISSED, MeetingState.NO_SHOW_SUPPLIER),
        (Finding.NEITHER, MeetingState.NO_SHOW_BOTH),
    ],
)
def test_organiser_settles_what_nobody_closed(day, finding, expected):
    settle(day.meeting, finding=finding, actor=day.organiser, now=day.meeting.ends_at)

    assert state(day) == expected
    assert day.meeting.seats.filter(live=True).exists() == (expected == MeetingState.HELD)
