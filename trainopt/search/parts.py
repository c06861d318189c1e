"""Bounds of `unmet` from parts of a problem: a course or two at a time, in whole cohorts and whole classes.

The linear relaxation divides cohorts and classes, and where a course is scarce that says too little: three
cohorts of 24 do not fit two classes of 30. A part keeps all who need a course and what limits its classes;
their other steps, pins and arrivals are left out. Every plan, cut down to the part, keeps the part's rules,
so what the part leaves unmet at least is unmet in every plan. It is small enough for whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from trainopt.model.build import Model, build_neighbourhood
from trainopt.model.linear import LinearRow
from trainopt.model.translate import point_of
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.options import Options
from trainopt.search.cpsat import SolvedTier, SolverEffort, TierModel

ONE = 2**20
"""Weights of parts are whole multiples of one part in so many."""


@dataclass(frozen=True)
class Part:
    """The groups that need one of some courses, with the steps of theirs (a slice) that do, and its size."""

    courses: tuple[str, ...]
    groups: tuple[tuple[Group, slice], ...]
    options: int

    @property
    def cohorts(self) -> frozenset[int]:
        """All cohorts of its groups."""
        return frozenset(index for group, _ in self.groups for index in group.cohorts)


@dataclass(frozen=True)
class Unmet:
    """Proven: in every plan cohorts of these with at least so many weighted trainees are unmet."""

    cohorts: frozenset[int]
    bound: int


def find_parts(problem: Problem, options: Options) -> list[Part]:
    """Each course, and each two that follow each other in a pipeline; not those that nobody can begin."""
    courses = {step.course_id for demand in problem.demands for step in demand.steps}
    pairs = {
        tuple(sorted((one.course_id, other.course_id)))
        for demand in problem.demands
        for one, other in pairwise(demand.steps)
        if one.course_id != other.course_id
    }
    chosen: list[tuple[str, ...]] = [*((course,) for course in sorted(courses)), *sorted(pairs)]
    parts = (_part(problem, options, courses) for courses in chosen)
    return [part for part in parts if part is not None and part.options]


def _part(problem: Problem, options: Options, courses: tuple[str, ...]) -> Part | None:
    """The part of some courses; None where a pipeline has other steps in between."""
    groups, size = [], 0
    for group in problem.groups:
        steps = problem.demands[group.demand].steps
        found = [number for number, step in enumerate(steps) if step.course_id in courses]
        if not found or not len(options.by_group[group.index][0]):
            continue
        if len(found) != found[-1] - found[0] + 1:
            return None
        groups.append((group, slice(found[0], found[-1] + 1)))
        size += sum(len(options.by_group[group.index][number]) for number in found)
    return Part(courses, tuple(groups), size)


def promising(parts: Iterable[Part], plan: Assignment) -> list[Part]:
    """Of the parts those of which the plan leaves somebody unmet, the smallest first: they take the least."""
    some_unmet = (part for part in parts if not part.cohorts <= plan.keys())
    return sorted(some_unmet, key=lambda part: (part.options, part.courses))


def solve_part(
    problem: Problem, options: Options, part: Part, plan: Assignment, effort: SolverEffort
) -> SolvedTier:
    """The part's tier `unmet`, from what a plan makes of it: `bound` is what is proven."""
    model = part_model(problem, options, part)
    cut = {
        index: plan[index][steps] for group, steps in part.groups for index in group.cohorts if index in plan
    }
    solver = TierModel(model.linear)
    return solver.minimise(model.terms["unmet"], point_of(model, cut), effort, lambda _: None, lambda _: None)


def part_model(problem: Problem, options: Options, part: Part) -> Model:
    """The model of a part, beside nobody."""
    demands, by_group = list(problem.demands), list(options.by_group)
    groups = []
    for group, steps in part.groups:
        whole = problem.demands[group.demand]
        origin = None if steps.start else whole.origin  # of which no limit or term of the part knows anything
        demands[group.demand] = replace(whole, steps=whole.steps[steps], origin=origin)
        by_group[group.index] = options.by_group[group.index][steps]
        groups.append(
            replace(
                group,
                pins=group.pins[steps],
                published=group.published[steps],
                expected=group.expected[steps],
            )
        )
    # Who comes from a step that is left out may be in the nation already.
    arrivals = {nation.arrivals for nation in problem.nations}
    pools = tuple(pool.without_limit() if pool.index in arrivals else pool for pool in problem.pools)
    loosened = replace(problem, demands=tuple(demands), pools=pools, pins=(), most_changes=None)
    kept = replace(options, by_group=tuple(by_group))
    return build_neighbourhood(loosened, kept, groups, Ledger(loosened, options.openings))


def together(proven: Sequence[Unmet]) -> int:
    """What the parts prove in sum: each times a weight, so that no cohort is counted more than once in all.

    The weights are those of a linear program, rounded; whichever they are, what they prove is divided by the
    most that a cohort is counted. It is rounded up, as weighted trainees are whole.
    """
    if len(proven) < 2:
        return sum(unmet.bound for unmet in proven)
    sharing = _sharing(proven)
    weights = [round(ONE * weight) for weight in _weights(proven, sharing)]
    most = max((sum(weights[number] for number in numbers) for numbers in sharing), default=ONE)
    total = sum(weight * unmet.bound for weight, unmet in zip(weights, proven, strict=True))
    return -(-total // max(most, ONE))


def _sharing(proven: Sequence[Unmet]) -> set[tuple[int, ...]]:
    """Which parts share a cohort, by their numbers."""
    of_cohort: dict[int, list[int]] = {}
    for number, unmet in enumerate(proven):
        for cohort in unmet.cohorts:
            of_cohort.setdefault(cohort, []).append(number)
    return set(map(tuple, of_cohort.values()))


def _weights(proven: Sequence[Unmet], sharing: Iterable[tuple[int, ...]]) -> list[float]:
    """Maximise Σ bound · weight, where the weights of parts that share a cohort come to at most 1."""
    from ortools.math_opt.python import mathopt  # where nothing is shared out it is not read

    model = mathopt.Model()
    weights = [model.add_variable(lb=0.0, ub=1.0) for _ in proven]
    for numbers in sorted(sharing):
        model.add_linear_constraint(mathopt.fast_sum(weights[number] for number in numbers) <= 1.0)
    model.maximize(mathopt.fast_sum(u.bound * weight for u, weight in zip(proven, weights, strict=True)))
    values: list[float] = mathopt.solve(model, mathopt.SolverType.GLOP).variable_values(weights)
    return values


def as_row(problem: Problem, model: Model, unmet: Unmet) -> LinearRow:
    """What a part proves, as a row over the model's groups: Σ priority · size · placed ≤ all - bound."""
    touched = [
        group
        for group in model.columns.groups
        if group.index in model.columns.placed and not unmet.cohorts.isdisjoint(group.cohorts)
    ]
    weights = [problem.demands[group.demand].priority * group.size for group in touched]
    every = sum(weight * group.count for weight, group in zip(weights, touched, strict=True))
    columns = tuple(model.columns.placed[group.index] for group in touched)
    return LinearRow(0, columns, tuple(weights), None, every - unmet.bound)
