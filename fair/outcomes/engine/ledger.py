"""What a pair's ledger says: which rows count, how far the two are, what is worth how much."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from fair.outcomes.engine.types import Step

LOST, CONTRACT, NOTHING = "lost", "contract", "none"

# The stage that each kind of step reaches, and the stages in the order in which they are reached.
STAGE_OF_KIND: Mapping[str, str] = {
    "info_sent": "talking",
    "nda": "talking",
    "rfq_sent": "quoting",
    "quote_sent": "quoting",
    "factory_visit": "testing",
    "audit": "testing",
    "sample_ordered": "testing",
    "mou": "ordering",
    "trial_order": "ordering",
    "contract": "won",
    "lost": "lost",
}
STAGES = (NOTHING, "talking", "quoting", "testing", "ordering", "won")

# Without news for so long, a side is asked where it stands.
QUIET_DAYS = 30

# What comes next after the last step: for the side that took it, and for the other one.
NEXT_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "info_sent": {"buyer": "send_rfq", "supplier": "nothing"},
    "nda": {"buyer": "send_rfq", "supplier": "nothing"},
    "rfq_sent": {"buyer": "ask_quote", "supplier": "send_quote"},
    "quote_sent": {"buyer": "decide", "supplier": "ask_decision"},
    "factory_visit": {"buyer": "next_order", "supplier": "next_order"},
    "audit": {"buyer": "next_order", "supplier": "next_order"},
    "sample_ordered": {"buyer": "next_order", "supplier": "next_order"},
    "mou": {"buyer": "next_order", "supplier": "next_order"},
    "trial_order": {"buyer": "next_order", "supplier": "next_order"},
    "contract": {"buyer": "nothing", "supplier": "nothing"},
}
FIRST: Mapping[str, str] = {"buyer": "send_rfq", "supplier": "send_info"}

Totals = dict[tuple[str, str, str], Decimal]


def current(steps: Iterable[Step]) -> list[Step]:
    """Keep the rows that count: replaced by none and not void; in the order of what happened."""
    rows = list(steps)
    replaced = {row.replaces for row in rows}
    kept = (row for row in rows if row.id not in replaced and not row.is_void)
    return sorted(kept, key=lambda row: row.moment)


def alive(steps: Iterable[Step]) -> list[Step]:
    """Keep the current steps that nothing has come to nothing after.

    A loss about one need ends what went before about that need; a loss about everything ends all
    that went before.
    """
    rows = current(steps)
    losses = [row for row in rows if row.kind == LOST]
    return [row for row in rows if row.kind != LOST and not _is_lost(row, losses)]


def stage_of(steps: Sequence[Step]) -> str:
    """Return how far the two are: the furthest stage alive, lost, or none where nothing is noted.

    Steps that the other side disputes reach no stage.
    """
    reached = [STAGE_OF_KIND[row.kind] for row in alive(steps) if row.standing != "disputed"]
    if reached:
        return max(reached, key=STAGES.index)
    is_lost = any(row.kind == LOST and row.standing != "disputed" for row in current(steps))
    return LOST if is_lost and not alive(steps) else NOTHING


def is_settled(steps: Sequence[Step]) -> bool:
    """Tell whether nobody need ask any more: lost, or a contract that both sides confirm."""
    signed = any(row.kind == CONTRACT and row.standing == "confirmed" for row in alive(steps))
    return signed or stage_of(steps) == LOST


def totals(steps: Iterable[Step]) -> Totals:
    """Add up values by kind, currency and standing; nothing is ever added across these."""
    sums: Totals = defaultdict(Decimal)
    for row in current(steps):
        if row.value is not None:
            sums[row.kind, row.currency, row.standing] += row.value
    return dict(sums)


def next_to_do(steps: Sequence[Step], *, side: str, is_rated: bool, today: date) -> str:
    """Return what `side` does next, as the value of a ToDo; the most urgent first."""
    rows = current(steps)
    if any(row.side != side and row.standing == "reported" for row in rows):
        return "reply"
    if any(row.side == side and row.standing == "disputed" for row in rows):
        return "settle"
    if not is_rated:
        return "rate"
    if is_settled(steps):
        return "nothing"
    return _next_step(rows, side=side, today=today)


def _next_step(rows: Sequence[Step], *, side: str, today: date) -> str:
    """Return what comes after the last of the current rows that is alive."""
    if rows and (today - rows[-1].happened_on).days >= QUIET_DAYS:
        return "update"
    living = alive(rows)
    return NEXT_OF_KIND[living[-1].kind][side] if living else FIRST[side]


def _is_lost(step: Step, losses: Iterable[Step]) -> bool:
    return any(
        loss.subject in {None, step.subject} and loss.moment > step.moment
        for loss in losses
        if loss.standing != "disputed"
    )
