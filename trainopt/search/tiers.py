"""From the first plan to the best that time allows. Runs in a solver process.

Small problems are solved whole, tier after tier, to proof; large ones by neighbourhoods of the plan.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from trainopt.model.build import Model, build_model
from trainopt.model.translate import assignment_at, point_of
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options, impossible_weight, size
from trainopt.search.child import Job
from trainopt.search.conflict import find_contradiction
from trainopt.search.cpsat import Effort, Outcome, TierModel
from trainopt.search.improve import END_OF_TIME, SEED_STEP, Improver
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import (
    Bounded,
    Chosen,
    Contradiction,
    Finished,
    Found,
    Message,
    MoveVerdict,
    Working,
)
from trainopt.search.params import WHOLE_OPTIONS, Clock, Params
from trainopt.search.prover import Prover

# Of the time left, what a tier may use while others wait behind it: the first one most.
FIRST_SHARE, NEXT_SHARE = 0.6, 0.4

# CP-SAT's deterministic seconds per second of the limit. One of them took 2 to 6 seconds where this was
# measured; so few of them that the count ends a tier and not the clock, which would not repeat.
DETERMINISTIC_RATE = 0.06


# Before the whole model is solved its start is polished by neighbourhoods, for this part of the time left, at
# most so many steps per second of the limit, until so many in a row have found nothing.
POLISH_SHARE, POLISH_STEPS, POLISH_IDLE = 0.25, 5, 40

# Seconds between plans that are sent while they are polished.
SEND_EVERY = 0.5


@dataclass
class Search:
    """One run of a solver process: what it plans, how long, whom it tells and who tells it."""

    problem: Problem
    params: Params
    clock: Clock
    send: Callable[[Message], None]
    verdicts: queue.SimpleQueue[MoveVerdict] = field(default_factory=queue.SimpleQueue)
    point: list[int] | None = None
    bounds: dict[int, int] = field(default_factory=dict)

    def run(self, job: Job) -> None:
        """From the plan given, the whole model or neighbourhoods; what is better is sent as it is found."""
        start = job.start
        leads = job.number == 0
        if leads:
            self.send(Working("what can be"))
        options = find_options(self.problem)
        if leads:
            self._bound_by_options(options)
        if start is None or size(options) <= WHOLE_OPTIONS:
            if size(options) > WHOLE_OPTIONS:
                # What is proven under the cap would be told as proven of all plans.
                self.problem = replace(self.problem, most_changes=None)
            self._solve_whole(options, start)
            return
        if leads:
            self.send(Chosen("large neighbourhoods", together=True))
            self.send(Working("neighbourhoods", 0))
        self._improver(options, start, job).run()

    def _improver(self, options: Options, start: Assignment, job: Job) -> Improver:
        seed = self.params.seed + SEED_STEP * job.number
        search = NeighbourhoodSearch(self.problem, options, start, seed)
        prover = self._prover(options) if job.bounds else None
        return Improver(self.params, self.clock, self.send, self.verdicts, search, job.number, prover)

    def _prover(self, options: Options) -> Prover:
        return Prover(
            self.problem, options, self.params, self.clock, lambda b: self._bound(b.tier, b.bound, b.kept)
        )

    def _polished(self, options: Options, start: Assignment) -> Assignment:
        """The plan improved by neighbourhoods, until they find nothing more or a part of the time is gone."""
        self.send(Working("neighbourhoods", 0))
        search = NeighbourhoodSearch(self.problem, options, start, self.params.seed)
        until = self.clock.left() * (1 - POLISH_SHARE)
        idle, sent = 0, self.clock.elapsed()
        for _ in range(int(self.params.seconds * POLISH_STEPS)):
            if idle >= POLISH_IDLE or (not self.params.repeatable and self.clock.left() <= until):
                break
            move = search.step(max(self.clock.left(), 0.01))
            idle = 0 if move else idle + 1
            if move is not None:
                search.ledger.exchange(move.after)
                if self.clock.elapsed() - sent >= SEND_EVERY:
                    self.send(Found(search.assignment(), "neighbourhoods"))
                    sent = self.clock.elapsed()
        polished = search.assignment()
        self.send(Found(polished, "neighbourhoods"))
        return polished

    def _solve_whole(self, options: Options, start: Assignment | None) -> None:
        self.send(Chosen("the whole model", together=False))
        if start is not None:
            start = self._polished(options, start)
            self._prover(options).prove_by_parts(start)
        self.send(Working("model"))
        model = build_model(self.problem, options)
        if start is not None:
            self.point = point_of(model, start)
        self._solve_tiers(model)

    def _bound_by_options(self, options: Options) -> None:
        """Before any solving: cohorts that have no options stay unmet."""
        if self.problem.objective[0] == "unmet":
            self._bound(0, impossible_weight(self.problem, options))

    def _bound(self, tier: int, bound: int, kept: tuple[int, ...] = ()) -> None:
        if bound > self.bounds.get(tier, 0):
            self.bounds[tier] = bound
            self.send(Bounded(tier, bound, kept))

    def _solve_tiers(self, model: Model) -> None:
        solver = TierModel(model.linear)
        if self.point is None:
            self.point = self._first_point(solver, model)
        if self.point is None:
            self.send(Finished(in_time=False))
            return
        kept: list[int] = []
        for tier in range(len(self.problem.objective)):
            self.send(Working("CP-SAT", tier))
            self._solve_tier(solver, model, tier, tuple(kept), self._effort(tier))
            kept = self._values(model, self.point)[: tier + 1]
            for term, value in zip(self.problem.objective, kept, strict=False):
                solver.keep(model.terms[term], value)
        self.send(Finished(in_time=self.clock.left() > END_OF_TIME))

    def _first_point(self, solver: TierModel, model: Model) -> list[int] | None:
        """Look for any plan at all, for which there is all the time."""
        self.send(Working("CP-SAT, for any plan"))
        if self._solve_tier(solver, model, 0, (), self._first_effort()) is Outcome.INFEASIBLE:
            self._explain_infeasible()
        return self.point

    def _solve_tier(
        self, solver: TierModel, model: Model, tier: int, kept: tuple[int, ...], effort: Effort
    ) -> Outcome:
        name = self.problem.objective[tier]

        def on_bound(bound: int) -> None:
            self._bound(tier, bound, kept)

        if self.point is not None and model.value(name, self.point) <= self.bounds.get(tier, 0):
            return Outcome.OPTIMAL

        def on_point(values: list[int]) -> None:
            if self.point is None or self._values(model, values) < self._values(model, self.point):
                self.point = values
                self.send(Found(assignment_at(model, values), "CP-SAT"))

        solved = solver.minimise(model.terms[name], self.point, effort, on_point, on_bound)
        if solved.values is not None:
            on_point(solved.values)
        if solved.bound is not None:
            on_bound(solved.bound)
        return solved.outcome

    def _values(self, model: Model, point: Sequence[int]) -> list[int]:
        """All tiers: a point that makes an earlier tier better on the way is better too."""
        return [model.value(term, point) for term in self.problem.objective]

    def _first_effort(self) -> Effort:
        deterministic = self.params.seconds * DETERMINISTIC_RATE if self.params.repeatable else None
        seconds, params = self.clock.left_for_first(), self.params
        return Effort(seconds, deterministic, params.threads, params.seed, gap=0.0, first=True)

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
