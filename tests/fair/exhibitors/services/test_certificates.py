"""Certificates that suppliers state."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from fair.exhibitors.choices import Verification
from fair.exhibitors.models import HeldCertificate
from fair.exhibitors.services import certificates
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.exhibitors import HeldCertificateFactory, ProductLineFactory
from tests.factories.taxonomy import CertificationFactory

pytestmark = pytest.mark.django_db


def evidence():
    return ContentFile(b"%PDF-1.7 scan", name="scan.pdf")


def test_create_certificate_with_the_same_key_makes_one():
    supplier, key = SupplierFactory(), uuid4()
    line = ProductLineFactory(participation=supplier)
    values = {"certification": CertificationFactory(), "number": "Q1", "product_lines": [line]}

    for _attempt in range(2):
        certificates.create_certificate(supplier, submission_key=key, values=values)

    certificate = HeldCertificate.objects.get()
    assert certificate.number == "Q1"
    assert list(certificate.product_lines.all()) == [line]
    assert certificate.verification == Verification.DECLARED


def test_create_certificate_refuses_what_is_stated_already():
    earlier = HeldCertificateFactory(number="Q1")

    with pytest.raises(certificates.CannotSaveCertificate) as refusal:
        certificates.create_certificate(
            earlier.participation,
            submission_key=uuid4(),
            values={"certification": earlier.certification, "number": "Q1"},
        )

    assert refusal.value.code == "already_stated"


def test_create_certificate_refuses_buyers_used_forms_and_foreign_lines():
    theirs = HeldCertificateFactory()
    supplier = SupplierFactory()
    values = {"certification": CertificationFactory()}
    cases = [
        (BuyerFactory(), uuid4(), values, "not_supplier"),
        (supplier, theirs.public_id, values, "form_used"),
        (supplier, uuid4(), {**values, "product_lines": [ProductLineFactory()]}, "foreign_line"),
    ]

    codes = []
    for participation, key, stated, _code in cases:
        with pytest.raises(certificates.CannotSaveCertificate) as refusal:
            certificates.create_certificate(participation, submission_key=key, values=stated)
        codes.append(refusal.value.code)

    assert codes == [code for *_rest, code in cases]
    assert HeldCertificate.objects.count() == 1


def test_change_certificate_asks_for_verification_again_when_dates_change():
    certificate = HeldCertificateFactory(
        expires_on=date(2027, 1, 1), verification=Verification.EVIDENCE_SEEN
    )

    certificates.change_certificate(certificate, values={"scope": "Machining"})
    certificate.refresh_from_db()
    assert (certificate.scope, certificate.verification) == (
        "Machining",
        Verification.EVIDENCE_SEEN,
    )

    certificates.change_certificate(certificate, values={"expires_on": date(2030, 1, 1)})
    certificate.refresh_from_db()
    assert certificate.verification == Verification.DECLARED


def test_change_certificate_to_one_stated_already_is_refused():
    first = HeldCertificateFactory(number="Q1")
    second = HeldCertificateFactory(
        participation=first.participation, certification=first.certification, number="Q2"
    )

    with pytest.raises(certificates.CannotSaveCertificate) as refusal:
        certificates.change_certificate(second, values={"number": "Q1"})

    assert refusal.value.code == "already_stated"


def test_change_certificate_replaces_the_evidence_file(django_capture_on_commit_callbacks):
    certificate = HeldCertificateFactory(evidence=evidence())
    storage, earlier = certificate.evidence.storage, certificate.evidence.name

    with django_capture_on_commit_callbacks(execute=True):
        certificates.change_certificate(certificate, values={"evidence": evidence()})

    certificate.refresh_from_db()
    assert certificate.evidence.name != earlier
    assert not storage.exists(earlier)
    assert storage.exists(certificate.evidence.name)


def test_change_certificate_can_clear_the_evidence():
    certificate = HeldCertificateFactory(evidence=evidence())

    certificates.change_certificate(certificate, values={"evidence": False})

    certificate.refresh_from_db()
    assert certificate.evidence.name == ""


def test_delete_certificate_removes_its_file(django_capture_on_commit_callbacks):
    certificate = HeldCertificateFactory(evidence=evidence())
    storage, name = certificate.evidence.storage, certificate.evidence.name

    with django_capture_on_commit_callbacks(execute=True):
        certificates.delete_certificate(certificate)

    assert not HeldCertificate.objects.exists()
    assert not storage.exists(name)


def test_verify_certificate_stores_what_was_seen():
    certificate = HeldCertificateFactory()

    certificates.verify_certificate(certificate, verification=Verification.REGISTRAR_CHECKED)

    certificate.refresh_from_db()
    assert certificate.verification == Verification.REGISTRAR_CHECKED
