"""The vocabulary that needs and offers share."""

from fair.taxonomy.models.edges import GradeEquivalent, ImpliedProcess, OutsideCode
from fair.taxonomy.models.terms import Certification, Material, PartFamily, Process, Sector
from fair.taxonomy.models.versions import TaxonomyVersion

__all__ = [
    "Certification",
    "GradeEquivalent",
    "ImpliedProcess",
    "Material",
    "OutsideCode",
    "PartFamily",
    "Process",
    "Sector",
    "TaxonomyVersion",
]
