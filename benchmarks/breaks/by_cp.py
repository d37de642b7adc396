"""Solve an instance with CP-SAT, driven by unsatisfiable cores."""

from itertools import pairwise
from typing import Any

from benchmarks.breaks import FAIRNESS
from benchmarks.breaks.files import Instance


class Model:
    """The CP-SAT model of an instance."""

    def __init__(self, instance: Instance) -> None:
        from ortools.sat.python import cp_model

        self.instance = instance
        self.model = cp_model.CpModel()
        self.at = [
            {slot: self.model.new_bool_var("") for slot in sorted(domain)}
            for domain in instance.domains
        ]
        for places in self.at:
            self.model.add_exactly_one(places.values())
        self.busy = [self._busy(meetings) for meetings in instance.meetings_of]
        self._tables()
        self._order()
        ends = [
            self._ends(row, meetings)
            for row, meetings in zip(self.busy, instance.meetings_of, strict=True)
        ]
        if all(ends):
            least = self.model.new_int_var(0, instance.slots, "")
            for row in ends:
                self.model.add_linear_constraint(sum(row) - least, 0, FAIRNESS)
        else:
            # Somebody has no break in any timetable, so that nobody may have more than these.
            for row in ends:
                if len(row) > FAIRNESS:
                    self.model.add(sum(row) <= FAIRNESS)
        self.model.minimize(sum(end for row in ends for end in row))

    def _busy(self, meetings: list[int]) -> list[Any]:
        row = [self.model.new_bool_var("") for _slot in range(self.instance.slots)]
        for slot, busy in enumerate(row):
            here = [self.at[meeting][slot] for meeting in meetings if slot in self.at[meeting]]
            self.model.add_exactly_one([*here, busy.negated()])
        self.model.add(sum(row) == len(meetings))
        return row

    def _tables(self) -> None:
        for slot in range(self.instance.slots):
            here = [places[slot] for places in self.at if slot in places]
            self.model.add(sum(here) <= self.instance.tables)
            self.model.add(sum(row[slot] for row in self.busy) <= 2 * self.instance.tables)

    def _order(self) -> None:
        for later, before in enumerate(self.instance.earlier):
            for first in before:
                self.model.add(self._time(first) < self._time(later))

    def _time(self, meeting: int) -> Any:
        return sum(slot * place for slot, place in self.at[meeting].items())

    def _ends(self, busy: list[Any], meetings: list[int]) -> list[Any]:
        """Return literals: a break ends in the slot, as they met before, are idle, then busy."""
        if len(meetings) <= 1:
            return []
        ends, met = [], busy[0]
        for before, now in pairwise(busy):
            if before is not busy[0]:
                met_now = self.model.new_bool_var("")
                self.model.add_max_equality(met_now, [met, before])
                met = met_now
            end = self.model.new_bool_var("")
            self.model.add_bool_or([end, met.negated(), before, now.negated()])
            self.model.add_implication(end, met)
            self.model.add_implication(end, before.negated())
            self.model.add_implication(end, now)
            ends.append(end)
        return ends


def solve(instance: Instance, *, time_limit: float, seed: int) -> dict[str, Any]:
    """Return {"schedule", "is_optimal"}; a schedule of None that is optimal means there is none."""
    from ortools.sat.python import cp_model

    if any(not domain for domain in instance.domains):
        return {"schedule": None, "is_optimal": True}
    model = Model(instance)
    solver = cp_model.CpSolver()
    # One worker: the other core is RC2's. Measured to prove in less time than two that share one.
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.optimize_with_core = True
    solver.parameters.linearization_level = 0
    solver.parameters.max_time_in_seconds = time_limit
    status = solver.solve(model.model)
    if status == cp_model.INFEASIBLE:
        return {"schedule": None, "is_optimal": True}
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return {"schedule": None, "is_optimal": False}
    schedule = [
        next(slot + 1 for slot, place in places.items() if solver.boolean_value(place))
        for places in model.at
    ]
    return {"schedule": schedule, "is_optimal": status == cp_model.OPTIMAL}
