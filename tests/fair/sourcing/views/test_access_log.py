"""The buyer's page of who read what, and what a supplier sees after its access was taken."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from accounts.choices import Role
from fair.sourcing.models import AccessRecord, AccessRevocation
from tests import pdfs
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.editions import SupplierFactory
from tests.factories.sourcing import (
    AccessRecordFactory,
    ConfidentialNeedFactory,
    NdaAcceptanceFactory,
    NeedDocumentFactory,
)
from tests.fair.people import people_around, query_count, signed_in

pytestmark = pytest.mark.django_db

AT = datetime(2027, 9, 15, 2, tzinfo=UTC)


@pytest.fixture
def need():
    return ConfidentialNeedFactory(description={"en": "Confidential bracket text"})


@pytest.fixture
def people(need):
    return people_around(need.participation)


@pytest.fixture
def member(need):
    supplier = SupplierFactory(
        edition=need.participation.edition, organisation__legal_name="Cơ khí Hà Nội"
    )
    return MembershipFactory(organisation=supplier.organisation, role=Role.OWNER)


def address(need, page="access/") -> str:
    return f"/{need.participation.edition.slug}/needs/{need.public_id}/{page}"


def document_address(document) -> str:
    return f"/{document.need.participation.edition.slug}/needs/documents/{document.public_id}/"


def test_log_is_read_by_those_who_manage_the_need(people, need, member):
    expected = {
        "owner": 200,
        "colleague": 200,
        "organiser": 200,
        "stranger": 404,
        "anonymous": 302,
    }

    assert people.statuses(address(need)) == expected
    assert people.statuses(address(need, "access.xlsx")) == expected
    assert signed_in(member.user).get(address(need)).status_code == 404


def test_whole_way_of_a_supplier_stands_in_the_log(people, need, member):
    document = NeedDocumentFactory(
        need=need,
        title="Bracket drawing",
        file=ContentFile(pdfs.pdf_with("Bracket"), name="bracket.pdf"),
        filename="bracket.pdf",
    )
    supplier = signed_in(member.user)

    supplier.get(need.get_absolute_url())
    refused = supplier.get(document_address(document))
    supplier.post(
        address(need, "accept/"),
        {
            "organisation": member.organisation_id,
            "signed_name": "Lê Thu",
            "agrees": "on",
            "text": need.nda_text,
        },
    )
    handed = supplier.get(document_address(document))

    assert refused.status_code == 404
    assert "Lê Thu" in pdfs.words_of(handed.getvalue())[0]
    kinds = list(AccessRecord.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["viewed_terms", "refused", "accepted", "downloaded"]
    page = people.owner.get(address(need)).text
    for words in ("Read the terms", "Was refused: terms not accepted", "Downloaded"):
        assert words in page
    assert "Bracket drawing" in page
    assert AccessRecord.objects.get(kind="downloaded").copy_code in page


def test_access_is_taken_on_the_page_and_every_address_closes(people, need, member):
    NdaAcceptanceFactory(need=need, organisation=member.organisation)
    document = NeedDocumentFactory(need=need)
    supplier = signed_in(member.user)
    supplier.get(document_address(document)).getvalue()
    company = member.organisation.public_id

    people.owner.post(address(need, f"access/{company}/revoke/"))
    page = supplier.get(need.get_absolute_url())
    gone = supplier.get(document_address(document))

    assert "Your access has ended" in page.text
    assert "Confidential bracket text" not in page.text
    assert gone.status_code == 410
    assert "has taken back your company&#x27;s access" in gone.text
    kinds = list(AccessRecord.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["downloaded", "revoked", "refused"]

    people.owner.post(address(need, f"access/{company}/restore/"))
    assert "Confidential bracket text" in supplier.get(need.get_absolute_url()).text
    assert supplier.get(document_address(document)).getvalue()[:2] == b"PK"


def test_only_who_may_change_the_need_takes_access(people, need):
    record = AccessRecordFactory(need=need)
    url = address(need, f"access/{record.organisation.public_id}/revoke/")

    assert people.colleague.post(url).status_code == 404
    assert people.stranger.post(url).status_code == 404
    assert people.anonymous.post(url).status_code == 302
    assert people.owner.get(url).status_code == 405
    assert not AccessRevocation.objects.exists()
    assert people.organiser.post(url).status_code == 302
    assert AccessRevocation.objects.exists()


def test_company_that_has_nothing_to_do_with_the_need_is_not_found(people, need):
    url = address(need, f"access/{OrganisationFactory().public_id}/revoke/")

    assert people.owner.post(url).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["first", "second"]),
        ("kind=accepted", ["second"]),
        ("search=ha noi", ["first"]),
        ("search=shaft", ["first"]),
        ("search=ABCD-1234", ["first"]),
        ("search=nobody", []),
        ("since=2027-09-16", ["second"]),
        ("until=2027-09-15", ["first"]),
        ("kind=nonsense", ["first", "second"]),
    ],
)
def test_log_is_filtered(people, need, query, found):
    made = {
        "first": AccessRecordFactory(
            need=need,
            at=AT,
            organisation_name="Cơ khí Hà Nội",
            document_title="Shaft",
            copy_code="ABCD-1234-5678",
        ),
        "second": AccessRecordFactory(need=need, at=AT + timedelta(days=1), kind="accepted"),
    }
    AccessRecordFactory()

    page = people.owner.get(f"{address(need)}?{query}")

    records = page.context["records"]
    assert [name for name, record in made.items() if record in records] == found
    assert len(records) == len(found)


def test_log_is_taken_away_as_it_is_filtered(people, need):
    AccessRecordFactory(need=need, at=AT, person_name="=cmd()", copy_code="ABCD-1234-5678")
    AccessRecordFactory(need=need, at=AT, kind="accepted")

    response = people.owner.get(address(need, "access.xlsx?kind=downloaded"))

    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert len(rows) == 2
    assert rows[1][:2] == (datetime(2027, 9, 15, 9), "Downloaded")  # noqa: DTZ001 - the fair's clock
    assert (rows[1][3], rows[1][7]) == ("=cmd()", "ABCD-1234-5678")
    assert "no-store" in response["Cache-Control"]


def test_log_takes_the_same_queries_for_one_and_three(people, need):
    AccessRecordFactory(need=need)
    one = query_count(people.owner, address(need))
    AccessRecordFactory.create_batch(2, need=need)

    assert query_count(people.owner, address(need)) == one


def test_changed_terms_are_shown_again_with_the_reason(need, member):
    NdaAcceptanceFactory(need=need, organisation=member.organisation)
    need.nda_text = "Stricter terms."
    need.save()

    page = signed_in(member.user).get(need.get_absolute_url()).text

    assert "Stricter terms." in page
    assert "The buyer has changed the terms since your company accepted them." in page
    assert "Confidential bracket text" not in page
