"""Taking access away and giving it back."""

from datetime import UTC, datetime, timedelta

import pytest

from fair.notifications.models import Notice
from fair.sourcing.choices import Visibility
from fair.sourcing.models import AccessRecord, AccessRevocation, ComponentNeed
from fair.sourcing.permissions import can_read_details
from fair.sourcing.services import access
from fair.sourcing.services.access import CannotRevokeAccess
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import SupplierFactory
from tests.factories.sourcing import (
    ConfidentialNeedFactory,
    NdaAcceptanceFactory,
    PublishedNeedFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 9, 15, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def need():
    return ConfidentialNeedFactory()


@pytest.fixture
def member(need):
    supplier = SupplierFactory(edition=need.participation.edition)
    NdaAcceptanceFactory(need=need, organisation=supplier.organisation)
    return MembershipFactory(organisation=supplier.organisation)


def test_access_ends_at_once_and_comes_back(need, member):
    actor, company = UserFactory(), member.organisation
    assert can_read_details(member.user, need)

    access.revoke_access(need, organisation=company, actor=actor, now=NOW, reason="Leaked.")
    assert not can_read_details(member.user, need)

    access.restore_access(need, organisation=company, actor=actor, now=LATER)
    assert can_read_details(member.user, need)
    assert list(AccessRecord.objects.order_by("id").values_list("kind", "at")) == [
        ("revoked", NOW),
        ("restored", LATER),
    ]


def test_people_of_the_company_are_told_both_times(need, member):
    actor, company = UserFactory(), member.organisation

    access.revoke_access(need, organisation=company, actor=actor, now=NOW, reason="Leaked.")
    access.restore_access(need, organisation=company, actor=actor, now=LATER)

    notices = list(Notice.objects.order_by("id"))
    assert [(each.kind, each.recipient) for each in notices] == [
        ("sourcing/access_revoked", member.user),
        ("sourcing/access_restored", member.user),
    ]
    assert "Leaked." in notices[0].body_text


def test_doing_it_twice_has_no_second_effect(need, member):
    actor, company = UserFactory(), member.organisation

    for _twice in range(2):
        access.revoke_access(need, organisation=company, actor=actor, now=NOW)
    for _twice in range(2):
        access.restore_access(need, organisation=company, actor=actor, now=LATER)

    assert AccessRevocation.objects.count() == 1
    assert AccessRecord.objects.count() == 2
    assert Notice.objects.count() == 2


def test_others_keep_their_access(need, member):
    other = SupplierFactory(edition=need.participation.edition)
    NdaAcceptanceFactory(need=need, organisation=other.organisation)
    user = MembershipFactory(organisation=other.organisation).user

    access.revoke_access(need, organisation=member.organisation, actor=UserFactory(), now=NOW)

    assert can_read_details(user, need)


def test_second_company_of_a_person_opens_no_back_door(need, member):
    other = SupplierFactory(edition=need.participation.edition)
    NdaAcceptanceFactory(need=need, organisation=other.organisation)
    MembershipFactory(organisation=other.organisation, user=member.user)

    access.revoke_access(need, organisation=member.organisation, actor=UserFactory(), now=NOW)

    assert not can_read_details(member.user, need)


def test_access_to_a_need_for_participants_is_taken_too():
    need = PublishedNeedFactory()
    supplier = SupplierFactory(edition=need.participation.edition)
    user = MembershipFactory(organisation=supplier.organisation).user
    assert can_read_details(user, need)

    access.revoke_access(need, organisation=supplier.organisation, actor=user, now=NOW)

    assert not can_read_details(user, need)


@pytest.mark.parametrize("code", ["public", "own"])
def test_some_access_cannot_be_taken(need, member, code):
    company = member.organisation
    if code == "public":
        ComponentNeed.objects.update(visibility=Visibility.PUBLIC)
    else:
        company = need.participation.organisation

    with pytest.raises(CannotRevokeAccess) as caught:
        access.revoke_access(need, organisation=company, actor=UserFactory(), now=NOW)

    assert caught.value.code == code
    assert not AccessRevocation.objects.exists()
