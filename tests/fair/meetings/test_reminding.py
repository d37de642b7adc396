"""Reminders: at the right time, once for each version of a meeting, whatever the clock does."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections, transaction
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fair.meetings.choices import MeetingChange, MeetingState
from fair.meetings.jobs import key_of, remind_before, remind_of_day, reminding
from fair.meetings.models import Meeting, MeetingAttendee
from fair.meetings.services.telling import announce
from fair.notifications.choices import NoticeState
from fair.notifications.models import Notice, Preferences
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import FIRST_SLOT, MeetingFactory

pytestmark = pytest.mark.django_db

# The fair's first slot is at 09:00 in Hanoi.
EVE = FIRST_SLOT - timedelta(hours=15)  # 18:00 the day before
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


def meeting_with_people(**fields) -> Meeting:
    """A meeting with one person on either side."""
    meeting = MeetingFactory(**fields)
    MembershipFactory(organisation=meeting.buyer.organisation)
    MembershipFactory(organisation=meeting.supplier.organisation)
    return meeting


@pytest.fixture
def meeting() -> Meeting:
    return meeting_with_people()


def change(meeting: Meeting, **fields) -> None:
    """Change a meeting as its services do: with the next sequence."""
    Meeting.objects.filter(pk=meeting.pk).update(sequence=F("sequence") + 1, **fields)


# --- Some minutes before


def test_both_sides_are_told_a_quarter_of_an_hour_before(meeting):
    assert remind_before(now=FIRST_SLOT - QUARTER - timedelta(seconds=1)) == 0
    assert remind_before(now=FIRST_SLOT - QUARTER) == 2

    notice = Notice.objects.filter(kind="meetings/reminder").first()
    assert notice is not None
    assert notice.subject == f"09:00: {meeting.buyer} – {meeting.supplier}"
    assert (notice.is_urgent, notice.expires_at) == (True, meeting.starts_at)


def test_each_is_told_as_long_before_as_they_chose():
    meeting = MeetingFactory()
    late, never = (
        MembershipFactory(organisation=meeting.buyer.organisation).user for _number in range(2)
    )
    Preferences.objects.create(user=late, reminder_minutes=5)
    Preferences.objects.create(user=never, reminder_minutes=0)

    told = {
        minutes: remind_before(now=FIRST_SLOT - timedelta(minutes=minutes))
        for minutes in (120, 15, 5)
    }

    assert told == {120: 0, 15: 0, 5: 1}
    assert Notice.objects.get().recipient == late


def test_those_who_were_named_are_told_and_no_others(meeting):
    named = MembershipFactory(organisation=meeting.buyer.organisation).user
    MeetingAttendee.objects.create(meeting=meeting, participation=meeting.buyer, user=named)

    assert remind_before(now=FIRST_SLOT - QUARTER) == 2

    supplier = meeting.supplier.organisation.members.get()
    assert {notice.recipient for notice in Notice.objects.all()} == {named, supplier}


def test_second_beat_tells_nobody_again(meeting):
    assert [remind_before(now=FIRST_SLOT - QUARTER) for _beat in range(2)] == [2, 0]


def test_missed_beats_are_made_up_until_the_meeting_begins(meeting):
    assert remind_before(now=FIRST_SLOT - timedelta(seconds=1)) == 2


def test_nobody_is_told_of_what_has_begun(meeting):
    assert remind_before(now=FIRST_SLOT) == 0


def test_clock_that_jumps_tells_nobody_twice(meeting):
    at = FIRST_SLOT - QUARTER
    jumps = [at, at - timedelta(hours=1), at, at + timedelta(hours=25), at]

    assert [remind_before(now=moment) for moment in jumps] == [2, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "state", [MeetingState.CANCELLED, MeetingState.WITHDRAWN, MeetingState.HELD]
)
def test_nobody_is_told_of_what_does_not_take_place(meeting, state):
    change(meeting, state=state)

    assert remind_before(now=FIRST_SLOT - QUARTER) == 0


def test_meeting_moved_later_is_told_again_at_its_new_time(meeting):
    remind_before(now=FIRST_SLOT - QUARTER)
    later = FIRST_SLOT + timedelta(hours=2)
    change(meeting, starts_at=later, ends_at=later + timedelta(minutes=25))

    assert remind_before(now=FIRST_SLOT - timedelta(minutes=14)) == 0
    assert remind_before(now=later - QUARTER) == 2


def test_reminder_that_has_not_left_is_taken_back_with_the_change(
    meeting, django_capture_on_commit_callbacks
):
    remind_before(now=FIRST_SLOT - QUARTER)
    change(meeting)
    remind_before(now=FIRST_SLOT - QUARTER)
    meeting.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        announce(meeting, MeetingChange.MOVED)

    states = {
        notice.dedupe_key.startswith(key_of(meeting.pk, 1)): notice.state
        for notice in Notice.objects.all()
    }
    assert states == {False: NoticeState.EXPIRED, True: NoticeState.QUEUED}


def test_meeting_changed_since_it_was_read_is_left_to_the_next_beat(meeting, monkeypatch):
    """Somebody moves the meeting between the beat's look at it and its lock."""
    read = reminding._due

    def read_then_moved(rows, *, now):
        found = list(read(rows, now=now))
        change(meeting)
        return found

    monkeypatch.setattr(reminding, "_due", read_then_moved)
    assert remind_before(now=FIRST_SLOT - QUARTER) == 0
    monkeypatch.undo()

    assert remind_before(now=FIRST_SLOT - QUARTER) == 2


def test_queries_do_not_grow_with_people_told_already(meeting, django_assert_num_queries):
    remind_before(now=FIRST_SLOT - QUARTER)
    with django_assert_num_queries(6):
        remind_before(now=FIRST_SLOT - QUARTER)
    for _number in range(2):
        meeting_with_people(edition=meeting.edition)
    remind_before(now=FIRST_SLOT - QUARTER)

    with django_assert_num_queries(6):
        remind_before(now=FIRST_SLOT - QUARTER)


# --- The evening before


def test_each_person_gets_the_day_s_list_once_the_evening_before(meeting):
    other = MeetingFactory(
        edition=meeting.edition, buyer=meeting.buyer, starts_at=FIRST_SLOT + timedelta(hours=1)
    )
    MeetingFactory(edition=meeting.edition, buyer=meeting.buyer, starts_at=FIRST_SLOT + DAY)

    assert remind_of_day(now=EVE - timedelta(seconds=1)) == 0
    assert remind_of_day(now=EVE) == 2
    assert remind_of_day(now=EVE) == 0

    buyer = meeting.buyer.organisation.members.get()
    notice = Notice.objects.get(recipient=buyer)
    assert "your 2 meetings on" in notice.subject
    assert str(meeting.supplier) in notice.body_text
    assert str(other.supplier) in notice.body_text
    assert notice.body_text.index("09:00") < notice.body_text.index("10:00")
    assert notice.expires_at == meeting.starts_at


def test_day_is_that_of_the_fair_s_clock():
    """21:00 UTC on the 14th is 06:00 of the 15th in Tokyo."""
    meeting_with_people(edition__time_zone="Asia/Tokyo", starts_at=FIRST_SLOT - timedelta(hours=5))

    assert remind_of_day(now=datetime.fromisoformat("2027-09-14T08:59Z")) == 0
    assert remind_of_day(now=datetime.fromisoformat("2027-09-14T09:00Z")) == 2


def test_evening_without_a_beat_is_made_up_in_the_morning(meeting):
    early = FIRST_SLOT - timedelta(minutes=1)

    assert remind_of_day(now=early) == 2


def test_day_that_has_begun_is_not_told(meeting):
    MeetingFactory(
        edition=meeting.edition, buyer=meeting.buyer, starts_at=FIRST_SLOT + timedelta(hours=3)
    )

    assert remind_of_day(now=FIRST_SLOT) == 0


def test_what_is_set_at_noon_makes_no_list_of_the_same_day():
    meeting_with_people(starts_at=FIRST_SLOT + timedelta(hours=5))

    assert remind_of_day(now=FIRST_SLOT + timedelta(hours=2)) == 0


def test_clock_that_jumps_tells_the_day_once(meeting):
    jumps = [EVE, EVE - timedelta(hours=1), EVE, EVE + timedelta(hours=25), EVE]

    assert [remind_of_day(now=moment) for moment in jumps] == [2, 0, 0, 0, 0]


def test_cancelled_meetings_are_not_in_the_list(meeting):
    change(meeting, state=MeetingState.CANCELLED)

    assert remind_of_day(now=EVE) == 0


# --- Two beats at once, on two connections


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("beat", "now"), [(remind_before, FIRST_SLOT - QUARTER), (remind_of_day, EVE)]
)
def test_two_beats_at_once_tell_once(beat, now):
    for _number in range(3):
        meeting_with_people()
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait()
        beat(now=now)
        connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    beat(now=now)  # what a lock held by another beat put off

    reminders = Notice.objects.filter(kind__in=["meetings/reminder", "meetings/day_ahead"])
    assert reminders.count() == 6


@pytest.mark.django_db(transaction=True)
def test_beat_does_not_wait_for_somebody_who_moves_the_meeting(meeting):
    result = []

    def run() -> None:
        result.append(remind_before(now=FIRST_SLOT - QUARTER))
        connections.close_all()

    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(timeout=20)

    assert result == [0]
    assert remind_before(now=FIRST_SLOT - QUARTER) == 2


# --- Any history of beats and changes against an oracle of its own

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("beat"), st.integers(-90, 90)),
        st.tuples(st.just("move"), st.integers(-60, 60)),
        st.tuples(st.just("cancel"), st.just(0)),
    ),
    max_size=14,
)


class TestHistories(TestCase):
    @settings(max_examples=40)
    @given(steps=STEPS)
    def test_each_version_is_told_once_and_in_time(self, steps):
        meeting = meeting_with_people()
        starts_at, version, is_ahead = FIRST_SLOT, 0, True
        expected: set[int] = set()
        for step, minutes in steps:
            moment = FIRST_SLOT + timedelta(minutes=minutes)
            if step == "beat":
                if is_ahead and starts_at - QUARTER <= moment < starts_at:
                    expected.add(version)
                remind_before(now=moment)
            elif is_ahead:
                version += 1
                if step == "move":
                    starts_at = moment
                    change(meeting, starts_at=moment, ends_at=moment + timedelta(minutes=25))
                else:
                    is_ahead = False
                    change(meeting, state=MeetingState.CANCELLED)

        keys = Notice.objects.values_list("dedupe_key", flat=True)
        found = sorted(int(key.split(":")[2]) for key in keys)

        assert found == sorted([*expected, *expected])
