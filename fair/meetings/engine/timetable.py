"""A plan in the making, as chosen columns and what they leave of every row."""

from collections.abc import Iterable

import numpy as np

from fair.meetings.engine.columns import UNLIMITED, Array, Columns, Limit
from fair.meetings.engine.naming import Counted, name_places
from fair.meetings.engine.types import Plan

NO_COLUMN = -1


class Timetable:
    """Mutable: `at` holds each pair's column, `left` what is left of each row.

    Of a supplier's SERVED row, on which meetings count -1, as many are left as they have.
    `points` are the plan's points but for idle slots, as the bound counts them.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.left: Array = columns.sections.rhs.astype(np.int64)
        self.at: Array = np.full(columns.pair_count, NO_COLUMN)
        self.points = columns.constant

    def chosen(self) -> Array:
        """Return the columns of the plan, in order."""
        return self.at[self.at >= 0]

    def is_served(self, row: int) -> bool:
        """Tell whether a supplier has a meeting, by their SERVED row."""
        return row == self.columns.sections.never or bool(self.left[row] > 0)

    def fits(self, column: int) -> bool:
        rows = self.columns.rows[:, column]
        return bool(self.left[rows[0]] > 0 and (self.left[rows[2:]] > 0).all())

    def put(self, column: int) -> None:
        self._change(column, by=1)
        self.at[self.columns.pair[column]] = column

    def take(self, column: int) -> None:
        self.at[self.columns.pair[column]] = NO_COLUMN
        self._change(column, by=-1)

    def reset(self, columns: Array) -> None:
        """Make the plan consist of these columns, which fit together."""
        for column in self.chosen().tolist():
            self.take(column)
        self.put_all(columns.tolist())

    def put_all(self, columns: Iterable[int]) -> None:
        """Enter those that fit, one after another."""
        for column in columns:
            if self.fits(column):
                self.put(column)

    def open_columns(self) -> Array:
        """Return, in order, the columns that would fit now."""
        rows = self.columns.rows
        fits = self.left[rows[0]] > 0
        for line in rows[2:]:
            fits &= self.left[line] > 0
        return np.flatnonzero(fits)

    def fill(self) -> None:
        """Enter what still fits, by falling gain; a supplier's first meeting gains more."""
        columns = self.columns
        open_ = self.open_columns()
        gain = columns.gain[open_] + columns.first * (
            self.left[columns.of(Limit.SERVED)[open_]] == 0
        )
        self.put_all(open_[np.lexsort((open_, -gain))].tolist())

    def plan(self) -> Plan:
        """Name the places and interpreters that were only counted so far."""
        chosen, columns = self.chosen(), self.columns
        kinds = (columns.request, columns.slot, columns.place_pool, columns.interpreter_pool)
        seats = zip(*(kind[chosen].tolist() for kind in kinds), strict=True)
        return name_places(columns.problem, columns.pools, [Counted(*seat) for seat in seats])

    def _change(self, column: int, *, by: int) -> None:
        rows, left = self.columns.rows[:, column], self.left
        was_served = self.is_served(rows[1])
        left[rows[0]] -= by
        left[rows[1]] += by
        left[rows[2:]] -= by
        # This row may stand in several lines; it has always room.
        left[-1] = UNLIMITED
        self.points += by * int(self.columns.gain[column])
        if was_served != self.is_served(rows[1]):
            self.points += by * self.columns.first
