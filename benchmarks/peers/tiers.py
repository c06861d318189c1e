"""A peer's run: a first plan, the whole model, one tier after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from benchmarks.peers.points import assignment_at, point_of
from benchmarks.peers.rows import Ints, Rows
from benchmarks.peers.solver import Solver, Task
from benchmarks.peers.start import plan_to_begin_with
from benchmarks.peers.whole import WholeModel, build_whole
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.options import find_options

# Of the time left, what a tier may use while others wait behind it: as trainopt shares it
# (docs/decisions/0004-tiers-share-the-time.md).
FIRST_SHARE, NEXT_SHARE = 0.6, 0.4

LEAST_SECONDS = 0.1
"""With less time left no solve is begun."""

MakeSolver = Callable[[Rows], Solver]


@dataclass
class Peer:
    """A whole model's run. `left` says how many seconds there are; `found` and `bounded` are told of news.

    `point` is the best plan so far, tier by tier, and `values` what it is worth; `bounds` are those proven
    by tier, and `kept` is what the solver has been told not to worsen.
    """

    problem: Problem
    make_solver: MakeSolver
    left: Callable[[], float]
    found: Callable[[Assignment], None]
    bounded: Callable[[int, int], None]
    with_plan: bool = True
    point: Ints | None = None
    values: list[int] = field(default_factory=list)
    bounds: dict[int, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Plan until all is proven or time is up."""
        options = find_options(self.problem)
        start = plan_to_begin_with(self.problem, options) if self.with_plan else None
        if start is not None:
            self.found(start)
        model = build_whole(self.problem, options)
        if start is not None:
            self._hold(model, point_of(model, start))
        solver = self.make_solver(model.rows)
        for tier in range(len(self.problem.objective)):
            self._solve(solver, model, tier)
            if self.point is None:
                return
            self._keep(solver, model, tier)

    def proven(self) -> bool:
        """Whether every tier's value is."""
        return self.point is not None and self.values == [self.bounds.get(i) for i in range(len(self.values))]

    def _keep(self, solver: Solver, model: WholeModel, tier: int) -> None:
        """From now on no tier up to this one is worse than it is, also where it got better just now."""
        for name, value in list(zip(self.problem.objective, self.values, strict=True))[: tier + 1]:
            if value < self.kept.get(name, value + 1):
                self.kept[name] = value
                solver.keep(model.terms[name], value)

    def _hold(self, model: WholeModel, point: Ints) -> None:
        self.point, self.values = point, self._values(model, point)

    def _values(self, model: WholeModel, point: Ints) -> list[int]:
        return [model.terms[name].at(point) for name in self.problem.objective]

    def _solve(self, solver: Solver, model: WholeModel, tier: int) -> None:
        """Minimise one tier's term, unless it cannot be less than it is."""
        if self.point is not None and self.values[tier] == 0:
            self._bound(tier, 0)
            return
        waiting = len(self.problem.objective) - tier - 1
        seconds = self.left() * (1.0 if not waiting else FIRST_SHARE if tier == 0 else NEXT_SHARE)
        if seconds >= LEAST_SECONDS:
            task = Task(model.terms[self.problem.objective[tier]], self.point, seconds)
            solver.minimise(task, partial(self._take, model), partial(self._bound, tier))

    def _take(self, model: WholeModel, point: Ints) -> None:
        """Hold a point if it is better, tier by tier, with the moves that its plan needs and no others."""
        assignment = assignment_at(model, point)
        exact = point_of(model, assignment)
        if self.point is None or self._values(model, exact) < self.values:
            self._hold(model, exact)
            self.found(assignment)

    def _bound(self, tier: int, bound: int) -> None:
        if bound > self.bounds.get(tier, -1):
            self.bounds[tier] = bound
            self.bounded(tier, bound)
