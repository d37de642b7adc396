from datetime import timedelta

import pytest

from fair.editions.choices import Side
from fair.meetings.choices import MeetingChange, MeetingState
from fair.meetings.models import Meeting, MeetingSeat
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.closing import (
    NO_SHOW_AFTER,
    CannotCloseMeeting,
    CannotReopenMeeting,
    hold_meeting,
    record_no_show,
    reopen_meeting,
)
from fair.meetings.services.seats import take_seats
from fair.meetings.signals import meeting_changed
from tests.factories.meetings import FIRST_SLOT, NOW, MeetingFactory, published_plan, small_fair

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def meeting() -> Meeting:
    published_plan(small_fair(buyers=1, suppliers=1))
    return Meeting.objects.get()


@pytest.fixture
def heard():
    """What rooms above hear of."""
    found = []

    def hear(*, meeting_id, change, **_):
        found.append((meeting_id, change))

    meeting_changed.connect(hear)
    yield found
    meeting_changed.disconnect(hear)


def version(meeting: Meeting) -> int:
    meeting.edition.refresh_from_db()
    return meeting.edition.schedule_version


def live_seats(meeting: Meeting) -> int:
    return meeting.seats.filter(live=True).count()


def test_held_meeting_is_told_once(meeting, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        hold_meeting(meeting, actor=None, now=meeting.starts_at)
        hold_meeting(meeting, actor=None, now=meeting.ends_at)

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert heard == [(meeting.pk, MeetingChange.HELD)]
    assert live_seats(meeting) == 3
    assert version(meeting) == 1  # the timetable is as it was


def test_meeting_is_not_held_before_it_begins(meeting):
    with pytest.raises(CannotCloseMeeting) as refusal:
        hold_meeting(meeting, actor=None, now=meeting.starts_at - SECOND)

    assert refusal.value.code == "not_begun"


@pytest.mark.parametrize(
    ("side", "state"),
    [
        (Side.BUYER, MeetingState.NO_SHOW_BUYER),
        (Side.SUPPLIER, MeetingState.NO_SHOW_SUPPLIER),
    ],
)
def test_no_show_frees_everybody(meeting, heard, side, state, django_capture_on_commit_callbacks):
    now = meeting.starts_at + NO_SHOW_AFTER

    with django_capture_on_commit_callbacks(execute=True):
        record_no_show(meeting, side=side, actor=None, now=now)
        record_no_show(meeting, side=side, actor=None, now=now)

    meeting.refresh_from_db()
    assert meeting.state == state
    assert heard == [(meeting.pk, MeetingChange.NO_SHOW)]
    assert live_seats(meeting) == 0
    assert version(meeting) == 2


def test_nobody_is_missed_in_the_first_five_minutes(meeting):
    with pytest.raises(CannotCloseMeeting) as refusal:
        record_no_show(
            meeting, side=Side.BUYER, actor=None, now=meeting.starts_at + NO_SHOW_AFTER - SECOND
        )

    assert refusal.value.code == "too_early"
    assert live_seats(meeting) == 3


def test_closed_meeting_is_not_closed_otherwise(meeting):
    hold_meeting(meeting, actor=None, now=meeting.ends_at)

    with pytest.raises(CannotCloseMeeting) as refusal:
        record_no_show(meeting, side=Side.BUYER, actor=None, now=meeting.ends_at)

    assert refusal.value.code == "not_confirmed"


def test_meeting_that_is_called_off_is_not_held(meeting):
    cancel_meeting(meeting, actor=None, now=NOW)

    with pytest.raises(CannotCloseMeeting) as refusal:
        hold_meeting(meeting, actor=None, now=meeting.ends_at)

    assert refusal.value.code == "not_confirmed"


def test_no_show_is_taken_back_with_its_seats(meeting):
    seats = set(meeting.seats.values_list("party", flat=True))
    record_no_show(meeting, side=Side.BUYER, actor=None, now=meeting.ends_at)

    reopen_meeting(meeting, actor=None)

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONFIRMED
    assert set(meeting.seats.filter(live=True).values_list("party", flat=True)) == seats
    assert version(meeting) == 3


def test_held_meeting_is_opened_again_without_a_new_version(meeting):
    hold_meeting(meeting, actor=None, now=meeting.ends_at)

    reopen_meeting(meeting, actor=None)

    assert (Meeting.objects.get().state, version(meeting)) == (MeetingState.CONFIRMED, 1)


def test_open_meeting_is_not_opened_again(meeting):
    with pytest.raises(CannotReopenMeeting) as refusal:
        reopen_meeting(meeting, actor=None)

    assert refusal.value.code == "not_closed"


def test_no_show_stays_where_somebody_has_the_time_by_now(meeting):
    table = meeting.seats.get(party__participation=None).party_id
    record_no_show(meeting, side=Side.BUYER, actor=None, now=meeting.ends_at)
    take_seats([(MeetingFactory(edition=meeting.edition), [table])])

    with pytest.raises(CannotReopenMeeting) as refusal:
        reopen_meeting(meeting, actor=None)

    assert refusal.value.code == "time_taken"
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.NO_SHOW_BUYER
    assert MeetingSeat.objects.filter(live=True).count() == 1


def test_no_show_stays_where_the_two_meet_again(meeting):
    record_no_show(meeting, side=Side.BUYER, actor=None, now=meeting.ends_at)
    MeetingFactory(
        edition=meeting.edition,
        buyer=meeting.buyer,
        supplier=meeting.supplier,
        starts_at=FIRST_SLOT + timedelta(hours=1),
    )

    with pytest.raises(CannotReopenMeeting) as refusal:
        reopen_meeting(meeting, actor=None)

    assert refusal.value.code == "pair_again"
