"""Solve an instance as partial MaxSAT with PySAT's RC2.

One variable for each meeting and slot, each busy slot of a participant, "has met by then" and "a
break ends here"; the breaks are the soft clauses. Two implied limits decide everything: each
participant is busy in as many slots as they have meetings, and at most two for each table are busy.
"""

from itertools import combinations, product
from typing import Any

from benchmarks.breaks import FAIRNESS
from benchmarks.breaks.files import Instance

SOLVER = "cadical153"


class Encoding:
    """The clauses of an instance."""

    def __init__(self, instance: Instance) -> None:
        from pysat.formula import WCNF, IDPool

        self.instance = instance
        self.pool = IDPool()
        self.clauses = WCNF()
        self._meetings()
        self._participants()
        self._tables()
        self._order()
        ends = [self._breaks(participant) for participant in range(instance.participants)]
        self._fairness(ends)
        for end in (each for row in ends for each in row):
            self.clauses.append([-end], weight=1)

    def at(self, meeting: int, slot: int) -> int:
        return int(self.pool.id(("at", meeting, slot)))

    def busy(self, participant: int, slot: int) -> int:
        return int(self.pool.id(("busy", participant, slot)))

    def schedule(self, model: set[int]) -> list[int]:
        """Return the slot of each meeting, from 1."""
        return [
            next(slot + 1 for slot in sorted(domain) if self.at(meeting, slot) in model)
            for meeting, domain in enumerate(self.instance.domains)
        ]

    def _add(self, *clause: int) -> None:
        self.clauses.append(list(clause))

    def _count(self, literals: list[int], *, most: int, is_exact: bool = False) -> None:
        """Let at most so many literals be true, or exactly so many."""
        from pysat.card import CardEnc, EncType

        if is_exact and most > len(literals):
            self._add()
            return
        if len(literals) <= most and not is_exact:
            return
        make = CardEnc.equals if is_exact else CardEnc.atmost
        encoded = make(lits=literals, bound=most, vpool=self.pool, encoding=EncType.seqcounter)
        for clause in encoded.clauses:
            self._add(*clause)

    def _meetings(self) -> None:
        for meeting, domain in enumerate(self.instance.domains):
            places = [self.at(meeting, slot) for slot in sorted(domain)]
            self._add(*places)
            for one, other in combinations(places, 2):
                self._add(-one, -other)

    def _participants(self) -> None:
        instance = self.instance
        for participant, meetings in enumerate(instance.meetings_of):
            for slot in range(instance.slots):
                here = [self.at(m, slot) for m in meetings if slot in instance.domains[m]]
                busy = self.busy(participant, slot)
                self._add(-busy, *here)
                for one in here:
                    self._add(-one, busy)
                for one, other in combinations(here, 2):
                    self._add(-one, -other)
            slots = [self.busy(participant, slot) for slot in range(instance.slots)]
            self._count(slots, most=len(meetings), is_exact=True)

    def _tables(self) -> None:
        """Count clusters of meetings that exclude each other instead of single meetings."""
        instance = self.instance
        for slot in range(instance.slots):
            used = []
            for number, cluster in enumerate(instance.clusters):
                here = [self.at(m, slot) for m in cluster if slot in instance.domains[m]]
                taken = int(self.pool.id(("cluster", number, slot)))
                if here:
                    self._add(-taken, *here)
                    for one in here:
                        self._add(-one, taken)
                    used.append(taken)
            self._count(used, most=instance.tables)
            everybody = [self.busy(p, slot) for p, m in enumerate(instance.meetings_of) if m]
            self._count(everybody, most=2 * instance.tables)

    def _order(self) -> None:
        """Let a meeting wait until those before it are over: `by` says that one is by a slot."""
        instance = self.instance
        first = {each for before in instance.earlier for each in before}
        for meeting in sorted(first):
            for slot in range(instance.slots):
                by = int(self.pool.id(("by", meeting, slot)))
                before = [int(self.pool.id(("by", meeting, slot - 1)))] if slot else []
                now = [self.at(meeting, slot)] if slot in instance.domains[meeting] else []
                self._add(-by, *before, *now)
        for later, before_it in enumerate(instance.earlier):
            for meeting, slot in product(sorted(before_it), sorted(instance.domains[later])):
                over = [int(self.pool.id(("by", meeting, slot - 1)))] if slot else []
                self._add(-self.at(later, slot), *over)

    def _breaks(self, participant: int) -> list[int]:
        """Return, slot by slot, whether a break of the participant ends there."""
        instance, ends = self.instance, []
        if len(instance.meetings_of[participant]) <= 1:
            return []
        for slot in range(1, instance.slots):
            met = int(self.pool.id(("met", participant, slot - 1)))
            busy, before = self.busy(participant, slot), self.busy(participant, slot - 1)
            self._add(-before, met)
            if slot > 1:
                met_before = int(self.pool.id(("met", participant, slot - 2)))
                self._add(-met_before, met)
                self._add(-met, met_before, before)
            else:
                self._add(-met, before)
            end = int(self.pool.id(("end", participant, slot)))
            self._add(-met, before, -busy, end)
            self._add(-end, met)
            self._add(-end, -before)
            self._add(-end, busy)
            ends.append(end)
        return ends

    def _fairness(self, ends: list[list[int]]) -> None:
        """Keep everybody within FAIRNESS breaks of everybody else."""
        if any(not row for row in ends):
            for row in ends:
                self._count(row, most=FAIRNESS)
            return
        counts = [self._sorted(row) for row in ends]
        for level in range(max(map(len, counts))):
            least = int(self.pool.id(("least", level)))
            for row in counts:
                self._add(-least, *row[level : level + 1])
                if level + FAIRNESS < len(row):
                    self._add(-row[level + FAIRNESS], least)

    def _sorted(self, literals: list[int]) -> list[int]:
        """Return literals of which the first k are true where k of the given ones are."""
        counts: list[int] = []
        for number, literal in enumerate(literals):
            longer = [int(self.pool.id(("sorted", literal, n))) for n in range(number + 1)]
            for n, new in enumerate(longer):
                same = counts[n : n + 1]
                below = counts[n - 1 : n] if n else []
                self._add(-new, *same, literal)
                for each in same:
                    self._add(-each, new)
                if n:
                    self._add(-new, *same, *below)
                    self._add(-below[0], -literal, new)
                else:
                    self._add(-literal, new)
            counts = longer
        return counts


def solve(instance: Instance) -> dict[str, Any]:
    """Return {"schedule": slots from 1, or None where there is no timetable}; takes its time."""
    from pysat.examples.rc2 import RC2

    if any(not domain for domain in instance.domains):
        return {"schedule": None}
    encoding = Encoding(instance)
    with RC2(encoding.clauses, solver=SOLVER, adapt=True, exhaust=True) as rc2:
        model = rc2.compute()
    return {"schedule": None if model is None else encoding.schedule(set(model))}
