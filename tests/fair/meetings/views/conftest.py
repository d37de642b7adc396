"""People around one published edition, each with a client."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.models import Organisation
from fair.editions.choices import EditionState
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import SmallFair, small_fair


def client_of(organisation: Organisation | None = None, *, role: str = Role.OWNER) -> Client:
    """Return the client of a new person; without an organisation, of a stranger."""
    user = MembershipFactory(organisation=organisation, role=role).user if organisation else None
    client = Client()
    client.force_login(user or UserFactory())
    return client


# The most that a page may ask of the database.
QUERY_BUDGET = 10


def query_count(client: Client, url: str) -> int:
    """Count the queries of a page, after a first visit has noted the session."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@dataclass(frozen=True)
class People:
    """A fair of one buyer and two suppliers, and who looks at it."""

    fair: SmallFair
    organiser: Client
    owner: Client
    colleague: Client
    supplier: Client
    stranger: Client
    anonymous: Client

    @property
    def base(self) -> str:
        return f"/{self.fair.edition.slug}/meetings/"


@pytest.fixture
def people(db) -> People:
    fair = small_fair(buyers=1, suppliers=2, state=EditionState.SCHEDULING)
    buyer = fair.buyers[0].organisation
    return People(
        fair,
        organiser=client_of(fair.edition.organiser),
        owner=client_of(buyer),
        colleague=client_of(buyer, role=Role.DELEGATE),
        supplier=client_of(fair.suppliers[0].organisation),
        stranger=client_of(),
        anonymous=Client(),
    )
