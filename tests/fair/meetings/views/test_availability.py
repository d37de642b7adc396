from datetime import UTC, datetime

import pytest

from fair.meetings.choices import WindowKind
from fair.meetings.models import AvailabilityWindow
from tests.factories.meetings import AvailabilityWindowFactory
from tests.fair.meetings.views.conftest import query_count

ENTRY = {
    "kind": WindowKind.AVAILABLE,
    "starts_at": "2027-09-15T09:00",
    "ends_at": "2027-09-15T12:00",
}


@pytest.fixture
def url(people) -> str:
    return f"{people.base}agenda/{people.fair.buyers[0].public_id}/hours/"


def test_hours_are_for_members_and_the_organiser(people, url):
    for client in (people.owner, people.colleague, people.organiser):
        assert client.get(url).status_code == 200
    for client in (people.supplier, people.stranger):
        assert client.get(url).status_code == 404
    assert people.anonymous.get(url).status_code == 302
    assert b"The whole fair" in people.owner.get(url).content


def test_calendars_offer_the_days_of_the_fair_only(people, url):
    page = people.owner.get(url).content.decode()

    edition = people.fair.edition
    assert page.count(f'min="{edition.starts_on}T00:00"') == 2
    assert page.count(f'max="{edition.ends_on}T23:59"') == 2


def test_times_are_those_of_the_edition(people, url):
    answer = people.owner.post(url, ENTRY, follow=True)

    window = AvailabilityWindow.objects.get()
    assert window.participation == people.fair.buyers[0]
    assert window.starts_at == datetime(2027, 9, 15, 2, tzinfo=UTC)
    assert window.ends_at == datetime(2027, 9, 15, 5, tzinfo=UTC)
    assert "15 Sep 2027 09:00" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ends_at": "2027-09-15T08:00"}, "The window ends before it begins."),
        ({"starts_at": "2027-09-14T09:00"}, "The fair is not open then."),
        ({"ends_at": ""}, "This field is required."),
    ],
)
def test_wrong_entry_is_explained_and_kept(people, url, change, message):
    page = people.owner.post(url, {**ENTRY, **change}).content.decode()

    assert message in page
    assert 'value="2027-09-1' in page
    assert not AvailabilityWindow.objects.exists()


def test_only_those_who_may_edit_add_and_remove(people, url):
    window = AvailabilityWindowFactory(participation=people.fair.buyers[0])
    remove = f"{url}{window.pk}/remove/"

    for client in (people.colleague, people.supplier, people.stranger):
        assert client.post(url, ENTRY).status_code == 404
        assert client.post(remove).status_code == 404
    assert people.owner.get(remove).status_code == 405
    assert AvailabilityWindow.objects.count() == 1

    assert people.organiser.post(remove).status_code == 302
    assert not AvailabilityWindow.objects.exists()
    assert people.owner.post(remove).status_code == 404


def test_window_of_another_participant_cannot_be_removed(people, url):
    window = AvailabilityWindowFactory(participation=people.fair.suppliers[0])

    assert people.owner.post(f"{url}{window.pk}/remove/").status_code == 404
    assert AvailabilityWindow.objects.exists()


def test_list_takes_as_many_queries_for_one_window_as_for_three(people, url):
    counts = []
    for windows in (1, 2):
        AvailabilityWindowFactory.create_batch(windows, participation=people.fair.buyers[0])
        counts.append(query_count(people.owner, url))

    assert counts[0] == counts[1]
