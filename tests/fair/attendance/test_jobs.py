"""What the clock does: it closes what took place and never says that somebody did not come."""

from datetime import timedelta

import pytest

from fair.attendance import jobs
from fair.attendance.choices import FreedState, OfferState
from fair.attendance.models import CheckIn
from fair.attendance.tasks import follow_the_clock
from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from tests.factories.attendance import MINUTE, CheckInFactory, FreedTimeFactory, TimeOfferFactory
from tests.factories.meetings import FIRST_SLOT, MeetingFactory
from tests.fair.meetings.services.test_seats import race

SECOND = timedelta(seconds=1)


def came(meeting, *sides):
    for side in sides:
        CheckInFactory(meeting=meeting, side=side)


def states() -> list[str]:
    return list(Meeting.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.django_db
def test_only_what_both_came_to_is_closed():
    both, one, _nobody = MeetingFactory.create_batch(3)
    came(both, Side.BUYER, Side.SUPPLIER)
    came(one, Side.BUYER)

    assert jobs.close_meetings(now=both.ends_at) == 1
    assert jobs.close_meetings(now=both.ends_at + timedelta(days=1)) == 0

    assert states() == [MeetingState.HELD, MeetingState.CONFIRMED, MeetingState.CONFIRMED]


@pytest.mark.django_db
def test_nothing_is_closed_before_its_end():
    meeting = MeetingFactory()
    came(meeting, Side.BUYER, Side.SUPPLIER)

    assert jobs.close_meetings(now=meeting.ends_at - SECOND) == 0


@pytest.mark.django_db
def test_check_in_that_was_taken_back_does_not_count():
    meeting = MeetingFactory()
    came(meeting, Side.BUYER, Side.SUPPLIER)
    CheckIn.objects.filter(side=Side.BUYER).update(undone_at=FIRST_SLOT)

    assert jobs.close_meetings(now=meeting.ends_at) == 0


@pytest.mark.django_db
def test_clock_that_jumps_ahead_misses_nobody(time_machine):
    meeting, alone = MeetingFactory.create_batch(2)
    came(meeting, Side.BUYER, Side.SUPPLIER)
    came(alone, Side.BUYER)
    time_machine.move_to(FIRST_SLOT + timedelta(days=400))
    follow_the_clock()
    time_machine.move_to(FIRST_SLOT)
    follow_the_clock()

    assert states() == [MeetingState.HELD, MeetingState.CONFIRMED]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_close_each_meeting_once():
    for _number in range(5):
        came(MeetingFactory(), Side.BUYER, Side.SUPPLIER)
    now = FIRST_SLOT + timedelta(hours=1)

    answers = race(lambda: jobs.close_meetings(now=now), lambda: jobs.close_meetings(now=now))

    assert all(isinstance(answer, int) for answer in answers), answers
    assert states() == [MeetingState.HELD] * 5


@pytest.mark.django_db
def test_offers_run_out():
    offer = TimeOfferFactory(freed=FreedTimeFactory(lost=MeetingFactory()))

    assert jobs.expire_offers(now=offer.expires_at - SECOND) == 0
    assert jobs.expire_offers(now=offer.expires_at) == 1
    assert jobs.expire_offers(now=offer.expires_at) == 0

    offer.refresh_from_db()
    assert (offer.state, offer.freed.state) == (OfferState.EXPIRED, FreedState.EXPIRED)


@pytest.mark.django_db
def test_only_what_is_open_is_offered_on():
    freed = FreedTimeFactory(lost=MeetingFactory())
    FreedTimeFactory(lost=MeetingFactory(), state=FreedState.TAKEN)

    assert jobs.waiting_freed_ids(now=freed.expires_at - MINUTE) == [freed.pk]
    assert jobs.waiting_freed_ids(now=freed.expires_at) == []
