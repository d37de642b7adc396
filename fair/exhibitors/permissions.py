"""Who may do what on the supply side."""

from typing import Any

from fair.editions.permissions import can_edit_participation
from fair.exhibitors.models import HeldCertificate, ProductLine


def can_edit_line(user: Any, line: ProductLine) -> bool:
    """Tell whether `user` may change `line`: owners and managers of the supplier, organisers."""
    return can_edit_participation(user, line.participation)


def can_edit_certificate(user: Any, certificate: HeldCertificate) -> bool:
    """Tell whether `user` may change `certificate` and open its evidence: as with lines."""
    return can_edit_participation(user, certificate.participation)
