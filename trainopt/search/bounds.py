"""Proven bounds from the linear relaxation: duals by PDLP, evaluated in whole numbers.

For minimise c·x with lo ≤ Ax ≤ hi and l ≤ x ≤ u, any y gives, wherever it comes from and however rough it is,

    c·x = y·(Ax) + (c - Aᵀy)·x ≥ Σ (y⁺·lo - y⁻·hi) + Σ min((c - Aᵀy)·l, (c - Aᵀy)·u)

(weak duality over a box; Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear
programming, 2004). A, c and all limits are whole; y is rounded to multiples of a power of two, so the right
side is a sum of whole numbers that loses nothing, and since terms are whole it may be rounded up.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trainopt.model.build import Model, build_neighbourhood, with_begun
from trainopt.model.divided import divided
from trainopt.model.linear import LinearRow
from trainopt.model.sums import as_sum
from trainopt.plan.ledger import Ledger
from trainopt.problem import Problem
from trainopt.problem.openings import Bools, Ints
from trainopt.problem.options import Options
from trainopt.search.parts import Unmet, as_row

if TYPE_CHECKING:  # they are read where something is proven: most solver processes never do
    from ortools.pdlp import solvers_pb2
    from scipy import sparse

Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-5
"""Relative, of PDLP: what a tenth of it would still gain is lost in rounding up."""

MOST_CUTS = 200_000
"""More cuts than this are left out: at that size they slow PDLP down more than they raise the bound."""

LEAST_LEFT = 0.5
"""With less than so many seconds left PDLP does not go on."""

BITS = (32, 28, 24, 20, 16, 12, 8)
"""Binary places of the duals that are tried, until no sum can exceed 64 bits."""

SAFE = 2.0**61


@dataclass(frozen=True)
class Side:
    """One side of all rows: values, and where it is open (the value there is 0)."""

    values: Ints
    open: Bools

    @classmethod
    def of(cls, limits: Sequence[int | None]) -> Side:
        """From limits, None for open."""
        return cls(
            np.array([0 if limit is None else limit for limit in limits], dtype=np.int64),
            np.array([limit is None for limit in limits], dtype=np.bool_),
        )

    def as_floats(self, when_open: float) -> Floats:
        """With an infinity where it is open."""
        return np.where(self.open, when_open, self.values.astype(np.float64))


@dataclass(frozen=True)
class ProofEffort:
    """What PDLP may spend on one bound: seconds, or iterations where a run must repeat, and threads.

    `processor`: seconds of a processor, where they are to end it; on a busy machine these are fewer.
    """

    seconds: float
    iterations: int | None
    threads: int
    processor: float = math.inf

    def less(self, seconds: float, processor: float) -> ProofEffort:
        """What is left of it."""
        return replace(self, seconds=self.seconds - seconds, processor=self.processor - processor)


@dataclass(frozen=True)
class Solution:
    """A point of the relaxation and its duals, both as good as PDLP found them.

    `columns` and `reduced` (costs) have an entry per column, `duals` one per row: the rows of the model, its
    cuts, what is proven of parts, then the tiers that are kept. A dual is by how much the optimum rises with
    the side of its row that binds.
    """

    columns: Floats
    reduced: Floats
    duals: Floats


@dataclass(frozen=True)
class Proof:
    """What duals prove of a tier, in whole numbers of which `unit` are one of its term.

    Every plan has `least` of it, and `more` by column for each one by which a column is above its lower end.
    """

    least: int
    more: Ints
    unit: int

    @property
    def bound(self) -> int:
        """What every plan has at least."""
        return self.bound_with(0)

    def bound_with(self, more: int) -> int:
        """The same of plans that have so much more, as `more` counts it."""
        return max(-(-(self.least + more) // self.unit), 0)


def relaxed(problem: Problem, options: Options) -> Model:
    """The whole model with the cohorts divided into trainees."""
    groups, options = divided(problem, options)
    model = build_neighbourhood(problem, options, groups, Ledger(problem, options.openings))
    return with_begun(problem, model)


class Relaxation:
    """The linear relaxation of a problem's relaxed model, and what is proven of parts."""

    def __init__(self, problem: Problem, model: Model, proven: Sequence[Unmet] = ()) -> None:
        self.terms = model.terms
        self.problem = problem
        linear = model.linear
        self.lower = np.array(linear.lower, dtype=np.int64)
        self.upper = np.array(linear.upper, dtype=np.int64)
        cuts = linear.cuts if len(linear.cuts) <= MOST_CUTS else []
        parts = [as_row(problem, model, unmet) for unmet in proven]
        self.rows = _Rows.of([*linear.rows, *cuts, *parts], len(linear.lower))
        self.duals: dict[int, Floats] = {}

    def bound(self, tier: int, kept: Sequence[int], effort: ProofEffort) -> int:
        """A bound of a tier for all plans whose tiers before it are at most `kept`, one value each."""
        return self.prove(tier, kept, effort).bound

    def prove(self, tier: int, kept: Sequence[int], effort: ProofEffort) -> Proof:
        """The same, with what it would be for plans in which a column is above its lower end."""
        costs, rows = self._costs(tier), self._keeping(kept)
        found = self._evaluate(costs, rows, self._solve(costs, rows, effort).duals)
        constant = self.terms[self.problem.objective[tier]].constant
        return replace(found, least=found.least + constant * found.unit)

    def solve(self, tier: int, kept: Sequence[int], effort: ProofEffort) -> Solution:
        """The relaxation of a tier with those before it kept at some values or below."""
        return self._solve(self._costs(tier), self._keeping(kept), effort)

    def _costs(self, tier: int) -> Ints:
        costs = np.zeros(len(self.lower), dtype=np.int64)
        for column, coefficient in self.terms[self.problem.objective[tier]].terms:
            costs[column] += coefficient
        return costs

    def _keeping(self, kept: Sequence[int]) -> _Rows:
        """All rows, and those that keep the first tiers at some values or below."""
        names = zip(self.problem.objective, kept, strict=False)
        upper: list[int] = self.upper.tolist()
        more = [as_sum(self.terms[name], upper).row_keeping(value) for name, value in names]
        return self.rows.with_more(more, len(self.lower))

    def _solve(self, costs: Ints, rows: _Rows, effort: ProofEffort) -> Solution:
        """What PDLP finds within the effort."""
        from ortools.pdlp.python import pdlp
        from scipy import sparse

        program: Any = pdlp.QuadraticProgram()  # whose stubs have the arrays' types wrong
        program.resize_and_initialize(len(costs), rows.matrix.shape[0])
        program.objective_vector = costs.astype(np.float64)
        program.constraint_matrix = sparse.csc_matrix(rows.matrix.astype(np.float64))
        program.constraint_lower_bounds = rows.low.as_floats(-np.inf)
        program.constraint_upper_bounds = rows.high.as_floats(np.inf)
        program.variable_lower_bounds = self.lower.astype(np.float64)
        program.variable_upper_bounds = self.upper.astype(np.float64)
        solved = _solved(program, effort)
        return _solution(costs, rows, solved.primal_solution, solved.dual_solution)

    def _evaluate(self, costs: Ints, rows: _Rows, duals: Floats) -> Proof:
        """What the duals prove of the costs alone."""
        useless = ((duals > 0) & rows.low.open) | ((duals < 0) & rows.high.open)
        duals = np.where(useless, 0.0, duals)
        for bits in BITS:
            if self._is_safe(costs, rows, duals, bits):
                return self._scaled(costs, rows, duals, bits)
        return self._without_duals(costs)

    def _without_duals(self, costs: Ints) -> Proof:
        """What the columns' own limits prove: the inequality with y = 0, in whole numbers of any length."""
        columns = zip(costs.tolist(), self.lower.tolist(), self.upper.tolist(), strict=True)
        least = sum(min(cost * low, cost * high) for cost, low, high in columns)
        return Proof(least, np.maximum(costs, 0), 1)

    def _is_safe(self, costs: Ints, rows: _Rows, duals: Floats, bits: int) -> bool:
        """Whether no sum of the evaluation can leave the 64 bits of its whole numbers."""
        size = np.abs(duals) * 2.0**bits + 1.0
        sides = np.maximum(np.abs(rows.low.values), np.abs(rows.high.values)).astype(np.float64)
        reduced = np.abs(costs) * 2.0**bits + abs(rows.matrix).T.astype(np.float64) @ size
        return bool(max(size.max(initial=0.0), reduced.max(initial=0.0), size @ sides) < SAFE)

    def _scaled(self, costs: Ints, rows: _Rows, duals: Floats, bits: int) -> Proof:
        """The right side of the inequality, times 2**bits, and what each column adds to it."""
        y = np.rint(duals * 2.0**bits).astype(np.int64)
        reduced = costs * 2**bits - rows.matrix.T @ y
        sides = int((np.where(y > 0, rows.low.values, rows.high.values) * y).sum())
        at = np.where(reduced > 0, self.lower, self.upper)
        used = np.flatnonzero((at != 0) & (reduced != 0))
        # Whole numbers of any length: one column's part fits 64 bits, the sum of all may not.
        least = sides + sum(map(int.__mul__, at[used].tolist(), reduced[used].tolist()))
        return Proof(least, np.maximum(reduced, 0), 1 << bits)


@dataclass(frozen=True)
class _Rows:
    """All rows: the matrix of whole coefficients and both sides."""

    matrix: sparse.csr_array
    low: Side
    high: Side

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    @classmethod
    def of(cls, rows: Sequence[LinearRow], columns: int) -> _Rows:
        from scipy import sparse

        lengths = [len(row.columns) for row in rows]
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        at = np.fromiter((c for row in rows for c in row.columns), dtype=np.int64, count=int(starts[-1]))
        values = np.fromiter((k for row in rows for k in row.coefficients), np.int64, count=int(starts[-1]))
        matrix = sparse.csr_array((values, at, starts), shape=(len(rows), columns))
        matrix.sum_duplicates()
        return cls(matrix, Side.of([row.low for row in rows]), Side.of([row.high for row in rows]))

    def with_more(self, rows: Sequence[LinearRow], columns: int) -> _Rows:
        """These rows and some more."""
        if not rows:
            return self
        from scipy import sparse

        more = _Rows.of(rows, columns)
        return _Rows(
            sparse.csr_array(sparse.vstack([self.matrix, more.matrix])),
            _joined(self.low, more.low),
            _joined(self.high, more.high),
        )


def _solved(program: Any, effort: ProofEffort) -> Any:
    """PDLP knows the clock alone: on a busy machine it goes on until it has had its processor seconds."""
    from ortools.pdlp import solve_log_pb2
    from ortools.pdlp.python import pdlp

    solution, pace = None, 1.0
    while True:
        began, worked = time.monotonic(), time.process_time()
        parameters = _parameters(effort, min(effort.seconds, effort.processor * pace))
        solved = pdlp.primal_dual_hybrid_gradient(program, parameters, solution)
        seconds, processor = time.monotonic() - began, time.process_time() - worked
        effort, pace = effort.less(seconds, processor), seconds / max(processor, 0.001)
        by_time = solved.solve_log.termination_reason == solve_log_pb2.TERMINATION_REASON_TIME_LIMIT
        if not by_time or min(effort.seconds, effort.processor) < LEAST_LEFT:
            return solved
        solution = pdlp.PrimalAndDualSolution()
        solution.primal_solution, solution.dual_solution = solved.primal_solution, solved.dual_solution


def _solution(costs: Ints, rows: _Rows, columns: Any, duals: Any) -> Solution:
    """What PDLP found; zeros where it found nothing of use."""
    found = _sound(columns, len(costs)), _sound(duals, len(rows))
    return Solution(found[0], costs - rows.matrix.T.astype(np.float64) @ found[1], found[1])


def _sound(found: Any, length: int) -> Floats:
    values: Floats = np.array(found, dtype=np.float64)
    return values if len(values) == length and np.isfinite(values).all() else np.zeros(length)


def _joined(one: Side, other: Side) -> Side:
    return Side(np.concatenate([one.values, other.values]), np.concatenate([one.open, other.open]))


def _parameters(effort: ProofEffort, seconds: float) -> solvers_pb2.PrimalDualHybridGradientParams:
    from ortools.pdlp import solvers_pb2

    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    parameters.num_threads = effort.threads
    criteria = parameters.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = TOLERANCE
    criteria.simple_optimality_criteria.eps_optimal_absolute = TOLERANCE
    criteria.time_sec_limit = seconds
    if effort.iterations is not None:
        criteria.iteration_limit = effort.iterations
    return parameters
