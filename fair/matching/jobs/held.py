"""What stands in the table: the pairs of a row, and where full lists end."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from psycopg.sql import SQL, Identifier

from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.columns import Ids
from fair.matching.jobs.candidates import Kind, RowList
from fair.matching.jobs.places import Places
from fair.matching.jobs.storing import DECLINED, HALF_RANGE, TABLE, array_of
from fair.matching.models import MatchRun

# A row may have thousands of pairs: they come as columns, past Django's objects.
HELD = SQL("""
SELECT {other}, nearness, confidence, tie, id, CASE
    WHEN eligible THEN %(match)s
    WHEN gates @> %(declined)s::jsonb THEN %(is_declined)s
    ELSE %(miss)s END
FROM {table} WHERE run_id = %(run)s AND {owner} = %(row)s ORDER BY {other}
""")
ENDS = SQL("""
SELECT {other}, nearness, confidence, tie FROM {table}
WHERE run_id = %(run)s AND eligible = %(eligible)s AND {mark} AND {other} = ANY(%(ids)s::bigint[])
""")


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where a row's pairs with some others stand."""

    others: Ids
    places: Places

    def beside(self, others: Ids) -> tuple[Bools, Places]:
        """Return which of `others`, in rising order, are here, and where; else behind all."""
        rows = np.searchsorted(others, self.others)
        is_here = np.zeros(len(others), np.bool_)
        is_here[rows] = True
        return is_here, self.places.spread(rows, size=len(others))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The stored pairs of a row, by the others' ids in rising order."""

    others: Ids
    places: Places
    match_ids: Ids
    kinds: Ints

    def of(self, kind: Kind) -> Placed:
        """Return those of a kind."""
        chosen = self.kinds == kind
        return Placed(self.others[chosen], self.places.taken(chosen))

    def ids_with(self, others: Ids, *, kind: Kind) -> Ids:
        """Return the ids of the pairs with `others` that are of a kind, -1 where there is none."""
        if not len(self.others):
            return np.full(len(others), -1)
        rows = np.minimum(np.searchsorted(self.others, others), len(self.others) - 1)
        is_held = (self.others[rows] == others) & (self.kinds[rows] == kind)
        return np.where(is_held, self.match_ids[rows], -1)


def held_pairs(run: MatchRun, own: RowList) -> Held:
    """Return the stored pairs of a row; one query."""
    query = HELD.format(
        table=Identifier(TABLE), owner=Identifier(own.column), other=Identifier(own.other_column)
    )
    values = {
        "run": run.pk,
        "row": own.row_id,
        "declined": json.dumps(DECLINED),
        "match": Kind.MATCH.value,
        "miss": Kind.MISS.value,
        "is_declined": Kind.DECLINED.value,
    }
    others, *place, match_ids, kinds = _columns(query.as_string(), values, count=6)
    return Held(
        np.array(others, np.int64),
        _places(*place),
        np.array(match_ids, np.int64),
        np.array(kinds, np.intp),
    )


def ends_of_lists(run: MatchRun, own: RowList, *, others: Ids, kind: Kind) -> Placed:
    """Return the last pair in the list of each of `others`; one query.

    A list that has room for more has no end.
    """
    query = ENDS.format(
        table=Identifier(TABLE),
        other=Identifier(own.other_column),
        mark=Identifier(own.other_mark),
    )
    values = {"run": run.pk, "eligible": kind == Kind.MATCH, "ids": array_of(others)}
    ids, *place = _columns(query.as_string(), values, count=4)
    return Placed(np.array(ids, np.int64), _places(*place))


def _columns(query: str, values: dict[str, Any], *, count: int) -> list[tuple[Any, ...]]:
    """Return what a query finds, column by column."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(zip(*cursor.fetchall(), strict=True)) or [()] * count


def _places(nearness: Any, confidence: Any, ties: Any) -> Places:
    """Return where stored pairs stand in lists."""
    stored = np.array(ties, np.int64).view(np.uint64)
    return Places(
        np.array(nearness, np.float64),
        np.array(confidence, np.float64),
        stored + np.uint64(HALF_RANGE),  # which wraps around
    )
