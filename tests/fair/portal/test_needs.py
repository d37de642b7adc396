"""The public list of needs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fair.sourcing.choices import Visibility
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.sourcing import ComponentNeedFactory, PublishedNeedFactory
from tests.factories.taxonomy import ProcessFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def buyer(edition):
    return BuyerFactory(edition=edition)


def public(buyer, title, **fields):
    return PublishedNeedFactory(
        participation=buyer, title={"en": title}, visibility=Visibility.PUBLIC, **fields
    )


def found(client, edition, **query):
    answer = client.get(reverse("portal:need-list", args=[edition.slug], query=query))
    assert answer.status_code == 200
    return [need.title["en"] for need in answer.context["needs"]]


def test_list_shows_each_as_far_as_the_buyer_allows(client, edition, buyer):
    for visibility in (Visibility.PUBLIC, Visibility.REGISTERED, Visibility.NDA):
        PublishedNeedFactory(
            participation=buyer, title={"en": visibility.value}, visibility=visibility
        )
    ComponentNeedFactory(participation=buyer, title={"en": "draft"}, visibility=Visibility.PUBLIC)
    supplier = SupplierFactory(edition=edition)
    people = {
        "visitor": None,
        "stranger": UserFactory(),
        "supplier": MembershipFactory(organisation=supplier.organisation).user,
        "buyer": MembershipFactory(organisation=buyer.organisation).user,
    }

    seen = {}
    for name, person in people.items():
        client.logout()
        if person:
            client.force_login(person)
        seen[name] = sorted(found(client, edition))

    assert seen == {
        "visitor": ["public"],
        "stranger": ["public"],
        "supplier": ["nda", "public", "registered"],
        "buyer": ["nda", "public", "registered"],
    }


def test_blocked_supplier_does_not_see_it(client, edition, buyer):
    supplier = SupplierFactory(edition=edition)
    public(buyer, "Bracket").blocked_organisations.add(supplier.organisation)
    client.force_login(MembershipFactory(organisation=supplier.organisation).user)

    assert found(client, edition) == []


def test_search_finds_title_and_buyer_but_not_the_description(client, edition, buyer):
    public(buyer, "Gá nhôm", description={"en": "Secret alloy"})
    public(BuyerFactory(edition=edition, organisation__legal_name="Tokai"), "Shaft")

    assert found(client, edition, search="ga nhom") == ["Gá nhôm"]
    assert found(client, edition, search="tokai") == ["Shaft"]
    assert found(client, edition, search="secret") == []


def test_filters_by_process_sector_and_country(client, edition, buyer):
    group = ProcessFactory(code="CUT")
    milling = ProcessFactory(code="CUT.MILL", parent=group)
    public(buyer, "Milled", processes=[milling], sector=SectorFactory(code="AUTO"))
    public(BuyerFactory(edition=edition, organisation__country="JP"), "Other")

    assert found(client, edition, process="CUT") == ["Milled"]
    assert found(client, edition, sector="AUTO") == ["Milled"]
    assert found(client, edition, country="JP") == ["Other"]


def test_empty_list_asks_visitors_to_sign_in(client, edition):
    page = client.get(reverse("portal:need-list", args=[edition.slug])).text

    assert "Most buyers show their needs to participants only" in page


def test_list_asks_the_same_queries_for_one_and_three(client, edition):
    counts = []
    for more in (1, 2):
        for _each in range(more):
            public(BuyerFactory(edition=edition), "Bracket", sector=SectorFactory())
        with CaptureQueriesContext(connection) as queries:
            assert len(found(client, edition)) == len(counts) * 2 + 1
        counts.append(len(queries))

    assert counts == [6, 6]
