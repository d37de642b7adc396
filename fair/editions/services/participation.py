"""Taking part: apply, be approved or rejected, withdraw, change what one stated."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.refusals import Refusal
from fair.common import after_commit
from fair.editions import mails
from fair.editions.choices import ParticipationStatus, Side
from fair.editions.models import Delegate, Edition, Participation
from fair.editions.signals import participations_changed


class CannotApply(Refusal):
    """The organisation cannot take part on this side."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "registration_closed": _("Registration for this edition is not open."),
        "pending": _("Your application is with the organiser, who has not decided yet."),
        "approved": _("Your organisation takes part on this side already."),
        "rejected": _("The organiser has rejected your application; write to them to ask why."),
    }


class CannotDecide(Refusal):
    """The participation cannot be decided so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "no_reason": _("Give a reason: the applicant reads it."),
        "withdrawn": _("The applicant has withdrawn; ask them to apply again."),
        "not_withdrawable": _("It is rejected or withdrawn already."),
    }


class CannotSendDelegate(Refusal):
    """The person cannot be named as a delegate."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "form_used": _("This form was used before. Open it again and repeat what you entered."),
    }


@transaction.atomic
def apply(edition: Edition, *, organisation: Organisation, side: Side) -> Participation:
    """Ask to take part; a withdrawn participation is taken up again. Return it, pending.

    Raise CannotApply when registration is closed or the organisation takes part already.
    """
    if not edition.is_open_for_registration:
        raise CannotApply("registration_closed")
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _mark_side(organisation, side)
    earlier = Participation.objects.filter(
        edition=edition, organisation=organisation, side=side
    ).first()
    if earlier is None:
        return Participation.objects.create(
            edition=edition,
            organisation=organisation,
            side=side,
            languages=organisation.languages,
        )
    if earlier.status != ParticipationStatus.WITHDRAWN:
        raise CannotApply(earlier.status)
    return _set_status(earlier, ParticipationStatus.PENDING, actor=None, reason="", now=None)


@transaction.atomic
def approve(participation: Participation, *, actor: User, now: datetime) -> Participation:
    """Let the applicant take part and tell its owners and managers.

    Approving twice has no second effect. Raise CannotDecide where it was withdrawn.
    """
    locked = _locked(participation)
    if locked.status == ParticipationStatus.WITHDRAWN:
        raise CannotDecide("withdrawn")
    if locked.is_approved:
        return locked
    decided = _set_status(locked, ParticipationStatus.APPROVED, actor=actor, reason="", now=now)
    mails.tell_decision(decided)
    return decided


@transaction.atomic
def reject(
    participation: Participation, *, actor: User, reason: str, now: datetime
) -> Participation:
    """Turn the applicant down with a reason and tell its owners and managers.

    Rejecting twice for one reason has no second effect. Raise CannotDecide without a reason, or
    where it was withdrawn.
    """
    reason = reason.strip()
    locked = _locked(participation)
    if not reason:
        raise CannotDecide("no_reason")
    if locked.status == ParticipationStatus.WITHDRAWN:
        raise CannotDecide("withdrawn")
    if locked.status == ParticipationStatus.REJECTED and locked.status_reason == reason:
        return locked
    decided = _set_status(locked, ParticipationStatus.REJECTED, actor=actor, reason=reason, now=now)
    mails.tell_decision(decided)
    return decided


@transaction.atomic
def withdraw(
    participation: Participation, *, actor: User, reason: str, now: datetime
) -> Participation:
    """Take the participation back; rooms above hear of it and free what it held.

    Raise CannotDecide where it is rejected or withdrawn already.
    """
    locked = _locked(participation)
    if locked.status in {ParticipationStatus.REJECTED, ParticipationStatus.WITHDRAWN}:
        raise CannotDecide("not_withdrawable")
    return _set_status(
        locked, ParticipationStatus.WITHDRAWN, actor=actor, reason=reason.strip(), now=now
    )


@transaction.atomic
def change_participation(participation: Participation, *, fields: dict[str, Any]) -> None:
    """Store what the participant states of itself: attendance, time zone, limits, languages."""
    for name, value in fields.items():
        setattr(participation, name, value)
    participation.save(update_fields=[*fields, "updated_at"])
    _announce(participation)


@transaction.atomic
def send_delegate(
    participation: Participation, *, submission_key: UUID, values: Mapping[str, Any]
) -> Delegate:
    """Name a person whom the participant sends; a form sent twice, under one key, names one.

    A member of the company is known by the e-mail address, and gets its messages from then on.
    Raise CannotSendDelegate where the key was used for another participant.
    """
    try:
        delegate, _is_new = participation.delegates.get_or_create(
            public_id=submission_key,
            defaults={**values, "user": _member_at(participation, values.get("email", ""))},
        )
    except IntegrityError as error:
        raise CannotSendDelegate("form_used") from error
    return delegate


def _member_at(participation: Participation, email: str) -> User | None:
    """Return the member with an address who is not named as a delegate already."""
    members = participation.organisation.members.filter(is_active=True, email__iexact=email)
    return members.exclude(delegacies__participation=participation).order_by("pk").first()


def _locked(participation: Participation) -> Participation:
    return (
        Participation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("edition", "organisation")
        .get(pk=participation.pk)
    )


def _mark_side(organisation: Organisation, side: Side) -> None:
    flag = "is_supplier" if side == Side.SUPPLIER else "is_buyer"
    if not getattr(organisation, flag):
        setattr(organisation, flag, True)
        organisation.save(update_fields=[flag, "updated_at"])


def _set_status(
    participation: Participation,
    status: ParticipationStatus,
    *,
    actor: User | None,
    reason: str,
    now: datetime | None,
) -> Participation:
    participation.status = status
    participation.status_reason = reason
    participation.decided_by = actor
    participation.decided_at = now
    participation.save(
        update_fields=["status", "status_reason", "decided_by", "decided_at", "updated_at"]
    )
    _announce(participation)
    return participation


def _announce(participation: Participation) -> None:
    after_commit.announce(
        participations_changed,
        sender=Participation,
        edition_id=participation.edition_id,
        participation_id=participation.pk,
    )
