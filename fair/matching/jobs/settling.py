"""Which pair is the last of each full list, and which pairs no list has room for.

Ranks are not stored: a list is sorted when it is read. Marked is only the last pair that a full
list has room for. With the marks, whether a pair is kept is known without reading a list.
"""

import json
from collections.abc import Collection
from typing import Any, LiteralString

from django.db import connection
from psycopg.sql import SQL, Identifier

from fair.matching.engine.types import Limits
from fair.matching.jobs.storing import DECLINED, MARKS, TABLE
from fair.matching.models import MatchRun

MATCHES: LiteralString = "eligible"
MISSES: LiteralString = "NOT eligible AND NOT gates @> %(declined)s::jsonb"

# The order of `engine.ranking.place`.
ORDER = SQL("nearness DESC, confidence DESC, tie")

MARK = SQL("""
WITH listed AS (
    SELECT id, {mark} AS was, %(limit)s = row_number() OVER (
        PARTITION BY {owner} ORDER BY {order}
    ) AS is_last
    FROM {table} WHERE run_id = %(run)s AND {kind} {scope}
)
UPDATE {table} AS match SET {mark} = listed.is_last
FROM listed WHERE match.id = listed.id AND listed.was <> listed.is_last
""")
CUT = SQL("""
DELETE FROM {table} AS pair USING {table} AS of_need, {table} AS of_line
WHERE pair.run_id = %(run)s AND pair.eligible {scope}
    AND of_need.run_id = %(run)s AND of_line.run_id = %(run)s
    AND of_need.is_last_for_need AND of_need.need_id = pair.need_id
    AND of_line.is_last_for_line AND of_line.line_id = pair.line_id AND of_line.eligible
    AND (-pair.nearness, -pair.confidence, pair.tie)
        > (-of_need.nearness, -of_need.confidence, of_need.tie)
    AND (-pair.nearness, -pair.confidence, pair.tie)
        > (-of_line.nearness, -of_line.confidence, of_line.tie)
""")
CUT_MISSES = SQL("""
DELETE FROM {table} AS pair USING {table} AS of_line
WHERE pair.id IN (SELECT id FROM {table} WHERE run_id = %(run)s AND {kind} {scope})
    AND of_line.run_id = %(run)s AND NOT of_line.eligible
    AND of_line.is_last_for_line AND of_line.line_id = pair.line_id
    AND (-pair.nearness, -pair.confidence, pair.tie)
        > (-of_line.nearness, -of_line.confidence, of_line.tie)
""")
# Some hundred rows of lists all over the table: the planner would rather read a million.
BY_INDEX = "SET LOCAL enable_seqscan = off"
AS_PLANNED = "SET LOCAL enable_seqscan = DEFAULT"
# Of a whole run, all at once: the planner knows nothing yet of a run that has just been stored, and
# reads the table from end to end for whatever is asked.
SETTLE = SQL("""
WITH listed AS MATERIALIZED (
    SELECT id,
        row_number() OVER (
            PARTITION BY need_id ORDER BY {order}
        ) AS for_need,
        row_number() OVER (
            PARTITION BY line_id ORDER BY {order}
        ) AS for_line
    FROM {table} WHERE run_id = %(run)s AND {kind}
), cut AS (
    DELETE FROM {table} AS match USING listed
    WHERE match.id = listed.id AND for_need > %(of_need)s AND for_line > %(of_line)s
)
UPDATE {table} AS match SET is_last_for_need = true
FROM listed WHERE match.id = listed.id AND for_need = %(of_need)s
""")


def settle_run(run: MatchRun, *, limits: Limits) -> None:
    """Mark the last pair of every need's full list and keep what either side has room for.

    Each chunk has kept at least what the whole run keeps: a rank among fewer lines is no worse. The
    lists of its lines are whole and have their marks.
    """
    values = {**_values(run), "of_need": limits.per_need, "of_line": limits.per_offer}
    with connection.cursor() as cursor:
        cursor.execute(_sql(SETTLE), values)


def settle_lists(
    run: MatchRun, *, limits: Limits, need_ids: Collection[int], line_ids: Collection[int]
) -> None:
    """Do the same in the lists of some needs and lines; the marks of all others are right.

    Runs in a transaction.
    """
    if not need_ids and not line_ids:
        return
    values = _values(run) | {"need_id": list(need_ids), "line_id": list(line_ids)}
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        for owner, limit in (("need_id", limits.per_need), ("line_id", limits.per_offer)):
            if values[owner]:
                _mark(cursor, values, owner=owner, limit=limit, scope=_of(owner))
        for owner in MARKS:
            if values[owner]:
                cursor.execute(_sql(CUT, scope=_of(owner, of="pair.")), values)
        if values["line_id"]:
            misses = limits.near_misses_per_offer
            scope = _of("line_id")
            _mark(cursor, values, owner="line_id", limit=misses, kind=MISSES, scope=scope)
            cursor.execute(_sql(CUT_MISSES, kind=MISSES, scope=scope), values)
        cursor.execute(AS_PLANNED)


def _values(run: MatchRun) -> dict[str, Any]:
    return {"run": run.pk, "declined": json.dumps(DECLINED)}


def _mark(
    cursor: Any,
    values: dict[str, Any],
    *,
    owner: str,
    limit: int,
    scope: LiteralString,
    kind: LiteralString = MATCHES,
) -> None:
    query = _sql(MARK, kind=kind, scope=scope, owner=owner, mark=MARKS[owner])
    cursor.execute(query, {**values, "limit": limit})


def _of(owner: str, *, of: LiteralString = "") -> LiteralString:
    """Return the condition that a pair is in the lists which the values name."""
    column: LiteralString = "need_id" if owner == "need_id" else "line_id"
    return "AND " + of + column + " = ANY(%(" + column + ")s)"


def _sql(
    query: SQL, *, kind: LiteralString = MATCHES, scope: LiteralString = "", **columns: str
) -> str:
    """Fill in the table, the columns, the order and the conditions."""
    names = {name: Identifier(column) for name, column in columns.items()}
    parts = {"order": ORDER, "kind": SQL(kind).format(), "scope": SQL(scope)}
    return query.format(table=Identifier(TABLE), **parts, **names).as_string()
