"""What a side keeps of its matches: the shortlist."""

from dataclasses import dataclass
from typing import Any

from fair.editions.choices import Side
from fair.matching.choices import LISTED, Verdict
from fair.matching.engine.types import GateState
from fair.matching.models import Match, MatchVerdict
from fair.matching.selectors.found import matches_of_need
from fair.sourcing.models import ComponentNeed


@dataclass(frozen=True, slots=True)
class Kept:
    """A word of the buyer, and the match it is about; None where that is no longer one."""

    verdict: MatchVerdict
    match: Match | None

    @property
    def has_doubts(self) -> bool:
        """Tell whether something is lacking or to be confirmed."""
        return self.match is not None and any(
            gate["state"] != GateState.PASS for gate in self.match.gates
        )


def shortlist_of(need: ComponentNeed, *, user: Any) -> list[Kept]:
    """Return what the buyer marked, must before nice, each in the order of the ranking.

    What is no match any more comes last; two queries.
    """
    verdicts = list(
        MatchVerdict.objects.filter(need=need, side=Side.BUYER, verdict__in=LISTED)
        .select_related("line__participation__organisation", "decided_by")
        .order_by("id")
    )
    matches = matches_of_need(need, user=user)
    ranked = list(matches.filter(line__in=[verdict.line_id for verdict in verdicts]))
    places = {match.line_id: place for place, match in enumerate(ranked)}
    by_line = {match.line_id: match for match in ranked}
    kept = [Kept(verdict, by_line.get(verdict.line_id)) for verdict in verdicts]
    return sorted(
        kept,
        key=lambda entry: (
            entry.verdict.verdict != Verdict.MUST,
            places.get(entry.verdict.line_id, len(places)),
            entry.verdict.pk,
        ),
    )
