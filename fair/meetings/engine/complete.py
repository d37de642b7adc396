"""From fractions to a plan: round, fill, and let CP-SAT settle what stays in dispute."""

import numpy as np

from fair.meetings.engine.bound import GAP, Relaxation
from fair.meetings.engine.columns import Array, Columns, Limit
from fair.meetings.engine.control import Control
from fair.meetings.engine.solvers import Packing, solve_packing
from fair.meetings.engine.timetable import NO_COLUMN, Timetable

WHOLE = 0.9999
TRACE = 1e-6
RESIDUAL_SECONDS = 10.0
# CP-SAT gets no more columns than it can do something with in that time.
MOST_FREE_COLUMNS = 10_000


def rounded(columns: Columns, relaxation: Relaxation) -> Timetable:
    """Enter whole columns, then what fits of the fractional ones, the largest first; then fill."""
    timetable = Timetable(columns)
    fractions, chosen = relaxation.fractions, relaxation.chosen
    used = np.flatnonzero(fractions > TRACE)
    order = np.lexsort((-columns.gain[chosen[used]], -np.minimum(fractions[used], WHOLE)))
    timetable.put_all(chosen[used][order].tolist())
    timetable.fill()
    return timetable


def settle(
    timetable: Timetable,
    relaxation: Relaxation,
    *,
    workers: int,
    seed: int,
    control: Control,
) -> None:
    """Improve a rounded plan where it falls short of the bound.

    Free to change are the pairs in dispute and all pairs of their buyers and suppliers, within
    the columns that the prices do not rule out: a plan with one of those has less than this one.
    """
    short = relaxation.bound - timetable.points
    if short <= GAP * relaxation.bound or not control.goes_on():
        return
    free = _free_columns(timetable, relaxation, short)
    reached, kept = timetable.points, timetable.chosen()
    before = kept[np.isin(kept, free)]
    for column in before.tolist():
        timetable.take(column)
    packing = _packing(timetable, free, before)
    answer = solve_packing(
        packing, seconds=RESIDUAL_SECONDS, workers=workers, seed=seed, control=control
    )
    timetable.put_all([] if answer is None else free[answer].tolist())
    timetable.fill()
    if timetable.points < reached:
        timetable.reset(kept)


def disputed(timetable: Timetable, relaxation: Relaxation) -> Array:
    """Return the columns that the program wants in part, or wants and the plan lacks."""
    wanted = relaxation.fractions > TRACE
    columns = relaxation.chosen[wanted]
    is_part = relaxation.fractions[wanted] < WHOLE
    return columns[is_part | (timetable.at[timetable.columns.pair[columns]] == NO_COLUMN)]


def _free_columns(timetable: Timetable, relaxation: Relaxation, short: int) -> Array:
    columns = timetable.columns
    buyers, suppliers = columns.of(Limit.BUYER_TOTAL), columns.of(Limit.SUPPLIER_TOTAL)
    dispute = disputed(timetable, relaxation)
    touches = np.isin(buyers, buyers[dispute]) | np.isin(suppliers, suppliers[dispute])
    cost = relaxation.cost(columns)
    cost[timetable.chosen()] = 0
    free = np.flatnonzero(touches & (cost <= short))
    cheapest = np.argsort(cost[free], kind="stable")[:MOST_FREE_COLUMNS]
    own = timetable.chosen()
    return np.union1d(free[cheapest], own[touches[own]])


def _packing(timetable: Timetable, free: Array, before: Array) -> Packing:
    """Put the free columns into lists, with the rows that can bind among them."""
    columns = timetable.columns
    lines = columns.rows[:, free]
    members: dict[int, list[int]] = {}
    for line in (lines[0], *lines[2:]):
        for n, row in enumerate(line.tolist()):
            members.setdefault(row, []).append(n)
    members.pop(columns.sections.never, None)
    room = timetable.left
    served: dict[int, list[int]] = {}
    for n, row in enumerate(lines[1].tolist()):
        if columns.first and not timetable.is_served(row):
            served.setdefault(row, []).append(n)
    return Packing(
        gain=columns.gain[free].astype(int).tolist(),
        rows=[(each, int(room[row])) for row, each in members.items() if len(each) > room[row]],
        served=list(served.values()),
        first=columns.first,
        hint=np.flatnonzero(np.isin(free, before)).tolist(),
    )
