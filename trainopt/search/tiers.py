"""From the greedy plan to the best that time allows. Runs in the solver process.

Small problems are solved whole, tier after tier, to proof; large ones by neighbourhoods of the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from trainopt.model.build import Model, build_model
from trainopt.model.translate import assignment_at, point_of
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options
from trainopt.search.conflict import find_contradiction
from trainopt.search.cpsat import Effort, Outcome, Solved, TierModel
from trainopt.search.greedy import greedy_plan
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import Bounded, Chosen, Contradiction, Finished, Found, Message, Working
from trainopt.search.params import Clock, Params

# Of the time left, what a tier may use while others wait behind it: the first one most.
FIRST_SHARE, NEXT_SHARE = 0.6, 0.4

# The greedy plan stops placing when this share of the time is left, to be made sound, sent and checked.
GREEDY_LEAVES = 0.2

# CP-SAT's deterministic seconds per second of the limit. One of them took 2 to 6 seconds where this was
# measured; so few of them that the count ends a tier and not the clock, which would not repeat.
DETERMINISTIC_RATE = 0.06


# Problems with more options than this are searched by neighbourhoods: on generated datasets of twice the
# size the whole model found nothing better than the greedy plan in a minute.
WHOLE_OPTIONS = 3_000

# Seconds a neighbourhood may take, and between plans that are sent; steps per second of a repeatable run.
LONGEST_STEP, SEND_EVERY, STEPS_PER_SECOND = 5.0, 0.5, 0.5


# With less than this left, in seconds, a search ended because time was up, whatever it says itself.
END_OF_TIME = 0.1


def _size(options: Options) -> int:
    return sum(len(step) for steps in options.by_group for step in steps)


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
        """Greedy, then the whole model or neighbourhoods; what is better is sent as it is found."""
        self.send(Working("what can be"))
        options = find_options(self.problem)
        self._bound_by_options(options)
        if start is None:
            self.send(Working("greedy"))
            start = greedy_plan(self.problem, options, self._expired)
            if start is not None:
                self.send(Found(start, "greedy"))
        if start is not None and _size(options) > WHOLE_OPTIONS:
            self._search_neighbourhoods(options, start)
        else:
            self._solve_whole(options, start)

    def _solve_whole(self, options: Options, start: Assignment | None) -> None:
        self.send(Chosen("greedy, then the whole model"))
        self.send(Working("model"))
        model = build_model(self.problem, options)
        if start is not None:
            self.point = point_of(model, start)
        self._solve_tiers(model)

    def _search_neighbourhoods(self, options: Options, start: Assignment) -> None:
        """Improve the plan until time is up, with `--repeatable` in a number of steps set by the limit."""
        self.send(Chosen("greedy, then large neighbourhoods"))
        self.send(Working("neighbourhoods", 0))
        search = NeighbourhoodSearch(self.problem, options, start, self.params.seed)
        steps = int(self.params.seconds * STEPS_PER_SECOND) if self.params.repeatable else None
        better, sent = False, self.clock.elapsed()
        for _ in range(steps) if steps is not None else count():
            if steps is None and self.clock.left() <= 0:
                break
            better |= search.step(self.clock.left() if steps else min(self.clock.left(), LONGEST_STEP))
            if better and self.clock.elapsed() - sent >= SEND_EVERY:
                self.send(Found(search.assignment(), "neighbourhoods"))
                better, sent = False, self.clock.elapsed()
        if better:
            self.send(Found(search.assignment(), "neighbourhoods"))
        self.send(Finished(in_time=self.clock.left() > END_OF_TIME))

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
        self.send(Finished(in_time=self.clock.left() > END_OF_TIME))

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
