"""Matches of one need side by side: a row for each criterion, a column for each supplier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fair.common.templatetags.fair_ui import number
from fair.matching.choices import GATE_LABELS, GATE_STATE_LABELS, GATE_STATE_TONES
from fair.matching.engine.features import UNKNOWN_CREDIT
from fair.matching.engine.types import Status
from fair.matching.models import Match
from fair.matching.words.explaining import Labels, Row, breakdown_rows, reason_text


@dataclass(frozen=True, slots=True)
class Cell:
    """What one supplier has in a row; `tone` colours the state."""

    text: str = ""
    state: str = ""
    tone: str = ""
    points: str = ""
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row; `differs` where some suppliers are better than others, who are marked then."""

    label: str
    asked: str
    cells: tuple[Cell, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows in groups: what counts in all, what must be, what is weighed."""

    overall: tuple[ComparedRow, ...]
    gates: tuple[ComparedRow, ...]
    criteria: tuple[ComparedRow, ...]


FIGURES: tuple[tuple[Any, Callable[[Match], int]], ...] = (
    ("match", lambda match: match.mutual_points),
    ("fit", lambda match: match.buyer_points),
    ("interest", lambda match: match.supplier_points),
    ("known", lambda match: round(match.confidence * 100)),
)


def compare(matches: Sequence[Match], *, labels: Labels) -> Comparison:
    """Put the matches of one need side by side, in the order given."""
    return Comparison(
        overall=tuple(_figure_row(name, figure, matches) for name, figure in FIGURES),
        gates=tuple(_gate_rows(matches, labels)),
        criteria=tuple(_criterion_rows(matches, labels)),
    )


def _figure_row(name: str, figure: Callable[[Match], int], matches: Sequence[Match]) -> ComparedRow:
    label = {
        "match": _("Match"),
        "fit": _("Fit for the buyer"),
        "interest": _("Interest of the supplier"),
        "known": _("Share of the facts known"),
    }[name]
    values = [figure(match) for match in matches]
    unit = " %" if name == "known" else ""
    best, differs = max(values), len(set(values)) > 1
    cells = (
        Cell(text=f"{number(value)}{unit}", is_best=differs and value == best) for value in values
    )
    return ComparedRow(label, "", tuple(cells), differs)


def _gate_rows(matches: Sequence[Match], labels: Labels) -> list[ComparedRow]:
    by_match = [{gate["code"]: gate for gate in match.gates} for match in matches]
    rows = []
    for code in GATE_LABELS:
        gates = [found.get(code) for found in by_match]
        if any(gates):
            cells = tuple(_gate_cell(gate, labels) for gate in gates)
            differs = len({cell.state for cell in cells}) > 1
            rows.append(ComparedRow(str(GATE_LABELS[code]), "", cells, differs))
    return rows


def _gate_cell(gate: Any, labels: Labels) -> Cell:
    if gate is None:
        return Cell(text="–")
    return Cell(
        text=reason_text(gate, labels) if gate["reason"] else "",
        state=str(GATE_STATE_LABELS[gate["state"]]),
        tone=GATE_STATE_TONES[gate["state"]],
    )


def _criterion_rows(matches: Sequence[Match], labels: Labels) -> list[ComparedRow]:
    by_match = [
        {row.code: row for row in breakdown_rows(match, side="buyer", labels=labels)}
        for match in matches
    ]
    codes = dict.fromkeys(code for found in by_match for code in found)
    return [_criterion_row([found.get(code) for found in by_match]) for code in codes]


def _criterion_row(rows: Sequence[Row | None]) -> ComparedRow:
    stated = [row for row in rows if row is not None]
    worths = [_worth(row) for row in rows]
    best, differs = max(worths), len(set(worths)) > 1
    cells = tuple(
        Cell(
            text=row.offered or "–",
            state=row.status_label,
            tone=row.tone,
            points=_("%(points)s of %(out_of)s points")
            % {"points": number(row.points), "out_of": number(row.out_of)},
            is_best=differs and worth == best,
        )
        if row
        else Cell(text="–")
        for row, worth in zip(rows, worths, strict=True)
    )
    asked = next((row.asked for row in stated if row.asked), "")
    return ComparedRow(stated[0].label, asked, cells, differs)


def _worth(row: Row | None) -> float:
    """Return how far a criterion is met, in [0, 1]: whole points differ by mere rounding."""
    if row is None or row.status == Status.UNMET:
        return 0.0
    if row.status == Status.MET or not row.out_of:
        return 1.0
    return UNKNOWN_CREDIT if row.status == Status.UNKNOWN else row.points / row.out_of
