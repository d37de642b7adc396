"""How lists of matches and runs are narrowed down."""

from fair.matching.filters.lists import BuyerFilter, Chip, MatchFilter
from fair.matching.filters.runs import RunFilter
from fair.matching.filters.suppliers import SupplierFilter

__all__ = ["BuyerFilter", "Chip", "MatchFilter", "RunFilter", "SupplierFilter"]
