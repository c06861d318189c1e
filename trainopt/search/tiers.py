"""From the first plan to the best that time allows. Runs in a solver process.

Small problems are solved whole, tier after tier, to proof; large ones are searched by the kernel, where it
cannot by neighbourhoods of the plan.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from trainopt.check import terms
from trainopt.kernel.arrays import is_countable
from trainopt.kernel.engine import is_available, opened
from trainopt.model.build import Model, build_model
from trainopt.model.translate import assignment_at, point_of
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options, impossible_weight, size
from trainopt.search.annealing import Annealing, Stage, stages, warm_stages
from trainopt.search.child import Job
from trainopt.search.conflict import find_contradiction
from trainopt.search.cpsat import Outcome, SolverEffort, TierModel
from trainopt.search.improve import END_OF_TIME, SEED_STEP, Improver
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import (
    ANNEALED,
    BY_NEIGHBOURHOODS,
    WHOLE,
    Bounded,
    Chosen,
    Contradiction,
    Finished,
    Found,
    Message,
    Order,
    Working,
)
from trainopt.search.params import WHOLE_OPTIONS, Clock, Params
from trainopt.search.prover import Prover

# Of the time left, what a tier may use while others wait behind it: the first one most.
FIRST_SHARE, NEXT_SHARE = 0.6, 0.4

# Where CP-SAT has more than one thread it has at least so many, also on fewer processors: its ways of
# searching differ, and some prove what others never do.
PORTFOLIO = 8

# With less than so many seconds left the tiers are not begun again.
LEAST_LEFT = 1.0

# CP-SAT's deterministic seconds per second of the limit. One of them took 2 to 6 seconds where this was
# measured; so few of them that the count ends a tier and not the clock, which would not repeat.
DETERMINISTIC_RATE = 0.06


# Before the whole model is solved its start is polished, for this part of the time left: by the kernel, for
# so many seconds an option at the most; without one by neighbourhoods, at most so many steps per second of
# the limit, until so many in a row have found nothing.
POLISH_SHARE, POLISH_PER_OPTION = 0.25, 0.01
POLISH_STEPS, POLISH_IDLE = 5, 40

# The kernel's time is for several runs from other seeds, each of so many seconds an option and of so many in
# all at the least, and for so many runs at the most: where one ends is a matter of chance more than of time.
RUN_PER_OPTION, LEAST_RUN, MOST_RUNS = 1.3e-3, 1.0, 5

# Seconds between plans that are sent while they are polished.
SEND_EVERY = 0.5


@dataclass
class Search:
    """One run of a solver process: what it plans, how long, whom it tells and who tells it."""

    problem: Problem
    params: Params
    clock: Clock
    send: Callable[[Message], None]
    orders: queue.SimpleQueue[Order] = field(default_factory=queue.SimpleQueue)
    point: list[int] | None = None
    bounds: dict[int, int] = field(default_factory=dict)
    focus: tuple[int, ...] = ()

    def run(self, job: Job) -> None:
        """By the whole model, the kernel or neighbourhoods; what is better is sent as it is found."""
        start = job.start
        self.focus = job.focus
        leads = job.number == 0
        if leads:
            self.send(Working("what can be"))
        options = find_options(self.problem)
        if leads:
            self._bound_by_options(options)
        compiled = job.compiled and is_available() and self._suits_kernel(options)
        if start is None or size(options) <= WHOLE_OPTIONS:
            if size(options) > WHOLE_OPTIONS:
                # What is proven under the cap would be told as proven of all plans.
                self.problem = replace(self.problem, most_changes=None)
            self._solve_whole(options, start, compiled=compiled)
        elif not (compiled and self._anneal(options, start, job)):
            self._improver(options, start, job).run()

    def _suits_kernel(self, options: Options) -> bool:
        """Whether there is something to place, in numbers that the kernel can count."""
        return size(options) > 0 and is_countable(self.problem)

    def _anneal(self, options: Options, start: Assignment, job: Job) -> bool:
        """Ruin and recreate until the end; the leading process alone makes a first pass in brief.

        False where the kernel has too little memory.
        """
        if job.number == 0:
            self.send(Chosen(ANNEALED, together=True))
        prover = self._prover(options) if job.bounds else None
        tiers, seconds = len(self.problem.objective), self._seconds()
        if job.warm:
            plan = warm_stages(tiers, seconds, size(options))
        else:
            plan = stages(tiers, in_brief=job.number == 0)
        if self._annealed(options, start, plan, seconds, job.number, prover) is None:
            return False
        self.send(Finished(in_time=self.params.repeatable))
        return True

    def _annealed_in_brief(self, options: Options, start: Assignment) -> Assignment:
        """The best of some plans that the kernel makes of another before the whole model is solved."""
        plan = stages(len(self.problem.objective), in_brief=False)
        seconds = min(POLISH_SHARE * self._seconds(), POLISH_PER_OPTION * size(options))
        runs = int(seconds / max(RUN_PER_OPTION * size(options), LEAST_RUN))
        runs = max(1, min(runs, MOST_RUNS))
        found = [self._annealed(options, start, plan, seconds / runs, number) for number in range(runs)]
        return min([start, *(one for one in found if one is not None)], key=self._rank)

    def _rank(self, plan: Assignment) -> tuple[bool, list[int]]:
        """Within the cap on changes first, then tier by tier; less is better."""
        values, most = terms(self.problem, plan_of(self.problem, plan)), self.problem.most_changes
        above = most is not None and values["changes"] > most
        return above, [values[term] for term in self.problem.objective]

    def _seconds(self) -> float:
        """What time there is; in a repeatable run it is taken to be the limit."""
        return self.params.seconds if self.params.repeatable else self.clock.left()

    def _annealed(
        self,
        options: Options,
        start: Assignment,
        plan: Sequence[Stage],
        seconds: float,
        number: int = 0,
        prover: Prover | None = None,
    ) -> Assignment | None:
        """The plan that the kernel makes of another, in so many seconds; None where memory is short."""
        seed = self.params.seed + SEED_STEP * number
        try:
            kernel = opened(self.problem, options, seed, start, self.focus)
        except MemoryError:
            return None
        with kernel:
            annealing = Annealing(
                kernel, self.params, self.clock, seconds, size(options),
                self.send, lambda: self.bounds.get(0, 0), prover, self.orders,
            )  # fmt: skip
            return annealing.run(plan)

    def _improver(self, options: Options, start: Assignment, job: Job) -> Improver:
        if job.number == 0:
            self.send(Chosen(BY_NEIGHBOURHOODS, together=True))
            self.send(Working("neighbourhoods", 0))
        seed = self.params.seed + SEED_STEP * job.number
        search = NeighbourhoodSearch(self.problem, options, start, seed)
        prover = self._prover(options) if job.bounds else None
        return Improver(self.params, self.clock, self.send, self.orders, search, job.number, prover)

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

    def _solve_whole(self, options: Options, start: Assignment | None, *, compiled: bool) -> None:
        self.send(Chosen(WHOLE, together=False))
        if start is not None:
            start = self._annealed_in_brief(options, start) if compiled else self._polished(options, start)
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
        if self.point is None:
            self._find_first_point(model)
        if self.point is None:
            self.send(Finished(in_time=False))
            return
        unproven: int | None = 0
        while unproven is not None:
            self._solve_tiers_from(unproven, model)
            unproven = self._first_unproven(model)
            if self.params.repeatable or self.clock.left() < LEAST_LEFT:
                break
        self.send(Finished(in_time=self.clock.left() > END_OF_TIME))

    def _solve_tiers_from(self, first: int, model: Model) -> None:
        """The tiers from this one on in turn, those before it kept."""
        solver = TierModel(model.linear)
        for tier in range(len(self.problem.objective)):
            kept = self._kept(model, tier)
            if tier:
                solver.keep(model.terms[self.problem.objective[tier - 1]], kept[-1])
            if tier >= first:
                self.send(Working("CP-SAT", tier))
                self._solve_tier(solver, model, tier, kept, self._effort(tier))

    def _kept(self, model: Model, tier: int) -> tuple[int, ...]:
        """What the tiers before this one have."""
        return () if self.point is None else tuple(self._values(model, self.point)[:tier])

    def _first_unproven(self, model: Model) -> int | None:
        """The first tier whose value is above its bound: what time is left is best spent on it."""
        values = self._kept(model, len(self.problem.objective))
        return next((tier for tier, value in enumerate(values) if value > self.bounds.get(tier, 0)), None)

    def _find_first_point(self, model: Model) -> None:
        """Look for any plan at all, for which there is all the time."""
        self.send(Working("CP-SAT, for any plan"))
        solver = TierModel(model.linear)
        if self._solve_tier(solver, model, 0, (), self._first_effort()) is Outcome.INFEASIBLE:
            self._explain_infeasible()

    def _solve_tier(
        self, solver: TierModel, model: Model, tier: int, kept: tuple[int, ...], effort: SolverEffort
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

    def _first_effort(self) -> SolverEffort:
        deterministic = self.params.seconds * DETERMINISTIC_RATE if self.params.repeatable else None
        seconds, params = self.clock.left_for_first(), self.params
        return SolverEffort(seconds, deterministic, params.threads, params.seed, gap=0.0, first=True)

    def _effort(self, tier: int) -> SolverEffort:
        waiting = len(self.problem.objective) - tier - 1
        share = 1.0 if not waiting else FIRST_SHARE if tier == 0 else NEXT_SHARE
        deterministic = None
        if self.params.repeatable:
            deterministic = self.params.seconds * DETERMINISTIC_RATE * share / (1 + tier)
        return SolverEffort(
            seconds=self.clock.left() * (1.0 if self.params.repeatable else share),
            deterministic=deterministic,
            workers=max(self.params.threads, PORTFOLIO) if self.params.threads > 1 else 1,
            seed=self.params.seed,
            gap=self.params.gap,
            relaxed=True,
        )

    def _explain_infeasible(self) -> None:
        self.send(Working("pins that contradict each other"))
        found = find_contradiction(self.problem, self.params, self.clock)
        self.send(Contradiction(found.members, found.verified, found.smallest))
