"""Accepting confidentiality terms."""

from datetime import UTC, datetime

import pytest

from accounts.choices import Role
from fair.editions.choices import ParticipationStatus
from fair.sourcing.choices import Visibility
from fair.sourcing.models import NdaAcceptance
from fair.sourcing.permissions import can_read_details
from fair.sourcing.selectors import nda_terms_of
from fair.sourcing.services import confidentiality
from fair.sourcing.texts import STANDARD_NDA
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import SupplierFactory
from tests.factories.sourcing import ComponentNeedFactory, ConfidentialNeedFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = datetime(2027, 3, 2, 9, tzinfo=UTC)
TERMS = "Keep it to yourself."


def signer(need, *, role=Role.MANAGER, **fields):
    supplier = SupplierFactory(edition=need.participation.edition, **fields)
    return MembershipFactory(organisation=supplier.organisation, role=role)


def accept(need, membership, **changes):
    stated = {"signed_name": "Trần Thị Mai", "text": TERMS, "now": NOW, **changes}
    return confidentiality.accept_nda(
        need, organisation=membership.organisation, actor=membership.user, **stated
    )


def test_accept_nda_keeps_text_name_and_time():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)
    assert not can_read_details(membership.user, need)

    acceptance = accept(need, membership, text=" Keep it\r\nto yourself. ")

    acceptance.refresh_from_db()
    assert acceptance.organisation == membership.organisation
    assert acceptance.accepted_by == membership.user
    assert (acceptance.signed_name, acceptance.text) == ("Trần Thị Mai", TERMS)
    assert acceptance.accepted_at == NOW
    assert can_read_details(membership.user, need)


def test_accept_nda_twice_keeps_the_first():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)
    first = accept(need, membership)

    again = accept(need, membership, signed_name="Another", now=LATER)

    assert again == first
    assert NdaAcceptance.objects.get().signed_name == "Trần Thị Mai"


def test_accept_nda_opens_the_details_to_colleagues_only():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)
    colleague = MembershipFactory(organisation=membership.organisation, role=Role.DELEGATE).user

    accept(need, membership)

    assert can_read_details(colleague, need)
    assert not can_read_details(signer(need).user, need)


def test_accept_nda_refuses_a_delegate_and_an_unapproved_supplier():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    colleague = signer(need, role=Role.DELEGATE)
    pending = signer(need, status=ParticipationStatus.PENDING)

    codes = []
    for membership in (colleague, pending):
        with pytest.raises(confidentiality.CannotAcceptNda) as refusal:
            accept(need, membership)
        codes.append(refusal.value.code)

    assert codes == ["may_not_sign", "not_visible"]


def test_accept_nda_refuses_a_blocked_supplier():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)
    need.blocked_organisations.add(membership.organisation)

    with pytest.raises(confidentiality.CannotAcceptNda) as refusal:
        accept(need, membership)

    assert refusal.value.code == "not_visible"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_name": "  "}, "no_name"),
        ({"text": "Do as you like."}, "terms_changed"),
    ],
)
def test_accept_nda_refuses_without_name_or_after_a_change(changes, code):
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)

    with pytest.raises(confidentiality.CannotAcceptNda) as refusal:
        accept(need, membership, **changes)

    assert refusal.value.code == code
    assert not NdaAcceptance.objects.exists()


def test_accept_nda_refuses_where_none_is_asked_for():
    need = ConfidentialNeedFactory(visibility=Visibility.REGISTERED)

    with pytest.raises(confidentiality.CannotAcceptNda) as refusal:
        accept(need, signer(need))

    assert refusal.value.code == "not_needed"


def test_terms_are_the_standard_ones_where_the_buyer_writes_none():
    assert nda_terms_of(ComponentNeedFactory(nda_text=" ")) == str(STANDARD_NDA)
    assert nda_terms_of(ComponentNeedFactory(nda_text=TERMS)) == TERMS
