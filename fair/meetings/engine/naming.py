"""Name the place and the interpreter of each meeting of a plan that only counted them."""

from collections.abc import Iterable
from dataclasses import dataclass

from fair.meetings.engine.pools import NOBODY, Pool, Pools
from fair.meetings.engine.types import Assignment, Plan, Problem


@dataclass(frozen=True, slots=True, order=True)
class Counted:
    """A meeting of the wish with number `request` in a slot, with what it takes from the pools."""

    request: int
    slot: int
    place_pool: int
    interpreter_pool: int


def name_places(problem: Problem, pools: Pools, meetings: Iterable[Counted]) -> Plan:
    """Name them slot by slot.

    A meeting keeps the place that people know where it can. Else it goes where its buyer, or
    else its supplier, sits in the slot before.
    """
    standing = {(each.request, each.slot): each for each in problem.standing}
    places, interpreters = _Free(pools.places), _Free(pools.interpreters)
    assignments = []
    before: dict[tuple[str, int, int], tuple[int, int | None]] = {}
    ordered = sorted(
        meetings,
        key=lambda m: (m.slot, (problem.requests[m.request].id, m.slot) not in standing, m.request),
    )
    for each in ordered:
        request = problem.requests[each.request]
        known = standing.get((request.id, each.slot))
        sides = (("buyer", request.buyer), ("supplier", request.supplier))
        wanted = [before[key] for side in sides if (key := (*side, each.slot - 1)) in before]
        if known is not None:
            wanted.insert(0, (known.place, known.interpreter))
        place = places.take(each.place_pool, each.slot, [place for place, _who in wanted])
        interpreter = None
        if each.interpreter_pool != NOBODY:
            names = [who for _place, who in wanted if who is not None]
            interpreter = interpreters.take(each.interpreter_pool, each.slot, names)
        assignments.append(Assignment(request.id, each.slot, place, interpreter))
        before |= {(*side, each.slot): (place, interpreter) for side in sides}
    return Plan(tuple(sorted(assignments, key=lambda each: each.request)))


class _Free:
    """What is left of the pools."""

    def __init__(self, pools: list[Pool]) -> None:
        self.left = [dict(pool.members) for pool in pools]

    def take(self, pool: int, slot: int, wanted: Iterable[int]) -> int:
        """Take the first wanted one that is free, else the first one. Raise StopIteration never."""
        members: dict[int, int] = self.left[pool]
        chosen = next(each for each in (*wanted, *members) if members.get(each, 0) >> slot & 1)
        members[chosen] &= ~(1 << slot)
        return chosen
