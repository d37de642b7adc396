"""Take a company's access to the details of a need away, and give it back."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.refusals import Refusal
from fair.notifications.services import notify
from fair.sourcing.choices import AccessKind
from fair.sourcing.models import AccessRevocation, ComponentNeed
from fair.sourcing.permissions import is_confidential
from fair.sourcing.services.recording import record


class CannotRevokeAccess(Refusal):
    """The access cannot be taken."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "public": _("Everybody may read this need. Change who may read it first."),
        "own": _("These are your own people."),
    }


@transaction.atomic
def revoke_access(
    need: ComponentNeed, *, organisation: Organisation, actor: User, now: datetime, reason: str = ""
) -> None:
    """Close the details and documents to an organisation at once, note it, and tell its people.

    Doing it twice has no second effect. Raise CannotRevokeAccess.
    """
    need = ComponentNeed.objects.select_for_update(no_key=True).get(pk=need.pk)
    if not is_confidential(need):
        raise CannotRevokeAccess("public")
    if organisation.pk == need.participation.organisation_id:
        raise CannotRevokeAccess("own")
    _revocation, is_new = AccessRevocation.objects.get_or_create(
        need=need,
        organisation=organisation,
        restored_at=None,
        defaults={"revoked_at": now, "reason": reason.strip()},
    )
    if is_new:
        record(need, AccessKind.REVOKED, user=actor, organisation=organisation, now=now)
        _tell(need, organisation, kind="sourcing/access_revoked", reason=reason.strip())


@transaction.atomic
def restore_access(
    need: ComponentNeed, *, organisation: Organisation, actor: User, now: datetime
) -> None:
    """Open them again; what was accepted before still counts. Twice has no second effect."""
    need = ComponentNeed.objects.select_for_update(no_key=True).get(pk=need.pk)
    taken = AccessRevocation.objects.filter(need=need, organisation=organisation, restored_at=None)
    if taken.update(restored_at=now):
        record(need, AccessKind.RESTORED, user=actor, organisation=organisation, now=now)
        _tell(need, organisation, kind="sourcing/access_restored")


def _tell(need: ComponentNeed, organisation: Organisation, *, kind: str, reason: str = "") -> None:
    members = Membership.objects.filter(organisation=organisation, user__is_active=True)
    for membership in members.select_related("user").order_by("user_id"):
        notify(
            membership.user,
            kind=kind,
            context={"need": need, "edition": need.participation.edition, "reason": reason},
        )
