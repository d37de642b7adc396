"""Accept the confidentiality terms of a need."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.refusals import Refusal
from fair.sourcing.choices import Visibility
from fair.sourcing.models import ComponentNeed, NdaAcceptance
from fair.sourcing.selectors import may_sign_for, nda_terms_of


class CannotAcceptNda(Refusal):
    """The terms cannot be accepted so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_needed": _("This need asks for no confidentiality terms."),
        "not_visible": _("This need is not open to your organisation."),
        "may_not_sign": _(
            "Only an owner or manager of a supplier that takes part can accept the terms."
        ),
        "no_name": _("Write your full name as signature."),
        "terms_changed": _("The buyer has changed the terms. Read them again before you accept."),
    }


@transaction.atomic
def accept_nda(
    need: ComponentNeed,
    *,
    organisation: Organisation,
    actor: User,
    signed_name: str,
    text: str,
    now: datetime,
) -> NdaAcceptance:
    """Keep that `organisation` accepted the terms: `text` as its signer read it, name and time.

    Accepting again returns the first acceptance. Raise CannotAcceptNda.
    """
    need = ComponentNeed.objects.select_for_update(no_key=True).get(pk=need.pk)
    if need.visibility != Visibility.NDA:
        raise CannotAcceptNda("not_needed")
    if not ComponentNeed.objects.visible_to(actor).filter(pk=need.pk).exists():
        raise CannotAcceptNda("not_visible")
    signing_for = may_sign_for(actor, edition=need.participation.edition)
    if not signing_for.filter(pk=organisation.pk).exists():
        raise CannotAcceptNda("may_not_sign")
    if not signed_name.strip():
        raise CannotAcceptNda("no_name")
    terms = nda_terms_of(need)
    if _plain(text) != _plain(terms):
        raise CannotAcceptNda("terms_changed")
    acceptance, _is_new = NdaAcceptance.objects.get_or_create(
        need=need,
        organisation=organisation,
        defaults={
            "accepted_by": actor,
            "signed_name": signed_name.strip(),
            "text": terms,
            "accepted_at": now,
        },
    )
    return acceptance


def _plain(text: str) -> str:
    """Take out what a browser changes on the way: line ends and spaces around."""
    return " ".join(text.split())
