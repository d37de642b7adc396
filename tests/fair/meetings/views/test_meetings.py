from datetime import datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from fair.editions.choices import EditionState
from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import Meeting
from fair.notifications.models import Notice
from tests.factories.editions import DelegateFactory
from tests.factories.meetings import FIRST_SLOT, MeetingFactory, published_plan, small_fair
from tests.fair.meetings.views.conftest import QUERY_BUDGET, client_of, query_count
from tests.telling import tell_all


@pytest.fixture
def meeting(people) -> Meeting:
    published_plan(people.fair)
    return Meeting.objects.with_sides_and_places().get(supplier=people.fair.suppliers[0])


def test_organiser_lists_all_meetings_and_a_member_their_own(people, meeting):
    everything = people.organiser.get(people.base).context["meetings"]
    own = people.supplier.get(people.base).context["meetings"]

    assert len(everything) == 2
    assert list(own) == [meeting]
    assert list(people.stranger.get(people.base).context["meetings"]) == []
    assert people.anonymous.get(people.base).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mode=online", ["online"]),
        ("state=cancelled", ["cancelled"]),
        ("day=second", ["second day"]),
        ("search=phuong", ["names"]),
        ("search=Zebra", []),
    ],
)
def test_list_is_filtered_and_searched(people, query, found):
    edition = people.fair.edition
    second = edition.days.create(date=(FIRST_SLOT + timedelta(days=1)).date())
    made = {
        "online": MeetingFactory(edition=edition, mode=MeetingMode.ONLINE),
        "cancelled": MeetingFactory(edition=edition, state=MeetingState.CANCELLED),
        "second day": MeetingFactory(edition=edition, starts_at=FIRST_SLOT + timedelta(days=1)),
        "names": MeetingFactory(
            edition=edition, buyer__organisation__names={"vi": "Cơ khí Phương Đông"}
        ),
    }

    url = f"{people.base}?{query.replace('second', str(second.pk))}"
    meetings = people.organiser.get(url).context["meetings"]

    assert [name for name, meeting in made.items() if meeting in meetings] == found


def test_filters_offer_days_and_anything_in_words(people):
    filters = people.organiser.get(people.base).context["filter"].form

    days = [str(label) for _value, label in filters.fields["day"].choices]
    modes = [str(label) for _value, label in filters.fields["mode"].choices]

    assert days == ["Any", "Wed 15 Sep 2027"]
    assert modes[0] == "Any"


def test_list_is_filtered_by_buyer_and_supplier(people, meeting):
    other = MeetingFactory(edition=people.fair.edition)

    by_buyer = people.organiser.get(f"{people.base}?buyer={other.buyer_id}")
    by_supplier = people.organiser.get(f"{people.base}?supplier={meeting.supplier_id}")

    assert list(by_buyer.context["meetings"]) == [other]
    assert list(by_supplier.context["meetings"]) == [meeting]


def test_meeting_names_whom_one_meets(people, meeting):
    DelegateFactory(
        participation=meeting.supplier,
        full_name="Lê Thu",
        job_title="Sales",
        languages=["vi", "en"],
    )

    page = people.owner.get(meeting.get_absolute_url()).content.decode()

    assert "Lê Thu, Sales · Tiếng Việt, English" in page
    assert f"/exhibitors/{meeting.supplier.public_id}/" in page


def test_empty_lists_say_what_comes_next(people):
    assert b"Make a plan" in people.organiser.get(people.base).content
    assert b"No meetings yet" in people.owner.get(people.base).content
    assert b"Take a filter away" in people.organiser.get(f"{people.base}?search=x").content


@pytest.mark.django_db
def test_list_takes_as_many_queries_for_one_meeting_as_for_three():
    counts = []
    for suppliers in (1, 3):
        fair = small_fair(buyers=1, suppliers=suppliers, state=EditionState.SCHEDULING)
        published_plan(fair)
        client = client_of(fair.edition.organiser)
        counts.append(query_count(client, f"/{fair.edition.slug}/meetings/"))

    assert counts[0] == counts[1] <= QUERY_BUDGET


def test_meeting_is_for_its_sides_and_the_organiser(people, meeting):
    url = f"{people.base}{meeting.public_id}/"

    for client in (people.owner, people.colleague, people.supplier, people.organiser):
        page = client.get(url)
        assert page.status_code == 200
        assert meeting.place_name in page.content.decode()
    other_supplier = client_of(people.fair.suppliers[1].organisation)
    assert other_supplier.get(url).status_code == 404
    assert people.stranger.get(url).status_code == 404
    assert people.anonymous.get(url).status_code == 302


def test_who_may_call_a_meeting_off(people, meeting):
    url = f"{people.base}{meeting.public_id}/cancel/"

    for client in (people.stranger, people.colleague):
        assert client.post(url).status_code == 404
    assert people.anonymous.post(url).status_code == 302
    assert people.owner.get(url).status_code == 405
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONFIRMED

    answer = people.supplier.post(url, {"reason": "The plant stands still."})

    assert (answer.status_code, answer.url) == (302, meeting.get_absolute_url())
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    assert "The plant stands still." in people.owner.get(answer.url).content.decode()


def test_calling_off_again_and_again_has_one_effect(people, meeting):
    url = f"{people.base}{meeting.public_id}/cancel/"

    answers = [people.owner.post(url).status_code for _number in range(5)]

    assert answers == [302] * 5
    meeting.refresh_from_db()
    assert meeting.sequence == 1
    assert tell_all() == 1
    # Owner and colleague of the buyer and the supplier's owner, about the cancelling only.
    told = Notice.objects.filter(dedupe_key__startswith=f"timetable:{meeting.public_id}:1:")
    assert told.count() == 3
    assert (
        Notice.objects.filter(dedupe_key__startswith=f"timetable:{meeting.edition_id}:3:").count()
        == 0
    )


def test_only_the_organiser_pins(people, meeting):
    url = f"{people.base}{meeting.public_id}/"

    assert people.owner.post(f"{url}pin/").status_code == 404
    assert people.organiser.post(f"{url}pin/").status_code == 302
    meeting.refresh_from_db()
    assert meeting.is_pinned
    assert b"Let go" in people.organiser.get(url).content
    assert b"Let go" not in people.owner.get(url).content

    people.organiser.post(f"{url}unpin/")

    meeting.refresh_from_db()
    assert not meeting.is_pinned


def test_meeting_over_cannot_be_pinned_or_called_off(people, meeting):
    Meeting.objects.update(state=MeetingState.HELD)
    url = f"{people.base}{meeting.public_id}/"

    page = people.organiser.post(f"{url}pin/", follow=True).content.decode()

    assert "Only meetings still to come can be pinned." in page
    assert "Call off" not in page
    assert people.organiser.post(f"{url}cancel/").status_code == 404


def test_list_as_a_spreadsheet(people):
    published_plan(people.fair)
    url = f"{people.base}download/"

    page = load_workbook(BytesIO(people.organiser.get(url).content)).worksheets[0]
    rows = list(page.iter_rows(min_row=2, values_only=True))

    day = datetime.fromisoformat("2027-09-15")
    assert [row[:4] for row in rows] == [
        (day, time(9), time(9, 25), "UTC+7"),
        (day, time(9, 30), time(9, 55), "UTC+7"),
    ]
    assert {row[5] for row in rows} == {str(supplier) for supplier in people.fair.suppliers}
    own = load_workbook(BytesIO(people.supplier.get(url).content)).worksheets[0]
    assert own.max_row == 2
    assert load_workbook(BytesIO(people.stranger.get(url).content)).worksheets[0].max_row == 1


def test_spreadsheet_follows_the_filter(people):
    published_plan(people.fair)

    answer = people.organiser.get(f"{people.base}download/?search={people.fair.suppliers[0]}")

    assert load_workbook(BytesIO(answer.content)).worksheets[0].max_row == 2
