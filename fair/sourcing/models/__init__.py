"""Tables of the demand side."""

from fair.sourcing.models.access_record import AccessRecord
from fair.sourcing.models.confidentiality import AccessRevocation, NdaAcceptance, NdaVersion
from fair.sourcing.models.document import NeedDocument
from fair.sourcing.models.need import ComponentNeed, NeedCertification

__all__ = [
    "AccessRecord",
    "AccessRevocation",
    "ComponentNeed",
    "NdaAcceptance",
    "NdaVersion",
    "NeedCertification",
    "NeedDocument",
]
