"""Who may know of a need, who reads its details, who opens its documents."""

import io
import zipfile

import pytest
from django.urls import reverse

from accounts.choices import Role
from fair.editions.choices import ParticipationStatus
from fair.sourcing.choices import NeedState, Visibility
from fair.sourcing.models import ComponentNeed, NdaAcceptance, NeedDocument
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.sourcing import (
    ComponentNeedFactory,
    ConfidentialNeedFactory,
    NdaAcceptanceFactory,
    NeedDocumentFactory,
    PublishedNeedFactory,
)
from tests.factories.taxonomy import MaterialFactory
from tests.fair.people import ROLES, asks_to_sign_in, people_around, signed_in

pytestmark = pytest.mark.django_db

EVERYBODY = dict.fromkeys(ROLES, 200)
MEMBERS = {**EVERYBODY, "stranger": 404, "anonymous": 302}
OWN = {**MEMBERS, "organiser": 404}
EDITORS = {**MEMBERS, "colleague": 404}
SECRETS = ("Confidential bracket text", "SUS-SECRET", "0.0123", "987,654", "drawing.pdf", "Drawing")


def address(name, need, *args):
    return reverse(f"sourcing:{name}", args=[need.participation.edition.slug, *args])


def supplier_of(need, *, role=Role.OWNER, **fields):
    """Return a membership in a supplier that takes part in the same edition."""
    supplier = SupplierFactory(edition=need.participation.edition, **fields)
    return MembershipFactory(organisation=supplier.organisation, role=role)


def need_full_of_secrets(factory=ConfidentialNeedFactory, **fields):
    need = factory(
        description={"en": "Confidential bracket text"},
        tolerance_mm="0.0123",
        annual_volume_pcs=987_654,
        target_price="4.4321",
        **fields,
    )
    need.materials.add(MaterialFactory(labels={"en": "SUS-SECRET"}))
    NeedDocumentFactory(need=need)
    return need


def test_own_list_and_create():
    buyer = BuyerFactory()
    people = people_around(buyer)
    listed = reverse("sourcing:own-list", args=[buyer.edition.slug])
    created = reverse("sourcing:need-create", args=[buyer.edition.slug])

    assert people.statuses(listed) == OWN
    assert people.statuses(f"{listed}?for={buyer.public_id}") == MEMBERS
    assert people.statuses(created) == {**OWN, "colleague": 404}
    assert people.statuses(f"{created}?for={buyer.public_id}") == EDITORS


def test_suppliers_have_no_workspace_of_needs():
    supplier = SupplierFactory()
    url = reverse("sourcing:own-list", args=[supplier.edition.slug])

    assert people_around(supplier).owner.get(url).status_code == 404


def test_draft_need():
    need = ComponentNeedFactory(visibility=Visibility.PUBLIC)
    people = people_around(need.participation)

    assert people.statuses(need.get_absolute_url()) == MEMBERS
    assert people.statuses(address("need-edit", need, need.public_id)) == EDITORS


def test_public_need_is_read_by_everybody():
    need = need_full_of_secrets(PublishedNeedFactory, visibility=Visibility.PUBLIC)
    people = people_around(need.participation)

    assert people.statuses(need.get_absolute_url()) == EVERYBODY
    assert people.statuses(address("document", need, need.documents.get().public_id)) == EVERYBODY
    assert "Confidential bracket text" in people.anonymous.get(need.get_absolute_url()).text


@pytest.mark.parametrize("state", [NeedState.PAUSED, NeedState.CLOSED])
def test_paused_and_closed_needs_are_hidden(state):
    need = PublishedNeedFactory(visibility=Visibility.PUBLIC, state=state)

    assert people_around(need.participation).statuses(need.get_absolute_url()) == MEMBERS


def test_need_for_participants():
    need = need_full_of_secrets(PublishedNeedFactory)
    people = people_around(need.participation)
    url = need.get_absolute_url()

    assert people.statuses(url) == MEMBERS
    assert "Confidential bracket text" in signed_in(supplier_of(need).user).get(url).text
    elsewhere = MembershipFactory(organisation=SupplierFactory().organisation)
    assert signed_in(elsewhere.user).get(url).status_code == 404
    pending = supplier_of(need, status=ParticipationStatus.PENDING)
    assert signed_in(pending.user).get(url).status_code == 404


def test_confidential_need_shows_its_teaser_only():
    need = need_full_of_secrets()
    supplier = signed_in(supplier_of(need).user)
    document = address("document", need, need.documents.get().public_id)

    page = supplier.get(need.get_absolute_url()).text

    assert need.title["en"] in page
    assert need.nda_text in page
    assert [secret for secret in SECRETS if secret in page] == []
    assert supplier.get(document).status_code == 404
    assert people_around(need.participation).statuses(document) == MEMBERS


def test_confidential_need_opens_to_who_accepted():
    need = need_full_of_secrets()
    membership = supplier_of(need)
    NdaAcceptanceFactory(need=need, organisation=membership.organisation)
    supplier = signed_in(membership.user)

    page = supplier.get(need.get_absolute_url()).text
    document = supplier.get(address("document", need, need.documents.get().public_id))

    assert "Confidential bracket text" in page
    # No real PDF, so it cannot be marked itself.
    assert document["Content-Disposition"] == 'attachment; filename="drawing.zip"'
    with zipfile.ZipFile(io.BytesIO(document.getvalue())) as archive:
        assert archive.namelist() == ["drawing.pdf", "NOTICE.pdf"]
        assert archive.read("drawing.pdf") == b"%PDF-1.7 drawing"
    assert document["X-Content-Type-Options"] == "nosniff"


def test_invited_need_is_known_to_the_invited_only():
    need = PublishedNeedFactory(visibility=Visibility.INVITED)
    invited, other = supplier_of(need), supplier_of(need)
    need.invited_organisations.add(invited.organisation)

    assert signed_in(invited.user).get(need.get_absolute_url()).status_code == 200
    assert signed_in(other.user).get(need.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("visibility", Visibility.values)
def test_blocked_organisation_never_sees_the_need(visibility):
    need = PublishedNeedFactory(visibility=visibility)
    blocked = supplier_of(need)
    need.blocked_organisations.add(blocked.organisation)
    need.invited_organisations.add(blocked.organisation)

    assert signed_in(blocked.user).get(need.get_absolute_url()).status_code == 404


def test_target_price_is_hidden_from_suppliers_unless_shown():
    need = need_full_of_secrets(PublishedNeedFactory)
    supplier = signed_in(supplier_of(need).user)
    url = need.get_absolute_url()

    assert "4.4321" not in supplier.get(url).text
    assert "4.4321" in people_around(need.participation).colleague.get(url).text
    ComponentNeed.objects.update(price_is_shown=True)
    assert "4.4321" in supplier.get(url).text


def test_audience_and_blocked_names_are_shown_to_the_buyer_only():
    need = PublishedNeedFactory()
    need.blocked_organisations.add(supplier_of(need).organisation)
    blocked_name = str(need.blocked_organisations.get())
    people = people_around(need.participation)
    url = need.get_absolute_url()

    assert blocked_name in people.colleague.get(url).text
    assert blocked_name not in signed_in(supplier_of(need).user).get(url).text


def test_actions_change_nothing_for_those_who_may_not():
    need = PublishedNeedFactory(visibility=Visibility.PUBLIC)
    document = NeedDocumentFactory(need=need)
    people = people_around(need.participation)
    supplier = signed_in(supplier_of(need).user)
    urls = [
        *(
            address(f"need-{name}", need, need.public_id)
            for name in ("publish", "pause", "close", "reopen", "delete")
        ),
        address("need-copy", need, need.public_id, document.public_id),
        address("document-add", need, need.public_id),
        address("document-remove", need, document.public_id),
    ]

    for url in urls:
        for client in (people.colleague, people.stranger, supplier):
            assert client.post(url).status_code == 404
        assert asks_to_sign_in(people.anonymous.post(url))
        assert people.owner.get(url).status_code == 405

    need.refresh_from_db()
    assert need.state == NeedState.PUBLISHED
    assert (ComponentNeed.objects.count(), NeedDocument.objects.count()) == (1, 1)


def test_accepting_in_the_name_of_another_organisation_is_refused():
    need = ConfidentialNeedFactory()
    mine, theirs = supplier_of(need), supplier_of(need)

    signed_in(mine.user).post(
        address("nda-accept", need, need.public_id),
        {
            "organisation": theirs.organisation.pk,
            "signed_name": "Mai",
            "agrees": "on",
            "text": need.nda_text,
        },
    )

    assert not NdaAcceptance.objects.exists()
