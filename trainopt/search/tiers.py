"""The tiers one after the other, from the greedy plan to the proof. Runs in the solver process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from trainopt.model.build import Model, build_model
from trainopt.model.translate import assignment_at, point_of
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options
from trainopt.search.conflict import find_contradiction
from trainopt.search.cpsat import Effort, Outcome, Solved, TierModel
from trainopt.search.greedy import greedy_plan
from trainopt.search.messages import Bounded, Contradiction, Finished, Found, Message, Working
from trainopt.search.params import Clock, Params

# Of the time left, what a tier may use while others wait behind it: the first one most.
FIRST_SHARE, NEXT_SHARE = 0.6, 0.4

# The greedy plan stops placing when this share of the time is left, to be made sound, sent and checked.
GREEDY_LEAVES = 0.2

# CP-SAT's deterministic seconds per second of the limit. One of them took 2 to 6 seconds where this was
# measured; so few of them that the count ends a tier and not the clock, which would not repeat.
DETERMINISTIC_RATE = 0.06


@dataclass
class Search:
    """One run of the solver process: what it plans, how long, whom it tells."""

    problem: Problem
    params: Params
    clock: Clock
    send: Callable[[Message], None]
    point: list[int] | None = None
    bounds: dict[int, int] = field(default_factory=dict)

    def run(self, start: Assignment | None) -> None:
        """Greedy, model, tiers; each better plan and bound is sent as it is found."""
        self.send(Working("what can be"))
        options = find_options(self.problem)
        self._bound_by_options(options)
        if start is None:
            self.send(Working("greedy"))
            start = greedy_plan(self.problem, options, self._expired)
            if start is not None:
                self.send(Found(start, "greedy"))
        self.send(Working("model"))
        model = build_model(self.problem, options)
        if start is not None:
            self.point = point_of(model, start)
        self._solve_tiers(model)

    def _expired(self) -> bool:
        return not self.params.repeatable and self.clock.left() <= GREEDY_LEAVES * self.clock.seconds

    def _bound_by_options(self, options: Options) -> None:
        """Before any solving: cohorts that have no options stay unmet."""
        if self.problem.objective[0] == "unmet":
            impossible = (self.problem.groups[index] for index in options.impossible)
            demands = self.problem.demands
            self._bound(0, sum(demands[g.demand].priority * g.size * g.count for g in impossible))

    def _bound(self, tier: int, bound: int) -> None:
        if bound > self.bounds.get(tier, 0):
            self.bounds[tier] = bound
            self.send(Bounded(tier, bound))

    def _solve_tiers(self, model: Model) -> None:
        solver = TierModel(model.linear)
        for tier, name in enumerate(self.problem.objective):
            self.send(Working("CP-SAT", tier))
            outcome = self._solve_tier(solver, model, tier, name)
            if outcome is Outcome.INFEASIBLE and self.point is None:
                self._explain_infeasible()
                return
            if self.point is None:
                return
            solver.keep(model.terms[name], model.value(name, self.point))
        self.send(Finished())

    def _solve_tier(self, solver: TierModel, model: Model, tier: int, name: str) -> Outcome:
        if self.point is not None and model.value(name, self.point) <= self.bounds.get(tier, 0):
            return Outcome.OPTIMAL

        def on_point(values: list[int]) -> None:
            if self.point is None or model.value(name, values) < model.value(name, self.point):
                self.point = values
                self.send(Found(assignment_at(model, values), "CP-SAT"))

        solved = solver.minimise(
            model.terms[name], self.point, self._effort(tier), on_point, lambda b: self._bound(tier, b)
        )
        self._take(solved, tier, on_point)
        return solved.outcome

    def _take(self, solved: Solved, tier: int, on_point: Callable[[list[int]], None]) -> None:
        if solved.values is not None:
            on_point(solved.values)
        if solved.bound is not None:
            self._bound(tier, solved.bound)

    def _effort(self, tier: int) -> Effort:
        waiting = len(self.problem.objective) - tier - 1
        share = 1.0 if not waiting else FIRST_SHARE if tier == 0 else NEXT_SHARE
        deterministic = None
        if self.params.repeatable:
            deterministic = self.params.seconds * DETERMINISTIC_RATE * share / (1 + tier)
        return Effort(
            seconds=self.clock.left() * (1.0 if self.params.repeatable else share),
            deterministic=deterministic,
            workers=self.params.threads,
            seed=self.params.seed,
            gap=self.params.gap,
        )

    def _explain_infeasible(self) -> None:
        self.send(Working("pins that contradict each other"))
        found = find_contradiction(self.problem, self.params, self.clock)
        self.send(Contradiction(found.members, found.verified, found.smallest))
