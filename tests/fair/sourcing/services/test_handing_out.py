"""Handing documents out: marked, noted, and the stored file untouched."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader

from accounts.choices import Role
from fair.sourcing.choices import AccessKind, Visibility
from fair.sourcing.models import AccessRecord
from fair.sourcing.services import handing_out
from fair.sourcing.services.access import revoke_access
from fair.sourcing.services.handing_out import CannotHandOut
from tests import pdfs
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import SupplierFactory
from tests.factories.sourcing import (
    ConfidentialNeedFactory,
    NdaAcceptanceFactory,
    NeedDocumentFactory,
)

pytestmark = pytest.mark.django_db

# 09:00 in Hanoi
NOW = datetime(2027, 9, 15, 2, tzinfo=UTC)


@pytest.fixture
def need():
    return ConfidentialNeedFactory()


@pytest.fixture
def reader(need):
    """Return somebody of a supplier that has accepted the terms."""
    supplier = SupplierFactory(
        edition=need.participation.edition, organisation__legal_name="Cơ khí Hà Nội"
    )
    user = UserFactory(full_name="Trần Linh")
    MembershipFactory(user=user, organisation=supplier.organisation, role=Role.DELEGATE)
    NdaAcceptanceFactory(
        need=need, organisation=supplier.organisation, signed_name="Lê Thu", text="Hush."
    )
    return user


def document_of(need, content: bytes, filename: str):
    return NeedDocumentFactory(
        need=need, file=ContentFile(content, name=filename), filename=filename
    )


def test_pdf_bears_name_time_and_terms_on_every_page(need, reader):
    original = pdfs.pdf_with("Shaft", "Housing")
    document = document_of(need, original, "shaft.pdf")

    handed = handing_out.hand_out(document, user=reader, now=NOW)

    record = AccessRecord.objects.get()
    pages = pdfs.words_of(handed.content)
    assert handed.filename == "shaft.pdf"
    assert len(pages) == 2
    for page, own in zip(pages, ("Shaft", "Housing"), strict=True):
        assert own in page
        assert "CONFIDENTIAL" in page
        assert (
            f"Copy for Trần Linh, Cơ khí Hà Nội · 15 Sep 2027 09:00 UTC+7 · copy {record.copy_code}"
            in page
        )
        assert "Under the confidentiality terms, version 1, accepted by Lê Thu, 1 Mar 2027" in page
    assert Path(document.file.path).read_bytes() == original


def test_each_copy_is_another(need, reader):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")

    copies = {handing_out.hand_out(document, user=reader, now=NOW).content for _twice in range(2)}

    assert len(copies) == 2
    assert len(set(AccessRecord.objects.values_list("copy_code", flat=True))) == 2


@pytest.mark.parametrize(("kind", "filename"), [("PNG", "part.png"), ("JPEG", "part.jpg")])
def test_picture_is_marked_itself(need, reader, kind, filename):
    original = pdfs.picture(kind)
    document = document_of(need, original, filename)

    handed = handing_out.hand_out(document, user=reader, now=NOW)

    assert handed.filename == filename
    assert Image.open(io.BytesIO(handed.content)).format == kind
    assert handed.content != original
    assert Path(document.file.path).read_bytes() == original


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("part.step", b"ISO-10303-21;\nHEADER;"),
        ("part.dxf", b"0\nSECTION\n"),
        ("list.xlsx", b"PK\x03\x04 not really"),
        ("all.zip", b"PK\x03\x04 not really"),
        ("locked.pdf", pdfs.locked_pdf()),
        ("broken.pdf", b"%PDF-1.7 drawing"),
        ("bomb.png", pdfs.picture_that_claims(50_000, 50_000)),
    ],
)
def test_other_files_come_with_a_sheet_that_says_the_same(need, reader, filename, content):
    document = document_of(need, content, filename)

    handed = handing_out.hand_out(document, user=reader, now=NOW)

    record = AccessRecord.objects.get()
    assert handed.filename == f"{filename.rpartition('.')[0]}.zip"
    with zipfile.ZipFile(io.BytesIO(handed.content)) as archive:
        assert archive.namelist() == [filename, "NOTICE.pdf"]
        assert archive.read(filename) == content
        (sheet,) = pdfs.words_of(archive.read("NOTICE.pdf"))
    assert record.copy_code in sheet
    for words in ("Trần Linh, Cơ khí Hà Nội", "15 Sep 2027 09:00 UTC+7", "version 1", "Hush."):
        assert words in sheet
    assert filename in sheet


def test_record_tells_who_when_what_and_on_which_terms(need, reader):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")

    handing_out.hand_out(document, user=reader, now=NOW)

    record = AccessRecord.objects.get()
    assert (record.kind, record.at, record.user, record.need) == ("downloaded", NOW, reader, need)
    assert (record.person_name, record.organisation_name) == ("Trần Linh", "Cơ khí Hà Nội")
    assert (record.document, record.document_title) == (document, document.title)
    assert (record.version.number, record.version.text) == (1, need.nda_text)


def test_log_outlives_document_and_person(need, reader):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")
    handing_out.hand_out(document, user=reader, now=NOW)

    document.delete()
    reader.memberships.all().delete()
    reader.delete()

    record = AccessRecord.objects.get()
    assert (record.user, record.document) == (None, None)
    assert (record.person_name, record.document_title) == ("Trần Linh", "Drawing")


def test_buyer_s_own_people_get_the_file_as_it_is(need):
    original = pdfs.pdf_with("Shaft")
    document = document_of(need, original, "shaft.pdf")
    own = MembershipFactory(organisation=need.participation.organisation, role=Role.DELEGATE).user

    assert handing_out.hand_out(document, user=own, now=NOW).content == original
    assert not AccessRecord.objects.exists()


def test_organiser_gets_a_marked_copy_too(need):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")
    organiser = MembershipFactory(organisation=need.participation.edition.organiser).user

    handed = handing_out.hand_out(document, user=organiser, now=NOW)

    assert "For participants of the fair only" in pdfs.words_of(handed.content)[0]
    assert AccessRecord.objects.get().organisation == need.participation.edition.organiser


def test_documents_of_a_public_need_are_neither_marked_nor_noted(need, reader):
    need.visibility = Visibility.PUBLIC
    need.save()
    original = pdfs.pdf_with("Shaft")
    document = document_of(need, original, "shaft.pdf")

    assert handing_out.hand_out(document, user=reader, now=NOW).content == original
    assert not AccessRecord.objects.exists()


def test_who_has_not_accepted_is_refused_and_noted_once_a_minute(need):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")
    supplier = SupplierFactory(edition=need.participation.edition)
    user = MembershipFactory(organisation=supplier.organisation).user

    for seconds in (0, 30, 61):
        with pytest.raises(CannotHandOut) as caught:
            handing_out.hand_out(document, user=user, now=NOW + timedelta(seconds=seconds))
        assert caught.value.code == "not_accepted"

    kinds = AccessRecord.objects.values_list("kind", "reason", "organisation")
    assert list(kinds) == [("refused", "not_accepted", supplier.organisation_id)] * 2


def test_changed_terms_close_the_documents_until_they_are_accepted(need, reader):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")
    need.nda_text = "Stricter terms."
    need.save()

    with pytest.raises(CannotHandOut):
        handing_out.hand_out(document, user=reader, now=NOW)


def test_access_taken_while_the_copy_is_made_hands_nothing_out(need, reader, monkeypatch):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")
    organisation = reader.memberships.get().organisation

    def taken_meanwhile(*_arguments):
        revoke_access(need, organisation=organisation, actor=UserFactory(), now=NOW)
        return handing_out.HandedOut("shaft.pdf", b"")

    monkeypatch.setattr(handing_out, "_marked", taken_meanwhile)

    with pytest.raises(CannotHandOut) as caught:
        handing_out.hand_out(document, user=reader, now=NOW)

    assert caught.value.code == "revoked"
    assert not AccessRecord.objects.filter(kind=AccessKind.DOWNLOADED).exists()


def test_marked_pdf_opens_as_one(need, reader):
    document = document_of(need, pdfs.pdf_with("Shaft"), "shaft.pdf")

    handed = handing_out.hand_out(document, user=reader, now=NOW)

    assert len(PdfReader(io.BytesIO(handed.content), strict=True).pages) == 1
