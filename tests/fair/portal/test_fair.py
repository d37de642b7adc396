"""The editions and the fair at a glance."""

from datetime import date

import pytest
from django.urls import reverse

from fair.editions.choices import EditionState
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import (
    BuyerFactory,
    EditionFactory,
    FairDayFactory,
    SessionFactory,
    SupplierFactory,
)
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.taxonomy import SectorFactory

pytestmark = pytest.mark.django_db


def test_first_page_without_editions_says_so(client):
    assert "No fair is open yet" in client.get("/").text


def test_first_page_leads_to_the_only_edition(client):
    edition = EditionFactory()
    EditionFactory(state=EditionState.DRAFT)

    answer = client.get("/")

    assert answer.status_code == 302
    assert answer["Location"] == f"/{edition.slug}/"


def test_first_page_leads_people_to_their_own(client):
    edition = EditionFactory()
    client.force_login(MembershipFactory().user)

    assert client.get("/")["Location"] == f"/{edition.slug}/home/"


def test_first_page_lists_editions_latest_first(client):
    for year in (2026, 2028, 2027):
        EditionFactory(slug=f"fair-in-{year}", starts_on=date(year, 9, 1), ends_on=date(year, 9, 2))

    editions = client.get("/").context["editions"]

    assert [each.slug for each in editions] == ["fair-in-2028", "fair-in-2027", "fair-in-2026"]


def test_draft_is_shown_to_its_organisers(client):
    edition = EditionFactory(state=EditionState.DRAFT)
    client.force_login(MembershipFactory(organisation=edition.organiser).user)

    assert client.get(edition.get_absolute_url()).status_code == 200


def test_fair_page_counts_and_names_sectors(client):
    edition = EditionFactory()
    sector = SectorFactory(labels={"en": "Automotive"})
    for _each in range(2):
        line = PublishedLineFactory(participation=SupplierFactory(edition=edition))
        line.sectors.add(sector)
    SupplierFactory(edition=edition, status="pending")
    BuyerFactory(edition=edition)

    context = client.get(edition.get_absolute_url()).context

    figures = context["figures"]
    assert (figures.exhibitors, figures.lines, figures.buyers, figures.needs) == (2, 2, 1, 0)
    assert [(str(each.sector), each.exhibitors) for each in context["sectors"]] == [
        ("Automotive", 2)
    ]


def test_fair_page_shows_the_hours_of_each_day(client):
    edition = EditionFactory()
    SessionFactory(day=FairDayFactory(edition=edition))

    page = client.get(edition.get_absolute_url()).text

    assert "Wed 15 Sep 2027" in page
    assert "09:00–12:00" in page


def test_fair_page_invites_to_take_part_while_registration_is_open(client):
    edition = EditionFactory()
    closed = EditionFactory(state=EditionState.LIVE)
    taking_part = reverse("editions:apply", args=[edition.slug])

    assert taking_part in client.get(edition.get_absolute_url()).text
    assert "Take part" not in client.get(closed.get_absolute_url()).text


def test_who_takes_part_is_not_asked_again(client):
    participation = SupplierFactory()
    client.force_login(MembershipFactory(organisation=participation.organisation).user)

    assert "Take part" not in client.get(participation.edition.get_absolute_url()).text
