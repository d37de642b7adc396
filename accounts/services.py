"""Found an organisation, invite colleagues, change who may do what."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.mails import send_invitation
from accounts.models import Invitation, Membership, Organisation, User
from accounts.refusals import Refusal
from accounts.signals import organisation_changed

INVITATION_LIFE = timedelta(days=14)
RESEND_AFTER = timedelta(minutes=5)
# Enough for the largest delegation; a stolen login cannot mail the world.
MAX_OPEN_INVITATIONS = 50


class CannotFound(Refusal):
    """The organisation cannot be stored."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "exists": _("It is registered already: look among your organisations."),
    }


class CannotInvite(Refusal):
    """The colleague cannot be invited."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "is_member": _("%(email)s acts for your organisation already."),
        "too_many": _("Too many invitations are open; withdraw some first."),
    }


class CannotAcceptInvitation(Refusal):
    """The invitation cannot be accepted."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "unknown": _("This invitation is not valid any more; ask your colleague for a new one."),
        "other_address": _(
            "This invitation is for %(email)s. Log in with that address, "
            "or ask your colleague to invite the address you use."
        ),
    }


class CannotChangeMember(Refusal):
    """The membership cannot be changed."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "last_owner": _(
            "An organisation keeps at least one owner; make somebody else owner first."
        ),
    }


@transaction.atomic
def found_organisation(
    organisation: Organisation, *, owner: User, submission_key: UUID
) -> Organisation:
    """Store a new organisation whose owner is `owner`; a form sent twice stores one.

    The key of the form becomes the public id, so that the database refuses a second one. Raise
    CannotFound where somebody else's organisation has the key or the tax code.
    """
    organisation.public_id = submission_key
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        earlier = Organisation.objects.of_member(owner).filter(public_id=submission_key).first()
        if earlier is None:
            raise CannotFound("exists") from error
        return earlier
    Membership.objects.create(user=owner, organisation=organisation, role=Role.OWNER)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation) -> None:
    """Store what an organisation states of itself, and tell the rooms of the fair."""
    organisation.save()

    def send() -> None:  # no partial: Django logs what fails by its name
        organisation_changed.send(sender=Organisation, organisation_id=organisation.pk)

    transaction.on_commit(send, robust=True)


@transaction.atomic
def invite_colleague(
    organisation: Organisation, *, email: str, role: Role, actor: User, now: datetime
) -> Invitation:
    """Invite a person by e-mail; an open invitation to the same address is replaced.

    One made within RESEND_AFTER stays as it is: a form sent twice makes no second message whose
    link voids the first one's. Raise CannotInvite for a member, or with MAX_OPEN_INVITATIONS open.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    email = email.strip().lower()
    if organisation.memberships.filter(user__email=email).exists():
        raise CannotInvite("is_member", email=email)
    earlier = organisation.invitations.filter(email=email, accepted_at=None, withdrawn_at=None)
    youngest = now + INVITATION_LIFE - RESEND_AFTER
    just_made = earlier.filter(role=role, expires_at__gt=youngest).first()
    if just_made is not None:
        return just_made
    earlier.update(withdrawn_at=now)
    if organisation.invitations.open_at(now).count() >= MAX_OPEN_INVITATIONS:
        raise CannotInvite("too_many")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        token_hash=_hash(token),
        invited_by=actor,
        expires_at=now + INVITATION_LIFE,
    )
    send_invitation(invitation, token=token, language=actor.language)
    return invitation


def find_invitation(token: str, *, now: datetime) -> Invitation:
    """Return the open invitation that `token` belongs to.

    Raise CannotAcceptInvitation where there is none.
    """
    invitation = (
        Invitation.objects.open_at(now)
        .filter(token_hash=_hash(token))
        .select_related("organisation", "invited_by")
        .first()
    )
    if invitation is None:
        raise CannotAcceptInvitation("unknown")
    return invitation


@transaction.atomic
def accept_invitation(token: str, *, user: User, now: datetime) -> Membership:
    """Make `user`, whose address was invited, a member; accepting uses the invitation up.

    Raise CannotAcceptInvitation where it is not open or was sent to another address.
    """
    invitation = find_invitation(token, now=now)
    if invitation.email != user.email:
        raise CannotAcceptInvitation("other_address", email=invitation.email)
    claimed = Invitation.objects.open_at(now).filter(pk=invitation.pk).update(accepted_at=now)
    if claimed != 1:
        raise CannotAcceptInvitation("unknown")
    membership, _is_new = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation, defaults={"role": invitation.role}
    )
    return membership


def withdraw_invitation(invitation: Invitation, *, now: datetime) -> None:
    """Make an open invitation void; withdrawing twice has no second effect."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )


@transaction.atomic
def change_role(membership: Membership, *, role: Role) -> None:
    """Give the member another role. Raise CannotChangeMember for the last owner."""
    if role != Role.OWNER:
        _refuse_last_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove_member(membership: Membership) -> None:
    """End the membership. Raise CannotChangeMember for the last owner."""
    _refuse_last_owner(membership)
    membership.delete()


def _refuse_last_owner(membership: Membership) -> None:
    # Under the organisation's lock: two owners removing each other must leave one.
    Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    owners = Membership.objects.filter(organisation_id=membership.organisation_id, role=Role.OWNER)
    is_owner = owners.filter(pk=membership.pk).exists()
    if is_owner and not owners.filter(user__is_active=True).exclude(pk=membership.pk).exists():
        raise CannotChangeMember("last_owner")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
