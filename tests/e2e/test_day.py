"""A morning at the fair: two phones check in, one side does not come, the time finds a taker."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from fair.attendance.choices import PlaceKind
from fair.attendance.models import TimeOffer
from fair.attendance.selectors import code_of_place
from fair.editions.choices import Side
from fair.matching.models import Match
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from tests.e2e.conftest import DESKTOP, PHONE, Visitor
from tests.factories.attendance import (
    MINUTE,
    CheckInFactory,
    Day,
    DayRulesFactory,
    ScreenFactory,
    day,
    person_of,
)
from tests.factories.meetings import FIRST_SLOT
from tests.fair.attendance.services.test_rescuing import without_meetings_of

pytestmark = pytest.mark.django_db(transaction=True)

SOON = FIRST_SLOT - timedelta(minutes=10)


@pytest.fixture
def phones(browser: Browser, live_server: LiveServer):
    """Yield a function that hands a person a phone; no page may make trouble on any of them."""
    visitors: list[Visitor] = []

    def hand_to(user: User, *, viewport=PHONE) -> Visitor:
        page: Page = browser.new_context(viewport=viewport).new_page()
        visitor = Visitor(page, live_server.url)
        visitor.is_signed_in(user)
        visitors.append(visitor)
        return visitor

    yield hand_to
    for visitor in visitors:
        visitor.page.context.close()
    assert [visitor.troubles for visitor in visitors] == [[] for _visitor in visitors]


def today(that_day: Day) -> str:
    return f"/{that_day.edition.slug}/day/"


def state_of(meeting: Meeting) -> str:
    return Meeting.objects.get(pk=meeting.pk).state


def test_two_phones_check_in_and_the_board_shows_it(phones, time_machine):
    time_machine.move_to(SOON)
    that_day = day()
    table = that_day.meeting.seats.get(party__table__isnull=False).party.table
    buyer, supplier = phones(that_day.buyer), phones(that_day.supplier)
    organiser = phones(that_day.organiser, viewport=DESKTOP)
    organiser.goes_to(f"{today(that_day)}board/")
    organiser.reads("expected")

    buyer.goes_to(today(that_day))
    buyer.presses("I am there")
    buyer.reads("You are checked in")
    supplier.goes_to(f"{today(that_day)}at/{code_of_place(PlaceKind.TABLE, table.pk)}/")
    supplier.presses("Check in")
    supplier.reads("Checked in")

    # Nobody touches the board: it looks by itself.
    organiser.page.get_by_text("there since").nth(1).wait_for()
    assert organiser.page.get_by_text("there since").count() == 2


def test_time_of_who_does_not_come_is_taken_by_who_waits(phones, time_machine):
    time_machine.move_to(SOON)
    that_day = day(suppliers=2, tables=3)
    waiting = next(
        each for each in that_day.fair.suppliers if each.pk != that_day.meeting.supplier_id
    )
    without_meetings_of(that_day, waiting)
    Match.objects.update(mutual_points=90)
    buyer, other = phones(that_day.buyer), phones(person_of(waiting))
    buyer.goes_to(today(that_day))
    buyer.presses("I am there")

    time_machine.move_to(FIRST_SLOT + 6 * MINUTE)
    buyer.goes_to(today(that_day))
    buyer.presses("The other did not come")
    buyer.page.locator("#messages").get_by_text("did not come").wait_for()
    other.goes_to(today(that_day))
    other.reads("has time for you")
    other.presses("Yes, we come")
    other.page.wait_for_url("**/meetings/**")

    assert state_of(that_day.meeting) == MeetingState.NO_SHOW_SUPPLIER
    taken = TimeOffer.objects.get().freed.booked
    assert (taken.supplier, taken.starts_at) == (waiting, FIRST_SLOT)
    organiser = phones(that_day.organiser, viewport=DESKTOP)
    organiser.goes_to(f"{today(that_day)}board/")
    organiser.reads(str(waiting))
    organiser.reads("Supplier did not come")


def test_organiser_acts_by_keyboard_alone_and_takes_it_back(phones, time_machine):
    time_machine.move_to(FIRST_SLOT + 6 * MINUTE)
    that_day = day()
    CheckInFactory(meeting=that_day.meeting, side=Side.BUYER)
    organiser = phones(that_day.organiser, viewport=DESKTOP)
    organiser.goes_to(f"{today(that_day)}board/")

    organiser.page.get_by_role("button", name="Did not come").focus()
    organiser.page.keyboard.press("Enter")
    organiser.reads("Supplier did not come")
    assert state_of(that_day.meeting) == MeetingState.NO_SHOW_SUPPLIER
    organiser.page.locator("#messages").get_by_role("button", name="Undo").press("Enter")
    organiser.page.get_by_role("button", name="Did not come").wait_for()

    assert state_of(that_day.meeting) == MeetingState.CONFIRMED


def test_hidden_board_asks_for_nothing(phones, time_machine):
    time_machine.move_to(FIRST_SLOT)
    that_day = day()
    organiser = phones(that_day.organiser, viewport=DESKTOP)
    asked: list[int] = []
    page = organiser.page
    page.on("response", lambda answer: "/part/" in answer.url and asked.append(answer.status))
    organiser.goes_to(f"{today(that_day)}board/")
    page.evaluate(
        """() => {
            document.querySelector("[data-live]").dataset.live = "1";
            window.hide = (is) => {
                Object.defineProperty(document, "hidden", { configurable: true, value: is });
                document.dispatchEvent(new Event("visibilitychange"));
            };
            window.hide(true);
        }"""
    )
    page.wait_for_timeout(2500)
    assert asked == []

    with page.expect_response(lambda answer: "/part/" in answer.url):
        page.evaluate("window.hide(false)")
    assert set(asked) == {304}


def test_screen_turns_its_pages_by_itself(page: Page, live_server: LiveServer, time_machine):
    time_machine.move_to(SOON)
    that_day = day(buyers=2, suppliers=2, tables=4)
    DayRulesFactory(edition=that_day.edition, screens_name_companies=True)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(live_server.url + ScreenFactory(edition=that_day.edition).get_absolute_url())
    assert "09:00–09:25" in page.inner_text("main h2")
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('td')).fontSize)")
    assert size >= 40

    page.evaluate("document.querySelector('[data-live]').dataset.live = '1'")

    page.locator("h2", has_text="09:30–09:55").wait_for()
