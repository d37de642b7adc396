from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Organisation
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def owner_membership():
    return MembershipFactory()


@pytest.fixture
def organisation(owner_membership):
    return owner_membership.organisation


PAGES = ["accounts:organisation-detail", "accounts:organisation-edit"]
ACTIONS = ["accounts:invite"]


@pytest.mark.parametrize("name", PAGES)
def test_organisation_pages_are_for_its_people(client, organisation, owner_membership, name):
    address = reverse(name, args=[organisation.public_id])

    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(owner_membership.user)
    assert client.get(address).status_code == 200


def test_organisation_is_seen_but_not_edited_by_delegates(client, organisation):
    delegate = MembershipFactory(organisation=organisation, role=Role.DELEGATE).user
    client.force_login(delegate)

    seen = client.get(reverse(PAGES[0], args=[organisation.public_id]))
    edited = client.get(reverse(PAGES[1], args=[organisation.public_id]))

    assert (seen.status_code, edited.status_code) == (200, 404)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DELEGATE])
def test_only_owners_invite(client, organisation, role):
    client.force_login(MembershipFactory(organisation=organisation, role=role).user)

    answer = client.post(
        reverse("accounts:invite", args=[organisation.public_id]),
        {"email": "new@example.com", "role": "owner"},
    )

    assert answer.status_code == 404
    assert Notice.objects.count() == 0


def test_owner_invites(client, organisation, owner_membership):
    client.force_login(owner_membership.user)

    client.post(
        reverse("accounts:invite", args=[organisation.public_id]),
        {"email": "New@Example.com", "role": "manager"},
    )

    assert Notice.objects.get().to_email == "new@example.com"


def test_new_organisation_belongs_to_its_maker(client):
    user = UserFactory()
    client.force_login(user)

    client.post(
        reverse("accounts:organisation-create"),
        {
            "submission_key": uuid4(),
            "legal_name": "Công ty TNHH Kim Long",
            "country": "VN",
            "tax_code": "0101 234 567",
        },
    )

    organisation = Organisation.objects.get()
    assert organisation.tax_code == "0101234567"
    assert organisation.memberships.get().user == user


def test_new_organisation_keeps_what_was_entered_when_wrong(client):
    client.force_login(UserFactory())

    answer = client.post(
        reverse("accounts:organisation-create"),
        {"legal_name": "Kim Long", "country": "VN", "founded_year": "1492"},
    )

    assert answer.status_code == 200
    assert "Kim Long" in answer.content.decode()
    assert Organisation.objects.count() == 0


def test_new_organisation_does_not_send_people_off_site(client):
    client.force_login(UserFactory())

    answer = client.post(
        reverse("accounts:organisation-create") + "?next=https://evil.example/",
        {"submission_key": uuid4(), "legal_name": "Kim Long", "country": "VN"},
    )

    organisation = Organisation.objects.get()
    assert answer["Location"] == reverse(PAGES[0], args=[organisation.public_id])


def test_profile_is_changed(client):
    user = UserFactory()
    client.force_login(user)

    client.post(
        reverse("accounts:profile"),
        {"full_name": "Lê Thu", "phone": "", "language": "vi", "time_zone": "Asia/Tokyo"},
    )

    user.refresh_from_db()
    assert (user.full_name, user.language, user.time_zone) == ("Lê Thu", "vi", "Asia/Tokyo")


def test_organisation_page_has_the_same_queries_for_more_people(
    client, organisation, owner_membership, django_assert_num_queries
):
    client.force_login(owner_membership.user)
    address = reverse(PAGES[0], args=[organisation.public_id])

    with django_assert_num_queries(7):
        client.get(address)
    MembershipFactory.create_batch(2, organisation=organisation)
    with django_assert_num_queries(7):
        client.get(address)
