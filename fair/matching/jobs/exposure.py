"""How evenly a run shows the booths, with and without a price on those that everybody shows."""

from dataclasses import asdict
from typing import Any

from fair.exhibitors.models import ProductLine
from fair.matching.engine.slates import Exposure, Option, exposure, fill_slates
from fair.matching.models import Match, MatchRun
from fair.matching.models.match import BEST_FIRST

# So many suppliers a need are a slate: about what a buyer can meet in a day.
SLATE_SIZE = 10


def exposure_figures(run: MatchRun) -> dict[str, Any]:
    """Return the exposure of the suppliers by slates of the best and by priced ones.

    Two queries.
    """
    rows = Match.objects.filter(run=run, eligible=True).order_by("need_id", *BEST_FIRST)
    options = [
        Option(need_id, line_id, organisation_id, points)
        for need_id, line_id, organisation_id, points in rows.values_list(
            "need_id", "line_id", "line__participation__organisation_id", "mutual_points"
        )
    ]
    lines = ProductLine.objects.published().filter(participation__edition=run.edition_id)
    party_ids = set(lines.values_list("participation__organisation", flat=True))
    plain = fill_slates(options, size=SLATE_SIZE, rounds=0)
    priced = fill_slates(options, size=SLATE_SIZE)
    return {
        "size": SLATE_SIZE,
        "plain": _rounded(exposure(plain, party_ids=party_ids)),
        "priced": _rounded(exposure(priced, party_ids=party_ids)),
    }


def _rounded(found: Exposure) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(found).items()}
