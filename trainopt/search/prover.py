"""Bounds beside the search, within their share of its time: from parts of the problem, then relaxed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from trainopt.check import terms
from trainopt.kernel.arrays import is_countable
from trainopt.kernel.engine import is_available
from trainopt.model.build import Model
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import Options, impossible_weight, size
from trainopt.search import bounds, cpsat
from trainopt.search.bounds import Proof, Relaxation, relaxed
from trainopt.search.core import ReducedCosts, find_core, solve_core
from trainopt.search.cpsat import Outcome, SolvedTier
from trainopt.search.messages import ANY_VALUE, Bounded
from trainopt.search.packing import LOOKED_AT_PER_SECOND, Work
from trainopt.search.params import WHOLE_OPTIONS, Clock, Params
from trainopt.search.parts import Part, Unmet, find_parts, promising, solve_part, together
from trainopt.search.pricing import LONGEST_STRIDE, PRICED_TERM, Pricing, open_pricing

# Of all processors' time, what bounds may use: parts, the first tier's relaxation, and that of each tier
# behind it.
PARTS_SHARE, FIRST_SHARE, LATER_SHARE = 0.05, 0.05, 0.04

# And what the core of the options that the relaxation favours may use, where it is solved.
CORE_SHARE = 0.1

# Bounds of later tiers depend on the plan. They are due after so many seconds, or this share of the time
# where that is earlier; and again, as plans have become better, when so much of the time has passed.
LATER_SECONDS, LATER_TIERS, LATER_AGAIN = 30.0, 0.5, 0.75

# Of what parts may use in all, what one may; and the seconds for each of its options that it must be given to
# be begun at all. Of a part that has less CP-SAT proves nothing.
LARGEST_PART, PART_SECONDS_PER_OPTION = 0.25, 1e-3

# Of what one part may use, what it is given at first: only if that raises the bound it is given the rest.
FIRST_LOOK = 0.25

# Seconds for each option that PDLP must be given, of the first tier and of those behind it: with less its
# duals prove nothing (docs/decisions/0014-bounds.md), and the time is the search's. Of the first tier parts
# prove more and take less, so it must have ample time. Later tiers have no more than the last one: to its
# tolerance PDLP takes many times as long for little more.
FIRST_PER_OPTION, LATER_PER_OPTION, MOST_PER_OPTION = 3e-4, 1.5e-4, 4e-4

# Prices climb so many steps at the most, each of which is taken to last so many seconds for each option;
# and when they climb again, from where they were, with strides as long as this to begin with.
MOST_CLIMBED, CLIMB_PER_OPTION, AGAIN_STRIDE = 3_000, 4e-8, 0.02

# Of the time for prices, what finding shares of classes may take before they climb.
SHARES_OF_TIME = 0.5

# What a repeatable run counts instead of seconds: PDLP's iterations and CP-SAT's deterministic seconds.
ITERATIONS_PER_SECOND, WORK_PER_SECOND = 40, 0.2


@dataclass
class Prover:
    """Proves bounds tier by tier, each when it is due, and tells them as they are found.

    `known` says what is proven of a tier for plans with these values. `again`: the bounds of the later tiers
    are proven for the second time. `spared` are the seconds that tiers before did not need. `priced_for`:
    what prices prove of plans with so many unmet was told.
    """

    problem: Problem
    options: Options
    params: Params
    clock: Clock
    tell: Callable[[Bounded], None]
    known: Callable[[int, Sequence[int]], int] = lambda tier, values: 0
    tier: int = 0
    again: bool = False
    spared: float = 0.0
    proven: list[Unmet] = field(default_factory=list)
    relaxation: Relaxation | None = None
    relaxed: Model | None = None
    pricing: Pricing | None = None
    priced_for: int = 0

    def is_due(self, passed: float, values: Sequence[int] | None = None) -> bool:
        """Whether the next tier's bound is due after this share of the time, with a plan of such values.

        It is due at once where the tiers before it are known to be proven: nothing that is found later can
        change what it has to keep.
        """
        if self.tier == 0:
            return True
        if self.tier < len(self.problem.objective):
            return passed >= self._later() or (values is not None and self._are_proven(values[: self.tier]))
        return not self.again and passed >= LATER_AGAIN and self._later() <= LATER_AGAIN / 2

    def _are_proven(self, values: Sequence[int]) -> bool:
        return all(value <= self.known(tier, values) for tier, value in enumerate(values))

    def _later(self) -> float:
        """The share of the time after which later tiers are due."""
        return min(LATER_TIERS, LATER_SECONDS / max(self.params.seconds, 0.001))

    def prove_next(self, plan: Assignment) -> Assignment | None:
        """A bound of the next tier, for plans that keep the tiers before it as they are in this one.

        Returns a plan that is better in that tier if the relaxation led to one.
        """
        if self.tier == len(self.problem.objective):
            self.tier, self.again = 1, True
        tier, self.tier = self.tier, self.tier + 1
        found = terms(self.problem, plan_of(self.problem, plan))
        values = [found[name] for name in self.problem.objective]
        proof, began = None, self.clock.elapsed()
        if tier == 0:
            self.prove_by_parts(plan)
        elif values[tier] > self.known(tier, values):
            self._prove_by_prices(tier, values)
        if values[tier] > self.known(tier, values) and self._has_time_for_relaxation(tier):
            proof = self._prove_by_relaxation(tier, values[:tier])
        self._spare(tier, self.clock.elapsed() - began)
        return None if proof is None else self._solve_core(tier, values, proof, plan)

    def hear(self, values: Sequence[int]) -> None:
        """Tell what prices prove of plans of such values, if these have fewer unmet than those before."""
        if self.pricing is None:
            return
        objective = self.problem.objective
        tier, unmet = objective.index(PRICED_TERM), values[objective.index("unmet")]
        bound = self.pricing.best.bound(unmet)
        if unmet < self.priced_for and bound > self.known(tier, values):
            kept = tuple(unmet if objective[at] == "unmet" else ANY_VALUE for at in range(tier))
            self.tell(Bounded(tier, bound, kept))
        self.priced_for = min(unmet, self.priced_for)

    def _prove_by_prices(self, tier: int, values: Sequence[int]) -> None:
        """What prices prove of lateness, within a later tier's share of the time."""
        objective = self.problem.objective
        if objective[tier] != PRICED_TERM or "unmet" not in objective[:tier]:
            return
        if not (size(self.options) and is_available() and is_countable(self.problem)):
            return
        with suppress(MemoryError):  # the search goes on without
            unmet = values[objective.index("unmet")]
            if self._climb(unmet, self._allowed(LATER_SHARE)):
                self.priced_for = unmet + 1
                self.hear(values)

    def _climb(self, unmet: int, seconds: float) -> bool:
        """Have prices climb for plans with so many unmet; False where there is no time for a step."""
        steps = int(seconds / (CLIMB_PER_OPTION * size(self.options)))
        if not steps:
            return False
        began, stride = self.clock.elapsed(), LONGEST_STRIDE if self.pricing is None else AGAIN_STRIDE

        def expired() -> bool:
            is_over = not self.params.repeatable and self.clock.elapsed() - began > seconds
            return is_over or self.clock.left() <= 0

        if self.pricing is None:
            work = Work(SHARES_OF_TIME * seconds * LOOKED_AT_PER_SECOND)
            self.pricing = open_pricing(self.problem, self.options, self.proven, work)
        self.pricing.climb(unmet, min(steps, MOST_CLIMBED), expired, stride)
        return True

    def _spare(self, tier: int, took: float) -> None:
        """What a tier left of its share is for those behind it, where seconds are what is counted."""
        share = LATER_SHARE if tier else PARTS_SHARE + FIRST_SHARE
        if not self.params.repeatable:
            self.spared = max(self.spared + self._allowed(share) - took, 0.0)

    def prove_by_parts(self, plan: Assignment) -> None:
        """Bounds of the first tier from one part after the other, if it is `unmet`, until time is up."""
        if self.problem.objective[0] != "unmet":
            return
        left = allowed = self._allowed(PARTS_SHARE)
        for part in promising(find_parts(self.problem, self.options), plan):
            seconds = min(left, LARGEST_PART * allowed)
            if part.options * PART_SECONDS_PER_OPTION > seconds or self.clock.left() <= 0:
                continue
            left -= self._prove_part(part, plan, seconds)

    def _allowed(self, share: float) -> float:
        """A share of all processors' time in seconds."""
        return share * self.params.seconds * self.params.threads

    def _prove_part(self, part: Part, plan: Assignment, seconds: float) -> float:
        """What the part proves, if anything; the seconds that it took."""
        look = max(FIRST_LOOK * seconds, PART_SECONDS_PER_OPTION * part.options)
        if look > seconds / 2:
            look = seconds  # What is left would be less than the look, and CP-SAT begins anew.
        found, took = self._solve_part(part, plan, look)
        if self._learn(part, found) and found.outcome is not Outcome.OPTIMAL and look < seconds:
            found, longer = self._solve_part(part, plan, seconds - took)
            self._learn(part, found)
            took += longer
        return took

    def _learn(self, part: Part, found: SolvedTier) -> bool:
        """Keep what a solve proves of the part, and tell the bound if that raises it; whether it does."""
        before = together(self.proven)
        if found.bound is not None and found.bound > 0:
            self.proven.append(Unmet(part.cohorts, found.bound))
        proven = together(self.proven)
        if proven > before:
            self.tell(Bounded(0, impossible_weight(self.problem, self.options) + proven, ()))
        return proven > before

    def _solve_part(self, part: Part, plan: Assignment, seconds: float) -> tuple[SolvedTier, float]:
        """The part solved in so many seconds at most, and those that it took."""
        began = self.clock.elapsed()
        solved = solve_part(self.problem, self.options, part, plan, self._solver_effort(seconds))
        repeatable = self.params.repeatable
        return solved, solved.work / WORK_PER_SECOND if repeatable else self.clock.elapsed() - began

    def _solver_effort(self, seconds: float) -> cpsat.SolverEffort:
        """So many seconds of CP-SAT with one worker."""
        repeatable = self.params.repeatable
        return cpsat.SolverEffort(
            self.clock.left() if repeatable else min(seconds, self.clock.left()),
            seconds * WORK_PER_SECOND if repeatable else None,
            workers=1,
            seed=self.params.seed,
            gap=0.0,
        )

    def _has_time_for_relaxation(self, tier: int) -> bool:
        """Whether there is time enough for duals that say anything."""
        needed = FIRST_PER_OPTION if tier == 0 else LATER_PER_OPTION
        return size(self.options) * needed <= self._relaxation_seconds(tier)

    def _relaxation_seconds(self, tier: int) -> float:
        return min(self._relaxation_share(tier), self._relaxation_need(tier))

    def _relaxation_share(self, tier: int) -> float:
        """Seconds that PDLP may have for a tier."""
        return self._allowed(FIRST_SHARE) if tier == 0 else self._allowed(LATER_SHARE) + self.spared

    def _relaxation_need(self, tier: int) -> float:
        """Seconds of a processor, more of which would prove little more."""
        return math.inf if tier == 0 else MOST_PER_OPTION * size(self.options)

    def _prove_by_relaxation(self, tier: int, kept: Sequence[int]) -> Proof:
        if self.relaxation is None:
            # A bound says what no plan can be better than: one under a cap on changes would say less.
            uncapped = self.problem.pursuing(self.problem.objective, None)
            self.relaxed = relaxed(uncapped, self.options)
            self.relaxation = Relaxation(uncapped, self.relaxed, self.proven)
        proof = self.relaxation.prove(tier, kept, self._relaxation_effort(tier))
        self.tell(Bounded(tier, proof.bound, tuple(kept)))
        return proof

    def _solve_core(
        self, tier: int, values: Sequence[int], proof: Proof, plan: Assignment
    ) -> Assignment | None:
        """A better plan of the options that the relaxation favours, if one is found; what they prove is told.

        None under a cap on changes: what is proven under it is not proven of all plans.
        """
        if self.relaxed is None or self.problem.most_changes is not None:
            return None
        if values[tier] <= self.known(tier, values):
            return None
        prices, kept = ReducedCosts(self.relaxed, proof), values[:tier]
        core = find_core(self.problem, self.options, prices, plan, values[tier], WHOLE_OPTIONS)
        if core.outside is not None and core.outside <= proof.bound:
            return None  # The duals do not tell options apart.
        effort = replace(self._solver_effort(self._allowed(CORE_SHARE)), relaxed=True)
        solved = solve_core(self.problem, core, tier, kept, plan, effort)
        if solved.bound > proof.bound:
            self.tell(Bounded(tier, solved.bound, tuple(kept)))
        return solved.better

    def _relaxation_effort(self, tier: int) -> bounds.ProofEffort:
        if self.params.repeatable:
            iterations = int(self._relaxation_seconds(tier) * ITERATIONS_PER_SECOND)
            return bounds.ProofEffort(self.clock.left(), max(iterations, 1), 1)
        seconds = min(self._relaxation_share(tier), self.clock.left())
        return bounds.ProofEffort(seconds, None, 1, self._relaxation_need(tier))


def passing_on(bound: Callable[[int, int, tuple[int, ...]], None]) -> Callable[[Bounded], None]:
    """Tells the parts of what is proven to who keeps the best bounds."""
    return lambda found: bound(found.tier, found.bound, found.kept)
