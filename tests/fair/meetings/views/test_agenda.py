import pytest

from fair.editions.choices import Attendance, EditionState
from fair.meetings.models import Meeting
from fair.sourcing.choices import Visibility
from tests.factories.meetings import published_plan, small_fair
from tests.factories.sourcing import PublishedNeedFactory
from tests.fair.meetings.views.conftest import QUERY_BUDGET, client_of, query_count


def test_agenda_lists_the_day_with_partner_place_and_subject(people):
    published_plan(people.fair)

    page = people.owner.get(f"{people.base}agenda/").content.decode()

    assert "Wed 15 Sep 2027" in page
    for supplier in people.fair.suppliers:
        assert str(supplier) in page
        assert str(supplier.product_lines.get()) in page
    assert "09:00" in page
    assert "UTC+7" in page
    meeting = Meeting.objects.with_sides_and_places().first()
    assert meeting.place_name in page
    assert meeting.get_absolute_url() in page


def test_each_side_sees_its_own_meetings_only(people):
    published_plan(people.fair)

    page = people.supplier.get(f"{people.base}agenda/").content.decode()

    assert str(people.fair.buyers[0]) in page
    assert str(people.fair.suppliers[1]) not in page


def test_remote_side_reads_its_own_time_as_well(people):
    buyer = people.fair.buyers[0]
    buyer.attendance, buyer.time_zone = Attendance.ONLINE, "Asia/Tokyo"
    buyer.save(update_fields=["attendance", "time_zone"])
    published_plan(people.fair)

    page = people.owner.get(f"{people.base}agenda/").content.decode()

    assert "UTC+9" in page
    assert "11:00" in page
    assert "Online room 1" in page
    assert "UTC+9" not in people.supplier.get(f"{people.base}agenda/").content.decode()


def test_hidden_need_is_not_named_to_the_supplier(people):
    published_plan(people.fair)
    need = people.fair.buyers[0].needs.get()
    need.visibility = Visibility.INVITED
    need.save(update_fields=["visibility"])

    assert str(need) in people.owner.get(f"{people.base}agenda/").content.decode()
    assert str(need) not in people.supplier.get(f"{people.base}agenda/").content.decode()


def test_long_list_of_subjects_is_cut(people):
    published_plan(people.fair)
    meeting = Meeting.objects.get(supplier=people.fair.suppliers[0])
    needs = PublishedNeedFactory.create_batch(4, participation=people.fair.buyers[0])
    meeting.needs.set(needs)

    page = people.owner.get(f"{people.base}agenda/").content.decode()

    assert [str(need) in page for need in needs] == [True, True, True, False]
    assert "and 1 more" in page


def test_empty_agenda_says_what_comes_next(people):
    assert "No meetings yet" in people.owner.get(f"{people.base}agenda/").content.decode()
    page = people.stranger.get(f"{people.base}agenda/").content.decode()
    assert "You do not take part in this edition" in page


def test_agenda_of_a_company_is_for_its_members_and_the_organiser(people):
    published_plan(people.fair)
    buyer = people.fair.buyers[0]
    url = f"{people.base}agenda/{buyer.public_id}/"

    assert people.owner.get(url).status_code == 200
    assert people.colleague.get(url).status_code == 200
    assert people.organiser.get(url).status_code == 200
    assert people.supplier.get(url).status_code == 404
    assert people.stranger.get(url).status_code == 404
    answer = people.anonymous.get(url)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def test_anonymous_is_asked_to_log_in(people):
    answer = people.anonymous.get(f"{people.base}agenda/")

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.django_db
def test_agenda_takes_as_many_queries_for_one_meeting_as_for_three():
    counts = []
    for suppliers in (1, 3):
        fair = small_fair(buyers=1, suppliers=suppliers, state=EditionState.SCHEDULING)
        published_plan(fair)
        client, url = (
            client_of(fair.buyers[0].organisation),
            f"/{fair.edition.slug}/meetings/agenda/",
        )
        assert client.get(url).content.count(b"<tr>") == suppliers + 1
        counts.append(query_count(client, url))

    assert counts[0] == counts[1] <= QUERY_BUDGET
