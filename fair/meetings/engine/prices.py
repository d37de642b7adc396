"""What a little more of something would bring, and what a wish without a meeting would cost.

Both are read from the prices of the program's rows. A price is what one more unit adds to the bound
at most: no plan can gain more from it, and often one gains less. What pins alone use up has none.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fair.meetings.engine.bound import Relaxation
from fair.meetings.engine.columns import LINES, Columns, Limit
from fair.meetings.engine.types import Code, Mode, Unplaced

# What refuses a wish when a limit is used up.
CODE_OF = {
    Limit.BUYER_SLOT: Code.BUYER_BUSY,
    Limit.SUPPLIER_SLOT: Code.SUPPLIER_BUSY,
    Limit.PLACE_SLOT: Code.NO_PLACE,
    Limit.INTERPRETER_SLOT: Code.NO_INTERPRETER,
    Limit.BUYER_DAY: Code.BUYER_DAY_FULL,
    Limit.SUPPLIER_DAY: Code.SUPPLIER_DAY_FULL,
    Limit.BUYER_TOTAL: Code.BUYER_FULL,
    Limit.SUPPLIER_TOTAL: Code.SUPPLIER_FULL,
    Limit.NEED: Code.NEED_FULL,
}
BY_SLOT = (Limit.BUYER_SLOT, Limit.SUPPLIER_SLOT, Limit.PLACE_SLOT, Limit.INTERPRETER_SLOT)
BY_DAY = (Limit.BUYER_DAY, Limit.SUPPLIER_DAY)
WORTH_TELLING = 0.5


@dataclass(frozen=True, slots=True)
class Lever:
    """One more of something could add up to `points`; what is counted by slot, in that `slot`.

    What: a team, a meeting a day or in total of the party `subject`; a meeting about the need
    `subject`; a place of `mode`, of the party `subject` if one; an interpreter of `language`. Of
    the slots, and of the days, that in which it would add most is named.
    """

    limit: Limit
    points: int
    subject: int | None = None
    mode: Mode | None = None
    language: str | None = None
    slot: int | None = None


def levers(columns: Columns, relaxation: Relaxation, *, most: int = 10) -> tuple[Lever, ...]:
    """Return what would bring most, the best first, ties by kind and subject."""
    found = [lever for limit in CODE_OF for lever in _levers_of(columns, relaxation, limit)]
    found.sort(key=lambda lever: (-lever.points, lever.limit, lever.subject or 0))
    return tuple(found[:most])


def priced(
    unplaced: tuple[Unplaced, ...], columns: Columns, relaxation: Relaxation
) -> tuple[Unplaced, ...]:
    """Add what each wish without a meeting would take from others, in points.

    `shortfall` is what the plan would lose by giving it the slot that costs least; each obstacle
    gets the part of that slot's price that is due to it.
    """
    if not relaxation.is_solved:
        return unplaced
    cheapest = _cheapest_columns(columns, relaxation)
    return tuple(
        _priced(each, columns, relaxation, cheapest[each.request])
        if each.request in cheapest
        else each
        for each in unplaced
    )


def _priced(each: Unplaced, columns: Columns, relaxation: Relaxation, column: int) -> Unplaced:
    due: dict[Code, float] = defaultdict(float)
    for line, row in enumerate(columns.rows[:, column].tolist()):
        limit = LINES[line] if line < len(LINES) else Limit.NEED
        if limit in CODE_OF and row != columns.sections.never:
            due[CODE_OF[limit]] += float(relaxation.prices[row])
    return replace(
        each,
        shortfall=max(0, round(-float(relaxation.spare[column]))),
        obstacles=tuple(
            replace(obstacle, points=round(due.get(obstacle.code, 0.0)))
            for obstacle in each.obstacles
        ),
    )


def _cheapest_columns(columns: Columns, relaxation: Relaxation) -> dict[int, int]:
    """Return, by request id, the column that would lose least."""
    best: dict[int, int] = {}
    spare, requests = relaxation.spare.tolist(), columns.problem.requests
    for column, number in enumerate(columns.request.tolist()):
        request_id = requests[number].id
        if request_id not in best or spare[column] > spare[best[request_id]]:
            best[request_id] = column
    return best


def _levers_of(columns: Columns, relaxation: Relaxation, limit: Limit) -> Iterator[Lever]:
    """Yield the levers of one kind: of rows of one subject that differ in time, the dearest."""
    width = {
        **dict.fromkeys(BY_SLOT, len(columns.problem.slots)),
        **dict.fromkeys(BY_DAY, len(columns.pools.diary.day_masks)),
    }.get(limit, 1)
    start, end = _section(columns, limit)
    prices = relaxation.prices[start:end].tolist()
    for number in range(len(prices) // width if width else 0):
        own = prices[number * width : (number + 1) * width]
        dearest = max(own)
        if dearest >= WORTH_TELLING:
            slot = own.index(dearest) if limit in BY_SLOT else None
            yield _named(columns, Lever(limit, round(dearest), slot=slot), number)


def _section(columns: Columns, limit: Limit) -> tuple[int, int]:
    starts = columns.sections.starts
    order = list(starts)
    return starts[limit], starts[order[order.index(limit) + 1]]


def _named(columns: Columns, lever: Lever, number: int) -> Lever:
    problem, pools = columns.problem, columns.pools
    match lever.limit:
        case Limit.BUYER_SLOT | Limit.BUYER_DAY | Limit.BUYER_TOTAL:
            return replace(lever, subject=problem.buyers[number].id)
        case Limit.SUPPLIER_SLOT | Limit.SUPPLIER_DAY | Limit.SUPPLIER_TOTAL:
            return replace(lever, subject=problem.suppliers[number].id)
        case Limit.PLACE_SLOT:
            pool = pools.places[number]
            mode = pools.diary.places[pool.members[0][0]].mode
            return replace(lever, subject=pool.owner, mode=mode)
        case Limit.INTERPRETER_SLOT:
            first = pools.diary.interpreters[pools.interpreters[number].members[0][0]]
            return replace(lever, language=" ".join(sorted(first.languages)))
        case _:
            return replace(lever, subject=problem.need_limits[number][0])
