"""A small problem solved whole by CP-SAT, tier after tier, to proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from trainopt.model.formulation import Formulation, formulate
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.options import Options
from trainopt.search.conflict import find_contradiction
from trainopt.search.cpsat import Outcome, SolverEffort, TierModel
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import Contradiction, Finished, Found, Message, Working
from trainopt.search.ordering import FIRST_ROUND, Ordering
from trainopt.search.params import END_OF_TIME, Clock, Params
from trainopt.search.prover import Prover, passing_on

# Of the time left, what a tier may use while others wait behind it: the first one most.
FIRST_SHARE, NEXT_SHARE = 0.6, 0.4

# Where CP-SAT has more than one thread it has at least so many, also on fewer processors: its ways of
# searching differ, and some prove what others never do.
PORTFOLIO = 8

# With less than so many seconds left the tiers are not begun again.
LEAST_LEFT = 1.0

# In a repeatable run, of the limit, what the order of classes has.
ORDER_SHARE = 0.5

# CP-SAT's deterministic seconds per second of the limit. One of them took 2 to 6 seconds where this was
# measured; so few of them that the count ends a tier and not the clock, which would not repeat.
DETERMINISTIC_RATE = 0.06

# Without the kernel the start is polished by neighbourhoods, for this part of the time left, at most so many
# steps per second of the limit, until so many in a row have found nothing.
POLISH_SHARE, POLISH_STEPS, POLISH_IDLE = 0.25, 5, 40

# Seconds between plans that are sent while they are polished.
SEND_EVERY = 0.5


@dataclass
class Whole:
    """The whole model of a problem, solved tier by tier.

    `bound` tells what is proven of a tier, with what the tiers before it have; `bounds` has the best by tier.
    Where an `ordering` says all of the plan it makes lateness better in turns with CP-SAT.
    """

    problem: Problem
    options: Options
    params: Params
    clock: Clock
    send: Callable[[Message], None]
    bound: Callable[[int, int, tuple[int, ...]], None]
    bounds: Mapping[int, int]
    ordering: Ordering | None = None
    point: list[int] | None = None

    def run(self, start: Assignment | None, *, polish: bool) -> None:
        """Solve it from a plan if there is one; `polish`: improve that first by neighbourhoods."""
        if start is not None:
            start = self._polished(start) if polish else start
            prover = Prover(self.problem, self.options, self.params, self.clock, passing_on(self.bound))
            prover.prove_by_parts(start)
        self.send(Working("model"))
        model = formulate(self.problem, self.options)
        if start is not None:
            self.point = model.point_of(start)
        self._solve_tiers(model)

    def _polished(self, start: Assignment) -> Assignment:
        """The plan improved by neighbourhoods, until they find nothing more or a part of the time is gone."""
        self.send(Working("neighbourhoods", 0))
        search = NeighbourhoodSearch(self.problem, self.options, start, self.params.seed)
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

    def _solve_tiers(self, model: Formulation) -> None:
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

    def _solve_tiers_from(self, first: int, model: Formulation) -> None:
        """The tiers from this one on in turn, those before it kept."""
        solver = TierModel(model.linear)
        for tier in range(len(self.problem.objective)):
            kept = self._kept(model, tier)
            if tier:
                solver.keep(model.terms[self.problem.objective[tier - 1]], kept[-1])
            if tier >= first:
                self.send(Working("CP-SAT", tier))
                in_turns = self.ordering is not None and self.problem.objective[tier] == "lateness"
                solve = self._solve_in_turns if in_turns else self._solve_tier
                solve(solver, model, tier, kept, self._effort(tier))

    def _kept(self, model: Formulation, tier: int) -> tuple[int, ...]:
        """What the tiers before this one have."""
        return () if self.point is None else tuple(self._values(model, self.point)[:tier])

    def _first_unproven(self, model: Formulation) -> int | None:
        """The first tier whose value is above its bound: what time is left is best spent on it."""
        values = self._kept(model, len(self.problem.objective))
        return next((tier for tier, value in enumerate(values) if value > self.bounds.get(tier, 0)), None)

    def _find_first_point(self, model: Formulation) -> None:
        """Look for any plan at all, for which there is all the time."""
        self.send(Working("CP-SAT, for any plan"))
        solver = TierModel(model.linear)
        if self._solve_tier(solver, model, 0, (), self._first_effort()) is Outcome.INFEASIBLE:
            self._explain_infeasible()

    def _solve_tier(
        self, solver: TierModel, model: Formulation, tier: int, kept: tuple[int, ...], effort: SolverEffort
    ) -> Outcome:
        name = self.problem.objective[tier]

        def on_bound(bound: int) -> None:
            self.bound(tier, bound, kept)

        if self.point is not None and model.value(name, self.point) <= self.bounds.get(tier, 0):
            return Outcome.OPTIMAL

        def on_point(values: list[int]) -> None:
            found = model.assignment_at(values)
            point = model.point_of(found)  # in which no column counts more than there is
            if self.point is None or self._values(model, point) < self._values(model, self.point):
                self.point = point
                self.send(Found(found, "CP-SAT"))

        solved = solver.minimise(model.terms[name], self.point, effort, on_point, on_bound)
        if solved.values is not None:
            on_point(solved.values)
        if solved.bound is not None:
            on_bound(solved.bound)
        return solved.outcome

    def _solve_in_turns(
        self, solver: TierModel, model: Formulation, tier: int, kept: tuple[int, ...], effort: SolverEffort
    ) -> Outcome:
        """CP-SAT and the order of classes, each twice as long as before, within the tier's time."""
        if self.params.repeatable:
            return self._solve_in_counted_turns(solver, model, tier, kept, effort)
        until, turn = self.clock.left() - effort.seconds, FIRST_ROUND
        while True:
            left = max(self.clock.left() - until, 0.0)
            outcome = self._solve_tier(solver, model, tier, kept, replace(effort, seconds=min(turn, left)))
            left = self.clock.left() - until
            if outcome is Outcome.OPTIMAL or left < LEAST_LEFT:
                return outcome
            self._order(model, min(turn, left))
            turn *= 2

    def _solve_in_counted_turns(
        self, solver: TierModel, model: Formulation, tier: int, kept: tuple[int, ...], effort: SolverEffort
    ) -> Outcome:
        """CP-SAT's first turn, one of orders, and CP-SAT's effort: how long each is no clock decides."""
        brief = min(FIRST_ROUND, self.params.seconds) * DETERMINISTIC_RATE
        outcome = self._solve_tier(solver, model, tier, kept, replace(effort, deterministic=brief))
        if outcome is Outcome.OPTIMAL:
            return outcome
        self._order(model, self.params.seconds * ORDER_SHARE)
        return self._solve_tier(solver, model, tier, kept, effort)

    def _order(self, model: Formulation, seconds: float) -> None:
        """Make the point better by the order of its classes."""
        if self.ordering is not None and self.point is not None:
            better = self.ordering.improved(model.assignment_at(self.point), seconds)
            self.point = model.point_of(better)

    def _values(self, model: Formulation, point: Sequence[int]) -> list[int]:
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
