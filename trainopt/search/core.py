"""The core of a problem: the options that a better plan is likely to use, as the relaxation sees it.

The duals of a relaxation prove more than a bound. An option with reduced cost r is in no plan that has less
than the bound and r of the tier. So a better plan is sought among the options of the least reduced costs, and
few enough of them CP-SAT solves whole where all of them are too many. What it proves of them is proven of all
plans, up to the least that a plan with any other option has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainopt.model.build import Model, build_model
from trainopt.model.columns import Columns, Slot
from trainopt.model.translate import assignment_at, point_of
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.openings import Bools, Ints
from trainopt.problem.options import Options
from trainopt.search.bounds import Proof
from trainopt.search.cpsat import SolverEffort, TierModel

NEVER = 2**62
"""The price of an option that no plan can use."""


@dataclass(frozen=True)
class Core:
    """The options of a core; plans that use others have `outside` of the tier at least (None: none does)."""

    options: Options
    outside: int | None


@dataclass(frozen=True)
class CoreSolved:
    """A plan of the core that is better than the one it was sought from, if any, and what all plans have."""

    better: Assignment | None
    bound: int


class ReducedCosts:
    """What using an option adds to a proven bound, of a relaxed model and what is proven with its columns.

    Whoever is in a class takes a seat, is one of those in the class, and has it run: all of these add.
    """

    def __init__(self, model: Model, proof: Proof) -> None:
        columns = model.columns
        self.proof = proof
        self.group_of = {cohort: group.index for group in columns.groups for cohort in group.cohorts}
        largest = max((cohort.size for cohort in columns.problem.cohorts), default=1)
        more = np.minimum(proof.more, NEVER // (4 * largest))  # less is proven, too, and sums of it fit
        self.by_step = {key: _Seats.of(columns, seats, more) for key, seats in columns.seats.items() if seats}

    def of(self, group: Group, step: int, openings: Ints) -> Ints:
        """By opening, what a cohort of the group adds that has the step there, in the proof's units."""
        seats = self.by_step.get((self.group_of[group.cohorts[0]], step))
        if seats is None:
            return np.full(len(openings), NEVER)
        at, prices = seats.cheapest(group.size)
        place = np.minimum(np.searchsorted(at, openings), len(at) - 1)
        found: Ints = np.where(at[place] == openings, prices[place], NEVER)
        return found


@dataclass(frozen=True)
class _Seats:
    """The seats of a group's step, by opening in their order: what a trainee in one adds, and the class."""

    opening: Ints
    of_trainee: Ints
    of_class: Ints

    @classmethod
    def of(cls, columns: Columns, seats: Sequence[tuple[Slot, int]], more: Ints) -> _Seats:
        taken = [columns.taken[slot.index] for slot, _ in seats]
        running = [slot.running for slot, _ in seats]
        return cls(
            np.array([slot.opening for slot, _ in seats]),
            more[[column for _, column in seats]] + more[taken],
            np.array([0 if column is None else more[column] for column in running]),
        )

    def cheapest(self, size: int) -> tuple[Ints, Ints]:
        """The openings, ascending, and what so many trainees in the cheapest class of each add."""
        at, first = np.unique(self.opening, return_index=True)
        return at, np.minimum.reduceat(self.of_trainee * size + self.of_class, first)


def find_core(
    problem: Problem, options: Options, prices: ReducedCosts, plan: Assignment, value: int, most: int
) -> Core:
    """The options of the least prices, at most so many, and those that a plan uses.

    `value` is what that plan has of the tier: options that no better plan can use are left out.
    """
    priced = [_priced(options, prices, group) for group in problem.groups]
    useful = (value - 1) * prices.proof.unit - prices.proof.least
    limit = min(_limit(priced, most), useful + 1)
    by_group, outside = [], NEVER
    for group, steps in zip(problem.groups, priced, strict=True):
        found, used = options.by_group[group.index], _used(options, group, plan)
        kept = [
            (price < limit) | np.isin(at, used[step])
            for step, (at, price) in enumerate(zip(found, steps, strict=True))
        ]
        outside = min([outside, *_left_out(steps, kept)])
        complete = all(keep.any() for keep in kept)
        by_group.append(tuple(at[keep & complete] for at, keep in zip(found, kept, strict=True)))
    core = replace(options, by_group=tuple(by_group))
    return Core(core, None if outside >= NEVER else prices.proof.bound_with(outside))


def _priced(options: Options, prices: ReducedCosts, group: Group) -> list[Ints]:
    return [prices.of(group, step, at) for step, at in enumerate(options.by_group[group.index])]


def _limit(priced: Sequence[Sequence[Ints]], most: int) -> int:
    """Below this price there are at most so many options: of those that cost the same all or none."""
    every = np.concatenate([np.zeros(0, dtype=np.int64), *(price for steps in priced for price in steps)])
    return int(np.partition(every, most)[most]) if len(every) > most else NEVER


def _used(options: Options, group: Group, plan: Assignment) -> list[list[int]]:
    """By step, the openings in which a plan has cohorts of the group."""
    ways = [plan[cohort] for cohort in group.cohorts if cohort in plan]
    at = options.openings.at
    return [[at[way[step].row, way[step].start] for way in ways] for step in range(len(group.pins))]


def _left_out(steps: Sequence[Ints], kept: Sequence[Bools]) -> list[int]:
    """The least price of what is left out, by step."""
    return [int(price[~keep].min()) for price, keep in zip(steps, kept, strict=True) if not keep.all()]


def solve_core(
    problem: Problem, core: Core, tier: int, kept: Sequence[int], plan: Assignment, effort: SolverEffort
) -> CoreSolved:
    """The least of a tier in a core, from a plan of it, with the tiers before it kept at some values."""
    model = build_model(problem, core.options)
    solver = TierModel(model.linear)
    for name, value in zip(problem.objective, kept, strict=False):
        solver.keep(model.terms[name], value)
    term, start = problem.objective[tier], point_of(model, plan)
    solved = solver.minimise(model.terms[term], start, effort, lambda _: None, lambda _: None)
    is_better = solved.values is not None and model.value(term, solved.values) < model.value(term, start)
    bound = solved.bound or 0
    return CoreSolved(
        assignment_at(model, solved.values) if solved.values is not None and is_better else None,
        bound if core.outside is None else min(bound, core.outside),
    )
