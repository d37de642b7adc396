"""The people of access tests: who asks for a page that belongs to one participant."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from tests.factories.accounts import MembershipFactory, UserFactory

ROLES = ("owner", "colleague", "organiser", "stranger", "anonymous")


@dataclass(frozen=True, slots=True)
class People:
    """One client for each role."""

    owner: Client
    colleague: Client
    organiser: Client
    stranger: Client
    anonymous: Client

    def statuses(self, url: str, **request: Any) -> dict[str, int]:
        """Ask for `url` as everybody; a redirect to the login page reads as 302."""
        return {role: self._status(role, url, **request) for role in ROLES}

    def _status(self, role: str, url: str, **request: Any) -> int:
        response = getattr(self, role).get(url, **request)
        if response.streaming:
            response.getvalue()  # a file given out stays open until it is read
        return response.status_code


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def people_around(participation: Any) -> People:
    """Make an owner, a delegate of the organisation, an organiser of the edition, a stranger."""
    owner = MembershipFactory(organisation=participation.organisation, role=Role.OWNER)
    delegate = MembershipFactory(organisation=participation.organisation, role=Role.DELEGATE)
    organiser = MembershipFactory(organisation=participation.edition.organiser)
    return People(
        owner=signed_in(owner.user),
        colleague=signed_in(delegate.user),
        organiser=signed_in(organiser.user),
        stranger=signed_in(UserFactory()),
        anonymous=Client(),
    )


def query_count(client: Client, url: str) -> int:
    """Return how many queries a page takes once caches are warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def asks_to_sign_in(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/")
