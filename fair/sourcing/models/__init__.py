"""Tables of the demand side."""

from fair.sourcing.models.document import NdaAcceptance, NeedDocument
from fair.sourcing.models.need import ComponentNeed, NeedCertification

__all__ = ["ComponentNeed", "NdaAcceptance", "NeedCertification", "NeedDocument"]
