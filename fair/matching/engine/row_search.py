"""All pairs of one need or one line that leave a trace, scored exactly at once.

Where everything is kept there is nothing to pick: places and tiles would be made for nothing.
"""

import numpy as np

from fair.matching.engine.blocking import passing
from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.columns import NeedColumns, OfferColumns
from fair.matching.engine.exact import Scores, exact_scores
from fair.matching.engine.finding import declined_pairs
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.partners import Partners
from fair.matching.engine.types import Rules


def all_pairs(
    needs: NeedColumns, offers: OfferColumns, *, rules: Rules
) -> tuple[Scores, Scores, Scores]:
    """Return the matches, the near misses and the declined pairs, in no order.

    They are those of `find_rows` without limits. Cost: half a microsecond and a text model's
    `pairs_of` for each, and a byte for each need and offer, of which one side should be a row.
    """
    pairing = Pairing(needs, offers, rules)
    need_rows, offer_rows = _open_pairs(pairing)
    scores = exact_scores(pairing, need_rows, offer_rows)
    is_match = scores.failed == 0
    declined = exact_scores(pairing, *declined_pairs(pairing))
    return scores.taken(is_match), scores.taken(~is_match), declined


def _open_pairs(pairing: Pairing) -> tuple[Ints, Ints]:
    """Return the pairs that pass the gates of process and consent."""
    asked, offered = pairing.needs.processes, pairing.offers.processes
    numbers = (np.arange(len(column.number)) for column in (asked, offered))
    is_open: Bools = passing(pairing, *numbers)[np.ix_(asked.ids, offered.ids)]
    for partners in (pairing.kept_apart, pairing.declined):
        _close(is_open, partners)
    need_rows, offer_rows = np.nonzero(is_open)
    return need_rows, offer_rows


def _close(is_open: Bools, partners: Partners) -> None:
    is_open[partners.pairs()] = False
