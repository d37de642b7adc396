"""The day's pages of participants, by the clock."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fair.attendance.choices import CheckInWay, OfferState, PlaceKind
from fair.attendance.models import CheckIn, Lateness, OfferChoice
from fair.attendance.selectors import code_of_person, code_of_place, person_of_code, place_of_code
from fair.common.templatetags.fair_ui import local_day
from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from tests.factories.attendance import (
    MINUTE,
    SLOT,
    CheckInFactory,
    FreedTimeFactory,
    TimeOfferFactory,
    day,
)
from tests.factories.editions import EditionFactory, HallFactory
from tests.factories.meetings import FIRST_SLOT
from tests.fair.people import query_count, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nine_o_clock(time_machine):
    time_machine.move_to(FIRST_SLOT, tick=False)


def address(that_day, name, *args):
    return reverse(f"attendance:{name}", args=[that_day.edition.slug, *args])


def act(that_day, person, name, *, side=Side.BUYER, **body):
    url = address(that_day, name, that_day.meeting.public_id, side.value)
    return signed_in(person).post(url, body)


def page(that_day, person, name="today", *args):
    return signed_in(person).get(address(that_day, name, *args)).text


def test_next_meeting_stands_first_with_its_place():
    that_day = day()

    text = page(that_day, that_day.buyer)

    assert "Wed 15 Sep 2027" in text
    assert str(that_day.meeting.supplier) in text
    assert Meeting.objects.with_sides_and_places().get().place_name in text
    assert "I am there" in text
    assert "The other did not come" not in text


def test_before_the_fair_its_first_day_is_shown_and_nothing_can_be_done(time_machine):
    that_day = day()
    time_machine.move_to(FIRST_SLOT - 48 * 60 * MINUTE, tick=False)

    text = page(that_day, that_day.buyer)

    assert "Wed 15 Sep 2027" in text
    assert "I am there" not in text
    assert "from an hour before the meeting" in text


def test_person_says_that_they_are_there_and_takes_it_back():
    that_day = day()

    act(that_day, that_day.buyer, "check-in")
    assert CheckIn.objects.get().how == CheckInWay.BUTTON
    assert "You are checked in" in page(that_day, that_day.buyer)
    assert "The other side is there" in page(that_day, that_day.supplier)

    act(that_day, that_day.buyer, "check-in-undo")
    assert CheckIn.objects.standing().count() == 0


def test_staff_checks_anybody_in():
    that_day = day()

    act(that_day, that_day.organiser, "check-in", side=Side.SUPPLIER)

    row = CheckIn.objects.get()
    assert (row.side, row.how, row.checked_by) == (
        Side.SUPPLIER,
        CheckInWay.STAFF,
        that_day.organiser,
    )


def test_nobody_speaks_for_the_other_side():
    that_day = day()

    assert act(that_day, that_day.buyer, "check-in", side=Side.SUPPLIER).status_code == 404
    assert CheckIn.objects.count() == 0


def test_side_that_is_there_says_after_five_minutes_that_the_other_did_not_come(time_machine):
    that_day = day()
    act(that_day, that_day.buyer, "check-in")
    assert "The other did not come" not in page(that_day, that_day.buyer)
    time_machine.move_to(FIRST_SLOT + 5 * MINUTE, tick=False)
    assert "The other did not come" in page(that_day, that_day.buyer)

    act(that_day, that_day.buyer, "absent")

    assert Meeting.objects.get().state == MeetingState.NO_SHOW_SUPPLIER
    assert "Take back: they came" in page(that_day, that_day.buyer)
    act(that_day, that_day.buyer, "take-back")
    assert Meeting.objects.get().state == MeetingState.CONFIRMED


def test_late_side_says_so():
    that_day = day()

    act(that_day, that_day.buyer, "late", minutes=10)
    act(that_day, that_day.buyer, "late", minutes=11)

    assert Lateness.objects.get().minutes == 10
    assert "the other side says: 10 minutes late" in page(that_day, that_day.supplier)


def test_offer_is_answered_on_the_page():
    that_day = day()
    offer = TimeOfferFactory(
        freed=FreedTimeFactory(lost=that_day.meeting), partner=that_day.meeting.supplier
    )

    assert "has time for you" in page(that_day, that_day.supplier)
    signed_in(that_day.supplier).post(address(that_day, "offer-decline", offer.public_id))

    offer.refresh_from_db()
    assert (offer.state, offer.answered_by) == (OfferState.DECLINED, that_day.supplier)
    assert "has time for you" not in page(that_day, that_day.supplier)


def test_time_that_came_free_is_told_with_its_day():
    that_day = day()
    tomorrow = FIRST_SLOT + timedelta(days=1)
    freed = FreedTimeFactory(
        lost=that_day.meeting, starts_at=tomorrow, ends_at=tomorrow + 25 * MINUTE
    )

    text = page(that_day, that_day.buyer)

    assert local_day(freed.starts_at, that_day.edition.zone) in text
    assert "Your time at 09:00 came free" in text


def test_company_chooses_not_to_be_asked():
    that_day = day()
    url = address(that_day, "offer-choice", that_day.meeting.supplier.public_id)

    signed_in(that_day.supplier).post(url)
    assert OfferChoice.objects.get().wants_offers is False
    assert "Offer it to us again" in page(that_day, that_day.supplier)

    signed_in(that_day.supplier).post(url, {"wants_offers": "on"})
    assert OfferChoice.objects.get().wants_offers is True


def test_same_queries_for_one_meeting_and_three():
    one, three = day(), day(suppliers=3, tables=4)
    CheckInFactory(meeting=three.meeting)

    counts = {query_count(signed_in(each.buyer), address(each, "today")) for each in (one, three)}

    assert len(counts) == 1
    assert counts.pop() <= 16


# --- Codes


def table_of(that_day):
    return that_day.meeting.seats.get(party__table__isnull=False).party.table


def test_code_at_the_table_checks_in_there():
    that_day = day()
    code = code_of_place(PlaceKind.TABLE, table_of(that_day).pk)
    url = address(that_day, "place", code)
    assert "Check in" in page(that_day, that_day.buyer, "place", code)

    signed_in(that_day.buyer).post(url, {"meeting": that_day.meeting.public_id, "side": Side.BUYER})

    row = CheckIn.objects.get()
    assert (row.side, row.how) == (Side.BUYER, CheckInWay.PLACE_CODE)


def test_code_at_another_table_says_where_to_go():
    that_day = day()
    other = that_day.edition.tables.exclude(pk=table_of(that_day).pk).get()
    code = code_of_place(PlaceKind.TABLE, other.pk)

    text = page(that_day, that_day.buyer, "place", code)

    assert "You have no meeting here within the hour" in text
    next_day = local_day(that_day.meeting.starts_at, that_day.edition.zone)
    assert f"<strong>{next_day}</strong>" in text
    assert table_of(that_day).code in text
    answer = signed_in(that_day.buyer).post(
        address(that_day, "place", code),
        {"meeting": that_day.meeting.public_id, "side": Side.BUYER},
    )
    assert answer.status_code == 404
    assert CheckIn.objects.count() == 0


def test_code_at_the_entrance_serves_every_meeting_within_the_hour():
    that_day = day(suppliers=3, tables=4)
    hall = HallFactory(edition=that_day.edition)

    text = page(that_day, that_day.buyer, "place", code_of_place(PlaceKind.ENTRANCE, hall.pk))

    # 9:00, 9:30 and, exactly an hour ahead, 10:00
    assert text.count('name="meeting"') == 3


def test_staff_reads_the_code_of_a_person():
    that_day = day()
    code = code_of_person(that_day.edition, that_day.supplier)
    url = address(that_day, "person", code)
    assert str(that_day.supplier) in page(that_day, that_day.organiser, "person", code)

    signed_in(that_day.organiser).post(
        url, {"meeting": that_day.meeting.public_id, "side": Side.SUPPLIER}
    )

    row = CheckIn.objects.get()
    assert (row.side, row.how, row.checked_by) == (
        Side.SUPPLIER,
        CheckInWay.PERSON_CODE,
        that_day.organiser,
    )


def test_code_of_a_person_is_nothing_to_others():
    that_day = day()
    url = address(that_day, "person", code_of_person(that_day.edition, that_day.supplier))

    assert signed_in(that_day.supplier).get(url).status_code == 404
    assert signed_in(that_day.buyer).get(url).status_code == 404


def test_own_code_leads_staff_to_the_person():
    that_day = day()

    assert 'src="data:image/svg+xml' in page(that_day, that_day.buyer, "code")


def test_codes_cannot_be_made_up_or_carried_to_another_edition():
    that_day, other = day(), EditionFactory()
    table = table_of(that_day)
    code = code_of_place(PlaceKind.TABLE, table.pk)
    assert place_of_code(that_day.edition, code).spot == table
    assert place_of_code(other, code) is None
    assert place_of_code(that_day.edition, f"t{table.pk}~made-up") is None
    assert place_of_code(that_day.edition, "nonsense") is None

    person = code_of_person(that_day.edition, that_day.buyer)
    assert person_of_code(that_day.edition, person) == that_day.buyer
    assert person_of_code(other, person) is None
    assert person_of_code(that_day.edition, code) is None


def test_meeting_of_tomorrow_is_not_today(time_machine):
    that_day = day(suppliers=2)
    tomorrow = Meeting.objects.get(starts_at=FIRST_SLOT + SLOT)
    Meeting.objects.filter(pk=tomorrow.pk).update(
        starts_at=tomorrow.starts_at + 48 * SLOT, ends_at=tomorrow.ends_at + 48 * SLOT
    )

    assert str(tomorrow.supplier) not in page(that_day, that_day.buyer)
    time_machine.move_to(FIRST_SLOT + 4 * SLOT, tick=False)
    assert str(tomorrow.supplier) in page(that_day, that_day.buyer)
