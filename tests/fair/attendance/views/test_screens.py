"""Big screens for whoever has the address, and sheets with codes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fair.attendance.models import DayRules, Screen
from fair.attendance.selectors.screens import ROWS_PER_PAGE
from fair.editions.choices import EditionState
from tests.factories.attendance import (
    SLOT,
    CheckInFactory,
    DayRulesFactory,
    ScreenFactory,
    day,
)
from tests.factories.editions import BoothFactory, HallFactory, MeetingTableFactory
from tests.factories.exhibitors import BoothRegistrationFactory
from tests.factories.meetings import FIRST_SLOT, TablePartyFactory, seated_meeting
from tests.fair.people import query_count, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nine_o_clock(time_machine):
    time_machine.move_to(FIRST_SLOT, tick=False)


def shown(screen: Screen, **asked) -> str:
    answer = Client().get(screen.get_absolute_url(), asked)
    assert answer.status_code == 200
    return answer.text


def test_screen_shows_where_meetings_are_to_whoever_has_its_address():
    that_day = day()
    table = that_day.meeting.seats.get(party__table__isnull=False).party.table

    text = shown(ScreenFactory(edition=that_day.edition))

    assert f"Table {table.code}" in text
    assert "09:00–09:25" in text
    assert "Now" in text


def test_screen_names_companies_only_where_the_edition_allows_it():
    that_day = day()
    screen = ScreenFactory(edition=that_day.edition)
    names = [str(that_day.meeting.buyer), str(that_day.meeting.supplier)]

    assert [name in shown(screen) for name in names] == [False, False]
    DayRulesFactory(edition=that_day.edition, screens_name_companies=True)
    assert [name in shown(screen) for name in names] == [True, True]


def test_revoked_screen_and_screen_of_a_draft_are_nowhere():
    that_day = day()
    screen = ScreenFactory(edition=that_day.edition)
    client = signed_in(that_day.organiser)

    client.post(reverse("attendance:screen-revoke", args=[that_day.edition.slug, screen.public_id]))
    assert Client().get(screen.get_absolute_url()).status_code == 404

    draft = ScreenFactory(edition=that_day.edition)
    that_day.edition.state = EditionState.DRAFT
    that_day.edition.save(update_fields=["state"])
    assert Client().get(draft.get_absolute_url()).status_code == 404


def test_screen_of_a_hall_shows_that_hall_alone():
    that_day = day()
    hall, other = HallFactory.create_batch(2, edition=that_day.edition)
    table = that_day.meeting.seats.get(party__table__isnull=False).party.table
    table.hall = hall
    table.save(update_fields=["hall"])

    assert table.code in shown(ScreenFactory(edition=that_day.edition, hall=hall))
    assert table.code not in shown(ScreenFactory(edition=that_day.edition, hall=other))


def test_pages_follow_each_other_in_a_circle():
    that_day = day()
    screen = ScreenFactory(edition=that_day.edition)
    for _number in range(ROWS_PER_PAGE):
        party = TablePartyFactory(table=MeetingTableFactory(edition=that_day.edition))
        seated_meeting(party, edition=that_day.edition, starts_at=FIRST_SLOT + SLOT)
    seated_meeting(
        TablePartyFactory(table=MeetingTableFactory(edition=that_day.edition)),
        edition=that_day.edition,
        starts_at=FIRST_SLOT + SLOT,
    )

    pages = [shown(screen, page=number) for number in ("1", "2", "3", "99", "x")]

    assert [text.count('scope="row"') for text in pages] == [1, ROWS_PER_PAGE, 1, 1, 1]
    assert ["?page=2" in pages[0], "?page=3" in pages[1], "?page=1" in pages[2]] == [True] * 3
    assert pages[3:] == [pages[0], pages[0]]


def test_screen_says_when_nothing_is_on(time_machine):
    that_day = day()
    time_machine.move_to(FIRST_SLOT - timedelta(hours=2), tick=False)

    assert "No meeting begins here" in shown(ScreenFactory(edition=that_day.edition))


def test_screen_costs_the_same_for_one_meeting_and_three():
    one, three = day(), day(buyers=3, suppliers=3, tables=5)
    CheckInFactory(meeting=three.meeting)
    screens = [ScreenFactory(edition=each.edition) for each in (one, three)]

    counts = {query_count(Client(), screen.get_absolute_url()) for screen in screens}

    assert counts == {4}


def test_organiser_makes_a_screen_once_and_decides_the_rules():
    that_day = day()
    client = signed_in(that_day.organiser)
    base = [that_day.edition.slug]

    for _again in range(2):
        client.post(reverse("attendance:screen-make", args=base))
        client.post(reverse("attendance:rules", args=base), {"screens_name_companies": "on"})

    screen, rules = Screen.objects.get(), DayRules.objects.get()
    assert screen.made_by == that_day.organiser
    assert (rules.screens_name_companies, rules.offers_freed_time) == (True, False)
    page = client.get(reverse("attendance:screen-list", args=base)).text
    assert screen.get_absolute_url() in page


@pytest.mark.parametrize(("kind", "count"), [("t", 2), ("b", 1), ("e", 1)])
def test_sheets_have_a_code_for_each_place_in_use(kind, count):
    that_day = day()
    hall = HallFactory(edition=that_day.edition)
    MeetingTableFactory.create_batch(2, edition=that_day.edition, hall=hall)
    MeetingTableFactory(edition=that_day.edition, hall=hall, is_active=False)
    BoothRegistrationFactory(participation=that_day.meeting.supplier, booth=BoothFactory(hall=hall))
    BoothFactory(hall=hall)

    page = signed_in(that_day.organiser).get(
        reverse("attendance:sheets", args=[that_day.edition.slug, hall.pk, kind])
    )

    assert page.text.count("data:image/svg+xml") == count


def test_there_are_no_sheets_of_other_kinds():
    that_day = day()
    hall = HallFactory(edition=that_day.edition)
    url = reverse("attendance:sheets", args=[that_day.edition.slug, hall.pk, "x"])

    assert signed_in(that_day.organiser).get(url).status_code == 404
