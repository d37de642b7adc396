"""The public list of exhibitors and their pages."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fair.editions.choices import ParticipationStatus
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BoothFactory, BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import (
    BoothRegistrationFactory,
    HeldCertificateFactory,
    ProductLineFactory,
    PublishedLineFactory,
)
from tests.factories.taxonomy import CertificationFactory, ProcessFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory()


def address(edition, **query):
    return reverse("portal:exhibitor-list", args=[edition.slug], query=query)


def named(edition, name, **fields):
    return SupplierFactory(edition=edition, organisation__legal_name=name, **fields)


def found(client, edition, **query):
    answer = client.get(address(edition, **query))
    assert answer.status_code == 200
    return [each.organisation.legal_name for each in answer.context["exhibitors"]]


def test_list_names_approved_suppliers_of_the_edition_only(client, edition):
    named(edition, "Approved")
    named(edition, "Pending", status=ParticipationStatus.PENDING)
    named(EditionFactory(), "Elsewhere")
    BuyerFactory(edition=edition)

    assert found(client, edition) == ["Approved"]


def test_list_is_sorted_without_regard_to_diacritics_and_case(client, edition):
    for name in ["Zenith", "Đông Anh", "ép nhựa"]:
        named(edition, name)

    assert found(client, edition) == ["Đông Anh", "ép nhựa", "Zenith"]


@pytest.mark.parametrize("text", ["dong anh", "ĐÔNG ANH", "anh dong", "  Đông  "])
def test_search_finds_a_name_without_diacritics(client, edition, text):
    named(edition, "Cơ khí Đông Anh")
    named(edition, "Thăng Long")

    assert found(client, edition, search=text) == ["Cơ khí Đông Anh"]


def test_search_finds_decomposed_letters(client, edition):
    named(edition, "Cơ khí Đông Anh")

    assert found(client, edition, search="Đo\u0302ng") == ["Cơ khí Đông Anh"]


def test_search_finds_published_lines_and_their_processes(client, edition):
    process = ProcessFactory(labels={"vi": "Phay CNC"}, synonyms={"ja": ["フライス加工"]})
    line = PublishedLineFactory(
        participation=named(edition, "Miller"), title={"vi": "Trục chính xác"}, processes=[process]
    )
    ProductLineFactory(participation=named(edition, "Secret"), title={"vi": "Trục bí mật"})

    assert line.participation.organisation.legal_name == "Miller"
    assert found(client, edition, search="truc") == ["Miller"]
    assert found(client, edition, search="フライス") == ["Miller"]
    assert found(client, edition, search="truc phay") == ["Miller"]
    assert found(client, edition, search="truc thep") == []


def test_filter_by_process_includes_the_processes_below(client, edition):
    group = ProcessFactory(code="CUT")
    milling = ProcessFactory(code="CUT.MILL", parent=group)
    other = ProcessFactory(code="FORM")
    PublishedLineFactory(participation=named(edition, "Miller"), processes=[milling])
    PublishedLineFactory(participation=named(edition, "Former"), processes=[other])

    assert found(client, edition, process="CUT") == ["Miller"]
    assert found(client, edition, process="FORM") == ["Former"]


def test_filter_by_sector(client, edition):
    line = PublishedLineFactory(participation=named(edition, "Serves"))
    line.sectors.add(SectorFactory(code="AUTO"))
    SectorFactory(code="TEXTILE")

    assert found(client, edition, sector="AUTO") == ["Serves"]
    assert found(client, edition, sector="TEXTILE") == []


def test_filter_by_certificate_asks_for_one_in_date_at_the_fair(client, edition):
    standard = CertificationFactory(code="ISO9001")
    for name, expires_on in [("Current", date(2028, 1, 1)), ("Expired", date(2027, 1, 1))]:
        HeldCertificateFactory(
            participation=named(edition, name), certification=standard, expires_on=expires_on
        )

    assert found(client, edition, certificate="ISO9001") == ["Current"]


def test_filter_by_country_and_hall(client, edition):
    booth = BoothFactory(hall__edition=edition, hall__code="B")
    here = named(edition, "Here", organisation__country="JP")
    BoothRegistrationFactory(participation=here, booth=booth)
    named(edition, "Away")

    assert found(client, edition, country="JP") == ["Here"]
    assert found(client, edition, hall="B") == ["Here"]


def test_unknown_filter_value_is_refused_in_words(client, edition):
    answer = client.get(address(edition, process="NO.SUCH"))

    assert answer.status_code == 200
    assert "invalid-feedback" in answer.text


def test_empty_list_says_what_to_do(client, edition):
    assert "No exhibitor yet" in client.get(address(edition)).text
    assert "Use fewer words" in client.get(address(edition, search="x")).text


def test_list_asks_the_same_queries_for_one_and_three(client, edition):
    def fill():
        participation = SupplierFactory(edition=edition)
        booth = BoothFactory(hall__edition=edition, hall__code=f"H{participation.pk}")
        BoothRegistrationFactory(participation=participation, booth=booth)
        PublishedLineFactory(participation=participation)
        HeldCertificateFactory(participation=participation)

    counts = []
    for more in (1, 2):
        for _each in range(more):
            fill()
        with CaptureQueriesContext(connection) as queries:
            client.get(address(edition))
        counts.append(len(queries))

    assert counts == [9, 9]


def test_page_shows_published_lines_certificates_and_the_booth(client, edition):
    booth = BoothFactory(hall__edition=edition, code="A07")
    exhibitor = named(edition, "Đông Anh")
    BoothRegistrationFactory(participation=exhibitor, booth=booth)
    PublishedLineFactory(participation=exhibitor, title={"en": "Milled housings"})
    ProductLineFactory(participation=exhibitor, title={"en": "Draft line"})
    HeldCertificateFactory(participation=exhibitor, certification__labels={"en": "ISO 9001"})

    page = client.get(
        reverse("portal:exhibitor-detail", args=[edition.slug, exhibitor.public_id])
    ).text

    assert "Milled housings" in page
    assert "Draft line" not in page
    assert "ISO 9001" in page
    assert 'class="fm-booth fm-booth-here"' in page


def test_floor_plan_is_drawn_with_points_in_every_language(client, edition):
    booth = BoothFactory(hall__edition=edition, x_m="2.5")
    exhibitor = BoothRegistrationFactory(
        participation=SupplierFactory(edition=edition), booth=booth
    ).participation
    client.cookies["django_language"] = "vi"

    page = client.get(
        reverse("portal:exhibitor-detail", args=[edition.slug, exhibitor.public_id])
    ).text

    assert 'x="2.50"' in page


def test_contact_is_shown_to_approved_participants_only(client, edition):
    exhibitor = named(edition, "Đông Anh", organisation__contact_email="sales@example.com")
    page = reverse("portal:exhibitor-detail", args=[edition.slug, exhibitor.public_id])
    stranger = MembershipFactory().user
    pending = BuyerFactory(edition=edition, status=ParticipationStatus.PENDING)
    buyer = BuyerFactory(edition=edition)
    organiser = MembershipFactory(organisation=edition.organiser).user
    people = [
        (None, False),
        (stranger, False),
        (MembershipFactory(organisation=pending.organisation).user, False),
        (MembershipFactory(organisation=buyer.organisation).user, True),
        (MembershipFactory(organisation=exhibitor.organisation).user, True),
        (organiser, True),
    ]

    shown = []
    for person, _expected in people:
        client.logout()
        if person:
            client.force_login(person)
        shown.append("sales@example.com" in client.get(page).text)

    assert shown == [expected for _person, expected in people]


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn"])
def test_page_of_who_is_not_approved_is_unknown(client, edition, status):
    exhibitor = SupplierFactory(edition=edition, status=status)

    answer = client.get(
        reverse("portal:exhibitor-detail", args=[edition.slug, exhibitor.public_id])
    )

    assert answer.status_code == 404


def test_page_under_another_edition_is_unknown(client, edition):
    exhibitor = SupplierFactory()

    answer = client.get(
        reverse("portal:exhibitor-detail", args=[edition.slug, exhibitor.public_id])
    )

    assert answer.status_code == 404
