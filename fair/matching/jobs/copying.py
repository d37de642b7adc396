"""What a chunk has found into the table of matches: written in columns and copied as text."""

from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.exact import Scores, shown_scores
from fair.matching.engine.finding import Found, ranks_in, ties_of
from fair.matching.engine.gating import gates_of_matches, gates_of_misses
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.scoring import FULL_SCORE
from fair.matching.engine.types import Limits
from fair.matching.jobs.storing import COLUMNS, COPY_MATCHES, HALF_RANGE, UNTOLD
from fair.matching.models import MatchRun

# Rows that are handed to the server at once.
ROWS_AT_ONCE = 500
YES, NO = "t", "f"

# The texts of a column of the table, by its name.
Columns = dict[str, Sequence[str]]


def copy_found(
    run: MatchRun,
    pairing: Pairing,
    found: Found,
    *,
    told: Sequence[str | None],
    limits: Limits,
) -> None:
    """Insert the matches, each with its explanation where it is told, and the near misses.

    What is inserted is what `copy_rows` would make of the reference's ranking. The lists of lines
    are whole, so the last pair of each that is full is marked.
    """
    parts = (
        _matches(run, pairing, found, told=told, per_line=limits.per_offer),
        _misses(run, pairing, found.misses, per_line=limits.near_misses_per_offer),
    )
    with connection.cursor() as cursor, cursor.copy(COPY_MATCHES) as copy:
        for part in parts:
            rows = list(zip(*(part[name] for name in COLUMNS), strict=True))
            for start in range(0, len(rows), ROWS_AT_ONCE):
                copy.write(_written(rows[start : start + ROWS_AT_ONCE]))


def _matches(
    run: MatchRun, pairing: Pairing, found: Found, *, told: Sequence[str | None], per_line: int
) -> Columns:
    matches = found.matches
    return {
        **_columns(run, pairing, matches, nearness=matches.mean),
        "eligible": [YES] * len(matches),
        "buyer_points": _shown(matches.buyer),
        "supplier_points": _shown(matches.supplier),
        "mutual_points": _shown(matches.mean),
        "gates": gates_of_matches(pairing, matches.need_rows, matches.offer_rows),
        "explanation": _explanations(matches, told=told),
        "is_explained": [NO if text is None else YES for text in told],
        "is_last_for_line": _flags(found.rank_for_offer == per_line),
    }


def _misses(run: MatchRun, pairing: Pairing, misses: Scores, *, per_line: int) -> Columns:
    none = ["0"] * len(misses)
    return {
        **_columns(run, pairing, misses, nearness=_nearness_of_misses(pairing, misses)),
        "eligible": [NO] * len(misses),
        "buyer_points": none,
        "supplier_points": none,
        "mutual_points": none,
        "gates": gates_of_misses(pairing, misses.need_rows, misses.offer_rows),
        "explanation": _explanations(misses, told=[None] * len(misses)),
        "is_explained": [NO] * len(misses),
        "is_last_for_line": _flags(_ranks_of_misses(run, pairing, misses) == per_line),
    }


def _columns(
    run: MatchRun, pairing: Pairing, scores: Scores, *, nearness: NDArray[np.float64]
) -> Columns:
    """Return what matches and near misses have alike."""
    need_ids = pairing.needs.ids[scores.need_rows]
    line_ids = pairing.offers.ids[scores.offer_rows]
    ties = ties_of(pairing, scores, seed=run.seed).tolist()
    return {
        "run_id": [str(run.pk)] * len(scores),
        "need_id": list(map(str, need_ids.tolist())),
        "line_id": list(map(str, line_ids.tolist())),
        "confidence": list(map(repr, scores.confidence.tolist())),
        "nearness": list(map(repr, nearness.tolist())),
        "tie": [str(tie - HALF_RANGE) for tie in ties],
        "is_last_for_need": [NO] * len(scores),
    }


def _nearness_of_misses(pairing: Pairing, misses: Scores) -> NDArray[np.float64]:
    """Take 100 off for each gate that stops a pair, consent among them."""
    return misses.mean - FULL_SCORE * (misses.failed + _declined(pairing, misses))


def _ranks_of_misses(run: MatchRun, pairing: Pairing, misses: Scores) -> Ints:
    """Return the place of each near miss in the list of its line; 0 of declined pairs."""
    ranks = np.zeros(len(misses), np.intp)
    counted = np.flatnonzero(~_declined(pairing, misses))
    some = misses.taken(counted)
    ties = ties_of(pairing, some, seed=run.seed)
    order = np.lexsort((ties, -some.confidence, FULL_SCORE * some.failed - some.mean))
    ranks[counted[order]] = ranks_in(some.offer_rows[order])
    return ranks


def _declined(pairing: Pairing, scores: Scores) -> Bools:
    return pairing.declined.contain(scores.need_rows, scores.offer_rows, offers=len(pairing.offers))


def _flags(are_set: Bools) -> list[str]:
    return [YES if is_set else NO for is_set in are_set.tolist()]


def _explanations(scores: Scores, *, told: Sequence[str | None]) -> list[str]:
    """Return explanations; those that are not told name the two scores."""
    both = zip(_shown(scores.buyer), _shown(scores.supplier), told, strict=True)
    return [
        UNTOLD.format(buyer, supplier) if text is None else text for buyer, supplier, text in both
    ]


def _shown(scores: NDArray[np.float64]) -> list[str]:
    return list(map(str, shown_scores(scores).tolist()))


def _written(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as COPY reads them; JSON has no line breaks, but strokes of its own."""
    text = "\n".join(["\t".join(row) for row in rows])
    return text.replace("\\", "\\\\") + "\n"
