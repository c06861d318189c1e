"""A linear model in CP-SAT: one term minimised, from a hint, with every better point passed on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from trainopt.model.linear import Drawn, Interval, LinearModel, LinearRow, OneOf
from trainopt.model.sums import Sum, as_sum
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
class SolverEffort:
    """What a solve may spend: wall-clock or deterministic seconds, workers, and the gap that is enough.

    `brief`: nothing is spent on presolve and much on the linear relaxation, which suits small models that
    are to be solved in a second (docs/decisions/0012-neighbourhoods.md). `first`: the first point is enough.
    `relaxed`: all rows go into the linear relaxation, which proves far more and takes longer at each step.
    """

    seconds: float
    deterministic: float | None
    workers: int
    seed: int
    gap: float
    brief: bool = False
    first: bool = False
    relaxed: bool = False


@dataclass(frozen=True)
class SolvedTier:
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
    for present, row in linear.only_if:
        add_row(model, row, enforced_by=present)
    for one in linear.one_of:
        _add_values(model, one)
    intervals: dict[Interval, cp_model.IntervalVar] = {}
    for drawn in linear.drawn:
        _add_drawn(model, drawn, intervals)
    return model


def _add_values(model: cp_model.CpModel, one: OneOf) -> None:
    constraint = model.proto.constraints.add()
    if one.present is not None:
        constraint.enforcement_literal.append(one.present)
    constraint.linear.vars.append(one.column)
    constraint.linear.coeffs.append(1)
    constraint.linear.domain.extend(cp_model.Domain.from_values(list(one.values)).flattened_intervals())


def _add_drawn(model: cp_model.CpModel, drawn: Drawn, known: dict[Interval, cp_model.IntervalVar]) -> None:
    """As intervals without overlap where each fits and no two do, which proves more; else as what adds up."""
    for one in drawn.intervals:
        if one not in known:
            start, present = (model.get_int_var_from_proto_index(at) for at in (one.start, one.present))
            known[one] = model.new_optional_fixed_size_interval_var(start, one.weeks, present, "")
    fixed = [model.new_fixed_size_interval_var(week, weeks, "") for week, weeks, _ in drawn.fixed]
    intervals = [*(known[one] for one in drawn.intervals), *fixed]
    taken = [amount for _, _, amount in drawn.fixed]
    two, each_fits = sorted(drawn.amounts)[:2], max(drawn.amounts) <= drawn.capacity
    none_together = sum(two) > drawn.capacity and min([drawn.capacity, *taken]) + two[0] > drawn.capacity
    if each_fits and none_together:
        model.add_no_overlap(intervals)
    else:
        model.add_cumulative(intervals, [*drawn.amounts, *taken], drawn.capacity)


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
        self._upper = linear.upper

    def keep(self, term: Term, value: int) -> None:
        """From now on the term is at most `value`: a later tier never worsens an earlier one.

        Of a term too large for a solver's numbers this keeps the leading digits alone.
        """
        add_row(self._model, as_sum(term, self._upper).row_keeping(value))

    def minimise(
        self,
        term: Term,
        hint: Sequence[int] | None,
        effort: SolverEffort,
        on_point: OnPoint,
        on_bound: OnBound,
    ) -> SolvedTier:
        """Minimise the term; every better point and bound is passed on as it is found."""
        model = self._model
        objective = as_sum(term, self._upper)
        model.proto.clear_objective()
        model.proto.clear_solution_hint()
        model.proto.objective.vars.extend(objective.columns)
        model.proto.objective.coeffs.extend(objective.coefficients)
        model.proto.objective.offset = objective.constant // objective.unit  # which the gap is relative to
        if hint is not None:
            model.proto.solution_hint.vars.extend(range(len(hint)))
            model.proto.solution_hint.values.extend(hint)
        solver = _solver(effort)
        solver.best_bound_callback = lambda bound: on_bound(_said_at_least(objective, bound))
        code = solver.solve(model, _Points(on_point))
        if code not in _OUTCOMES:
            raise ValueError(f"CP-SAT refuses the model: {model.validate()}")
        return _solved(solver, _OUTCOMES[code], objective)


def _solver(effort: SolverEffort) -> cp_model.CpSolver:
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
    if effort.brief or effort.relaxed:
        solver.parameters.linearization_level = 2
    return solver


def _said_at_least(objective: Sum, bound: float) -> int:
    """What a bound said on the way proves. It is a float, and above 2**53 those lie further apart than 1.

    CP-SAT has whole numbers and rounds twice: the bound of the sum, and that with the offset added.
    """
    offset = objective.constant // objective.unit
    lost = 2 * math.ulp(max(abs(bound), abs(offset), abs(bound - offset)))
    return objective.term_at_least(math.ceil(bound - max(lost, 1e-6)) - offset)


def _solved(solver: cp_model.CpSolver, outcome: Outcome, objective: Sum) -> SolvedTier:
    """Read the solver by its status only: after UNKNOWN its numbers mean nothing."""
    if outcome in (Outcome.INFEASIBLE, Outcome.UNKNOWN):
        return SolvedTier(outcome, None, None, solver.deterministic_time)
    response = solver.response_proto
    bound = objective.term_at_least(response.inner_objective_lower_bound)
    return SolvedTier(outcome, list(response.solution), bound, solver.deterministic_time)


class _Points(cp_model.CpSolverSolutionCallback):
    def __init__(self, on_point: OnPoint) -> None:
        super().__init__()
        self.on_point = on_point

    def on_solution_callback(self) -> None:
        self.on_point(list(self.response_proto.solution))
