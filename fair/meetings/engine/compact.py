"""Bring each buyer's meetings of a day together, and settle disputes, at no cost in value.

The linear program is solved again for some twenty buyers at a time, everybody else's meetings
staying, with a small bonus for slots beside a buyer's other meetings. Values are whole points
and the bonuses of a meeting less than one, so that they choose among equals. Where booths lie in
several halls, those of one hall are brought together by a smaller bonus.
"""

from collections.abc import Callable, Iterator

import numpy as np

from fair.meetings.engine.bound import GAP, Relaxation
from fair.meetings.engine.columns import Array, Columns, Limit
from fair.meetings.engine.complete import TRACE, disputed
from fair.meetings.engine.control import Control
from fair.meetings.engine.diary import slots_in
from fair.meetings.engine.halls import Halls
from fair.meetings.engine.pricing import restricted
from fair.meetings.engine.solvers import solve_linear
from fair.meetings.engine.timetable import Timetable

INSIDE, OUTSIDE, HERE, EMPTY_DAY = 0.9, 0.5, 0.05, 0.45
# With halls; being together is worth more than staying for both of two that change places.
HERE_WALKING, TOGETHER = 0.02, 0.06
# After so many passes fewer walks are no reason for another one.
WALKING_PASSES = 3
# Columns that cost more points than this against the best of their pair are not worth a look.
AFFORDABLE = 2.0
GROUP, SEEDS_IN_GROUP = 24, 8
# So many passes in a row may bring nothing before improving ends, and so many are made at most.
PATIENCE, PASSES = 3, 30
# Beside a timetable that people know, what is left idle is mostly so because nobody should move.
PATIENCE_AGAIN = 1


class Compactor:
    """Improves one timetable, group by group; every step leaves a plan that is not worse."""

    def __init__(self, timetable: Timetable, relaxation: Relaxation, *, seed: int) -> None:
        self.timetable = timetable
        self.relaxation = relaxation
        self.rng = np.random.default_rng(seed)
        columns = timetable.columns
        self.buyer_of: Array = (
            columns.of(Limit.BUYER_TOTAL) - columns.sections.starts[Limit.BUYER_TOTAL]
        )
        cost = relaxation.cost(columns)
        self.affordable: Array = np.flatnonzero(cost <= AFFORDABLE)
        self.present = _presence(columns)
        self.pinned = _pinned(columns)
        self.halls = Halls(columns, self.buyer_of)

    def run(self, *, control: Control, better: Callable[[], None]) -> None:
        """Improve until nothing gains any more or the time is up; call `better` after gains."""
        fruitless = 0
        problem = self.timetable.columns.problem
        patience = PATIENCE_AGAIN if problem.standing else PATIENCE
        for turn in range(PASSES):
            before = self.rank()
            for buyers in self._groups(turn):
                if not control.goes_on():
                    return
                self._rework(buyers, variety=min(turn, 2), control=control)
            if self.rank() > before and (turn < WALKING_PASSES or self.rank()[0] > before[0]):
                fruitless = 0
                better()
            else:
                fruitless += 1
            if fruitless == patience:
                return

    def rank(self) -> tuple[int, int]:
        """Return the plan's points, idle slots included, then how few changes of hall it has."""
        weight = self.timetable.columns.problem.weights.idle_slot
        walks = int(self.halls.walks(self.timetable.chosen()).sum())
        return self.timetable.points - weight * int(self.idle().sum()), -walks

    def idle(self) -> Array:
        """Count each buyer's idle slots: shape (buyers,)."""
        busy = self._busy()
        idle = np.zeros(len(busy), int)
        for day in self.timetable.columns.pools.diary.day_masks.values():
            slots = list(slots_in(day))
            meets, there = busy[:, slots], self.present[:, slots]
            begun = np.maximum.accumulate(meets, axis=1)
            goes_on = np.maximum.accumulate(meets[:, ::-1], axis=1)[:, ::-1]
            idle += (there & ~meets & begun & goes_on).sum(axis=1)
        return idle

    def _busy(self) -> Array:
        columns, chosen = self.timetable.columns, self.timetable.chosen()
        busy = self.pinned.copy()
        busy[self.buyer_of[chosen], columns.slot[chosen]] = True
        return busy

    def _groups(self, turn: int) -> Iterator[Array]:
        """Yield groups of buyers: those with something to gain, others to make room with."""
        wanting = self.idle() > 0
        if turn < WALKING_PASSES:
            wanting |= self.halls.walks(self.timetable.chosen()) > 0
        short = self.relaxation.bound - self.timetable.points
        if short > (0 if turn == 0 else GAP * self.relaxation.bound):
            wanting[self.buyer_of[disputed(self.timetable, self.relaxation)]] = True
        seeds = self.rng.permutation(np.flatnonzero(wanting))
        others = self.rng.permutation(len(wanting))
        step = GROUP if turn == 0 else SEEDS_IN_GROUP
        for n in range(0, len(seeds), step):
            group = seeds[n : n + step]
            more = others[~np.isin(others, group)][: GROUP - len(group)]
            yield np.concatenate([group, more])
            others = np.roll(others, GROUP)

    def _rework(self, buyers: Array, *, variety: int, control: Control) -> None:
        timetable, before, kept = self.timetable, self.rank(), self.timetable.chosen()
        is_in = np.zeros(len(self.present), bool)
        is_in[buyers] = True
        gain = self._tilted(buyers, variety)
        own = kept[is_in[self.buyer_of[kept]]]
        free = np.union1d(self.affordable[is_in[self.buyer_of[self.affordable]]], own)
        for column in own.tolist():
            timetable.take(column)
        program = restricted(timetable.columns, free, gain, room=timetable.left)
        answer = solve_linear(program.program, control=control)
        if answer is not None:
            fractions = answer.values[: len(free)]
            used = np.flatnonzero(fractions > TRACE)
            timetable.put_all(free[used[np.argsort(-fractions[used], kind="stable")]].tolist())
            timetable.fill()
        if self.rank() < before:
            timetable.reset(kept)

    def _tilted(self, buyers: Array, variety: int) -> Array:
        """Return the columns' gains with the bonuses of some buyers' slots."""
        columns, busy = self.timetable.columns, self._busy()
        bonus = np.zeros(busy.shape)
        for buyer in buyers.tolist():
            for day in columns.pools.diary.day_masks.values():
                slots = [n for n in slots_in(day) if self.present[buyer, n] or busy[buyer, n]]
                noise = variety * self.rng.random(len(slots) + 1)
                bonus[buyer, slots] = _bonuses(busy[buyer, slots], noise)
        chosen = self.timetable.chosen()
        gain = columns.gain + bonus[self.buyer_of, columns.slot]
        gain[chosen] += HERE_WALKING if self.halls.matter else HERE
        if self.halls.matter:
            days = [list(slots_in(day)) for day in columns.pools.diary.day_masks.values()]
            gain += TOGETHER * self.halls.is_together(chosen, buyers.tolist(), days)
        return gain


def _bonuses(meets: Array, noise: Array) -> Array:
    """Return the bonus of each of a day's slots in which a buyer is there.

    Best are those of a window as long as the buyer's meetings, where most of them are already;
    `noise` makes another window win.
    """
    length = int(meets.sum())
    if not length:
        return np.full(len(meets), EMPTY_DAY)
    held = np.convolve(meets, np.ones(length), "valid")
    first = int(np.argmax(held + noise[: len(held)]))
    places = np.arange(len(meets))
    distance = np.maximum(first - places, places - (first + length - 1))
    return np.where(distance <= 0, INSIDE, OUTSIDE / np.maximum(distance, 1))


def _presence(columns: Columns) -> Array:
    """Tell when each buyer is there, on site or online: shape (buyers, slots)."""
    table = np.zeros((len(columns.problem.buyers), len(columns.problem.slots)), bool)
    for n, party in enumerate(columns.problem.buyers):
        table[n, sorted(party.onsite | party.online)] = True
    return table


def _pinned(columns: Columns) -> Array:
    """Tell when each buyer sits in a meeting that stays: shape (buyers, slots)."""
    table = np.zeros((len(columns.problem.buyers), len(columns.problem.slots)), bool)
    number_of = {party.id: n for n, party in enumerate(columns.problem.buyers)}
    for pin in columns.problem.pins:
        if pin.buyer in number_of:
            table[number_of[pin.buyer], sorted(pin.slots)] = True
    return table
