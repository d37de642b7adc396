"""Matches into their table: copied in bulk, cut and numbered over the whole run."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from django.db import connection
from psycopg.sql import SQL, Identifier

from fair.matching.engine.explain import explanation_json, gates_json
from fair.matching.engine.ranking import nearness
from fair.matching.engine.scoring import shown
from fair.matching.engine.ties import tie_breaker
from fair.matching.engine.types import Explanation, GateResult, Limits, PairKey, RankedPair
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
    "is_explained",
)
TABLE = Match._meta.db_table  # noqa: SLF001 - Django's documented API
COPY_MATCHES = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN"
# Hashes are unsigned, the column is not.
HALF_RANGE = 2**63


@dataclass(frozen=True, slots=True)
class Row:
    """A match to store; without an explanation its reasons are worked out later."""

    key: PairKey
    is_eligible: bool
    buyer: float
    supplier: float
    nearness: float
    confidence: float
    tie: int
    ranks: tuple[int | None, int | None]
    gates: tuple[GateResult, ...]
    explanation: Explanation | None = None

    def values(self, run: MatchRun) -> tuple[object, ...]:
        """Return the values of COLUMNS."""
        points = (self.buyer, self.supplier, self.nearness) if self.is_eligible else (0, 0, 0)
        return (
            run.pk,
            *self.key,
            self.is_eligible,
            *map(shown, points),
            self.confidence,
            self.nearness,
            self.tie - HALF_RANGE,
            *self.ranks,
            json.dumps(gates_json(self.gates)),
            json.dumps(self._reasons()),
            self.explanation is not None,
        )

    def _reasons(self) -> dict[str, object]:
        if self.explanation:
            return explanation_json(self.explanation)
        return without_reasons(buyer=self.buyer, supplier=self.supplier)


def without_reasons(*, buyer: float = 0, supplier: float = 0) -> dict[str, object]:
    """Return an explanation, as it is stored, that tells only the two scores."""
    sides = {"buyer": buyer, "supplier": supplier}
    items: dict[str, object] = {
        side: {"score": shown(score), "items": []} for side, score in sides.items()
    }
    return items | {"raise_most": []}


def copy_rows(run: MatchRun, rows: Iterable[Row]) -> None:
    """Insert matches."""
    with connection.cursor() as cursor, cursor.copy(COPY_MATCHES) as copy:
        for row in rows:
            copy.write_row(row.values(run))


def row_of(ranked: RankedPair, *, explanation: Explanation | None, seed: int) -> Row:
    """Return a ranked pair as a row."""
    pair = ranked.pair
    return Row(
        key=pair.key,
        is_eligible=pair.is_eligible,
        buyer=pair.buyer.score,
        supplier=pair.supplier.score,
        nearness=nearness(pair),
        confidence=pair.confidence,
        tie=tie_breaker(pair.key, seed=seed),
        ranks=(ranked.rank_for_need, ranked.rank_for_offer),
        gates=pair.gates,
        explanation=explanation,
    )


# The order of `engine.ranking.place`. Rows that stay are left out before they are looked up again.
NUMBER = SQL("""
WITH ranked AS (
    SELECT id, {rank} AS was, row_number() OVER (
        PARTITION BY {owner} ORDER BY nearness DESC, confidence DESC, tie
    ) AS place
    FROM {table} WHERE run_id = %(run)s AND eligible {scope}
)
UPDATE {table} AS match SET {rank} = ranked.place
FROM ranked WHERE match.id = ranked.id AND ranked.was <> ranked.place
""")
# A few thousand rows in lists all over the table: the planner would rather read a million.
BY_INDEX = "SET LOCAL enable_seqscan = off"
AS_PLANNED = "SET LOCAL enable_seqscan = DEFAULT"
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
    """Do the same in the lists of some needs and lines, and in those that lose a pair by it.

    Runs in a transaction.
    """
    values = {**_values(run, limits), "need_id": list(need_ids), "line_id": list(line_ids)}
    either = "AND (need_id = ANY(%(need_id)s) OR line_id = ANY(%(line_id)s))"
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        _number(cursor, values, only=True)
        cursor.execute(_sql(CUT, scope=either), values)
        lost = cursor.fetchall()
        if lost:
            needs, lines = zip(*lost, strict=True)
            _number(cursor, {**values, "need_id": list(needs), "line_id": list(lines)}, only=True)
        cursor.execute(_sql(CUT_MISSES, scope="AND line_id = ANY(%(line_id)s)"), values)
        cursor.execute(AS_PLANNED)


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
