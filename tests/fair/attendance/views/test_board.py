"""The live board: what it shows, what it costs, and that it is asked for nothing in vain."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fair.attendance.models import CheckIn, FreedTime
from fair.attendance.selectors.board import board_of, board_signature
from fair.attendance.services.missing import settle
from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.closing import hold_meeting
from tests.factories.attendance import (
    MINUTE,
    SLOT,
    CheckInFactory,
    FreedTimeFactory,
    LatenessFactory,
    day,
)
from tests.factories.editions import HallFactory
from tests.factories.meetings import FIRST_SLOT
from tests.fair.people import query_count, signed_in

pytestmark = pytest.mark.django_db

BOARD_QUERIES = 13
UNCHANGED_QUERIES = 5


def board(that_day, *, now=FIRST_SLOT, **wanted):
    return board_of(that_day.edition, now=now, **wanted)


def part_url(that_day):
    return reverse("attendance:board-part", args=[that_day.edition.slug])


@pytest.fixture
def at_nine(time_machine):
    time_machine.move_to(FIRST_SLOT, tick=False)


def test_meetings_are_sorted_into_now_next_and_unclear():
    that_day = day(suppliers=3, tables=4)
    now = FIRST_SLOT + SLOT

    shown = board(that_day, now=now)

    assert [each.meeting.starts_at for each in shown.unclear] == [FIRST_SLOT]
    assert [each.meeting.starts_at for each in shown.running] == [now]
    assert [each.meeting.starts_at for each in shown.coming] == [now + SLOT]


def test_before_the_fair_its_first_meetings_are_next():
    that_day = day(suppliers=2)

    shown = board(that_day, now=FIRST_SLOT - 48 * SLOT)

    assert [each.meeting for each in shown.coming] == [that_day.meeting]
    assert shown.running == shown.unclear == ()


@pytest.mark.parametrize(
    ("sides", "minutes", "under_way", "late", "waiting"),
    [
        ((), 0, 0, 0, 0),
        ((), 5, 0, 1, 0),
        ((Side.BUYER,), 0, 0, 0, 1),
        ((Side.BUYER,), 5, 0, 1, 1),
        ((Side.BUYER, Side.SUPPLIER), 5, 1, 0, 0),
    ],
)
def test_who_is_there_decides_what_is_late(sides, minutes, under_way, late, waiting):
    that_day = day()
    for side in sides:
        CheckInFactory(meeting=that_day.meeting, side=side)

    shown = board(that_day, now=FIRST_SLOT + minutes * MINUTE)

    assert (shown.under_way_count, shown.late_count, shown.waiting_count) == (
        under_way,
        late,
        waiting,
    )


def test_who_said_that_they_come_late_counts_as_late_at_once():
    that_day = day()
    LatenessFactory(meeting=that_day.meeting)

    assert board(that_day).late_count == 1


def test_free_tables_are_those_where_nobody_sits_now():
    that_day = day(tables=3)
    taken = that_day.meeting.seats.get(party__table__isnull=False).party

    assert len(board(that_day).empty_tables) == 2
    assert taken not in board(that_day).empty_tables
    assert len(board(that_day, now=that_day.meeting.ends_at).empty_tables) == 3


def test_board_of_one_hall_and_of_one_company():
    that_day = day()
    hall, other = HallFactory.create_batch(2, edition=that_day.edition)
    table = that_day.meeting.seats.get(party__table__isnull=False).party.table
    table.hall = hall
    table.save(update_fields=["hall"])

    def shows(**wanted):
        return len(board(that_day, **wanted).running)

    assert (shows(hall=str(hall.pk)), shows(hall=str(other.pk)), shows(hall="online")) == (1, 0, 0)
    assert (shows(words=str(that_day.meeting.buyer).upper()), shows(words="nobody")) == (1, 0)


def test_organiser_settles_with_one_click_and_takes_it_back(time_machine):
    that_day = day()
    time_machine.move_to(that_day.meeting.ends_at, tick=False)
    client = signed_in(that_day.organiser)
    args = [that_day.edition.slug, that_day.meeting.public_id]

    client.post(reverse("attendance:settle", args=args), {"finding": "buyer_missed"})
    assert Meeting.objects.get().state == MeetingState.NO_SHOW_BUYER

    client.post(reverse("attendance:take-back", args=[*args, "buyer"]))
    assert Meeting.objects.get().state == MeetingState.CONFIRMED


def test_where_nobody_is_there_neither_came_is_one_click_after_five_minutes(time_machine):
    that_day = day()
    url = part_url(that_day)
    time_machine.move_to(FIRST_SLOT + 4 * MINUTE, tick=False)
    assert "Neither side came" not in signed_in(that_day.organiser).get(url).text
    time_machine.move_to(FIRST_SLOT + 5 * MINUTE, tick=False)
    client = signed_in(that_day.organiser)
    assert client.get(url).text.count("Neither side came") == 1

    args = [that_day.edition.slug, that_day.meeting.public_id]
    client.post(reverse("attendance:settle", args=args), {"finding": "neither"})

    [shown] = board(that_day).running
    assert (shown.is_open, shown.meeting.state) == (False, MeetingState.NO_SHOW_BOTH)
    assert "Take back" in client.get(url).text


def test_page_shows_meetings_and_actions(at_nine):
    that_day = day()
    url = reverse("attendance:board", args=[that_day.edition.slug])

    page = signed_in(that_day.organiser).get(url).text

    assert str(that_day.meeting.buyer) in page
    assert page.count("Check in") == 2
    assert 'data-live="10"' in page


def test_part_that_has_not_changed_is_answered_304(at_nine):
    that_day = day()
    client = signed_in(that_day.organiser)
    first = client.get(part_url(that_day))
    known = {"if-none-match": first["ETag"]}
    assert client.get(part_url(that_day), headers=known).status_code == 304

    CheckInFactory(meeting=that_day.meeting)
    changed = client.get(part_url(that_day), headers=known)

    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_signature_is_in_the_part_that_it_signs(at_nine):
    that_day = day()

    answer = signed_in(that_day.organiser).get(part_url(that_day))

    assert answer["ETag"].strip('"') in answer.text


@pytest.mark.parametrize(
    "change",
    [
        lambda that_day: CheckInFactory(meeting=that_day.meeting),
        lambda that_day: LatenessFactory(meeting=that_day.meeting),
        lambda that_day: FreedTimeFactory(lost=that_day.meeting),
        lambda that_day: hold_meeting(that_day.meeting, actor=None, now=FIRST_SLOT),
        lambda that_day: cancel_meeting(that_day.meeting, actor=None, now=FIRST_SLOT),
    ],
    ids=["check-in", "lateness", "freed time", "held", "called off"],
)
def test_signature_changes_with_whatever_the_board_shows(change):
    that_day = day()

    def signature():
        return board_signature(that_day.edition, now=FIRST_SLOT, view="")

    before = signature()
    assert signature() == before
    change(that_day)
    assert signature() != before


def test_signature_changes_when_a_check_in_is_taken_back_and_when_time_passes():
    that_day = day()
    CheckInFactory(meeting=that_day.meeting)

    def signature(now=FIRST_SLOT, view=""):
        return board_signature(that_day.edition, now=now, view=view)

    before = signature()
    assert signature(FIRST_SLOT + MINUTE) != before
    assert signature(view="hall 2") != before
    CheckIn.objects.update(undone_at=FIRST_SLOT)
    assert signature() != before


def test_board_costs_the_same_for_one_meeting_and_three(at_nine):
    one, three = day(), day(buyers=3, suppliers=3, tables=5)
    FreedTimeFactory(lost=three.meeting)
    CheckInFactory(meeting=three.meeting)
    settle(three.meeting, finding="held", actor=three.organiser, now=timezone.now())

    counts = {query_count(signed_in(each.organiser), part_url(each)) for each in (one, three)}

    assert counts == {BOARD_QUERIES}
    assert FreedTime.objects.count() == 1


def test_looking_in_vain_is_cheap(at_nine):
    that_day = day()
    client: Client = signed_in(that_day.organiser)
    known = {"if-none-match": client.get(part_url(that_day))["ETag"]}

    with CaptureQueriesContext(connection) as queries:
        client.get(part_url(that_day), headers=known)

    assert len(queries) == UNCHANGED_QUERIES
