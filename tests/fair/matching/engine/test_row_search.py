"""All pairs of one row are what a search without limits finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.finding import find_rows
from fair.matching.engine.row_search import all_pairs
from fair.matching.engine.types import Limits
from tests.fair.matching.engine.inventions import needs, offers, several
from tests.fair.matching.engine.test_finding import RULES, columns_of

EVERYTHING = Limits(per_need=1000, per_offer=1000, near_misses_per_offer=1000)


def rows_of(*scores):
    """Return pairs with their scores, whatever their order."""
    return sorted(
        (need, offer, buyer.hex(), supplier.hex(), mean.hex(), confidence, failed)
        for part in scores
        for need, offer, buyer, supplier, mean, confidence, failed in zip(
            part.need_rows.tolist(),
            part.offer_rows.tolist(),
            part.buyer.tolist(),
            part.supplier.tolist(),
            part.mean.tolist(),
            part.confidence.tolist(),
            part.failed.tolist(),
            strict=True,
        )
    )


@given(several(needs, 5), several(offers, 8), st.booleans())
def test_all_pairs_are_those_of_a_search_without_limits(some_needs, some_offers, is_of_a_need):
    some_needs, some_offers = (
        (some_needs[:1], some_offers) if is_of_a_need else (some_needs, some_offers[:1])
    )
    sides = columns_of(some_needs, some_offers)
    found = find_rows(*sides, rules=RULES, limits=EVERYTHING, seed=3)

    matches, misses, declined = all_pairs(*sides, rules=RULES)

    assert rows_of(matches) == rows_of(found.matches)
    assert rows_of(misses, declined) == rows_of(found.misses)
    assert np.all(misses.failed > 0)
