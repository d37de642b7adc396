"""Matches into their table: copied in bulk, or put in the place of what was there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from numpy.typing import NDArray

from fair.matching.engine.coded import Bools, Floats
from fair.matching.engine.columns import Ids
from fair.matching.engine.exact import shown_scores
from fair.matching.engine.explain import explanation_json, gates_json
from fair.matching.engine.folding import folded
from fair.matching.engine.scoring import shown
from fair.matching.engine.types import (
    Explanation,
    GateCode,
    GateResult,
    GateState,
    PairKey,
)
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
    "is_last_for_need",
    "is_last_for_line",
    "gates",
    "explanation",
    "is_explained",
)
TABLE = Match._meta.db_table  # noqa: SLF001 - Django's documented API
COPY_MATCHES = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN"
# What of a stored pair may be another: not what pair it is, nor whether it is a match.
POINTS = {
    "buyer_points": "int",
    "supplier_points": "int",
    "mutual_points": "int",
    "confidence": "float8",
    "nearness": "float8",
}
REASONS = {"gates": "jsonb", "explanation": "text", "is_explained": "boolean"}
# What `without_reasons` gives, as it is kept: of two scores, and in SQL of `fresh`.
UNTOLD = "[[{},[]],[{},[]],[]]"
WITHOUT_REASONS = (
    "'" + UNTOLD.format("' || fresh.buyer_points || '", "' || fresh.supplier_points || '") + "'"
)
# Which column marks the last pair of a full list, by the column of whose list it is.
MARKS = {"need_id": "is_last_for_need", "line_id": "is_last_for_line"}
# What the gates of a declined pair hold; such are all kept, however many there are.
DECLINED = [{"code": GateCode.CONSENT, "state": GateState.FAIL}]
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
    gates: tuple[GateResult, ...]
    explanation: Explanation | None = None
    is_last_for_need: bool = False
    is_last_for_line: bool = False

    def points(self) -> dict[str, float]:
        """Return the values of POINTS."""
        buyer, supplier, mutual = (
            (self.buyer, self.supplier, self.nearness) if self.is_eligible else (0, 0, 0)
        )
        return {
            "buyer_points": shown(buyer),
            "supplier_points": shown(supplier),
            "mutual_points": shown(mutual),
            "confidence": self.confidence,
            "nearness": self.nearness,
        }

    def values(self, run: MatchRun) -> tuple[object, ...]:
        """Return the values of COLUMNS."""
        return (
            run.pk,
            *self.key,
            self.is_eligible,
            *self.points().values(),
            self.tie - HALF_RANGE,
            self.is_last_for_need,
            self.is_last_for_line,
            gates_json(self.gates),
            self._reasons(),
            self.explanation is not None,
        )

    def _reasons(self) -> str:
        if self.explanation:
            return folded(explanation_json(self.explanation))
        return folded(without_reasons(buyer=self.buyer, supplier=self.supplier))


def without_reasons(*, buyer: float = 0, supplier: float = 0) -> dict[str, object]:
    """Return an explanation that tells only the two scores."""
    sides = {"buyer": buyer, "supplier": supplier}
    items: dict[str, object] = {
        side: {"score": shown(score), "items": []} for side, score in sides.items()
    }
    return items | {"raise_most": []}


@dataclass(frozen=True, slots=True)
class Reasons:
    """What the gates say to a pair, and how its points come about."""

    gates: tuple[GateResult, ...]
    explanation: Explanation


class Scored(Protocol):
    """Matches as columns."""

    @property
    def buyer(self) -> Floats: ...

    @property
    def supplier(self) -> Floats: ...

    @property
    def nearness(self) -> Floats: ...

    @property
    def confidence(self) -> Floats: ...


def copy_rows(run: MatchRun, rows: Iterable[Row]) -> None:
    """Insert matches."""
    with connection.cursor() as cursor, cursor.copy(COPY_MATCHES) as copy:
        for row in rows:
            values = row.values(run)
            copy.write_row([json.dumps(v) if isinstance(v, list | dict) else v for v in values])


def update_rows(run: MatchRun, rows: Mapping[int, Row], *, mark: str) -> None:
    """Put rows in the place of stored ones, given by their ids, of the same pairs and kinds.

    `mark` is the column of the row's own list; that of the other's stays. An update spares what a
    deletion and an insertion ask of foreign keys, which was most of their cost.
    """
    if not rows:
        return
    fresh = [
        {"id": match_id, **dict(zip(COLUMNS, row.values(run), strict=True))}
        for match_id, row in rows.items()
    ]
    _update(fresh, kinds={**POINTS, **REASONS, mark: "boolean"})


def update_points(match_ids: Ids, pairs: Scored, *, is_last: Bools, mark: str) -> None:
    """Do the same for matches whose reasons are left for later, given as columns.

    Their gates stay as they were until then: to ask them anew is most of the work of a match.
    """
    if not len(match_ids):
        return
    values = {
        "id": match_ids,
        "buyer_points": shown_scores(pairs.buyer),
        "supplier_points": shown_scores(pairs.supplier),
        "mutual_points": shown_scores(pairs.nearness),
        "confidence": pairs.confidence,
        "nearness": pairs.nearness,
        mark: is_last,
    }
    kinds = {"id": "bigint", **POINTS, mark: "boolean"}
    arrays = ", ".join(f"%({name})s::{kinds[name]}[]" for name in values)
    fresh = f"unnest({arrays}) AS fresh ({', '.join(values)})"
    sets = _sets(name for name in values if name != "id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} AS match SET {sets}, "  # noqa: S608 - names of columns
            f"explanation = {WITHOUT_REASONS}, is_explained = false "
            f"FROM {fresh} WHERE match.id = fresh.id",
            {name: array_of(column) for name, column in values.items()},
        )


def update_reasons(reasons: Mapping[int, Reasons | None]) -> None:
    """Tell why stored matches match, given by their ids; of some there is nothing to tell."""
    fresh = [
        {
            "id": match_id,
            "gates": gates_json(told.gates),
            "explanation": folded(explanation_json(told.explanation)),
            "is_explained": True,
        }
        for match_id, told in reasons.items()
        if told
    ]
    if fresh:
        _update(fresh, kinds=REASONS)
    untold = [match_id for match_id, told in reasons.items() if not told]
    Match.objects.filter(pk__in=untold).update(is_explained=True)


def array_of(values: NDArray[Any]) -> str:
    """Return numbers as the text of PostgreSQL's array, to the last bit; quicker than a list."""
    return f"{{{','.join(map(str, values.tolist()))}}}"


def _sets(names: Iterable[str]) -> str:
    return ", ".join(f"{name} = fresh.{name}" for name in names)


def _update(fresh: Sequence[Mapping[str, object]], *, kinds: Mapping[str, str]) -> None:
    """Update matches by their ids."""
    fields = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} AS match SET {_sets(kinds)} "  # noqa: S608 - names of columns
            f"FROM json_to_recordset(%s::json) AS fresh (id bigint, {fields}) "
            "WHERE match.id = fresh.id",
            [json.dumps(fresh)],
        )
