"""The confidentiality terms of a need: their versions, who reads and who accepts them."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.refusals import Refusal
from fair.sourcing.choices import AccessKind, Visibility
from fair.sourcing.models import AccessRecord, ComponentNeed, NdaAcceptance, NdaVersion
from fair.sourcing.selectors import may_sign_for, nda_terms_of
from fair.sourcing.services.recording import record
from fair.sourcing.texts import standard_nda


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

    Accepting the same version again returns the first acceptance; terms that the buyer has changed
    since are another version, and what was accepted before keeps its text. Raise CannotAcceptNda.
    """
    need = ComponentNeed.objects.select_for_update(no_key=True).get(pk=need.pk)
    _refuse_signer(need, organisation=organisation, actor=actor)
    if not signed_name.strip():
        raise CannotAcceptNda("no_name")
    terms = nda_terms_of(need)
    if _plain(text) != _plain(terms):
        raise CannotAcceptNda("terms_changed")
    acceptance, is_new = NdaAcceptance.objects.get_or_create(
        version=_version_of(need, now=now),
        organisation=organisation,
        defaults={
            "need": need,
            "accepted_by": actor,
            "signed_name": signed_name.strip(),
            "text": terms,
            "accepted_at": now,
        },
    )
    if is_new:
        record(
            need,
            AccessKind.ACCEPTED,
            user=actor,
            organisation=organisation,
            version=acceptance.version,
            now=now,
        )
    return acceptance


def _refuse_signer(need: ComponentNeed, *, organisation: Organisation, actor: User) -> None:
    """Raise CannotAcceptNda where `actor` cannot sign for the organisation, or need not."""
    if need.visibility != Visibility.NDA:
        raise CannotAcceptNda("not_needed")
    if not ComponentNeed.objects.visible_to(actor).filter(pk=need.pk).exists():
        raise CannotAcceptNda("not_visible")
    signing_for = may_sign_for(actor, edition=need.participation.edition)
    if not signing_for.filter(pk=organisation.pk).exists():
        raise CannotAcceptNda("may_not_sign")


@transaction.atomic
def note_terms_read(
    need: ComponentNeed, *, user: User, organisation: Organisation | None, now: datetime
) -> None:
    """Note that somebody has the terms before them; once for each person and version."""
    need = ComponentNeed.objects.select_for_update(no_key=True).get(pk=need.pk)
    version = _version_of(need, now=now)
    read = AccessRecord.objects.filter(kind=AccessKind.VIEWED_TERMS, version=version, user=user)
    if not read.exists():
        record(
            need,
            AccessKind.VIEWED_TERMS,
            user=user,
            organisation=organisation,
            version=version,
            now=now,
        )


def _version_of(need: ComponentNeed, *, now: datetime) -> NdaVersion:
    """Return the terms as they stand today, kept where they were not yet; `need` is locked."""
    source = need.nda_text
    text = source if source.strip() else standard_nda()
    known = NdaVersion.objects.filter(need=need)
    return known.filter(source=source, text=text).first() or NdaVersion.objects.create(
        need=need, number=known.count() + 1, source=source, text=text, created_at=now
    )


def _plain(text: str) -> str:
    """Take out what a browser changes on the way: line ends and spaces around."""
    return " ".join(text.split())
