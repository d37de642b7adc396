"""The supplier's booth page and the organisers' desk."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from fair.editions.choices import Attendance, BoothType, EditionState
from fair.exhibitors.models import BoothRegistration
from tests.factories.editions import BoothFactory, HallFactory, SupplierFactory
from tests.factories.exhibitors import BoothRegistrationFactory
from tests.fair.people import people_around, query_count

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def address(name, edition, *args):
    return reverse(f"exhibitors:{name}", args=[edition.slug, *args])


def texts_of(response):
    return [str(message) for message in response.context["messages"]]


def test_registration_page_stores_wishes_once():
    supplier = SupplierFactory()
    hall = HallFactory(edition=supplier.edition)
    owner = people_around(supplier).owner
    form = {"booth_type": BoothType.CORNER, "hall_wish": hall.pk, "remarks": ""}

    for _attempt in range(2):
        response = owner.post(address("registration", supplier.edition), form, follow=True)

    assert response.status_code == 200
    registration = BoothRegistration.objects.get()
    assert (registration.booth_type, registration.hall_wish) == (BoothType.CORNER, hall)


def test_registration_page_refuses_a_hall_of_another_edition():
    supplier = SupplierFactory()
    owner = people_around(supplier).owner

    response = owner.post(
        address("registration", supplier.edition),
        {"booth_type": BoothType.CORNER, "hall_wish": HallFactory().pk},
    )

    assert "Select a valid choice." in response.text


def test_registration_page_shows_the_allotted_booth_on_its_hall():
    booth = BoothFactory(code="A07")
    HallFactory(edition=booth.hall.edition)
    registration = BoothRegistrationFactory(
        participation__edition=booth.hall.edition, booth=booth, allotted_at=NOW
    )
    owner = people_around(registration.participation).owner
    url = address("registration", booth.hall.edition)

    response = owner.get(url)
    owner.post(url, {"booth_type": BoothType.PREMIUM, "remarks": "Power, please."})

    assert "Your booth: A07" in response.text
    assert [plan.hall for plan in response.context["plans"]] == [booth.hall]
    assert response.text.count("fm-booth-here") == 1
    registration.refresh_from_db()
    assert registration.booth_type == BoothType.STANDARD
    assert registration.remarks == "Power, please."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"attendance": Attendance.ONLINE}, "You take part online only."),
        ({"edition__state": EditionState.LIVE}, "Registration for this edition is not open."),
    ],
)
def test_registration_page_says_why_there_is_no_form(fields, words):
    supplier = SupplierFactory(**fields)

    response = people_around(supplier).owner.get(address("registration", supplier.edition))

    assert words in response.text
    assert 'name="booth_type"' not in response.text


def test_registration_by_a_delegate_is_not_found():
    supplier = SupplierFactory()

    response = people_around(supplier).colleague.post(
        address("registration", supplier.edition), {"booth_type": BoothType.CORNER}
    )

    assert response.status_code == 404
    assert not BoothRegistration.objects.exists()


def test_desk_allots_and_releases():
    booth = BoothFactory(code="A07")
    edition = booth.hall.edition
    registration = BoothRegistrationFactory(participation__edition=edition)
    organiser = people_around(registration.participation).organiser

    response = organiser.post(
        address("booth-allot", edition),
        {"registration": registration.pk, "booth": booth.pk},
        follow=True,
    )
    registration.refresh_from_db()
    assert registration.booth == booth
    assert texts_of(response) == [f"Booth A07 goes to {registration.participation}."]

    organiser.post(address("booth-release", edition, registration.pk))
    registration.refresh_from_db()
    assert registration.booth is None


def test_desk_says_why_a_booth_cannot_be_allotted():
    booth = BoothFactory(code="A07")
    edition = booth.hall.edition
    BoothRegistrationFactory(participation__edition=edition, booth=booth)
    registration = BoothRegistrationFactory(participation__edition=edition)
    organiser = people_around(registration.participation).organiser
    url = address("booth-allot", edition)

    taken = organiser.post(url, {"registration": registration.pk, "booth": booth.pk}, follow=True)
    foreign = organiser.post(
        url, {"registration": registration.pk, "booth": BoothFactory().pk}, follow=True
    )

    assert texts_of(taken) == ["Booth A07 is taken. Choose another one."]
    assert texts_of(foreign) == ["Choose a supplier on the list and a free booth."]


def test_desk_does_not_touch_another_edition():
    theirs = BoothRegistrationFactory(booth=BoothFactory())
    supplier = SupplierFactory()
    organiser = people_around(supplier).organiser

    response = organiser.post(address("booth-release", supplier.edition, theirs.pk))

    assert response.status_code == 404


def test_desk_allots_all_by_wish():
    hall = HallFactory()
    booths = BoothFactory.create_batch(2, hall=hall)
    registrations = BoothRegistrationFactory.create_batch(3, participation__edition=hall.edition)
    organiser = people_around(registrations[0].participation).organiser

    response = organiser.post(address("booth-allot-all", hall.edition), follow=True)

    assert texts_of(response) == ["2 booths are allotted."]
    assert set(BoothRegistration.objects.exclude(booth=None).values_list("booth", flat=True)) == {
        booth.pk for booth in booths
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "co khi"}, ["Cơ khí Hà Đông"]),
        ({"allotment": "waiting"}, ["Cơ khí Hà Đông"]),
        ({"allotment": "allotted"}, ["Seiko Works"]),
        ({"booth_type": "corner"}, ["Seiko Works"]),
        ({"search": "nobody"}, []),
        ({}, ["Cơ khí Hà Đông", "Seiko Works"]),
    ],
)
def test_desk_is_filtered_and_shows_those_who_wait_first(query, found):
    booth = BoothFactory()
    edition = booth.hall.edition
    BoothRegistrationFactory(
        participation__edition=edition,
        participation__organisation__legal_name="Seiko Works",
        booth_type=BoothType.CORNER,
        booth=booth,
        allotted_at=NOW,
    )
    waiting = BoothRegistrationFactory(
        participation__edition=edition, participation__organisation__legal_name="Cơ khí Hà Đông"
    )
    organiser = people_around(waiting.participation).organiser

    response = organiser.get(address("booth-desk", edition), query)

    shown = [str(registration.participation) for registration in response.context["page_obj"]]
    assert shown == found


def test_desk_asks_the_same_queries_for_one_and_three():
    hall = HallFactory()
    BoothFactory.create_batch(2, hall=hall)
    registration = BoothRegistrationFactory(
        participation__edition=hall.edition, hall_wish=hall, booth=BoothFactory(hall=hall)
    )
    organiser = people_around(registration.participation).organiser
    url = address("booth-desk", hall.edition)
    for_one = query_count(organiser, url)

    for booth in BoothFactory.create_batch(2, hall=hall):
        BoothRegistrationFactory(participation__edition=hall.edition, hall_wish=hall, booth=booth)

    assert query_count(organiser, url) == for_one
