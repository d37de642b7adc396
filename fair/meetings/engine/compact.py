"""Bring each buyer's meetings of a day together, and settle disputes, at no cost in value.

The linear program is solved again for some twenty buyers at a time, everybody else's meetings
staying, with a small bonus for slots beside a buyer's other meetings. Values are whole points
and the bonuses of a meeting less than one, so that they choose among equals. Where booths lie in
several halls, those of one hall are brought together by a smaller bonus. Slots on days that
somebody who prefers few days can do without bring none.
"""

from collections.abc import Callable, Iterator

import numpy as np

from fair.meetings.engine.bound import GAP, Relaxation
from fair.meetings.engine.columns import Array, Columns, Limit
from fair.meetings.engine.complete import TRACE, disputed
from fair.meetings.engine.control import Control
from fair.meetings.engine.diary import slots_in
from fair.meetings.engine.few_days import FewDays, Needed
from fair.meetings.engine.halls import Halls
from fair.meetings.engine.pricing import restricted
from fair.meetings.engine.solvers import solve_linear
from fair.meetings.engine.timetable import Timetable

INSIDE, OUTSIDE, HERE, EMPTY_DAY = 0.9, 0.5, 0.05, 0.45
# With halls; being together is worth more than staying for both of two that change places.
HERE_WALKING, TOGETHER = 0.02, 0.06
# After so many passes fewer walks or days are no reason for another one.
EASING_PASSES = 3
# Columns that cost more points than this against the best of their pair are not worth a look.
AFFORDABLE = 2.0
GROUP, SEEDS_IN_GROUP = 24, 8
# So many passes in a row may bring nothing before improving ends, and so many are made at most.
PATIENCE, PASSES = 3, 30
# Moving to fewer days often leaves gaps on them; so many tries may close them.
CLOSING_TRIES = 3
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
        self.few_days: FewDays | None = None

    def mind_days(self) -> None:
        """From now on let those who prefer few days have few, where that costs nothing."""
        self.few_days = FewDays(self.timetable.columns, self.affordable)

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
            if self.rank() > before and (turn < EASING_PASSES or self.rank()[0] > before[0]):
                fruitless = 0
                better()
            else:
                fruitless += 1
            if fruitless == patience:
                return

    def rank(self) -> tuple[int, int, int]:
        """Return the plan's points, idle slots included, then how few days and walks it has."""
        weight, chosen = self.timetable.columns.problem.weights.idle_slot, self.timetable.chosen()
        points = self.timetable.points - weight * int(self.idle().sum())
        days = 0 if self.few_days is None else self.few_days.used(chosen)
        return points, -days, -int(self.halls.walks(chosen).sum())

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
        if turn < EASING_PASSES:
            wanting |= self.halls.walks(self.timetable.chosen()) > 0
            wanting[self._with_days_to_spare()] = True
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

    def _with_days_to_spare(self) -> Array:
        """Return the buyers of meetings on days that one of the two sides can do without."""
        chosen = self.timetable.chosen()
        needed = self._needed(np.arange(len(self.present)), variety=0)
        if self.few_days is None or needed is None:
            return chosen[:0]
        return self.buyer_of[chosen[self.few_days.is_spared(needed)[chosen]]]

    def _needed(self, buyers: Array, *, variety: int) -> Needed | None:
        if self.few_days is None:
            return None
        return self.few_days.needed(self.timetable, buyers, rng=self.rng, variety=variety)

    def _rework(self, buyers: Array, *, variety: int, control: Control) -> None:
        """Let some buyers' meetings change places; go back if the plan gets worse by it."""
        before, kept = self.rank(), self.timetable.chosen()
        needed = self._needed(buyers, variety=variety)
        self._exchange(buyers, needed, variety=variety, control=control)
        for _try in range(CLOSING_TRIES if needed is not None else 0):
            if self.rank() >= before or not control.goes_on():
                break
            self._exchange(buyers, needed and needed.closer(), variety=0, control=control)
        if self.rank() < before:
            self.timetable.reset(kept)

    def _exchange(
        self, buyers: Array, needed: Needed | None, *, variety: int, control: Control
    ) -> None:
        timetable, chosen = self.timetable, self.timetable.chosen()
        is_in = np.zeros(len(self.present), bool)
        is_in[buyers] = True
        gain = self._tilted(buyers, needed, variety)
        own = chosen[is_in[self.buyer_of[chosen]]]
        free = np.union1d(self.affordable[is_in[self.buyer_of[self.affordable]]], own)
        for column in own.tolist():
            timetable.take(column)
        program = restricted(timetable.columns, free, gain, room=timetable.left)
        answer = solve_linear(program.program, control=control)
        if answer is None:
            timetable.put_all(own.tolist())
            return
        fractions = answer.values[: len(free)]
        used = np.flatnonzero(fractions > TRACE)
        timetable.put_all(free[used[np.argsort(-fractions[used], kind="stable")]].tolist())
        timetable.fill()

    def _tilted(self, buyers: Array, needed: Needed | None, variety: int) -> Array:
        """Return the columns' gains with the bonuses of some buyers' slots."""
        columns, chosen = self.timetable.columns, self.timetable.chosen()
        days = [list(slots_in(day)) for day in columns.pools.diary.day_masks.values()]
        bonus = self._bonus(buyers, days, needed, variety)
        gain = columns.gain + bonus[self.buyer_of, columns.slot]
        if self.few_days is not None and needed is not None:
            gain = np.where(self.few_days.is_spared(needed), columns.gain, gain)
        gain[chosen] += HERE_WALKING if self.halls.matter else HERE
        if self.halls.matter:
            gain += TOGETHER * self.halls.is_together(chosen, buyers.tolist(), days)
        return gain

    def _bonus(
        self, buyers: Array, days: list[list[int]], needed: Needed | None, variety: int
    ) -> Array:
        """Return the bonus of some buyers' slots: shape (buyers, slots)."""
        busy = self._busy()
        bonus = np.zeros(busy.shape)
        for buyer in buyers.tolist():
            for number, day in enumerate(days):
                slots = [n for n in day if self.present[buyer, n] or busy[buyer, n]]
                noise = variety * self.rng.random(len(slots) + 1)
                least = 0 if needed is None else int(needed.buyers[buyer, number])
                bonus[buyer, slots] = _bonuses(busy[buyer, slots], noise, least=least)
        return bonus


def _bonuses(meets: Array, noise: Array, *, least: int) -> Array:
    """Return the bonus of each of a day's slots in which a buyer is there.

    Best are those of a window as long as the buyer's meetings, and at least so many slots, where
    most of them are already; `noise` makes another window win.
    """
    length = min(len(meets), max(int(meets.sum()), least))
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
