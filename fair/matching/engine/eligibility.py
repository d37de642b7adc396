"""The gates: declared facts that make a pair impossible, possible, or possible if confirmed.

A gate answers None where the need does not ask. Only declared facts may fail a pair; what is not
stated is "unknown" and stays eligible.
"""

from collections.abc import Callable
from datetime import date

from fair.matching.engine.certificates import counts_as
from fair.matching.engine.measures import fits
from fair.matching.engine.similarity import best_similarity
from fair.matching.engine.types import (
    Certificate,
    GateCode,
    GateResult,
    GateState,
    Need,
    Offer,
    Reason,
    Rules,
)

PROCESS_PASSES_FROM = 0.7
MATERIAL_PASSES_FROM = 0.85

Gate = Callable[[Need, Offer, Rules], GateResult | None]

# Results without subjects are the same for every pair, so they are made once.
_PASSED = {code: GateResult(code, GateState.PASS) for code in GateCode}


def _unknown(code: GateCode, reason: Reason, *subjects: str) -> GateResult:
    return GateResult(code, GateState.UNKNOWN, reason, subjects)


def _failed(code: GateCode, reason: Reason, *subjects: str) -> GateResult:
    return GateResult(code, GateState.FAIL, reason, subjects)


def process_gate(need: Need, offer: Offer, rules: Rules) -> GateResult | None:
    """Ask that the offer's processes are those of the need, narrower or broader."""
    if not need.processes:
        return None
    if not offer.processes:
        return _unknown(GateCode.PROCESS, Reason.PROCESS_NOT_STATED)
    likeness = best_similarity(
        need.processes, offer.processes, relations=rules.processes, every=need.needs_every_process
    )
    if likeness >= PROCESS_PASSES_FROM:
        return _PASSED[GateCode.PROCESS]
    return _failed(GateCode.PROCESS, Reason.PROCESS_OTHER)


def consent_gate(need: Need, offer: Offer, rules: Rules) -> GateResult | None:
    """Keep apart who may not or does not want to meet."""
    if need.party_id == offer.party_id:
        return _failed(GateCode.CONSENT, Reason.SAME_ORGANISATION)
    if offer.party_id in need.blocked_party_ids:
        return _failed(GateCode.CONSENT, Reason.BLOCKED)
    if need.invited_party_ids is not None and offer.party_id not in need.invited_party_ids:
        return _failed(GateCode.CONSENT, Reason.NOT_INVITED)
    return _declined(need, offer, rules)


def _declined(need: Need, offer: Offer, rules: Rules) -> GateResult | None:
    key = (need.id, offer.id)
    if key in rules.declined_by_buyer:
        return _failed(GateCode.CONSENT, Reason.DECLINED_BY_BUYER)
    if key in rules.declined_by_supplier:
        return _failed(GateCode.CONSENT, Reason.DECLINED_BY_SUPPLIER)
    return None


def tolerance_gate(need: Need, offer: Offer, _rules: Rules) -> GateResult | None:
    """Ask for the tolerance where the buyer marked it as hard."""
    if need.tolerance_mm is None or not need.tolerance_is_hard:
        return None
    if offer.tolerance_mm is None:
        return _unknown(GateCode.TOLERANCE, Reason.TOLERANCE_NOT_STATED)
    if offer.tolerance_mm <= need.tolerance_mm:
        return _PASSED[GateCode.TOLERANCE]
    return _failed(GateCode.TOLERANCE, Reason.TOLERANCE_TOO_WIDE)


def material_gate(need: Need, offer: Offer, rules: Rules) -> GateResult | None:
    """Ask for the material, or its class, where the buyer marked it as hard."""
    if not need.materials or not need.material_is_hard:
        return None
    if not offer.materials:
        return _unknown(GateCode.MATERIAL, Reason.MATERIAL_NOT_STATED)
    likeness = best_similarity(need.materials, offer.materials, relations=rules.materials)
    if likeness >= MATERIAL_PASSES_FROM:
        return _PASSED[GateCode.MATERIAL]
    return _failed(GateCode.MATERIAL, Reason.MATERIAL_OTHER)


def envelope_gate(need: Need, offer: Offer, _rules: Rules) -> GateResult | None:
    """Ask that the part, turned as suits best, fits the limits that the supplier states."""
    if not need.size_mm and need.weight_kg is None:
        return None
    reason = _misfit(need, offer)
    if reason is not None:
        return _failed(GateCode.ENVELOPE, reason)
    if need.size_mm and fits(need.size_mm, offer.max_size_mm) is None:
        return _unknown(GateCode.ENVELOPE, Reason.SIZE_NOT_STATED)
    return _PASSED[GateCode.ENVELOPE]


def _misfit(need: Need, offer: Offer) -> Reason | None:
    if fits(need.size_mm, offer.max_size_mm) is False:
        return Reason.TOO_LARGE
    if need.size_mm and need.size_mm[0] < (offer.min_size_mm or 0):
        return Reason.TOO_SMALL
    if offer.max_weight_kg is not None and offer.max_weight_kg < (need.weight_kg or 0):
        return Reason.TOO_HEAVY
    return None


def certificates_gate(need: Need, offer: Offer, rules: Rules) -> GateResult | None:
    """Ask for every required certificate; the worst answer decides and names its certificates."""
    if not need.required_certificates:
        return None
    found: dict[Reason, list[str]] = {}
    for code in sorted(need.required_certificates):
        reason = _certificate_reason(code, need, offer, rules)
        if reason is not None:
            found.setdefault(reason, []).append(code)
    for reason in (Reason.CERTIFICATE_MISSING, Reason.CERTIFICATE_EXPIRED):
        if reason in found:
            return _failed(GateCode.CERTIFICATES, reason, *found[reason])
    for reason, codes in found.items():
        return _unknown(GateCode.CERTIFICATES, reason, *codes)
    return _PASSED[GateCode.CERTIFICATES]


def _certificate_reason(code: str, need: Need, offer: Offer, rules: Rules) -> Reason | None:
    """Say why a certificate does not simply count; of several that could the best decides."""
    reasons = {
        _doubt(certificate, fair_on=rules.fair_on, starts_on=need.starts_on)
        for certificate in offer.certificates
        if counts_as(certificate.code, code)
    }
    if None in reasons:
        return None
    for reason in _MILDEST_FIRST:
        if reason in reasons:
            return reason
    return Reason.CERTIFICATE_MISSING


_MILDEST_FIRST = (
    Reason.CERTIFICATE_UNPROVEN,
    Reason.CERTIFICATE_LAPSES,
    Reason.CERTIFICATE_IN_PROGRESS,
    Reason.CERTIFICATE_EXPIRED,
)


def _doubt(certificate: Certificate, *, fair_on: date, starts_on: date | None) -> Reason | None:
    """Say what is wrong with a certificate; one that can still be renewed is not lost."""
    if certificate.is_in_progress:
        return Reason.CERTIFICATE_IN_PROGRESS
    expires_on = certificate.expires_on or date.max
    if expires_on < fair_on:
        return Reason.CERTIFICATE_EXPIRED
    if starts_on is not None and expires_on < starts_on:
        return Reason.CERTIFICATE_LAPSES
    return None if certificate.has_evidence else Reason.CERTIFICATE_UNPROVEN


# Cheapest and most selective first; process_gate stands apart as it spares all the others.
GATES: tuple[Gate, ...] = (
    consent_gate,
    tolerance_gate,
    material_gate,
    envelope_gate,
    certificates_gate,
)


def gate_results(need: Need, offer: Offer, *, rules: Rules) -> tuple[GateResult, ...]:
    """Return the answers of all gates that the need asks, but after a foreign process only that.

    Most pairs of a fair fail on the process, and what else such a pair lacks helps nobody.
    """
    first = process_gate(need, offer, rules)
    if first is not None and first.state is GateState.FAIL:
        return (first,)
    answers = [first, *(gate(need, offer, rules) for gate in GATES)]
    return tuple(answer for answer in answers if answer is not None)
