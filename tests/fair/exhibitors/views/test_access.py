"""Who may open which page of the supply side."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from fair.editions.choices import EditionState, ParticipationStatus
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import HeldCertificate, LinePhoto, ProductLine
from tests.factories.editions import BoothFactory, SupplierFactory
from tests.factories.exhibitors import (
    BoothRegistrationFactory,
    HeldCertificateFactory,
    LinePhotoFactory,
    ProductLineFactory,
    PublishedLineFactory,
)
from tests.fair.people import ROLES, asks_to_sign_in, people_around

pytestmark = pytest.mark.django_db

EVERYBODY = dict.fromkeys(ROLES, 200)
MEMBERS = {**EVERYBODY, "stranger": 404, "anonymous": 302}
# Organisers have no workspace of their own: they name a participant.
OWN = {**MEMBERS, "organiser": 404}
EDITORS = {**MEMBERS, "colleague": 404}


def address(name, row, *args):
    return reverse(f"exhibitors:{name}", args=[row.participation.edition.slug, *args])


@pytest.mark.parametrize("name", ["registration", "line-list", "certificate-list"])
def test_own_pages(name):
    supplier = SupplierFactory()
    people = people_around(supplier)
    url = reverse(f"exhibitors:{name}", args=[supplier.edition.slug])

    assert people.statuses(url) == OWN
    assert people.statuses(f"{url}?for={supplier.public_id}") == MEMBERS
    assert people.statuses(f"{url}?for=nonsense") == {**dict.fromkeys(ROLES, 404), "anonymous": 302}


@pytest.mark.parametrize("name", ["line-create", "certificate-create"])
def test_pages_that_create(name):
    supplier = SupplierFactory()
    people = people_around(supplier)
    url = reverse(f"exhibitors:{name}", args=[supplier.edition.slug])

    assert people.statuses(url) == {**OWN, "colleague": 404}
    assert people.statuses(f"{url}?for={supplier.public_id}") == EDITORS


def test_draft_line():
    line = ProductLineFactory()
    people = people_around(line.participation)

    assert people.statuses(line.get_absolute_url()) == MEMBERS
    assert asks_to_sign_in(people.anonymous.get(line.get_absolute_url()))


def test_published_line_is_public():
    line = PublishedLineFactory()

    assert people_around(line.participation).statuses(line.get_absolute_url()) == EVERYBODY


@pytest.mark.parametrize(
    "fields",
    [
        {"state": LineState.WITHDRAWN},
        {"participation__status": ParticipationStatus.PENDING},
        {"participation__status": ParticipationStatus.WITHDRAWN},
        {"participation__edition__state": EditionState.DRAFT},
    ],
)
def test_line_that_is_not_listed(fields):
    line = PublishedLineFactory(**fields)

    statuses = people_around(line.participation).statuses(line.get_absolute_url())

    assert (statuses["stranger"], statuses["anonymous"]) == (404, 302)


def test_line_under_another_edition_is_not_found():
    line = PublishedLineFactory()
    other = SupplierFactory()
    url = reverse("exhibitors:line-detail", args=[other.edition.slug, line.public_id])

    assert people_around(line.participation).owner.get(url).status_code == 404


def test_pages_that_change_a_line_or_certificate():
    line = PublishedLineFactory()
    certificate = HeldCertificateFactory(participation=line.participation)
    people = people_around(line.participation)

    assert people.statuses(address("line-edit", line, line.public_id)) == EDITORS
    assert people.statuses(address("certificate-edit", line, certificate.public_id)) == EDITORS


def test_evidence_is_for_editors_and_an_attachment():
    certificate = HeldCertificateFactory(
        evidence=ContentFile(b"%PDF-1.7 secret scan", name="scan.pdf")
    )
    people = people_around(certificate.participation)
    url = address("certificate-evidence", certificate, certificate.public_id)

    assert people.statuses(url) == EDITORS
    response = people.owner.get(url)
    assert response.getvalue() == b"%PDF-1.7 secret scan"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_photo_is_seen_where_its_line_is():
    hidden = LinePhotoFactory()
    people = people_around(hidden.line.participation)
    url = address("photo", hidden.line, hidden.public_id)

    assert people.statuses(url) == {**MEMBERS, "anonymous": 404}
    ProductLine.objects.update(state=LineState.PUBLISHED)
    assert people.statuses(url) == EVERYBODY
    response = people.owner.get(url)
    assert response.getvalue().startswith(b"\x89PNG")
    assert response["Content-Disposition"].startswith("attachment")


def test_booth_desk_is_for_organisers():
    supplier = SupplierFactory()
    url = reverse("exhibitors:booth-desk", args=[supplier.edition.slug])

    assert people_around(supplier).statuses(url) == {
        **dict.fromkeys(ROLES, 404),
        "organiser": 200,
        "anonymous": 302,
    }


def test_actions_change_nothing_for_those_who_may_not():
    line = ProductLineFactory()
    photo = LinePhotoFactory(line=line)
    certificate = HeldCertificateFactory(participation=line.participation)
    people = people_around(line.participation)
    urls = [
        *(
            address(name, line, line.public_id)
            for name in ("line-publish", "line-withdraw", "line-delete", "photo-add")
        ),
        address("line-copy", line, line.public_id, photo.public_id),
        *(
            address(name, line, photo.public_id)
            for name in ("photo-remove", "photo-back", "photo-front")
        ),
        address("certificate-delete", line, certificate.public_id),
    ]

    for url in urls:
        assert people.colleague.post(url).status_code == 404
        assert people.stranger.post(url).status_code == 404
        assert asks_to_sign_in(people.anonymous.post(url))
        assert people.owner.get(url).status_code == 405

    line.refresh_from_db()
    assert line.state == LineState.DRAFT
    assert (ProductLine.objects.count(), LinePhoto.objects.count()) == (1, 1)
    assert HeldCertificate.objects.count() == 1


def test_desk_actions_are_for_organisers():
    booth = BoothFactory()
    registration = BoothRegistrationFactory(participation__edition=booth.hall.edition, booth=booth)
    people = people_around(registration.participation)
    slug = booth.hall.edition.slug
    urls = [
        reverse("exhibitors:booth-allot", args=[slug]),
        reverse("exhibitors:booth-allot-all", args=[slug]),
        reverse("exhibitors:booth-release", args=[slug, registration.pk]),
    ]

    for url in urls:
        assert people.owner.post(url).status_code == 404
        assert people.stranger.post(url).status_code == 404
        assert asks_to_sign_in(people.anonymous.post(url))

    registration.refresh_from_db()
    assert registration.booth == booth
