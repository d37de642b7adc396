"""Which certificates count as which: on what day, and what one of them includes."""

from collections.abc import Iterable
from datetime import date

from fair.matching.engine.types import Certificate

# Holder of the first → the standards whose every demand its audit covers. Only standards that take
# in the other's whole text are here: ISO 13485 follows ISO 9001 but leaves parts of it out.
INCLUDES: dict[str, frozenset[str]] = {
    "IATF16949": frozenset({"ISO9001"}),
    "AS9100": frozenset({"ISO9001"}),
    "ISO22163": frozenset({"ISO9001"}),
}


def counts_as(held: str, asked: str) -> bool:
    """Tell whether a certificate of one standard is one of another."""
    return held == asked or asked in INCLUDES.get(held, ())


def held_codes(certificates: Iterable[Certificate], *, fair_on: date) -> frozenset[str]:
    """Return the standards that are met on the day of the fair, included ones too."""
    return _with_included(
        certificate.code
        for certificate in certificates
        if not certificate.is_in_progress and not _is_expired(certificate, fair_on=fair_on)
    )


def possible_codes(certificates: Iterable[Certificate], *, fair_on: date) -> frozenset[str]:
    """Return the standards that are met on the day of the fair or being worked towards."""
    return _with_included(
        certificate.code
        for certificate in certificates
        if certificate.is_in_progress or not _is_expired(certificate, fair_on=fair_on)
    )


def _is_expired(certificate: Certificate, *, fair_on: date) -> bool:
    return certificate.expires_on is not None and certificate.expires_on < fair_on


def _with_included(codes: Iterable[str]) -> frozenset[str]:
    held = frozenset(codes)
    return held.union(*(INCLUDES.get(code, ()) for code in held))
