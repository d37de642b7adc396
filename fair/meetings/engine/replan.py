"""Plan again after something happened: change little, lose little, say what changes for whom."""

from dataclasses import dataclass, replace

from fair.meetings.engine.construct import patched
from fair.meetings.engine.control import Control
from fair.meetings.engine.planner import Outcome, make_plan
from fair.meetings.engine.types import Plan, Problem


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new plan changes in a timetable, as request ids in order.

    `moved` change their time, `relocated` only their place or interpreter.
    """

    moved: tuple[int, ...]
    relocated: tuple[int, ...]
    dropped: tuple[int, ...]
    new: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.moved or self.relocated or self.dropped or self.new)


def difference(old: Plan, new: Plan) -> Difference:
    """Compare two plans of one problem."""
    before = {each.request: each for each in old.assignments}
    after = {each.request: each for each in new.assignments}
    both = sorted(before.keys() & after.keys())
    moved = tuple(each for each in both if before[each].slot != after[each].slot)
    changed = (each for each in both if before[each] != after[each])
    return Difference(
        moved=moved,
        relocated=tuple(each for each in changed if each not in moved),
        dropped=tuple(sorted(before.keys() - after.keys())),
        new=tuple(sorted(after.keys() - before.keys())),
    )


def plan_again(
    problem: Problem,
    published: Plan,
    *,
    seed: int = 1,
    workers: int = 2,
    control: Control | None = None,
) -> Outcome:
    """Plan a changed problem, keeping what people know where that costs little.

    `published` is a plan for wishes of this problem. Each of its meetings that keeps its slot
    earns `weights.stay`: the higher that is, the fewer move. The answer is never worse than the
    patch.
    """
    known = replace(problem, standing=published.assignments)
    return make_plan(known, seed=seed, workers=workers, control=control)


def patch(problem: Problem, published: Plan) -> Plan:
    """Move nobody: keep what is still possible, and give what came free to those who wait."""
    return patched(replace(problem, standing=published.assignments))
