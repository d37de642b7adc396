"""Needs in the browser's words: lists, forms, buttons."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from fair.sourcing.choices import NeedState, Visibility
from fair.sourcing.models import ComponentNeed, NdaAcceptance, NeedDocument
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.sourcing import (
    ComponentNeedFactory,
    ConfidentialNeedFactory,
    NeedCertificationFactory,
    NeedDocumentFactory,
    PublishedNeedFactory,
)
from tests.factories.taxonomy import CertificationFactory, MaterialFactory, ProcessFactory
from tests.fair.people import people_around, query_count, signed_in

pytestmark = pytest.mark.django_db


def address(name, participation, *args):
    return reverse(f"sourcing:{name}", args=[participation.edition.slug, *args])


def entered(**changes):
    return {
        "submission_key": str(uuid4()),
        "title_en": "Motor bracket, die cast",
        "processes": [ProcessFactory().pk],
        "process_match": "any",
        "priority": "1",
        "currency": "USD",
        "visibility": Visibility.NDA,
        "documents_wanted": ["fai", "ppap_3"],
        **changes,
    }


def texts_of(response):
    return [str(message) for message in response.context["messages"]]


def test_create_need_stores_a_draft_and_shows_it():
    buyer = BuyerFactory()
    invited = SupplierFactory(edition=buyer.edition).organisation
    must, wish = CertificationFactory.create_batch(2)
    owner = people_around(buyer).owner

    response = owner.post(
        address("need-create", buyer),
        entered(
            required_certifications=[must.pk],
            preferred_certifications=[wish.pk],
            invited_organisations=[invited.pk],
        ),
        follow=True,
    )

    need = ComponentNeed.objects.get()
    assert response.redirect_chain == [(need.get_absolute_url(), 302)]
    assert (need.participation, need.state) == (buyer, NeedState.DRAFT)
    assert (need.visibility, need.documents_wanted) == (Visibility.NDA, ["fai", "ppap_3"])
    assert list(need.invited_organisations.all()) == [invited]
    assert {row.certification: row.is_required for row in need.need_certifications.all()} == {
        must: True,
        wish: False,
    }
    assert "PPAP level 3" in response.text


def test_create_need_posted_twice_makes_one():
    buyer = BuyerFactory()
    owner = people_around(buyer).owner
    url, form = address("need-create", buyer), entered()

    first = owner.post(url, form)
    again = owner.post(url, form)

    assert first["Location"] == again["Location"]
    assert ComponentNeed.objects.count() == 1


def test_create_need_ignores_fields_that_are_not_asked_for():
    buyer, other = BuyerFactory(), BuyerFactory()
    owner = people_around(buyer).owner

    owner.post(
        address("need-create", buyer),
        entered(state=NeedState.PUBLISHED, participation=other.pk, external_key="X"),
    )

    need = ComponentNeed.objects.get()
    assert (need.state, need.participation, need.external_key) == (NeedState.DRAFT, buyer, "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title_en": ""}, "This field is required."),
        ({"priority": "7"}, "Select a valid choice."),
        ({"visibility": "everyone"}, "Select a valid choice."),
        ({"production_starts_on": "soon"}, "Enter a valid date."),
    ],
)
def test_create_need_says_what_to_mend_and_keeps_the_rest(changes, words):
    buyer = BuyerFactory()
    owner = people_around(buyer).owner

    response = owner.post(address("need-create", buyer), entered(lot_size_pcs="321", **changes))

    assert response.status_code == 200
    assert words in response.text
    assert 'value="321"' in response.text
    assert not ComponentNeed.objects.exists()


def test_create_need_invites_listed_participants_only():
    buyer = BuyerFactory()
    elsewhere = SupplierFactory().organisation
    owner = people_around(buyer).owner

    for organisation in (elsewhere, buyer.organisation):
        response = owner.post(
            address("need-create", buyer), entered(invited_organisations=[organisation.pk])
        )
        assert "Select a valid choice." in response.text

    assert not ComponentNeed.objects.exists()


def test_companies_are_written_once_unless_both_lists_are_asked_for():
    need = ComponentNeedFactory()
    edition = need.participation.edition
    companies = [SupplierFactory(edition=edition).organisation for _number in range(3)]
    need.blocked_organisations.add(companies[0])
    owner = people_around(need.participation).owner
    url = address("need-edit", need.participation, need.public_id)

    once, both = owner.get(url).text, owner.get(url, {"lists": "whole"}).text

    assert once.count('name="invited_organisations"') == 3
    assert once.count('name="blocked_organisations"') == 1
    assert 'href="?lists=whole"' in once
    assert both.count('name="invited_organisations"') == 3
    assert both.count('name="blocked_organisations"') == 3
    assert 'href="?lists=whole"' not in both


def test_edit_need_shows_and_changes_the_certificates():
    need = ComponentNeedFactory()
    asked = NeedCertificationFactory(need=need).certification
    owner = people_around(need.participation).owner
    url = address("need-edit", need.participation, need.public_id)

    form = owner.get(url).context["form"]
    owner.post(url, entered(preferred_certifications=[asked.pk]))

    assert form["required_certifications"].value() == [asked.pk]
    assert need.need_certifications.get().is_required is False


def test_edit_published_need_keeps_what_publishing_needs():
    need = PublishedNeedFactory()
    owner = people_around(need.participation).owner

    response = owner.post(
        address("need-edit", need.participation, need.public_id),
        entered(visibility=Visibility.INVITED),
    )

    assert "Add first: the suppliers you invite." in response.text
    need.refresh_from_db()
    assert need.visibility == Visibility.REGISTERED


def test_publish_and_undo():
    need = ComponentNeedFactory()
    owner = people_around(need.participation).owner

    response = owner.post(address("need-publish", need.participation, need.public_id), follow=True)

    undo_url = address("need-pause", need.participation, need.public_id)
    assert f'action="{undo_url}"' in texts_of(response)[0]
    owner.post(undo_url)
    need.refresh_from_db()
    assert need.state == NeedState.PAUSED


def test_close_and_reopen():
    need = PublishedNeedFactory()
    owner = people_around(need.participation).owner

    owner.post(address("need-close", need.participation, need.public_id))
    response = owner.post(address("need-publish", need.participation, need.public_id), follow=True)
    assert texts_of(response)[-1] == "The need is closed. Reopen it first."

    owner.post(address("need-reopen", need.participation, need.public_id))
    need.refresh_from_db()
    assert need.state == NeedState.PAUSED


def test_copy_button_pressed_twice_makes_one_copy():
    need = ComponentNeedFactory()
    owner = people_around(need.participation).owner
    key = owner.get(need.get_absolute_url()).context["copy_key"]

    for _attempt in range(2):
        owner.post(address("need-copy", need.participation, need.public_id, key))

    assert ComponentNeed.objects.count() == 2


def test_delete_draft_returns_to_the_list():
    need = ComponentNeedFactory()
    owner = people_around(need.participation).owner

    response = owner.post(address("need-delete", need.participation, need.public_id), follow=True)

    assert texts_of(response) == ["The draft is deleted."]
    assert not ComponentNeed.objects.exists()


def test_nda_is_accepted_in_the_browser():
    need = ConfidentialNeedFactory(description={"en": "Confidential text"})
    supplier = SupplierFactory(edition=need.participation.edition)
    client = signed_in(
        MembershipFactory(organisation=supplier.organisation, role=Role.MANAGER).user
    )
    form = client.get(need.get_absolute_url()).context["nda_form"]
    sent = {
        "organisation": supplier.organisation.pk,
        "signed_name": "Trần Thị Mai",
        "text": form["text"].value(),
    }
    url = address("nda-accept", need.participation, need.public_id)

    refused = client.post(url, sent, follow=True)
    assert texts_of(refused) == ["Write your name and tick that you accept the terms."]
    for _attempt in range(2):
        accepted = client.post(url, {**sent, "agrees": "on"}, follow=True)

    assert "Confidential text" in accepted.text
    acceptance = NdaAcceptance.objects.get()
    assert (acceptance.signed_name, acceptance.text) == ("Trần Thị Mai", need.nda_text)


def test_delegate_is_told_who_can_accept():
    need = ConfidentialNeedFactory()
    supplier = SupplierFactory(edition=need.participation.edition)
    client = signed_in(
        MembershipFactory(organisation=supplier.organisation, role=Role.DELEGATE).user
    )

    page = client.get(need.get_absolute_url()).text

    assert "An owner or manager of an approved supplier can accept them" in page
    assert 'name="signed_name"' not in page


def test_document_posted_twice_is_added_once():
    need = ComponentNeedFactory()
    owner = people_around(need.participation).owner
    key = str(uuid4())

    for _attempt in range(2):
        owner.post(
            address("document-add", need.participation, need.public_id),
            {
                "submission_key": key,
                "file": SimpleUploadedFile("bản vẽ.step", b"ISO-10303-21;\nHEADER;"),
                "title": "3D model",
            },
        )

    document = NeedDocument.objects.get()
    assert (document.title, document.filename) == ("3D model", "bản vẽ.step")
    assert document.file.name.startswith(f"needs/{need.public_id}/")


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("a.html", b"<html></html>"), "are not accepted"),
        (SimpleUploadedFile("a.pdf", b"<html></html>"), "holds something else"),
        (SimpleUploadedFile("a.pdf", b""), "empty"),
    ],
)
def test_document_of_the_wrong_kind_is_refused_in_words(upload, words):
    need = ComponentNeedFactory()
    owner = people_around(need.participation).owner

    response = owner.post(
        address("document-add", need.participation, need.public_id),
        {"submission_key": str(uuid4()), "file": upload},
        follow=True,
    )

    [text] = texts_of(response)
    assert words in text
    assert not NeedDocument.objects.exists()


def test_document_is_removed():
    document = NeedDocumentFactory()
    need = document.need
    owner = people_around(need.participation).owner

    owner.post(address("document-remove", need.participation, document.public_id))

    assert not NeedDocument.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "gia do dong co"}, ["Giá đỡ động cơ"]),
        ({"search": "BRACKET"}, ["Bracket"]),
        ({"state": "published"}, ["Bracket"]),
        ({"visibility": "invited"}, ["Giá đỡ động cơ"]),
        ({"search": "nothing"}, []),
    ],
)
def test_own_list_is_filtered(query, found):
    buyer = BuyerFactory()
    ComponentNeedFactory(
        participation=buyer, title={"vi": "Giá đỡ động cơ"}, visibility=Visibility.INVITED
    )
    PublishedNeedFactory(participation=buyer, title={"en": "Bracket"})
    PublishedNeedFactory(title={"en": "Bracket of somebody else"})

    response = people_around(buyer).owner.get(address("own-list", buyer), query)

    assert [str(need) for need, _completeness in response.context["rows"]] == found


def test_own_list_asks_the_same_queries_for_one_and_three():
    need = ComponentNeedFactory(visibility=Visibility.INVITED)
    buyer = need.participation
    owner = people_around(buyer).owner
    url = address("own-list", buyer)
    for_one = query_count(owner, url)

    for more in ComponentNeedFactory.create_batch(
        2, participation=buyer, visibility=Visibility.INVITED
    ):
        more.materials.add(MaterialFactory())
        NeedDocumentFactory(need=more)
        NeedCertificationFactory(need=more)

    assert query_count(owner, url) == for_one
