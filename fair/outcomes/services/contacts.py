"""Share the own business card with the partners met, or share it no more."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.models import Participation
from fair.editions.permissions import is_member
from fair.outcomes.models import ContactConsent


class CannotShare(Refusal):
    """The person's card cannot be shared."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_member": _("You share your card for a company that you act for."),
    }


@transaction.atomic
def share_contact(participation: Participation, *, person: User, now: datetime) -> ContactConsent:
    """Let the partners met have the person's card; who shares already shares once.

    Raise CannotShare for somebody who does not act for the company.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    if not is_member(person, participation):
        raise CannotShare("not_member")
    rows = ContactConsent.objects.filter(participation=participation, user=person)
    standing = rows.filter(withdrawn_at=None).first()
    return standing or rows.create(participation=participation, user=person, given_at=now)


def stop_sharing(participation: Participation, *, person: User, now: datetime) -> None:
    """Withdraw the consent: from now on nobody can fetch the card."""
    ContactConsent.objects.filter(
        participation=participation, user=person, withdrawn_at=None
    ).update(withdrawn_at=Greatest(F("given_at"), Value(now)))
