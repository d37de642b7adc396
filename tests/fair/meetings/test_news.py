"""What was done to meetings is told once, in order, and as it is by then."""

from datetime import timedelta

import pytest
from django.db import transaction

from fair.meetings import jobs
from fair.meetings.choices import MeetingChange
from fair.meetings.jobs.news import PATIENCE, QUIET
from fair.meetings.models import CalendarEntry, Meeting, MeetingNews, NewsKind
from fair.meetings.services.booking import (
    book_meeting,
    move_meeting,
    swap_meetings,
    transfer_meeting,
)
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.meetings.signals import meeting_changed
from fair.meetings.tasks import tell_waiting_news
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import FIRST_SLOT, NOW, SmallFair, small_fair
from tests.telling import tell_all

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
SECOND_SLOT = FIRST_SLOT + timedelta(minutes=30)
THIRD_SLOT = FIRST_SLOT + timedelta(minutes=60)


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=1, suppliers=2)
    ensure_parties(fair.edition)
    MembershipFactory(organisation=fair.buyers[0].organisation)
    return fair


def book(fair: SmallFair, *, supplier: int = 0, starts_at=FIRST_SLOT) -> Meeting:
    sides = fair.buyers[0], fair.suppliers[supplier]
    return book_meeting(*sides, starts_at=starts_at, mode="table", actor=None, now=NOW)


def told() -> list[tuple[str, list[str]]]:
    """Return the key of each message, without whom it is for, and what its calendars do."""
    return [
        (
            notice.dedupe_key.rpartition(":")[0],
            [file.calendar_method for file in notice.attachments.order_by("id")],
        )
        for notice in Notice.objects.order_by("id")
    ]


def test_booking_writes_one_row_of_news_and_no_message(fair):
    meeting = book(fair)

    news = MeetingNews.objects.get()
    assert (news.meeting, news.kind, news.act) == (
        meeting,
        NewsKind.BOOKED,
        f"{meeting.public_id}:0",
    )
    assert not Notice.objects.exists()
    assert not CalendarEntry.objects.exists()


def test_each_act_told_in_time_is_a_message_of_its_own(fair):
    meeting = book(fair)
    tell_all()
    move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW)
    tell_all()
    cancel_meeting(meeting, actor=None, now=NOW)
    tell_all()

    key = f"timetable:{meeting.public_id}"
    assert told() == [
        (f"{key}:0", ["REQUEST"]),
        (f"{key}:1", ["REQUEST"]),
        (f"{key}:2", ["CANCEL"]),
    ]


def test_news_that_waited_together_are_told_as_they_are_now(fair):
    meeting = book(fair)
    move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW)

    assert tell_all() == 2

    assert told() == [(f"timetable:{meeting.public_id}:1", ["REQUEST"])]
    assert "New meetings" in Notice.objects.get().body_text
    assert CalendarEntry.objects.get().sequence == 1


def test_what_was_called_off_before_it_was_told_ends_in_no_calendar(fair):
    meeting = book(fair)
    cancel_meeting(meeting, actor=None, now=NOW, reason="The plant stands still.")

    tell_all()

    assert told() == [(f"timetable:{meeting.public_id}:1", [])]
    assert "The plant stands still." in Notice.objects.get().body_text
    assert not CalendarEntry.objects.exists()


def test_telling_twice_tells_once(fair):
    meeting = book(fair)

    assert [jobs.tell_news(meeting.pk), jobs.tell_news(meeting.pk)] == [1, 0]

    assert Notice.objects.count() == 1


def test_worker_that_dies_while_it_tells_leaves_both_or_neither(fair):
    meeting = book(fair)
    with transaction.atomic():
        jobs.tell_news(meeting.pk)
        transaction.set_rollback(True)
    assert (Notice.objects.count(), MeetingNews.objects.count()) == (0, 1)

    tell_all()

    assert (Notice.objects.count(), MeetingNews.objects.count()) == (1, 0)


def test_swapped_meetings_are_told_in_one_message_whichever_is_asked_for(fair):
    first, second = book(fair), book(fair, supplier=1, starts_at=SECOND_SLOT)
    tell_all()
    swap_meetings(first, second, actor=None, now=NOW)

    assert jobs.tell_news(second.pk) == 2

    key, calendars = told()[-1]
    assert key == f"timetable:{first.public_id}:1:1"
    assert len(calendars) == 2
    assert Notice.objects.count() == 3


def test_swapped_meeting_that_moved_on_is_told_by_itself(fair):
    first, second = book(fair), book(fair, supplier=1, starts_at=SECOND_SLOT)
    tell_all()
    swap_meetings(first, second, actor=None, now=NOW)
    move_meeting(second, starts_at=THIRD_SLOT, actor=None, now=NOW)

    assert jobs.tell_news(first.pk) == 3

    assert [key for key, _calendars in told()[2:]] == [
        f"timetable:{first.public_id}:1:1",
        f"timetable:{second.public_id}:2",
    ]


def test_meeting_handed_on_twice_is_told_as_its_last_holder_s(fair):
    colleagues = [MembershipFactory(organisation=fair.buyers[0].organisation).user for _n in "ab"]
    meeting = book(fair)
    tell_all()
    before = Notice.objects.count()
    for colleague in colleagues:
        transfer_meeting(meeting, side=fair.buyers[0], to=colleague, actor=None, now=NOW)

    tell_all()

    news = Notice.objects.order_by("id")[before:]
    assert {notice.dedupe_key.rpartition(":")[0] for notice in news} == {
        f"handover:{meeting.public_id}:2"
    }
    assert news.count() == 3
    stands = CalendarEntry.objects.filter(is_cancelled=False)
    assert [entry.user for entry in stands] == [colleagues[1]]


def test_rooms_above_hear_of_every_act_in_order(fair):
    heard = []

    def hear(*, change, **_):
        heard.append(change)

    meeting_changed.connect(hear)
    meeting = book(fair)
    cancel_meeting(meeting, actor=None, now=NOW)
    tell_all()
    meeting_changed.disconnect(hear)

    assert heard == [MeetingChange.BOOKED, MeetingChange.CANCELLED]


def test_sweep_takes_up_news_whose_task_was_lost_and_no_others(fair, time_machine):
    meeting = book(fair)
    wrote = MeetingNews.objects.get().created_at

    assert jobs.waiting_meeting_ids(now=wrote + PATIENCE - timedelta(seconds=1)) == []
    assert jobs.waiting_meeting_ids(now=wrote + PATIENCE) == [meeting.pk]
    time_machine.move_to(wrote + PATIENCE)
    tell_waiting_news()

    assert Notice.objects.count() == 1


def test_sweep_leaves_who_comes_until_no_more_are_named(fair, time_machine):
    meeting = book(fair)
    tell_all()
    time_machine.move_to(NOW, tick=False)
    MembershipFactory(organisation=fair.buyers[0].organisation)
    time_machine.move_to(NOW + QUIET - SECOND, tick=False)
    MembershipFactory(organisation=fair.buyers[0].organisation)

    assert jobs.waiting_meeting_ids(now=NOW + QUIET) == []
    assert jobs.waiting_meeting_ids(now=NOW + 2 * QUIET - SECOND) == [meeting.pk]


def test_sweep_leaves_no_change_for_who_comes(fair, time_machine):
    meeting = book(fair)
    MembershipFactory(organisation=fair.buyers[0].organisation)
    wrote = MeetingNews.objects.latest("created_at").created_at

    assert jobs.waiting_meeting_ids(now=wrote + PATIENCE) == [meeting.pk]


def test_meeting_that_ended_without_news_is_not_told_as_new(fair):
    meeting = book(fair)
    Meeting.objects.filter(pk=meeting.pk).update(state="withdrawn")

    assert tell_all() == 1

    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_booked_meeting_is_told_once_it_is_committed():
    fair = small_fair(buyers=1, suppliers=1)
    ensure_parties(fair.edition)
    MembershipFactory(organisation=fair.buyers[0].organisation)

    with transaction.atomic():
        book(fair)
        assert not Notice.objects.exists()

    assert Notice.objects.count() == 1
    assert not MeetingNews.objects.exists()
