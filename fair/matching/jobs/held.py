"""What stands in the table: the pairs of a row, and where full lists end."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Value, When

from fair.matching.jobs.candidates import Kind, Place, RowList, place_of
from fair.matching.jobs.storing import DECLINED, HALF_RANGE
from fair.matching.models import Match, MatchRun


@dataclass(frozen=True, slots=True)
class Held:
    """A stored pair of a row."""

    match_id: int
    kind: Kind
    place: Place


def held_pairs(run: MatchRun, own: RowList) -> dict[int, Held]:
    """Return the stored pairs of a row by the other's id; one query."""
    kind = Case(
        When(eligible=True, then=Value(Kind.MATCH.value)),
        When(gates__contains=DECLINED, then=Value(Kind.DECLINED.value)),
        default=Value(Kind.MISS.value),
    )
    rows = Match.objects.filter(run=run, **{own.column: own.row_id}).values_list(
        own.other_column, "pk", kind, "nearness", "confidence", "tie"
    )
    return {
        other_id: Held(match_id, Kind(number), _place(near, confidence, tie))
        for other_id, match_id, number, near, confidence, tie in rows
    }


def ends_of_lists(
    run: MatchRun, *, column: str, mark: str, ids: Collection[int], kind: Kind
) -> dict[int, Place]:
    """Return the place of the last pair in the list of each of some rows; one query.

    A list that has room for more has no end.
    """
    if not ids:
        return {}
    rows = Match.objects.filter(
        run=run, eligible=kind == Kind.MATCH, **{f"{column}__in": ids, mark: True}
    )
    return {
        row_id: _place(near, confidence, tie)
        for row_id, near, confidence, tie in rows.values_list(
            column, "nearness", "confidence", "tie"
        )
    }


def _place(nearness: float, confidence: float, tie: int) -> Place:
    """Return where a stored pair stands in lists."""
    return place_of(nearness, confidence, tie + HALF_RANGE)
