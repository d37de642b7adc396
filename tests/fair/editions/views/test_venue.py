"""The organisers' page of fair days and halls."""

import pytest
from django.urls import reverse

from fair.editions.models import Booth, Hall, MeetingTable, Session
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import (
    BoothFactory,
    EditionFactory,
    FairDayFactory,
    HallFactory,
    MeetingTableFactory,
    SessionFactory,
    SupplierFactory,
)
from tests.fair.people import ROLES, people_around, query_count, signed_in

pytestmark = pytest.mark.django_db

HALL = {"code": "A", "rows": 2, "booths_per_row": 3, "table_count": 4}


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def organiser(edition):
    return signed_in(MembershipFactory(organisation=edition.organiser).user)


def address(edition, name="venue"):
    return reverse(f"editions:{name}", args=[edition.slug])


def test_venue_is_for_organisers(edition):
    people = people_around(SupplierFactory(edition=edition))

    assert people.statuses(address(edition)) == {
        **dict.fromkeys(ROLES, 404),
        "organiser": 200,
        "anonymous": 302,
    }
    for stranger in (people.owner, people.stranger):
        assert stranger.post(address(edition), HALL).status_code == 404
        assert stranger.post(address(edition, "lay-out-days")).status_code == 404
    assert (Hall.objects.count(), Session.objects.count()) == (0, 0)


def test_days_are_laid_out_once(organiser, edition):
    before = organiser.get(address(edition)).content.decode()

    after = [
        organiser.post(address(edition, "lay-out-days"), follow=True).content.decode()
        for _time in range(2)
    ]

    assert "Add the days with the usual sessions" in before
    assert "3 days were added." in after[0]
    assert "Add the days with the usual sessions" not in after[0]
    assert "39 times for meetings" in after[0]
    assert Session.objects.filter(day__edition=edition).count() == 6


def test_hall_is_laid_out_with_booths_and_tables(organiser, edition):
    response = organiser.post(address(edition), HALL, follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Hall A is laid out."]
    assert Booth.objects.filter(hall__edition=edition).count() == 6
    assert MeetingTable.objects.filter(hall__code="A", edition=edition).count() == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "A 1"}, "code"),
        ({"code": "TOOLONG"}, "code"),
        ({"rows": 0}, "rows"),
        ({"booths_per_row": 101}, "booths_per_row"),
        ({"table_count": -1}, "table_count"),
    ],
)
def test_hall_that_cannot_be_is_refused(organiser, edition, wrong, field):
    response = organiser.post(address(edition), HALL | wrong)

    assert list(response.context["form"].errors) == [field]
    assert not Hall.objects.exists()


def test_hall_of_a_code_in_use_is_refused_and_what_was_entered_is_kept(organiser, edition):
    HallFactory(edition=edition, code="A")

    response = organiser.post(address(edition), HALL | {"rows": 7})

    form = response.context["form"]
    assert form.errors == {"code": ["There is a hall A already. Choose another code."]}
    assert form["rows"].value() == "7"


def test_numbers_of_booths_and_tables_in_use(organiser, edition):
    hall = HallFactory(edition=edition)
    BoothFactory.create_batch(3, hall=hall)
    BoothFactory(hall=hall, is_active=False)
    MeetingTableFactory.create_batch(2, edition=edition, hall=hall)

    (shown,) = organiser.get(address(edition)).context["halls"]

    assert (shown.booth_count, shown.table_count) == (3, 2)


def test_query_count_does_not_grow(organiser, edition):
    def add_rows(count):
        for number in range(count):
            day = FairDayFactory(edition=edition, date=f"2027-10-{number + count:02d}")
            SessionFactory(day=day)
            HallFactory(edition=edition)

    add_rows(1)
    with_one = query_count(organiser, address(edition))
    add_rows(2)

    assert query_count(organiser, address(edition)) == with_one
