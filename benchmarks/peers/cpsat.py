"""The whole model in CP-SAT."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.peers.rows import Rows, Sum
from benchmarks.peers.solver import OnBound, OnPoint, Outcome, Task, rounded_up

OPEN = 2**60
"""Beyond every sum of the model: an open side of a row."""

_OUTCOMES = {
    cp_model.OPTIMAL: Outcome.OPTIMAL,
    cp_model.FEASIBLE: Outcome.FEASIBLE,
    cp_model.INFEASIBLE: Outcome.INFEASIBLE,
    cp_model.UNKNOWN: Outcome.UNKNOWN,
}


class CpSat:
    """Rows and columns as a CP-SAT model, written into its protocol buffer.

    `linearization` is how much of it the linear relaxation has; None for what is CP-SAT's default.
    """

    def __init__(self, rows: Rows, workers: int, seed: int, linearization: int | None = None) -> None:
        self.workers = workers
        self.seed = seed
        self.linearization = linearization
        self.model = cp_model.CpModel()
        for low, high in zip(rows.lower, rows.upper, strict=True):
            self.model.proto.variables.add().domain.extend((low, high))
        begin = 0
        for end, least, most in zip(rows.ends, rows.low, rows.high, strict=True):
            self._row(rows.columns[begin:end].tolist(), rows.factors[begin:end].tolist(), least, most)
            begin = end

    def _row(self, columns: list[int], factors: list[int], low: int | None, high: int | None) -> None:
        linear = self.model.proto.constraints.add().linear
        linear.vars.extend(columns)
        linear.coeffs.extend(factors)
        linear.domain.extend((-OPEN if low is None else low, OPEN if high is None else high))

    def keep(self, term: Sum, value: int) -> None:
        """From now on the term is at most `value`."""
        self._row(term.columns, term.factors, None, value - term.constant)

    def minimise(self, task: Task, on_point: OnPoint, on_bound: OnBound) -> Outcome:
        """Solve; every better point and bound is passed on as it is found, the last ones too."""
        self._state(task)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = task.seconds
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        if self.linearization is not None:
            solver.parameters.linearization_level = self.linearization
        # On the medium dataset the presolve that is the default leaves 5 of 57 seconds for searching.
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.cp_model_probing_level = 0
        solver.best_bound_callback = lambda bound: on_bound(rounded_up(bound))
        code = solver.solve(self.model, _Points(on_point))
        if code not in _OUTCOMES:
            raise ValueError(f"CP-SAT refuses the model: {self.model.validate()}")
        outcome = _OUTCOMES[code]
        if outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE):  # otherwise its numbers mean nothing
            on_point(np.array(solver.response_proto.solution, dtype=np.int64))
            on_bound(rounded_up(solver.best_objective_bound))
        return outcome

    def _state(self, task: Task) -> None:
        proto = self.model.proto
        proto.clear_objective()
        proto.clear_solution_hint()
        proto.objective.vars.extend(task.term.columns)
        proto.objective.coeffs.extend(task.term.factors)
        proto.objective.offset = task.term.constant
        if task.start is not None:
            proto.solution_hint.vars.extend(range(len(task.start)))
            proto.solution_hint.values.extend(task.start.tolist())


class _Points(cp_model.CpSolverSolutionCallback):
    def __init__(self, on_point: OnPoint) -> None:
        super().__init__()
        self.on_point = on_point

    def on_solution_callback(self) -> None:
        self.on_point(np.array(self.response_proto.solution, dtype=np.int64))
