"""Who may do what on the supply side."""

from typing import Any

from fair.editions.permissions import can_edit_participation, is_organiser
from fair.exhibitors.models import BoothRegistration, HeldCertificate, ProductLine


def can_edit_line(user: Any, line: ProductLine) -> bool:
    """Tell whether `user` may change `line`: owners and managers of the supplier, organisers."""
    return can_edit_participation(user, line.participation)


def can_edit_certificate(user: Any, certificate: HeldCertificate) -> bool:
    """Tell whether `user` may change `certificate`, under the same rule as product lines."""
    return can_edit_participation(user, certificate.participation)


def can_read_evidence(user: Any, certificate: HeldCertificate) -> bool:
    """Tell whether `user` may open the evidence: those who may change it, and nobody else."""
    return can_edit_certificate(user, certificate)


def can_allot(user: Any, registration: BoothRegistration) -> bool:
    """Tell whether `user` may give and take booths: the edition's organisers."""
    return is_organiser(user, registration.participation.edition)
