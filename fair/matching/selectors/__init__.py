"""What is asked of runs and matches."""

from fair.matching.selectors.found import (
    Kilometres,
    Overview,
    in_tab,
    lines_with_matches,
    match_of,
    match_terms,
    matches_of_line,
    matches_of_need,
    matches_seen_by,
    needs_with_matches,
    overview_of,
    partners_of,
)
from fair.matching.selectors.gaps import (
    FairGaps,
    Gap,
    Gaps,
    gaps_of_fair,
    gaps_of_line,
    gaps_of_supplier,
)
from fair.matching.selectors.kept import Kept, shortlist_of
from fair.matching.selectors.runs import (
    STANDARD_NUMBER,
    current_run,
    engine_weights,
    open_run,
    weight_number,
    weight_sets,
    weights_of,
)

__all__ = [
    "STANDARD_NUMBER",
    "FairGaps",
    "Gap",
    "Gaps",
    "Kept",
    "Kilometres",
    "Overview",
    "current_run",
    "engine_weights",
    "gaps_of_fair",
    "gaps_of_line",
    "gaps_of_supplier",
    "in_tab",
    "lines_with_matches",
    "match_of",
    "match_terms",
    "matches_of_line",
    "matches_of_need",
    "matches_seen_by",
    "needs_with_matches",
    "open_run",
    "overview_of",
    "partners_of",
    "shortlist_of",
    "weight_number",
    "weight_sets",
    "weights_of",
]
