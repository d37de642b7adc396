"""Have the engine plan in a thread of its own, while this one shows that the worker lives."""

import math
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from fair.meetings.choices import PlanKind
from fair.meetings.engine.construct import patched
from fair.meetings.engine.control import Control, Progress
from fair.meetings.engine.objective import figures, most_value
from fair.meetings.engine.planner import Outcome, make_plan
from fair.meetings.engine.prices import Lever, levers, priced
from fair.meetings.engine.types import Figures, Plan, Problem, Unplaced
from fair.meetings.models import PlanRun

# Planning ends after this long at the latest; most fairs need a few seconds.
PLAN_SECONDS = 120.0
HEARTBEAT_SECONDS = 1.0
# One worker, so that the same input and seed give the same plan.
SOLVER_WORKERS = 1
PERCENT_AT = {
    "instant": 20,
    "patched": 20,
    "bound": 45,
    "improved": 60,
    "rounded": 60,
    "compact": 75,
    "settled": 85,
    "placed": 90,
}
LOADED_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan with the figures to store, and what the planner found out; a patch asks no planner."""

    plan: Plan
    figures: dict[str, Any]
    outcome: Outcome | None = None

    @property
    def refused(self) -> int:
        """How many stages made a plan that did not pass the engine's own check."""
        return len(self.outcome.refused) if self.outcome else 0

    @property
    def levers(self) -> tuple[Lever, ...]:
        """What more of something would bring."""
        return levers(self.outcome.columns, self.outcome.relaxation) if self.outcome else ()

    def priced(self, unplaced: tuple[Unplaced, ...]) -> tuple[Unplaced, ...]:
        """Add what each wish without a meeting would take from others."""
        if self.outcome is None:
            return unplaced
        return priced(unplaced, self.outcome.columns, self.outcome.relaxation)


def solve(run: PlanRun, problem: Problem) -> Solved | None:
    """Plan; None when the run was taken away or cancelled.

    Only this thread uses the database. The engine's ends whatever happens here.
    """
    if run.kind == PlanKind.PATCH:
        plan = patched(problem)
        return Solved(plan, asdict(figures(problem, plan)))
    watch = _Watch(problem)
    control = Control(seconds_left=watch.left, tell=watch.note)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="planner") as pool:
        planning = pool.submit(
            make_plan, problem, seed=run.seed, workers=SOLVER_WORKERS, control=control
        )
        try:
            is_ours = _beat_until_done(run, planning, watch, control)
        finally:
            control.stop()
    if not is_ours:
        return None
    outcome = planning.result()
    return Solved(outcome.plan, watch.figures, outcome)


def _beat_until_done(
    run: PlanRun, planning: "Future[Outcome]", watch: "_Watch", control: Control
) -> bool:
    """Beat once a second until the plan is made; False as soon as the run is not ours.

    Where somebody asked to stop, the engine ends with the best plan so far.
    """
    while True:
        try:
            planning.result(timeout=HEARTBEAT_SECONDS)
        except TimeoutError:
            if not watch.beat(run):
                return False
            if run.is_stop_asked():
                control.stop()
        else:
            return watch.beat(run)


class _Watch:
    """What the engine has told so far, in figures, and how long it may go on."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.started = time.monotonic()
        self.percent = LOADED_PERCENT
        self.first_seconds: float | None = None
        self.figures: dict[str, Any] = {}

    def left(self) -> float:
        return PLAN_SECONDS - (time.monotonic() - self.started)

    def note(self, progress: Progress) -> None:
        """Take down what the engine tells; called from its thread."""
        if self.first_seconds is None:
            self.first_seconds = round(time.monotonic() - self.started, 3)
        self.percent = max(self.percent, PERCENT_AT[progress.stage])
        self.figures = {
            **asdict(progress.figures),
            **_quality(self.problem, progress.figures, progress.bound),
            "first_seconds": self.first_seconds,
        }

    def beat(self, run: PlanRun) -> bool:
        """Show progress, with the best plan so far in figures."""
        return run.beat(
            done=self.percent, total=100, now=timezone.now(), figures=self.figures or run.figures
        )


def _quality(problem: Problem, numbers: Figures, bound: int | None) -> dict[str, Any]:
    """Say how good a plan is in value: what none like it can exceed, and the share it reaches.

    The percentage is rounded down, so that 100 means 100.
    """
    if bound is None:
        return {}
    most = most_value(problem, numbers, bound=bound)
    ratio = numbers.value / most if most else 1.0
    return {
        "bound": most,
        "ratio": round(ratio, 6),
        "realised_percent": math.floor(ratio * 10_000) / 100,
    }
