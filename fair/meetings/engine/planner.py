"""The best timetable there is time for: an instant plan, a proven bound, then better plans."""

from dataclasses import dataclass

from fair.meetings.engine.bound import GAP, Relaxation, quick_bound, relax
from fair.meetings.engine.checks import check
from fair.meetings.engine.columns import Columns, columns_at, columns_of
from fair.meetings.engine.compact import Compactor
from fair.meetings.engine.complete import rounded, settle
from fair.meetings.engine.construct import construct, patched
from fair.meetings.engine.control import Control, Progress
from fair.meetings.engine.days import days_matter
from fair.meetings.engine.objective import figures
from fair.meetings.engine.places import keep_places, kept_meetings
from fair.meetings.engine.timetable import Timetable
from fair.meetings.engine.types import Figures, Plan, Problem
from fair.meetings.engine.walking import near_places


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best plan found, with the points that no plan can exceed.

    `refused` names the stages whose plan did not pass the check; there should be none.
    """

    plan: Plan
    figures: Figures
    bound: int
    columns: Columns
    relaxation: Relaxation
    refused: tuple[str, ...] = ()


def make_plan(
    problem: Problem, *, seed: int = 1, workers: int = 2, control: Control | None = None
) -> Outcome:
    """Plan an edition. With one worker and time enough, equal input and seed give equal plans.

    Each stage tells `control` of a plan that was checked; without time the instant plan stays.
    """
    control = control or Control()
    best = _Best(problem, control)
    best.offer("instant", construct(problem, seed=seed, rounds=0))
    if problem.standing:
        best.offer("patched", patched(problem))
    columns = columns_of(problem)
    relaxation = quick_bound(columns)
    best.bounded(relaxation)
    if len(columns) and control.goes_on():
        known = (*best.plan.assignments, *problem.standing)
        start = columns_at(columns, known).tolist()
        relaxation = relax(columns, start=start, seed=seed, control=control)
        best.bounded(relaxation)
    if relaxation.is_solved:
        _improve(best, columns, relaxation, seed=seed, workers=workers, control=control)
    elif control.goes_on():
        best.offer("improved", construct(problem, seed=seed, keep_going=control.goes_on))
    best.offer("placed", near_places(problem, best.plan))
    return Outcome(
        plan=best.plan,
        figures=best.figures,
        bound=best.bound,
        columns=columns,
        relaxation=relaxation,
        refused=tuple(best.refused),
    )


class _Best:
    """The best checked plan so far."""

    def __init__(self, problem: Problem, control: Control) -> None:
        self.problem = problem
        self.control = control
        self.plan = Plan()
        self.figures = figures(problem, self.plan)
        self.bound = 0
        self.refused: list[str] = []

    def offer(self, stage: str, plan: Plan) -> None:
        """Take a plan that is better; of those worth the same, one nearer to what people know.

        Last count the days of those who prefer few, and changes of hall. It may break no rule,
        neither as it comes nor with its places kept.
        """
        numbers = figures(self.problem, plan, servable=self.figures.servable_suppliers)
        if self.plan.assignments and self._is_worse(numbers):
            return
        kept = self._kept(plan)
        if check(self.problem, kept):
            self.refused.append(stage)
            return
        if kept != plan:
            numbers = figures(self.problem, kept, servable=self.figures.servable_suppliers)
        if self.plan.assignments and self._rank(numbers, kept) <= self._rank(
            self.figures, self.plan
        ):
            return
        self.plan, self.figures = kept, numbers
        self.tell(stage)

    def _kept(self, plan: Plan) -> Plan:
        problem = self.problem
        return keep_places(problem, plan) if problem.standing and not check(problem, plan) else plan

    def _is_worse(self, numbers: Figures) -> bool:
        """Tell whether a plan need not be looked at: beside a timetable its places may count."""
        other, mine = numbers.points, self.figures.points
        if other != mine or self.problem.standing:
            return other < mine
        return _ease(numbers) <= _ease(self.figures)

    def _rank(self, numbers: Figures, plan: Plan) -> tuple[int, int, tuple[int, int]]:
        return numbers.points, kept_meetings(self.problem, plan), _ease(numbers)

    def bounded(self, relaxation: Relaxation) -> None:
        self.bound = relaxation.bound
        self.tell("bound")

    def tell(self, stage: str) -> None:
        bound = self.bound or None
        self.control.tell(Progress(stage, self.plan, self.figures, bound))


def _ease(numbers: Figures) -> tuple[int, int]:
    """Return what decides between plans worth the same."""
    return -numbers.days_used, -numbers.walks


def _improve(
    best: _Best,
    columns: Columns,
    relaxation: Relaxation,
    *,
    seed: int,
    workers: int,
    control: Control,
) -> None:
    timetable = rounded(columns, relaxation)
    best.offer("rounded", timetable.plan())
    timetable = _better_start(best, timetable)
    compactor = Compactor(timetable, relaxation, seed=seed)
    _compact(best, compactor, control)
    before = timetable.points
    settle(timetable, relaxation, workers=workers, seed=seed, control=control)
    if timetable.points > before:
        best.offer("settled", timetable.plan())
        _compact(best, compactor, control)
    if days_matter(columns.problem):
        compactor.mind_days()
        _compact(best, compactor, control)


def _compact(best: _Best, compactor: Compactor, control: Control) -> None:
    def offer() -> None:
        best.offer("compact", compactor.timetable.plan())

    compactor.run(control=control, better=offer)
    offer()


def _better_start(best: _Best, timetable: Timetable) -> Timetable:
    """Return the better of the rounded plan and the best one so far, as a timetable."""
    other = Timetable(timetable.columns)
    other.put_all(columns_at(timetable.columns, best.plan.assignments).tolist())
    short = GAP * best.bound
    return other if other.points >= timetable.points - short else timetable
