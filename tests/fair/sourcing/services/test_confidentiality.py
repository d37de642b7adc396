"""Accepting confidentiality terms."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from accounts.choices import Role
from fair.editions.choices import ParticipationStatus
from fair.sourcing.choices import Visibility
from fair.sourcing.models import AccessRecord, NdaAcceptance, need_queryset
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


def test_changed_terms_are_asked_for_anew_and_the_old_acceptance_keeps_its_text():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)
    first = accept(need, membership)
    need.nda_text = "Stricter terms."
    need.save()
    assert not can_read_details(membership.user, need)

    second = accept(need, membership, text="Stricter terms.", now=LATER)

    first.refresh_from_db()
    assert can_read_details(membership.user, need)
    assert [(each.text, each.version.number) for each in (first, second)] == [
        (TERMS, 1),
        ("Stricter terms.", 2),
    ]


def test_terms_that_come_back_are_the_version_that_was_accepted():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)
    accept(need, membership)
    for text in ("Stricter terms.", TERMS):
        need.nda_text = text
        need.save()

    assert can_read_details(membership.user, need)
    assert need.nda_versions.count() == 1


def test_standard_terms_are_one_version_in_every_language():
    need = ConfidentialNeedFactory(nda_text="")
    english, vietnamese = signer(need), signer(need)

    accept(need, english, text=str(STANDARD_NDA))
    with override("vi"):
        accept(need, vietnamese, text=str(STANDARD_NDA))

    texts = NdaAcceptance.objects.order_by("id").values_list("text", "version__text")
    assert len({version for _text, version in texts}) == 1
    assert len({text for text, _version in texts}) == 2
    assert can_read_details(vietnamese.user, need)


def test_new_standard_terms_are_asked_for_anew(monkeypatch):
    need = ConfidentialNeedFactory(nda_text="")
    membership = signer(need)
    accept(need, membership, text=str(STANDARD_NDA))

    monkeypatch.setattr(need_queryset, "standard_nda", lambda: "Other standard terms.")

    assert not can_read_details(membership.user, need)


def test_reading_the_terms_is_noted_once_for_each_version():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)

    def read(now):
        confidentiality.note_terms_read(
            need, user=membership.user, organisation=membership.organisation, now=now
        )

    read(NOW)
    read(LATER)
    need.nda_text = "Stricter terms."
    need.save()
    read(LATER)

    records = AccessRecord.objects.order_by("id").values_list("kind", "version__number", "at")
    assert list(records) == [("viewed_terms", 1, NOW), ("viewed_terms", 2, LATER)]


def test_accepting_is_noted_once():
    need = ConfidentialNeedFactory(nda_text=TERMS)
    membership = signer(need)

    for _twice in range(2):
        accept(need, membership)

    record = AccessRecord.objects.get()
    assert (record.kind, record.user, record.organisation) == (
        "accepted",
        membership.user,
        membership.organisation,
    )
