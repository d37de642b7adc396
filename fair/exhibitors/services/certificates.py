"""State, change and remove certificates; note what the organiser has seen of them."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.common.uploads import delete_after_commit
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.choices import Verification
from fair.exhibitors.models import HeldCertificate
from fair.exhibitors.services.lines import announce_lines_changed

FIELDS = (
    "certification",
    "state",
    "number",
    "scope",
    "site",
    "registrar",
    "issued_on",
    "expires_on",
    "evidence",
)
# What was verified was verified of these; when one changes, it has to be seen again.
VERIFIED_FIELDS = frozenset({"certification", "number", "expires_on", "evidence"})


class CannotSaveCertificate(Refusal):
    """The certificate cannot be stored so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_supplier": _("Only suppliers state certificates."),
        "already_stated": _("You state this certificate with this number already."),
        "foreign_line": _("A certificate covers only product lines of its own supplier."),
        "form_used": _("This form was sent before. Open a new one and fill it in."),
    }


@transaction.atomic
def create_certificate(
    participation: Participation, *, submission_key: UUID, values: Mapping[str, Any]
) -> HeldCertificate:
    """State a certificate; a form sent twice, under the same key, makes one.

    `values` holds any of FIELDS and `product_lines`. Raise CannotSaveCertificate.
    """
    if participation.side != Side.SUPPLIER:
        raise CannotSaveCertificate("not_supplier")
    fields = {name: values[name] for name in FIELDS if name in values}
    try:
        certificate, is_new = participation.certificates.get_or_create(
            public_id=submission_key, defaults=fields
        )
    except IntegrityError as error:
        raise CannotSaveCertificate(_code(participation, fields)) from error
    if is_new:
        _set_lines(certificate, values)
        announce_lines_changed(participation)
    return certificate


@transaction.atomic
def change_certificate(
    certificate: HeldCertificate, *, values: Mapping[str, Any]
) -> HeldCertificate:
    """Store what `values` states; what changes must be verified again.

    Raise CannotSaveCertificate.
    """
    certificate = _locked(certificate)
    changed = [n for n in FIELDS if n in values and values[n] != getattr(certificate, n)]
    if "evidence" in changed:
        delete_after_commit(certificate.evidence)
    for name in changed:
        setattr(certificate, name, values[name] or "" if name == "evidence" else values[name])
    if VERIFIED_FIELDS & set(changed):
        certificate.verification = Verification.DECLARED
    try:
        with transaction.atomic():
            certificate.save(update_fields=[*changed, "verification", "updated_at"])
    except IntegrityError as error:
        raise CannotSaveCertificate("already_stated") from error
    _set_lines(certificate, values)
    announce_lines_changed(certificate.participation)
    return certificate


@transaction.atomic
def delete_certificate(certificate: HeldCertificate) -> None:
    """Remove a certificate and its evidence."""
    certificate = _locked(certificate)
    delete_after_commit(certificate.evidence)
    participation = certificate.participation
    certificate.delete()
    announce_lines_changed(participation)


@transaction.atomic
def verify_certificate(
    certificate: HeldCertificate, *, verification: Verification
) -> HeldCertificate:
    """Note what the organiser has seen of a certificate."""
    certificate = _locked(certificate)
    if certificate.verification != verification:
        certificate.verification = verification
        certificate.save(update_fields=["verification", "updated_at"])
        announce_lines_changed(certificate.participation)
    return certificate


def _set_lines(certificate: HeldCertificate, values: Mapping[str, Any]) -> None:
    if "product_lines" not in values:
        return
    lines = list(values["product_lines"])
    if any(line.participation_id != certificate.participation_id for line in lines):
        raise CannotSaveCertificate("foreign_line")
    certificate.product_lines.set(lines)


def _code(participation: Participation, fields: Mapping[str, Any]) -> str:
    """Tell which of the two unique constraints refused a new certificate."""
    stated = participation.certificates.filter(
        certification=fields["certification"], number=fields.get("number", "")
    )
    return "already_stated" if stated.exists() else "form_used"


def _locked(certificate: HeldCertificate) -> HeldCertificate:
    return (
        HeldCertificate.objects.select_for_update(no_key=True, of=("self",))
        .select_related("participation__edition")
        .get(pk=certificate.pk)
    )
