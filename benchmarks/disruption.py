"""What planning again costs after some meetings of a timetable are hit.

Half of those hit are called off for good; of the other half the buyer cannot come at that time.
"""

import time
from dataclasses import replace
from random import Random
from typing import Any

from fair.meetings.engine.bound import relax
from fair.meetings.engine.checks import check
from fair.meetings.engine.columns import columns_of
from fair.meetings.engine.control import Control
from fair.meetings.engine.objective import figures, most_value
from fair.meetings.engine.replan import difference, patch, plan_again
from fair.meetings.engine.types import Assignment, Plan, Problem


def disrupted_figures(
    problem: Problem, plan: Plan, *, percent: float, seed: int, time_limit: float, workers: int
) -> dict[str, Any]:
    """Hit some meetings and plan again, with everybody staying where they can, and from scratch."""
    rng = Random(f"disruption/{seed}")
    hit = rng.sample(plan.assignments, round(len(plan.assignments) * percent / 100))
    called_off, without_slot = hit[: len(hit) // 2], hit[len(hit) // 2 :]
    changed = _changed(problem, called_off, without_slot)
    started = time.perf_counter()
    control = Control(seconds_left=lambda: time_limit - (time.perf_counter() - started))
    again = plan_again(changed, plan, seed=seed, workers=workers, control=control)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    patched = patch(changed, plan)
    patch_seconds = time.perf_counter() - started
    best = _most_value(changed, seed=seed)
    groups = [{each.request for each in group} for group in (called_off, without_slot)]
    return {
        "hit": len(hit),
        "called_off": len(called_off),
        "unaffected": len(plan.assignments) - len(hit),
        "bound": best,
        "again": {
            "seconds": round(seconds, 3),
            **_compared(changed, plan, again.plan, best=best, groups=groups),
        },
        "patch": {
            "seconds": round(patch_seconds, 3),
            **_compared(changed, plan, patched, best=best, groups=groups),
        },
    }


def _changed(problem: Problem, called_off: list[Assignment], lost: list[Assignment]) -> Problem:
    requests = {each.id: each for each in problem.requests}
    pairs = {(requests[a.request].buyer, requests[a.request].supplier) for a in called_off}
    missing: dict[int, set[int]] = {}
    for each in lost:
        missing.setdefault(requests[each.request].buyer, set()).add(each.slot)
    buyers = tuple(
        replace(
            buyer,
            onsite=buyer.onsite - missing.get(buyer.id, set()),
            online=buyer.online - missing.get(buyer.id, set()),
        )
        for buyer in problem.buyers
    )
    return replace(problem, buyers=buyers, blocked=problem.blocked | pairs)


def _most_value(problem: Problem, *, seed: int) -> int:
    """Return what no plan of the changed fair can exceed, however many meetings it moves."""
    relaxation = relax(columns_of(problem), seed=seed, control=Control())
    nothing = replace(figures(problem, Plan()), served_suppliers=0)
    return most_value(problem, nothing, bound=relaxation.bound)


def _compared(
    problem: Problem, old: Plan, new: Plan, *, best: int, groups: list[set[int]]
) -> dict[str, Any]:
    called_off, without_slot = groups
    changes, numbers = difference(old, new), figures(problem, new)
    hit = called_off | without_slot
    moved = [each for each in changes.moved if each not in hit]
    dropped = [each for each in changes.dropped if each not in hit]
    return {
        "value": numbers.value,
        "ratio": round(numbers.value / best, 6) if best else 1.0,
        "moved": len(moved),
        "dropped": len(dropped),
        "relocated": len(changes.relocated),
        "new": len(changes.new),
        "reseated": len(without_slot - set(changes.dropped)),
        "disturbed_percent": round(
            100 * (len(moved) + len(dropped)) / max(1, len(old.assignments) - len(hit)), 3
        ),
        "violations": len(check(problem, new)),
    }
