"""Seats are never booked twice, whoever comes at the same moment; nobody waits in a circle."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fair.meetings.choices import PlanState
from fair.meetings.models import Meeting, MeetingSeat, PlanRun
from fair.meetings.services.publishing import CannotPublishPlan, publish_plan
from fair.meetings.services.seats import SeatTaken, free_seats, leave_seats, take_seats
from tests.factories.editions import EditionFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    MeetingFactory,
    TablePartyFactory,
    ready_plan,
    seated_meeting,
    small_fair,
)
from tests.races import overlaps, race, without_constraint


@pytest.mark.django_db
def test_party_cannot_be_seated_twice_at_a_time():
    table = TablePartyFactory()
    seated_meeting(table, edition=table.edition)
    other = MeetingFactory(edition=table.edition, starts_at=FIRST_SLOT + timedelta(minutes=10))

    with pytest.raises(SeatTaken), transaction.atomic():
        take_seats([(other, [table.pk])])

    assert MeetingSeat.objects.count() == 1


@pytest.mark.django_db
def test_meetings_that_touch_do_not_overlap():
    table = TablePartyFactory()
    first = seated_meeting(table, edition=table.edition)
    second = MeetingFactory(edition=table.edition, starts_at=first.ends_at)

    take_seats([(second, [table.pk])])

    assert MeetingSeat.objects.filter(live=True).count() == 2


@pytest.mark.django_db
def test_freed_and_left_seats_can_be_taken():
    table = TablePartyFactory()
    free_seats([seated_meeting(table, edition=table.edition)])
    second = MeetingFactory(edition=table.edition)
    take_seats([(second, [table.pk])])
    leave_seats([second])
    third = MeetingFactory(edition=table.edition)

    take_seats([(third, [table.pk])])

    assert list(MeetingSeat.objects.filter(live=True)) == [third.seats.get()]
    assert MeetingSeat.objects.filter(live=False).count() == 1


@pytest.mark.django_db
def test_database_refuses_what_slips_past_the_service():
    table = TablePartyFactory()
    seated_meeting(table, edition=table.edition)

    with pytest.raises(IntegrityError, match="seat_never_booked_twice"), transaction.atomic():
        seated_meeting(table, edition=table.edition)


def contest(rounds: int) -> list[list[object]]:
    """Let two writers want the same three parties in opposite order, round after round."""
    edition = EditionFactory()
    parties = [TablePartyFactory(table__edition=edition).pk for _number in range(3)]
    answers = []
    for number in range(rounds):
        starts_at = FIRST_SLOT + timedelta(hours=number)
        meetings = [
            MeetingFactory(edition=edition, starts_at=starts_at + timedelta(minutes=10 * shift))
            for shift in range(2)
        ]

        def take(meeting, wanted):
            with transaction.atomic():
                take_seats([(meeting, wanted)])
            return "seated"

        answers.append(
            race(
                lambda: take(meetings[0], parties),  # noqa: B023 - called within the round
                lambda: take(meetings[1], parties[::-1]),  # noqa: B023
            )
        )
    return answers


@pytest.mark.django_db(transaction=True)
def test_one_of_two_racing_writers_wins_without_a_deadlock():
    answers = contest(rounds=25)

    assert all(round_.count("seated") == 1 for round_ in answers)
    assert all(any(isinstance(each, SeatTaken) for each in round_) for round_ in answers)
    assert overlaps() == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_the_same_race_books_twice():
    """The control: what the test above would let through if nothing protected the seats."""
    with without_constraint():
        answers = contest(rounds=5)
        assert [round_.count("seated") for round_ in answers] == [2] * 5
        assert overlaps() == 15


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_published_at_once_one_becomes_the_timetable():
    fair = small_fair()
    drafts = [ready_plan(fair), ready_plan(fair)]

    answers = race(*(lambda run=run: publish_plan(run, actor=None, now=NOW) for run in drafts))

    refused = [answer for answer in answers if isinstance(answer, CannotPublishPlan)]
    assert [refusal.code for refusal in refused] == ["schedule_changed"]
    assert PlanRun.objects.filter(state=PlanState.PUBLISHED).count() == 1
    assert Meeting.objects.count() == 6
    assert overlaps() == 0


@pytest.mark.django_db(transaction=True)
def test_publishing_races_with_a_booking_for_the_same_table():
    """Either the booking is in and the plan is refused, or the plan is and the booking is."""
    fair = small_fair(buyers=1, suppliers=1, tables=1)
    run = ready_plan(fair)
    row = run.planned_meetings.get()
    booking = MeetingFactory(edition=fair.edition, starts_at=row.starts_at)

    def book():
        with transaction.atomic():
            take_seats([(booking, [row.place_party_id])])
        return "booked"

    published, booked = race(lambda: publish_plan(run, actor=None, now=NOW), book)

    won = [not isinstance(published, CannotPublishPlan), booked == "booked"]
    assert won.count(True) == 1
    assert overlaps() == 0
