"""Feeds, files and links for people's own calendar programs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from benchmarks.ics_reading import moment_of, read
from fair.meetings.models import CalendarFeed, Meeting
from fair.meetings.services.changing import cancel_meeting
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import NOW, published_plan, small_fair
from tests.fair.meetings.views.conftest import QUERY_BUDGET, client_of, query_count

ADDRESS = re.compile(r'value="http://[^/]+(/[^"]+\.ics)"')


def new_feed(people, client: Client, participation=None) -> str:
    """Make a feed as somebody would, and return its address."""
    key = participation.public_id if participation else ""
    page = client.post(f"{people.base}calendar/renew/", {"participation": key})
    return ADDRESS.search(page.content.decode())[1]


def partners_in(response) -> list[str]:
    return [event.one("SUMMARY").text for event in read(response.content).parts_named("VEVENT")]


@pytest.fixture
def planned(people):
    published_plan(people.fair)
    return people


def test_feed_shows_own_meetings_named_after_the_other_side(planned, client):
    answer = client.get(new_feed(planned, planned.owner))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert sorted(partners_in(answer)) == sorted(
        f"Meeting with {supplier}" for supplier in planned.fair.suppliers
    )
    calendar = read(answer.content)
    starts = [moment_of(event.one("DTSTART"), calendar) for event in calendar.parts_named("VEVENT")]
    assert starts == list(Meeting.objects.order_by("starts_at").values_list("starts_at", flat=True))


def test_feed_of_a_company_is_its_own(planned, client):
    answer = client.get(new_feed(planned, planned.owner, planned.fair.buyers[0]))

    calendar = read(answer.content)
    assert calendar.one("NAME").text == f"{planned.fair.edition}: {planned.fair.buyers[0]}"
    assert len(calendar.parts_named("VEVENT")) == 2


def test_feed_follows_what_is_called_off(planned, client):
    address = new_feed(planned, planned.owner)
    meeting = Meeting.objects.get(supplier=planned.fair.suppliers[0])

    cancel_meeting(meeting, actor=None, now=NOW)

    assert partners_in(client.get(address)) == [f"Meeting with {planned.fair.suppliers[1]}"]


def test_unchanged_feed_is_not_sent_again(planned, client):
    address = new_feed(planned, planned.owner)
    with time_machine.travel(datetime(2027, 9, 1, 8, tzinfo=UTC), tick=False):
        first = client.get(address)
    with time_machine.travel(datetime(2027, 9, 2, 8, tzinfo=UTC), tick=False):
        by_tag = client.get(address, headers={"if-none-match": first["ETag"]})
        by_date = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
        cancel_meeting(Meeting.objects.first(), actor=None, now=NOW)
        changed = client.get(
            address,
            headers={
                "if-none-match": first["ETag"],
                "if-modified-since": first["Last-Modified"],
            },
        )

    assert first["Last-Modified"] == "Wed, 01 Sep 2027 08:00:00 GMT"
    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert by_date.status_code == 304
    assert changed.status_code == 200
    assert changed["Last-Modified"] == "Thu, 02 Sep 2027 08:00:00 GMT"


def test_secret_is_kept_as_a_hash_and_shown_once(planned):
    address = new_feed(planned, planned.owner)

    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert token not in str(vars(feed))
    assert token not in planned.owner.get(f"{planned.base}calendar/").content.decode()
    assert token not in str(dict(planned.owner.session))


def test_page_with_the_secret_is_not_cached(planned):
    answer = planned.owner.post(f"{planned.base}calendar/renew/")

    assert "no-store" in answer["Cache-Control"]


def test_new_address_ends_the_old_one(planned, client):
    old = new_feed(planned, planned.owner)
    new = new_feed(planned, planned.owner)

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert CalendarFeed.objects.count() == 1


def test_closed_address_gives_nothing(planned, client):
    address = new_feed(planned, planned.owner)

    answer = planned.owner.post(f"{planned.base}calendar/revoke/", {"participation": ""})

    assert answer.status_code == 302
    assert client.get(address).status_code == 404
    assert "The address is closed." in planned.owner.get(answer.url).content.decode()


def test_closing_another_s_or_none_is_not_found(planned):
    new_feed(planned, planned.owner)

    assert planned.colleague.post(f"{planned.base}calendar/revoke/").status_code == 404
    assert CalendarFeed.objects.get().is_open


def test_feed_of_another_company_cannot_be_made(planned):
    wanted = {"participation": planned.fair.suppliers[0].public_id}

    assert planned.owner.post(f"{planned.base}calendar/renew/", wanted).status_code == 404
    assert planned.stranger.post(f"{planned.base}calendar/renew/").status_code == 404
    assert CalendarFeed.objects.count() == 0


def test_who_left_the_company_reads_nothing(planned, client):
    own, company = (
        new_feed(planned, planned.owner),
        new_feed(planned, planned.owner, planned.fair.buyers[0]),
    )
    feed = CalendarFeed.objects.first()

    feed.user.memberships.all().delete()

    assert partners_in(client.get(own)) == []
    assert partners_in(client.get(company)) == []


def test_feed_of_a_closed_account_is_not_found(planned, client):
    address = new_feed(planned, planned.owner)
    user = CalendarFeed.objects.get().user
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert client.get(address).status_code == 404


def test_address_belongs_to_its_edition(planned, client):
    address = new_feed(planned, planned.owner)
    other = small_fair().edition

    assert client.get(address.replace(planned.fair.edition.slug, other.slug)).status_code == 404


def test_reading_is_noted_now_and_then(planned, client):
    address = new_feed(planned, planned.owner)
    times = [NOW, NOW + timedelta(minutes=9), NOW + timedelta(minutes=11)]
    noted = []
    for moment in times:
        with time_machine.travel(moment, tick=False):
            client.get(address)
        noted.append(CalendarFeed.objects.get().last_used_at)

    assert noted == [times[0], times[0], times[2]]


def test_feed_takes_as_many_queries_for_one_meeting_as_for_three(db):
    counts = []
    for suppliers in (1, 3):
        fair = small_fair(buyers=1, suppliers=suppliers)
        published_plan(fair)
        user = MembershipFactory(organisation=fair.buyers[0].organisation).user
        client = Client()
        client.force_login(user)
        page = client.post(f"/{fair.edition.slug}/meetings/calendar/renew/").content.decode()
        address = ADDRESS.search(page)[1]
        counts.append(query_count(Client(), address))

    assert counts[0] == counts[1] <= QUERY_BUDGET


def test_calendar_page_offers_one_s_own_and_each_company_s(people):
    page = people.owner.get(f"{people.base}calendar/").content.decode()

    assert "The meetings you go to" in page
    assert f"All meetings of {people.fair.buyers[0]}" in page
    assert page.count("Make an address") == 2


def test_calendar_page_tells_strangers_how_to_take_part(people):
    page = people.stranger.get(f"{people.base}calendar/").content.decode()

    assert "You do not take part in this edition" in page


# --- One meeting


def test_meeting_as_a_file(planned):
    meeting = Meeting.objects.get(supplier=planned.fair.suppliers[0])
    url = reverse("meetings:meeting-file", args=[planned.fair.edition.slug, meeting.public_id])

    answer = planned.supplier.get(url)

    (event,) = read(answer.content).parts_named("VEVENT")
    assert answer["Content-Disposition"] == 'attachment; filename="2027-09-15-0900.ics"'
    assert event.one("UID").value.startswith(str(meeting.public_id))
    assert event.one("SUMMARY").text == f"Meeting with {planned.fair.buyers[0]}"
    assert planned.organiser.get(url).status_code == 200
    assert planned.stranger.get(url).status_code == 404
    assert client_of(planned.fair.suppliers[1].organisation).get(url).status_code == 404


def test_page_of_a_meeting_links_to_calendars_on_the_web(planned):
    meeting = Meeting.objects.get(supplier=planned.fair.suppliers[0])

    page = planned.owner.get(meeting.get_absolute_url()).content.decode()

    assert (
        "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;text=Meeting+with" in page
    )
    assert "dates=20270915T020000Z%2F20270915T022500Z" in page
    assert "startdt=2027-09-15T02%3A00%3A00%2B00%3A00" in page


def test_meeting_that_is_off_is_offered_no_more(planned):
    meeting = Meeting.objects.first()
    cancel_meeting(meeting, actor=None, now=NOW)

    assert (
        "calendar.google.com" not in planned.owner.get(meeting.get_absolute_url()).content.decode()
    )
    url = reverse("meetings:meeting-file", args=[planned.fair.edition.slug, meeting.public_id])
    assert read(planned.owner.get(url).content).one("METHOD").value == "CANCEL"


def test_feeds_belong_to_people(db):
    user = UserFactory()

    assert CalendarFeed.objects.visible_to(user).count() == 0
