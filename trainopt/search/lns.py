"""Large neighbourhoods: free some groups of a plan, keep the rest, solve, and keep what is no worse."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trainopt.model.build import Model, build_neighbourhood
from trainopt.model.linear import LinearModel
from trainopt.model.reduced import reduced
from trainopt.model.terms import Term
from trainopt.model.translate import assignment_at, point_of
from trainopt.plan.ledger import ledger_of
from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.options import Options
from trainopt.search.cpsat import SolverEffort, TierModel
from trainopt.search.messages import Moved
from trainopt.search.neighbourhoods import NEIGHBOURHOODS, Surroundings

# Deterministic seconds that one neighbourhood may take at first and at most: more where little is found.
FIRST_WORK, MOST_WORK = 0.3, 4.0
TIRED_AFTER, MORE_WORK, LESS_WORK = 15, 1.5, 0.9

# How many options are freed: more where a solve takes a small part of what it may, fewer where most of it.
GROW_BELOW, SHRINK_ABOVE, GROW, SHRINK = 0.2, 0.7, 1.1, 0.6
EASY, GROW_EASY, FULL = 0.02, 1.5, 0.7
FEWEST_OPTIONS, FIRST_OPTIONS, MOST_OPTIONS = 400, 2_500, 40_000

# Deterministic seconds that an option costs before the search begins: building, presolve.
OPTION_WORK = 5e-5

# The weighted sum of the tiers stays below this, far from where whole numbers overflow.
LARGEST_DOUBLE_SUM = 2**50


@dataclass
class Standing:
    """How a kind of neighbourhood does: its smoothed gain per work, and how much it frees and may spend.

    `without` counts the trials since the last gain.
    """

    score: float = 1.0
    options: int = FIRST_OPTIONS
    work: float = FIRST_WORK
    without: int = 0

    def learn(self, gain: int, work: float, freed: int) -> None:
        """Remember a trial that freed so many options."""
        cost = work + OPTION_WORK * freed
        self.score = 0.9 * self.score + 0.1 * min(gain / cost / 100, 10.0)
        if work < GROW_BELOW * self.work and freed > FULL * self.options:
            grown = self.options * (GROW_EASY if work < EASY * self.work else GROW)
            self.options = min(int(grown), MOST_OPTIONS)
        elif work > SHRINK_ABOVE * self.work:
            self.options = max(int(self.options * SHRINK), FEWEST_OPTIONS)
        self.without = 0 if gain else self.without + 1
        if gain:
            self.work = max(self.work * LESS_WORK, FIRST_WORK)
        elif self.without % TIRED_AFTER == 0:
            self.work = min(self.work * MORE_WORK, MOST_WORK)


class NeighbourhoodSearch:
    """Improves a plan tier by tier, one neighbourhood after another; the same seed gives the same steps.

    `trials` counts those solved, `left_out` by term those that did not pursue it, since the sum of all tiers
    was too large.
    """

    def __init__(self, problem: Problem, options: Options, start: Assignment, seed: int) -> None:
        self.problem = problem
        self.options = options
        self.ledger = ledger_of(problem, options.openings, start)
        self.dice = random.Random(seed)
        self.around = Surroundings(problem, options, self.ledger, self.dice)
        self.standings = [Standing() for _ in NEIGHBOURHOODS]
        self.trials = 0
        self.left_out: Counter[str] = Counter()

    def assignment(self) -> dict[int, tuple[Seat, ...]]:
        """The plan as it stands."""
        return self.ledger.assignment()

    def step(self, seconds: float) -> Moved | None:
        """Solve one neighbourhood in at most so many seconds; a move that makes the plan better, or None.

        The plan itself stays as it is.
        """
        number = self.dice.choices(range(len(NEIGHBOURHOODS)), [s.score**2 + 0.05 for s in self.standings])[0]
        standing = self.standings[number]
        free = self._as_many_as_allowed(NEIGHBOURHOODS[number](self.around), standing.options)
        if not free:
            standing.score *= 0.9
            return None
        move, gain, work = self._solve(free, seconds, standing.work)
        freed = sum(self._options_of(group.index) for group in free)
        standing.learn(gain, work, freed)
        return move

    def _as_many_as_allowed(self, groups: Sequence[int], options: int) -> list[Group]:
        chosen: dict[int, Group] = {}
        for index in groups:
            size = self._options_of(index)
            if index not in chosen and 0 < size <= options:
                options -= size
                chosen[index] = self.problem.groups[index]
        return list(chosen.values())

    def _options_of(self, group: int) -> int:
        return sum(map(len, self.options.by_group[group]))

    def _solve(self, free: list[Group], seconds: float, most_work: float) -> tuple[Moved | None, int, float]:
        """Move, gain and work of freeing the groups."""
        seats = {index: self.ledger.seats(index) for group in free for index in group.cohorts}
        placed = {index: path for index, path in seats.items() if path is not None}
        model = self._model_without(free, placed)
        point = point_of(model, placed)
        effort = SolverEffort(seconds, most_work, 1, self.dice.randrange(2**31), 0.0, brief=True)
        left = reduced(model.linear)
        names = self.problem.objective
        term, pursued = weighted_tiers(left.linear, [left.term(model.terms[name]) for name in names])
        self.trials += 1
        self.left_out.update(names[pursued:])
        solver = TierModel(left.linear)
        solved = solver.minimise(term, left.point(point), effort, lambda _: None, lambda _: None)
        if solved.values is None:
            return None, 0, solved.work
        found = left.whole(solved.values)
        old, new = self._values(model, point), self._values(model, found)
        if new >= old:
            return None, 0, solved.work
        move = move_between(placed, assignment_at(model, found), old[0] - new[0])
        return move, max(move.gain, 1), solved.work

    def _model_without(self, free: list[Group], placed: Assignment) -> Model:
        """The model of the free groups beside all others; of the free ones `placed` gives seats to some."""
        for index in placed:
            self.ledger.remove(self.problem.cohorts[index])
        model = build_neighbourhood(self.problem, self.options, free, self.ledger)
        for index, seats in placed.items():
            self.ledger.place_in(self.problem.cohorts[index], seats)
        return model

    def _values(self, model: Model, point: Sequence[int]) -> list[int]:
        return [model.value(term, point) for term in self.problem.objective]


def move_between(plan: Assignment, other: Assignment, gain: int) -> Moved:
    """The move from one plan, or part of one, to another, of the cohorts whose seats differ."""
    changed = [index for index in sorted(plan.keys() | other.keys()) if plan.get(index) != other.get(index)]
    return Moved({i: plan.get(i) for i in changed}, {i: other.get(i) for i in changed}, gain)


def weighted_tiers(linear: LinearModel, tiers: Sequence[Term]) -> tuple[Term, int]:
    """The tiers as one sum, each so heavy that all behind it together cannot outweigh one unit of it.

    Tiers whose weight would make the sum too large are left out, the last ones first: the number says how
    many are in. Constants are left out.
    """
    spans = [
        1 + sum(abs(k) * (linear.upper[column] - linear.lower[column]) for column, k in tier.terms)
        for tier in tiers
    ]
    kept = 1
    total = spans[0]
    while kept < len(tiers) and total * spans[kept] < LARGEST_DOUBLE_SUM:
        total *= spans[kept]
        kept += 1
    sums: dict[int, int] = {}
    weight = 1
    for tier, span in reversed(list(zip(tiers[:kept], spans[:kept], strict=True))):
        for column, k in tier.terms:
            sums[column] = sums.get(column, 0) + weight * k
        weight *= span
    return Term(list(sums.items())), kept
