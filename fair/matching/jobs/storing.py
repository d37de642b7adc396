"""Matches into their table: copied in bulk, cut and numbered over the whole run."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, LiteralString

from django.db import connection
from psycopg.sql import SQL, Identifier

from fair.matching.engine.explain import explanation_json, gates_json
from fair.matching.engine.ranking import nearness
from fair.matching.engine.ties import tie_breaker
from fair.matching.engine.types import Explanation, Limits, PairKey, RankedPair
from fair.matching.models import Match, MatchRun

# COPY needs no quoting; with INSERT, quoting the explanations took half of the time of a run.
COLUMNS = (
    "run_id",
    "need_id",
    "line_id",
    "eligible",
    "buyer_points",
    "supplier_points",
    "mutual_points",
    "confidence",
    "nearness",
    "tie",
    "rank_for_need",
    "rank_for_line",
    "gates",
    "explanation",
)
TABLE = Match._meta.db_table  # noqa: SLF001 - Django's documented API
COPY_MATCHES = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN"
# Hashes are unsigned, the column is not.
HALF_RANGE = 2**63


def copy_matches(
    run: MatchRun, pairs: Iterable[RankedPair], *, explanations: Mapping[PairKey, Explanation]
) -> None:
    """Insert the matches of `pairs`."""
    with connection.cursor() as cursor, cursor.copy(COPY_MATCHES) as copy:
        for ranked in pairs:
            copy.write_row(_row(run, ranked, explanation=explanations[ranked.pair.key]))


def _row(run: MatchRun, ranked: RankedPair, *, explanation: Explanation) -> tuple[object, ...]:
    """Return a match as a row of COLUMNS."""
    pair = ranked.pair
    return (
        run.pk,
        pair.need_id,
        pair.offer_id,
        pair.is_eligible,
        explanation.buyer.score if pair.is_eligible else 0,
        explanation.supplier.score if pair.is_eligible else 0,
        explanation.mutual,
        pair.confidence,
        nearness(pair),
        tie_breaker(pair.key, seed=run.seed) - HALF_RANGE,
        ranked.rank_for_need,
        ranked.rank_for_offer,
        json.dumps(gates_json(pair.gates)),
        json.dumps(explanation_json(explanation)),
    )


# The order of `engine.ranking.place`.
NUMBER = SQL("""
WITH ranked AS (
    SELECT id, row_number() OVER (
        PARTITION BY {owner} ORDER BY nearness DESC, confidence DESC, tie
    ) AS place
    FROM {table} WHERE run_id = %(run)s AND eligible {scope}
)
UPDATE {table} AS match SET {rank} = ranked.place
FROM ranked WHERE match.id = ranked.id AND match.{rank} <> ranked.place
""")
CUT = SQL("""
DELETE FROM {table} WHERE run_id = %(run)s AND eligible
    AND rank_for_need > %(per_need)s AND rank_for_line > %(per_offer)s {scope}
RETURNING need_id, line_id
""")
CUT_MISSES = SQL("""
DELETE FROM {table} WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (
            PARTITION BY line_id ORDER BY nearness DESC, confidence DESC, tie
        ) AS place
        FROM {table}
        WHERE run_id = %(run)s AND NOT eligible {scope}
            AND NOT gates @> '[{{"code": "consent", "state": "fail"}}]'
    ) AS missed WHERE place > %(misses)s
)
""")
RANKS = {"need_id": "rank_for_need", "line_id": "rank_for_line"}


def number_and_cut(run: MatchRun, *, limits: Limits) -> None:
    """Number the matches of all chunks together and keep what either side ranks high enough.

    Each chunk has kept at least what the whole run keeps: a rank among fewer needs is no worse.
    """
    values = _values(run, limits)
    with connection.cursor() as cursor:
        _number(cursor, values)
        cursor.execute(_sql(CUT), values)
        _number(cursor, values)
        cursor.execute(_sql(CUT_MISSES), values)


def number_and_cut_lists(
    run: MatchRun, *, limits: Limits, need_ids: Collection[int], line_ids: Collection[int]
) -> None:
    """Do the same in the lists of some needs and lines, and in those that lose a pair by it."""
    values = {**_values(run, limits), "need_id": list(need_ids), "line_id": list(line_ids)}
    either = "AND (need_id = ANY(%(need_id)s) OR line_id = ANY(%(line_id)s))"
    with connection.cursor() as cursor:
        _number(cursor, values, only=True)
        cursor.execute(_sql(CUT, scope=either), values)
        lost = cursor.fetchall()
        if lost:
            needs, lines = zip(*lost, strict=True)
            _number(cursor, {**values, "need_id": list(needs), "line_id": list(lines)}, only=True)
        cursor.execute(_sql(CUT_MISSES, scope="AND line_id = ANY(%(line_id)s)"), values)


def _values(run: MatchRun, limits: Limits) -> dict[str, Any]:
    return {
        "run": run.pk,
        "per_need": limits.per_need,
        "per_offer": limits.per_offer,
        "misses": limits.near_misses_per_offer,
    }


def _number(cursor: Any, values: Mapping[str, Any], *, only: bool = False) -> None:
    """Give ranks in all lists of the run, or `only` in those that the values name."""
    for owner, rank in RANKS.items():
        scope = f"AND {owner} = ANY(%({owner})s)" if only else ""
        cursor.execute(_sql(NUMBER, scope=scope, owner=owner, rank=rank), values)


def _sql(query: SQL, *, scope: LiteralString = "", **columns: str) -> str:
    """Fill in the table, the columns and a further condition."""
    names = {name: Identifier(column) for name, column in columns.items()}
    return query.format(table=Identifier(TABLE), scope=SQL(scope), **names).as_string()
