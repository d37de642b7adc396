"""Certificates in the browser's words."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fair.exhibitors.choices import Verification
from fair.exhibitors.models import HeldCertificate
from tests.factories.editions import SupplierFactory
from tests.factories.exhibitors import HeldCertificateFactory, ProductLineFactory
from tests.factories.taxonomy import CertificationFactory
from tests.fair.people import people_around, query_count

pytestmark = pytest.mark.django_db


def address(name, participation, *args):
    return reverse(f"exhibitors:{name}", args=[participation.edition.slug, *args])


def entered(certification, **changes):
    return {
        "submission_key": str(uuid4()),
        "certification": certification.pk,
        "state": "held",
        "number": "Q-77",
        "issued_on": "2026-01-10",
        "expires_on": "2029-01-09",
        **changes,
    }


def scan(name="scan.pdf", content=b"%PDF-1.7 scan"):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_create_certificate_posted_twice_makes_one():
    supplier = SupplierFactory()
    line = ProductLineFactory(participation=supplier)
    owner = people_around(supplier).owner
    form = entered(CertificationFactory(), product_lines=[line.pk])

    for _attempt in range(2):
        response = owner.post(
            address("certificate-create", supplier), {**form, "evidence": scan()}, follow=True
        )

    certificate = HeldCertificate.objects.get()
    assert response.status_code == 200
    assert certificate.participation == supplier
    assert list(certificate.product_lines.all()) == [line]
    assert certificate.evidence.name.startswith(f"certificates/{certificate.public_id}/")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expires_on": "2025-01-01"}, "The certificate expires before it was issued."),
        ({"evidence": scan("scan.svg", b"<svg/>")}, "are not accepted"),
        ({"evidence": scan("scan.png", b"<html></html>")}, "holds something else"),
    ],
)
def test_create_certificate_says_what_to_mend(changes, words):
    supplier = SupplierFactory()
    owner = people_around(supplier).owner

    response = owner.post(
        address("certificate-create", supplier), entered(CertificationFactory(), **changes)
    )

    assert words in response.text
    assert not HeldCertificate.objects.exists()


def test_create_certificate_does_not_take_a_verification_or_a_foreign_line():
    supplier = SupplierFactory()
    owner = people_around(supplier).owner
    url, certification = address("certificate-create", supplier), CertificationFactory()

    owner.post(url, entered(certification, verification=Verification.REGISTRAR_CHECKED))
    response = owner.post(url, entered(certification, product_lines=[ProductLineFactory().pk]))

    assert HeldCertificate.objects.get().verification == Verification.DECLARED
    assert "Select a valid choice." in response.text


def test_create_certificate_stated_already_is_refused():
    earlier = HeldCertificateFactory(number="Q-77")
    owner = people_around(earlier.participation).owner

    response = owner.post(
        address("certificate-create", earlier.participation), entered(earlier.certification)
    )

    assert response.status_code == 200
    assert HeldCertificate.objects.count() == 1


def test_edit_certificate_keeps_or_removes_the_evidence():
    certificate = HeldCertificateFactory(evidence=ContentFile(b"%PDF-1.7", name="scan.pdf"))
    owner = people_around(certificate.participation).owner
    url = address("certificate-edit", certificate.participation, certificate.public_id)
    kept = certificate.evidence.name

    owner.post(url, entered(certificate.certification, scope="Turning"))
    certificate.refresh_from_db()
    assert (certificate.scope, certificate.evidence.name) == ("Turning", kept)

    owner.post(url, entered(certificate.certification, remove_evidence="on"))
    certificate.refresh_from_db()
    assert certificate.evidence.name == ""


def test_delete_certificate():
    certificate = HeldCertificateFactory()
    owner = people_around(certificate.participation).owner

    response = owner.post(
        address("certificate-delete", certificate.participation, certificate.public_id),
        follow=True,
    )

    assert response.status_code == 200
    assert not HeldCertificate.objects.exists()


def test_certificate_list_asks_the_same_queries_for_one_and_three():
    certificate = HeldCertificateFactory()
    supplier = certificate.participation
    owner = people_around(supplier).owner
    url = address("certificate-list", supplier)
    for_one = query_count(owner, url)

    for more in HeldCertificateFactory.create_batch(2, participation=supplier):
        more.product_lines.add(ProductLineFactory(participation=supplier))

    assert query_count(owner, url) == for_one
