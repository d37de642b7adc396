"""How good a timetable gets, how soon, and how far from the best possible it can be at most.

python -m benchmarks.planning --scale 1|4|10 --kind base|tight [--seed 1] [--time-limit 60] [--json]
python -m benchmarks.planning --kind large              700 buyers, 1500 suppliers
python -m benchmarks.planning --instance FILE.json      plan any problem
    … --plan PLAN.json                                  keep the plan
    … --check PLAN.json                                 verify a plan of that problem instead
    … --dial                                            the price of a first meeting for everybody
    … --halls 4                                         booths and tables lie in so many halls
    … --disrupt 5                                       plan again after 5 % of meetings are hit

Prints {"value", "bound", "ratio", "meetings", "served_suppliers", "idle_slots", "seconds_first",
"seconds_bound", "seconds_total", "peak_mb", "violations", …}. `value` is the sum of the values of
the wishes met; `bound` is what no plan can exceed that keeps as many musts and serves as many
suppliers. `violations` are counted by the checker, which shares nothing with the planner but the
rules themselves. The seconds include loading the solvers; on a busy machine cpu_seconds_total says
more.
"""

import argparse
import json
import resource
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from benchmarks.disruption import disrupted_figures
from benchmarks.fairs import SHAPES, fair, with_halls
from benchmarks.instances import read_plan, read_problem, write_plan
from fair.meetings.engine.checks import check
from fair.meetings.engine.control import Control, Progress
from fair.meetings.engine.faults import faults
from fair.meetings.engine.objective import figures, most_value
from fair.meetings.engine.planner import Outcome, make_plan
from fair.meetings.engine.types import Plan, Problem

DIAL = (0, 300, 1_000)


class Watch:
    """Notes when the first plan and the bound were there, and when a value was reached."""

    def __init__(self, time_limit: float) -> None:
        self.started = time.perf_counter()
        self.until = self.started + time_limit
        self.seconds: dict[str, float] = {}
        self.values: list[tuple[float, int]] = []

    def left(self) -> float:
        return self.until - time.perf_counter()

    def note(self, progress: Progress) -> None:
        now = time.perf_counter() - self.started
        name = {"instant": "seconds_first", "bound": "seconds_bound"}.get(progress.stage)
        if name == "seconds_first":
            self.seconds.setdefault(name, now)
        elif name is not None:
            self.seconds[name] = now
        self.values.append((now, progress.figures.points + progress.figures.idle_slots))

    def seconds_to(self, points: float) -> float | None:
        """Return when a plan of so many points, idle slots apart, was there."""
        return next((now for now, reached in self.values if reached >= points), None)


def planned(problem: Problem, *, seed: int, time_limit: float, workers: int) -> tuple[Outcome, Any]:
    """Plan a problem; return the outcome and its figures."""
    watch, cpu = Watch(time_limit), time.process_time()
    control = Control(seconds_left=watch.left, tell=watch.note)
    outcome = make_plan(problem, seed=seed, workers=workers, control=control)
    total, cpu = time.perf_counter() - watch.started, time.process_time() - cpu
    numbers = outcome.figures
    bound = most_value(problem, numbers, bound=outcome.bound)
    to_ratio = watch.seconds_to(0.9999 * outcome.bound)
    return outcome, {
        "value": numbers.value,
        "bound": bound,
        "ratio": round(numbers.value / bound, 6) if bound else 1.0,
        "meetings": numbers.meetings,
        "served_suppliers": numbers.served_suppliers,
        "servable_suppliers": numbers.servable_suppliers,
        "musts": numbers.musts,
        "idle_slots": numbers.idle_slots,
        "walks": numbers.walks,
        "compact_parties": numbers.compact_parties,
        "days_used": numbers.days_used,
        **{name: round(value, 3) for name, value in watch.seconds.items()},
        "seconds_to_9999": None if to_ratio is None else round(to_ratio, 3),
        "seconds_total": round(total, 3),
        "cpu_seconds_total": round(cpu, 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "violations": len(check(problem, outcome.plan)),
        "refused": list(outcome.refused),
        "faults": [asdict(fault) for fault in faults(problem)],
    }


def checked(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Verify a plan of whatever origin."""
    conflicts = check(problem, plan)
    return {
        **asdict(figures(problem, plan)),
        "violations": len(conflicts),
        "conflicts": [asdict(conflict) for conflict in conflicts[:20]],
    }


def dialled(problem: Problem, *, seed: int, time_limit: float, workers: int) -> list[Any]:
    """Plan with a dearer and dearer first meeting; `price` is the share of value that it costs."""
    rows: list[dict[str, Any]] = []
    for points in DIAL:
        weights = replace(problem.weights, first_meeting=points)
        turned = replace(problem, weights=weights)
        _outcome, row = planned(turned, seed=seed, time_limit=time_limit, workers=workers)
        free = rows[0]["value"] if rows else row["value"]
        price = round(1 - row["value"] / free, 5) if free else 0.0
        rows.append({"first_meeting": points, "price": price, **row})
    return rows


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--kind", choices=sorted(SHAPES), default="base")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--instance", type=Path)
    parser.add_argument("--plan", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("--dial", action="store_true")
    parser.add_argument("--halls", type=int, default=1)
    parser.add_argument("--disrupt", type=float, metavar="PERCENT")
    parser.add_argument("--json", action="store_true", help="one line instead of a table")
    return parser.parse_args()


def run(options: argparse.Namespace) -> Any:
    if options.instance is not None:
        problem, name = read_problem(options.instance), {"instance": options.instance.name}
    else:
        name = {"kind": options.kind, "scale": options.scale, "seed": options.seed}
        problem = fair(kind=options.kind, scale=options.scale, seed=options.seed)
    if options.halls > 1:
        problem = with_halls(problem, options.halls)
    ways = {
        "seed": options.seed,
        "time_limit": options.time_limit,
        "workers": options.workers,
    }
    if options.check is not None:
        return name | checked(problem, read_plan(options.check))
    if options.dial:
        return name | {"dial": dialled(problem, **ways)}
    outcome, report = planned(problem, **ways)
    if options.plan is not None:
        write_plan(outcome.plan, options.plan)
    if options.disrupt is not None:
        report["disrupted"] = disrupted_figures(
            problem, outcome.plan, percent=options.disrupt, **ways
        )
    return name | report


def main() -> None:
    options = parsed()
    report = run(options)
    print(json.dumps(report, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
