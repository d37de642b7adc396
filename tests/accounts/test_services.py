from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts import services
from accounts.choices import Role
from accounts.models import Invitation, Membership, Organisation
from accounts.signals import organisation_changed
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def invite(organisation, owner, email="new@example.com", now=NOW):
    """Invite and return the token that the message carries."""
    services.invite_colleague(organisation, email=email, role=Role.MANAGER, actor=owner, now=now)
    text = Notice.objects.filter(to_email=email).latest("id").body_text
    return text.split("/me/invitations/")[1].split("/")[0]


def found(owner, key=None):
    new = Organisation(legal_name="Kim Long")
    return services.found_organisation(new, owner=owner, submission_key=key or uuid4())


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def organisation(owner):
    return found(owner)


def test_found_organisation_makes_its_owner(organisation, owner):
    assert list(organisation.memberships.values_list("user", "role")) == [(owner.pk, Role.OWNER)]


def test_invitation_is_mailed_and_accepted_once(organisation, owner):
    token = invite(organisation, owner)
    colleague = UserFactory(email="new@example.com")

    membership = services.accept_invitation(token, user=colleague, now=NOW)

    assert (membership.organisation, membership.role) == (organisation, Role.MANAGER)
    with pytest.raises(services.CannotAcceptInvitation) as refusal:
        services.accept_invitation(token, user=colleague, now=NOW)
    assert refusal.value.code == "unknown"
    assert organisation.memberships.count() == 2


@pytest.mark.parametrize(("language", "until"), [("vi", "đến 15/03/2027."), ("en", "15 Mar 2027.")])
def test_invitation_says_until_when(organisation, language, until):
    invite(organisation, UserFactory(language=language))

    assert until in Notice.objects.get().body_text


def test_invitation_keeps_only_the_hash_of_its_token(organisation, owner):
    token = invite(organisation, owner)

    assert not Invitation.objects.filter(token_hash=token).exists()


def test_invitation_for_another_address_is_refused(organisation, owner):
    token = invite(organisation, owner)

    with pytest.raises(services.CannotAcceptInvitation) as refusal:
        services.accept_invitation(token, user=UserFactory(), now=NOW)

    assert refusal.value.code == "other_address"
    assert "new@example.com" in str(refusal.value)


def test_invitation_expires(organisation, owner):
    token = invite(organisation, owner)
    colleague = UserFactory(email="new@example.com")

    with pytest.raises(services.CannotAcceptInvitation):
        services.accept_invitation(token, user=colleague, now=NOW + services.INVITATION_LIFE)


def test_second_invitation_voids_the_first(organisation, owner):
    later = NOW + services.RESEND_AFTER
    first = invite(organisation, owner)
    second = invite(organisation, owner, now=later)

    with pytest.raises(services.CannotAcceptInvitation):
        services.find_invitation(first, now=later)
    assert services.find_invitation(second, now=later).email == "new@example.com"


def test_invitation_sent_twice_by_impatience_is_one_message(organisation, owner):
    first = invite(organisation, owner)
    invite(organisation, owner, now=NOW + services.RESEND_AFTER - timedelta(seconds=1))

    assert Notice.objects.count() == Invitation.objects.count() == 1
    assert services.find_invitation(first, now=NOW).email == "new@example.com"


def test_form_sent_twice_founds_one_organisation(owner):
    key = uuid4()

    assert found(owner, key) == found(owner, key)

    assert Organisation.objects.count() == 1
    with pytest.raises(services.CannotFound) as refusal:
        found(UserFactory(), key)
    assert refusal.value.code == "exists"


def test_invitation_of_a_member_is_refused(organisation, owner):
    with pytest.raises(services.CannotInvite) as refusal:
        invite(organisation, owner, email=owner.email)

    assert refusal.value.code == "is_member"


def test_invitations_are_limited(organisation, owner, monkeypatch):
    monkeypatch.setattr(services, "MAX_OPEN_INVITATIONS", 1)
    invite(organisation, owner, email="first@example.com")

    with pytest.raises(services.CannotInvite) as refusal:
        invite(organisation, owner, email="second@example.com")

    assert refusal.value.code == "too_many"


def test_withdrawn_invitation_cannot_be_accepted(organisation, owner):
    token = invite(organisation, owner)

    services.withdraw_invitation(Invitation.objects.get(), now=NOW + timedelta(hours=1))

    with pytest.raises(services.CannotAcceptInvitation):
        services.find_invitation(token, now=NOW)


def test_last_owner_stays(organisation, owner):
    membership = organisation.memberships.get()

    for attempt in (
        lambda: services.remove_member(membership),
        lambda: services.change_role(membership, role=Role.DELEGATE),
    ):
        with pytest.raises(services.CannotChangeMember) as refusal:
            attempt()
        assert refusal.value.code == "last_owner"


def test_owner_goes_when_another_owner_stays(organisation, owner):
    MembershipFactory(organisation=organisation, role=Role.OWNER)

    services.remove_member(organisation.memberships.get(user=owner))

    assert organisation.memberships.count() == 1


def test_owner_of_another_organisation_does_not_count(organisation):
    MembershipFactory(organisation=OrganisationFactory(), role=Role.OWNER)

    with pytest.raises(services.CannotChangeMember):
        services.remove_member(organisation.memberships.get())

    assert Membership.objects.filter(organisation=organisation).count() == 1


def test_changed_organisation_is_told_after_commit(
    organisation, django_capture_on_commit_callbacks
):
    heard: list[int] = []

    def hear(*, organisation_id: int, **_: object) -> None:
        heard.append(organisation_id)

    organisation_changed.connect(hear)
    organisation.country = "JP"
    with django_capture_on_commit_callbacks(execute=True):
        services.change_organisation(organisation)
        assert heard == []

    assert heard == [organisation.pk]
    assert Organisation.objects.get().country == "JP"
