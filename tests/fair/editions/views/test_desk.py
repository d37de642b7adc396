"""The organisers' desk for applications."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fair.editions.choices import Attendance, EditionState, ParticipationStatus
from fair.editions.models import Participation
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.fair.people import ROLES, asks_to_sign_in, people_around, signed_in

pytestmark = pytest.mark.django_db

PENDING = ParticipationStatus.PENDING


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def organiser(edition):
    return signed_in(MembershipFactory(organisation=edition.organiser).user)


def address(name, edition):
    return reverse(f"editions:{name}", args=[edition.slug])


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def shown(response):
    return [participation.pk for participation in response.context["participations"]]


def test_desk_is_for_organisers(edition):
    people = people_around(SupplierFactory(edition=edition))

    assert people.statuses(address("participation-list", edition)) == {
        **dict.fromkeys(ROLES, 404),
        "organiser": 200,
        "anonymous": 302,
    }


def test_empty_desk_says_what_comes(organiser, edition):
    page = organiser.get(address("participation-list", edition)).content.decode()

    assert "No applications here" in page
    assert "<table" not in page


def test_desk_shows_undecided_applications_of_this_edition_first(organiser, edition):
    decided = SupplierFactory(edition=edition)
    waiting = SupplierFactory(edition=edition, status=PENDING)
    SupplierFactory()

    assert shown(organiser.get(address("participation-list", edition))) == [waiting.pk, decided.pk]


def test_desk_needs_the_same_queries_for_one_row_and_three(organiser, edition):
    url = address("participation-list", edition)
    counts = []
    for rows in (1, 2):
        BuyerFactory.create_batch(rows, edition=edition)
        organiser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert organiser.get(url).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("duc", True),
        ("CO KHI", True),
        ("đức", True),
        ("旋盤", True),
        ("kim duc", True),
        ("bac", False),
        ("vi", False),
    ],
)
def test_search_without_diacritics_in_any_language(organiser, edition, search, found):
    supplier = SupplierFactory(
        edition=edition,
        organisation__legal_name="Công ty Cơ khí",
        organisation__names={"vi": "Kim Đức", "ja": "金徳旋盤"},
    )
    SupplierFactory(edition=edition)

    response = organiser.get(address("participation-list", edition), {"search": search})

    assert shown(response) == ([supplier.pk] if found else [])


def test_filters(organiser, edition):
    online = BuyerFactory(edition=edition, attendance=Attendance.ONLINE, status=PENDING)
    SupplierFactory(edition=edition)
    url = address("participation-list", edition)

    for query in ({"side": "buyer"}, {"status": "pending"}, {"attendance": "online"}):
        assert shown(organiser.get(url, query)) == [online.pk]


def test_desk_is_cut_into_pages(organiser, edition):
    BuyerFactory.create_batch(51, edition=edition)
    url = address("participation-list", edition)

    assert len(shown(organiser.get(url))) == 50
    assert len(shown(organiser.get(url, {"page": 2}))) == 1
    assert organiser.get(url, {"page": 3}).status_code == 404


def test_approve_twice(organiser, edition):
    applicants = SupplierFactory.create_batch(2, edition=edition, status=PENDING)
    MembershipFactory(organisation=applicants[0].organisation)
    form = {"participation": [applicant.pk for applicant in applicants]}

    first = organiser.post(address("approve", edition), form, follow=True)
    organiser.post(address("approve", edition), form)

    assert messages_of(first) == ["Approved: 2."]
    assert Participation.objects.approved().count() == 2
    assert Notice.objects.count() == 1


def test_reject_with_a_reason(organiser, edition):
    applicant = SupplierFactory(edition=edition, status=PENDING)
    form = {"participation": applicant.pk, "reason": "The hall is full."}

    response = organiser.post(address("reject", edition), form, follow=True)

    applicant.refresh_from_db()
    assert (applicant.status, applicant.status_reason) == (
        ParticipationStatus.REJECTED,
        "The hall is full.",
    )
    assert messages_of(response) == ["Rejected: 1."]


def test_reject_without_a_reason(organiser, edition):
    applicant = SupplierFactory(edition=edition, status=PENDING)

    response = organiser.post(
        address("reject", edition), {"participation": applicant.pk}, follow=True
    )

    assert messages_of(response) == [f"{applicant}: Give a reason: the applicant reads it."]
    applicant.refresh_from_db()
    assert applicant.status == PENDING


@pytest.mark.parametrize("ticked", [[], ["nonsense"], ["-1"], ["9" * 40], ["٣"]])
@pytest.mark.parametrize("name", ["approve", "reject"])
def test_nothing_sensible_ticked(organiser, edition, name, ticked):
    response = organiser.post(address(name, edition), {"participation": ticked}, follow=True)

    assert messages_of(response) == ["Tick the applications first."]


def test_applications_of_other_editions_are_not_reached(organiser, edition):
    stranger = SupplierFactory(status=PENDING)

    organiser.post(address("approve", edition), {"participation": stranger.pk})

    stranger.refresh_from_db()
    assert stranger.status == PENDING


@pytest.mark.parametrize("name", ["approve", "reject", "move-on", "move-back"])
def test_actions_are_for_organisers(edition, name):
    applicant = SupplierFactory(edition=edition, status=PENDING)
    people = people_around(applicant)
    url, form = address(name, edition), {"participation": applicant.pk, "reason": "No."}

    assert people.owner.post(url, form).status_code == 404
    assert people.stranger.post(url, form).status_code == 404
    assert asks_to_sign_in(people.anonymous.post(url, form))
    assert people.organiser.get(url).status_code == 405
    applicant.refresh_from_db()
    edition.refresh_from_db()
    assert (applicant.status, edition.state) == (PENDING, EditionState.REGISTRATION)


def test_edition_moves_on_and_back(organiser, edition):
    SupplierFactory(edition=edition)
    BuyerFactory(edition=edition)

    organiser.post(address("move-on", edition))
    edition.refresh_from_db()
    assert edition.state == EditionState.MATCHING

    organiser.post(address("move-back", edition))
    edition.refresh_from_db()
    assert edition.state == EditionState.REGISTRATION


def test_edition_that_cannot_move_says_why(organiser, edition):
    response = organiser.post(address("move-on", edition), follow=True)

    assert messages_of(response) == ["Approve at least one supplier first."]
