"""A linear model in CP-SAT: one term minimised, from a hint, with every better point passed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from trainopt.model.linear import LinearModel, LinearRow
from trainopt.model.terms import Term

FAR = 2**60
"""Beyond every sum of the model: an open side of a row."""


class Outcome(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Effort:
    """What a solve may spend: wall-clock or deterministic seconds, workers, and the gap that is enough.

    `brief`: nothing is spent on presolve and much on the linear relaxation, which suits small models that
    are to be solved in a second (docs/decisions/0012-neighbourhoods.md). `first`: the first point is enough.
    """

    seconds: float
    deterministic: float | None
    workers: int
    seed: int
    gap: float
    brief: bool = False
    first: bool = False


@dataclass(frozen=True)
class Solved:
    """The end of a solve: `values` where a point was found, `bound` where one was proven.

    `work` is what it took in deterministic seconds.
    """

    outcome: Outcome
    values: list[int] | None
    bound: int | None
    work: float


OnPoint = Callable[[list[int]], None]
OnBound = Callable[[int], None]

_OUTCOMES = {
    cp_model.OPTIMAL: Outcome.OPTIMAL,
    cp_model.FEASIBLE: Outcome.FEASIBLE,
    cp_model.INFEASIBLE: Outcome.INFEASIBLE,
    cp_model.UNKNOWN: Outcome.UNKNOWN,
}


def emit(linear: LinearModel) -> cp_model.CpModel:
    """The rows and columns as a CP-SAT model. Written into the protocol buffer, which is ten times faster."""
    model = cp_model.CpModel()
    for low, high in zip(linear.lower, linear.upper, strict=True):
        model.proto.variables.add().domain.extend((low, high))
    for row in [*linear.rows, *linear.cuts]:
        add_row(model, row)
    return model


def add_row(model: cp_model.CpModel, row: LinearRow, enforced_by: int | None = None) -> None:
    """One more row; it holds only where the column `enforced_by` is 1 if one is given."""
    constraint = model.proto.constraints.add()
    if enforced_by is not None:
        constraint.enforcement_literal.append(enforced_by)
    constraint.linear.vars.extend(row.columns)
    constraint.linear.coeffs.extend(row.coefficients)
    low = -FAR if row.low is None else row.low
    constraint.linear.domain.extend((low, FAR if row.high is None else row.high))


class TierModel:
    """A linear model in CP-SAT, minimised for one term after the other."""

    def __init__(self, linear: LinearModel) -> None:
        self._model = emit(linear)

    def keep(self, term: Term, value: int) -> None:
        """From now on the term is at most `value`: a later tier never worsens an earlier one."""
        columns, coefficients = _nonzero(term)
        add_row(self._model, LinearRow(0, columns, coefficients, None, value - term.constant))

    def minimise(
        self, term: Term, hint: Sequence[int] | None, effort: Effort, on_point: OnPoint, on_bound: OnBound
    ) -> Solved:
        """Minimise the term; every better point and bound is passed on as it is found."""
        model = self._model
        model.proto.clear_objective()
        model.proto.clear_solution_hint()
        columns, coefficients = _nonzero(term)
        model.proto.objective.vars.extend(columns)
        model.proto.objective.coeffs.extend(coefficients)
        model.proto.objective.offset = term.constant
        if hint is not None:
            model.proto.solution_hint.vars.extend(range(len(hint)))
            model.proto.solution_hint.values.extend(hint)
        solver = _solver(effort)
        solver.best_bound_callback = lambda bound: on_bound(_rounded_up(bound))
        code = solver.solve(model, _Points(on_point))
        if code not in _OUTCOMES:
            raise ValueError(f"CP-SAT refuses the model: {model.validate()}")
        return _solved(solver, _OUTCOMES[code])


def _nonzero(term: Term) -> tuple[tuple[int, ...], tuple[int, ...]]:
    kept = [(column, coefficient) for column, coefficient in term.terms if coefficient]
    return tuple(column for column, _ in kept), tuple(coefficient for _, coefficient in kept)


def _solver(effort: Effort) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(effort.seconds, 0.01)
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed % 2**31
    solver.parameters.relative_gap_limit = effort.gap
    if effort.deterministic is not None:
        solver.parameters.max_deterministic_time = effort.deterministic
    solver.parameters.stop_after_first_solution = effort.first
    if effort.brief:
        solver.parameters.cp_model_presolve = False
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.linearization_level = 2
    return solver


def _rounded_up(bound: float) -> int:
    """The least whole number that a bound, itself a float, can mean."""
    return -int(-(bound - 1e-6) // 1)


def _solved(solver: cp_model.CpSolver, outcome: Outcome) -> Solved:
    """Read the solver by its status only: after UNKNOWN its numbers mean nothing."""
    if outcome in (Outcome.INFEASIBLE, Outcome.UNKNOWN):
        return Solved(outcome, None, None, solver.deterministic_time)
    values = list(solver.response_proto.solution)
    return Solved(outcome, values, _rounded_up(solver.best_objective_bound), solver.deterministic_time)


class _Points(cp_model.CpSolverSolutionCallback):
    def __init__(self, on_point: OnPoint) -> None:
        super().__init__()
        self.on_point = on_point

    def on_solution_callback(self) -> None:
        self.on_point(list(self.response_proto.solution))
