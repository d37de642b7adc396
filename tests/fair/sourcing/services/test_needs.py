"""Needs from draft to close."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from fair.editions.choices import EditionState, ParticipationStatus
from fair.sourcing.choices import NeedState, Visibility
from fair.sourcing.models import ComponentNeed
from fair.sourcing.services import needs
from fair.sourcing.signals import needs_changed
from tests.factories.accounts import OrganisationFactory
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.sourcing import (
    ComponentNeedFactory,
    NeedCertificationFactory,
    NeedDocumentFactory,
    PublishedNeedFactory,
)
from tests.factories.taxonomy import CertificationFactory, MaterialFactory, ProcessFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = datetime(2027, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """Return a function that runs something and gives the editions announced after its commit."""

    def run(act, *args, **kwargs):
        editions = []

        def note(*, edition_id, **_):
            editions.append(edition_id)

        needs_changed.connect(note)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                act(*args, **kwargs)
        finally:
            needs_changed.disconnect(note)
        return editions

    return run


def asked(need):
    return {row.certification: row.is_required for row in need.need_certifications.all()}


def test_create_need_stores_fields_choices_and_certificates():
    buyer = BuyerFactory()
    process, material = ProcessFactory(), MaterialFactory()
    must, wish, both = CertificationFactory.create_batch(3)

    need = needs.create_need(
        buyer,
        submission_key=uuid4(),
        values={
            "title": {"en": "Motor bracket"},
            "target_price": Decimal("1.25"),
            "processes": [process],
            "materials": [material],
            "required_certifications": [must, both],
            "preferred_certifications": [wish, both],
            "state": NeedState.PUBLISHED,
        },
    )

    need.refresh_from_db()
    assert need.title == {"en": "Motor bracket"}
    assert need.target_price == Decimal("1.2500")
    assert list(need.processes.all()) == [process]
    assert list(need.materials.all()) == [material]
    assert asked(need) == {must: True, wish: False, both: True}
    assert need.state == NeedState.DRAFT


def test_create_need_with_the_same_key_makes_one():
    buyer, key = BuyerFactory(), uuid4()
    first = needs.create_need(buyer, submission_key=key, values={"title": {"en": "A"}})

    again = needs.create_need(buyer, submission_key=key, values={"title": {"en": "B"}})

    assert again == first
    assert ComponentNeed.objects.get().title == {"en": "A"}


def test_create_need_refuses_suppliers_and_used_forms():
    theirs = ComponentNeedFactory()
    cases = [
        (SupplierFactory(), uuid4(), "not_buyer"),
        (BuyerFactory(), theirs.public_id, "form_used"),
    ]

    codes = []
    for participation, key, _code in cases:
        with pytest.raises(needs.CannotCreateNeed) as refusal:
            needs.create_need(participation, submission_key=key, values={"title": {"en": "A"}})
        codes.append(refusal.value.code)

    assert codes == [code for *_rest, code in cases]


def test_change_need_swaps_required_and_preferred_certificates():
    need = ComponentNeedFactory()
    stays, turns, goes = (
        NeedCertificationFactory(need=need, is_required=must).certification
        for must in (True, True, False)
    )

    needs.change_need(
        need,
        values={"required_certifications": [stays], "preferred_certifications": [turns]},
    )

    assert asked(need) == {stays: True, turns: False}
    assert goes not in asked(need)


def test_change_need_leaves_what_is_not_stated():
    need = ComponentNeedFactory(lot_size_pcs=200)
    asked_for = NeedCertificationFactory(need=need).certification

    needs.change_need(need, values={"title": {"en": "Bracket, left"}})

    need.refresh_from_db()
    assert (need.title, need.lot_size_pcs) == ({"en": "Bracket, left"}, 200)
    assert asked(need) == {asked_for: True}


def test_change_published_need_keeps_what_publishing_needs():
    need = PublishedNeedFactory()

    with pytest.raises(needs.CannotPublishNeed) as refusal:
        needs.change_need(need, values={"processes": [], "visibility": Visibility.INVITED})

    assert str(refusal.value) == "Add first: at least one process, the suppliers you invite."
    need.refresh_from_db()
    assert need.visibility == Visibility.REGISTERED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": {}}, "incomplete"),
        ({"processes": []}, "incomplete"),
        ({"visibility": Visibility.INVITED}, "incomplete"),
        ({"state": NeedState.CLOSED}, "closed"),
        ({"participation__status": ParticipationStatus.REJECTED}, "not_taking_part"),
        ({"participation__status": ParticipationStatus.WITHDRAWN}, "not_taking_part"),
        ({"participation__edition__state": EditionState.CLOSED}, "edition_closed"),
    ],
)
def test_publish_need_refuses(fields, code):
    need = ComponentNeedFactory(**fields)

    with pytest.raises(needs.CannotPublishNeed) as refusal:
        needs.publish_need(need, now=NOW)

    assert refusal.value.code == code
    assert not ComponentNeed.objects.filter(state=NeedState.PUBLISHED).exists()


def test_publish_need_notes_the_first_time():
    need = ComponentNeedFactory()
    needs.publish_need(need, now=NOW)

    needs.publish_need(need, now=LATER)

    need.refresh_from_db()
    assert (need.state, need.published_at) == (NeedState.PUBLISHED, NOW)


def test_need_moves_through_its_states():
    need = ComponentNeedFactory()

    assert needs.publish_need(need, now=NOW).state == NeedState.PUBLISHED
    assert needs.pause_need(need).state == NeedState.PAUSED
    assert needs.pause_need(need).state == NeedState.PAUSED
    assert needs.publish_need(need, now=LATER).published_at == LATER
    assert needs.close_need(need).state == NeedState.CLOSED
    assert needs.close_need(need).state == NeedState.CLOSED
    assert needs.reopen_need(need).state == NeedState.PAUSED


@pytest.mark.parametrize(
    ("state", "act", "code"),
    [
        (NeedState.DRAFT, needs.pause_need, "not_published"),
        (NeedState.CLOSED, needs.pause_need, "not_published"),
        (NeedState.DRAFT, needs.close_need, "is_draft"),
        (NeedState.PUBLISHED, needs.reopen_need, "not_closed"),
        (NeedState.PUBLISHED, needs.delete_need, "not_draft"),
    ],
)
def test_need_refuses_moves_that_do_not_fit_its_state(state, act, code):
    need = ComponentNeedFactory(state=state)

    with pytest.raises(needs.CannotMoveNeed) as refusal:
        act(need)

    assert refusal.value.code == code
    need.refresh_from_db()
    assert need.state == state


def test_copy_need_is_a_draft_with_the_same_statements():
    need = PublishedNeedFactory(external_key="N-1", lot_size_pcs=200)
    asked_for = NeedCertificationFactory(need=need, is_required=False).certification
    invited = OrganisationFactory()
    need.invited_organisations.add(invited)
    NeedDocumentFactory(need=need)
    key = uuid4()

    copy = needs.copy_need(need, submission_key=key)
    again = needs.copy_need(need, submission_key=key)

    assert again == copy != need
    assert (copy.state, copy.external_key, copy.lot_size_pcs) == (NeedState.DRAFT, "", 200)
    assert copy.title == need.title
    assert asked(copy) == {asked_for: False}
    assert list(copy.invited_organisations.all()) == [invited]
    assert copy.documents.count() == 0


def test_delete_draft_removes_its_files(django_capture_on_commit_callbacks):
    document = NeedDocumentFactory()
    storage, name = document.file.storage, document.file.name

    with django_capture_on_commit_callbacks(execute=True):
        needs.delete_need(document.need)

    assert not ComponentNeed.objects.exists()
    assert not storage.exists(name)


def test_each_change_is_announced_once_after_commit(heard):
    buyer, key = BuyerFactory(), uuid4()
    edition_id = buyer.edition_id
    values = {"title": {"en": "A"}, "processes": [ProcessFactory()]}

    assert heard(needs.create_need, buyer, submission_key=key, values=values) == [edition_id]
    need = ComponentNeed.objects.get()
    assert heard(needs.create_need, buyer, submission_key=key, values=values) == []
    assert heard(needs.change_need, need, values=values) == [edition_id]
    assert heard(needs.publish_need, need, now=NOW) == [edition_id]
    assert heard(needs.publish_need, need, now=NOW) == []
    assert heard(needs.pause_need, need) == [edition_id]
    assert heard(needs.pause_need, need) == []
    assert heard(needs.close_need, need) == [edition_id]
