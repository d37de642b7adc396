"""Solvers behind plain functions: GLOP and CP-SAT of OR-Tools, and SciPy's matching.

The only module of this engine that uses OR-Tools and SciPy. Never load highspy beside them: the
two cannot live in one process.
"""

from dataclasses import dataclass
from typing import Any

from fair.meetings.engine.control import ENDLESS, Control

Array = Any


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """Maximise gain·x with matrix·x <= rhs, 0 <= x <= 1.

    The matrix is given by its non-zeros: row, column and coefficient of each.
    """

    gain: Array
    row: Array
    column: Array
    coefficient: Array
    rhs: Array


@dataclass(frozen=True, slots=True)
class LinearAnswer:
    """Values of the columns and prices of the rows; a price is what one more unit is worth."""

    values: Array
    prices: Array


def solve_linear(program: LinearProgram, *, control: Control) -> LinearAnswer | None:
    """Solve with GLOP, to a vertex; None when there was no time for it."""
    from ortools.linear_solver.python import model_builder_helper  # slow to load
    from scipy.sparse import csr_matrix  # slow to load

    matrix = csr_matrix(
        (program.coefficient, (program.row, program.column)),
        shape=(len(program.rhs), len(program.gain)),
    )
    model = model_builder_helper.ModelBuilderHelper()
    zeros, unlimited = program.gain * 0, program.rhs - float("inf")
    model.fill_model_from_sparse_data(
        zeros, zeros + 1, program.gain, unlimited, program.rhs, matrix
    )
    model.set_maximize(True)
    solver = model_builder_helper.ModelSolverHelper("glop")
    left = control.left()
    if left <= 0:
        return None
    if left < ENDLESS:
        solver.set_time_limit_in_seconds(left)
    with control.interruptible(solver.interrupt_solve):
        solver.solve(model)
    if solver.status() != model_builder_helper.SolveStatus.OPTIMAL:
        return None
    return LinearAnswer(solver.variable_values(), solver.dual_values())


@dataclass(frozen=True, slots=True)
class Packing:
    """Choose columns of most gain such that no row has more of them than room.

    Each of `served` is a set of columns of which the first one chosen earns `first` more.
    """

    gain: list[int]
    rows: list[tuple[list[int], int]]
    served: list[list[int]]
    first: int
    hint: list[int]


def solve_packing(
    packing: Packing, *, seconds: float, workers: int, seed: int, control: Control
) -> list[int] | None:
    """Solve with CP-SAT; None when it found nothing. One worker gives equal answers every time.

    A single worker is limited by work done instead of by seconds, as far as those allow.
    """
    from ortools.sat.python import cp_model  # slow to load

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _gain in packing.gain]
    for members, room in packing.rows:
        model.add(cp_model.LinearExpr.sum([chosen[n] for n in members]) <= room)
    firsts = [model.new_bool_var("") for _members in packing.served]
    for first, members in zip(firsts, packing.served, strict=True):
        model.add_bool_or([first.negated(), *(chosen[n] for n in members)])
    model.maximize(
        cp_model.LinearExpr.weighted_sum(
            [*chosen, *firsts], [*packing.gain, *(packing.first for _first in firsts)]
        )
    )
    hint = set(packing.hint)
    for n, column in enumerate(chosen):
        model.add_hint(column, n in hint)
    solver = cp_model.CpSolver()
    _limit(solver.parameters, seconds=seconds, workers=workers, seed=seed, control=control)
    with control.interruptible(solver.stop_search):
        status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [n for n, column in enumerate(chosen) if solver.boolean_value(column)]


def _limit(parameters: Any, *, seconds: float, workers: int, seed: int, control: Control) -> None:
    parameters.num_workers = workers
    parameters.random_seed = seed
    if workers == 1:
        parameters.max_deterministic_time = seconds
    parameters.max_time_in_seconds = min(control.left(), seconds if workers > 1 else ENDLESS)


def best_matching(worth: list[list[int]]) -> list[int]:
    """Give each row a column of its own such that their worths sum to most.

    There must be as many columns as rows at least.
    """
    from scipy.optimize import linear_sum_assignment  # slow to load

    if not worth:
        return []
    _rows, columns = linear_sum_assignment(worth, maximize=True)
    chosen: list[int] = columns.tolist()
    return chosen
