"""A whole problem as a model, with the way from plans to points and back: by slots, or by weeks as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from trainopt.model import timed, translate
from trainopt.model.build import build_model
from trainopt.model.linear import LinearModel
from trainopt.model.terms import Term
from trainopt.model.timed_rules import build_timed
from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.options import Options, size

# The model by weeks is made where it has so many yes-or-no columns at the most, and so many times fewer than
# the model of slots has options (decision 0056).
MOST_LITERALS, FEWER = 5_000, 8


@dataclass(frozen=True)
class Formulation:
    """Columns and rows of all rules, the six terms by name, and what is what between a plan and a point."""

    linear: LinearModel
    terms: Mapping[str, Term]
    point_of: Callable[[Assignment], list[int]]
    assignment_at: Callable[[Sequence[int]], dict[int, tuple[Seat, ...]]]

    def value(self, term: str, values: Sequence[int]) -> int:
        """A term's value at a point."""
        found = self.terms[term]
        return found.constant + sum(coefficient * values[column] for column, coefficient in found.terms)


def formulate(problem: Problem, options: Options) -> Formulation:
    """The model that suits the problem."""
    return by_weeks(problem, options) if suits_weeks(problem, options) else by_slots(problem, options)


def suits_weeks(problem: Problem, options: Options) -> bool:
    """Whether the model by weeks covers the problem and is much the smaller one.

    Where nobody has a second step the relaxation of slots says nearly all, and CP-SAT by weeks nothing.
    """
    if all(len(demand.steps) == 1 for demand in problem.demands):
        return False
    if not timed.is_timed(problem) or not _are_few(_places(problem, options)):
        return False
    literals = timed.literals(timed.find_usable_rows(problem, options))
    return literals <= MOST_LITERALS and literals * FEWER <= size(options)


def _places(problem: Problem, options: Options) -> Iterator[int]:
    """By group and step, in how many rows its cohorts can be."""
    for group in problem.groups:
        for step in options.by_group[group.index]:
            yield group.count * len(np.unique(options.openings.row[step]))


def _are_few(literals: Iterable[int]) -> bool:
    """Asked of large problems, too, which are not looked at to the end."""
    return all(total <= MOST_LITERALS for total in accumulate(literals))


def by_slots(problem: Problem, options: Options) -> Formulation:
    """The model that counts cohorts in classes at every week."""
    model = build_model(problem, options)
    return Formulation(
        model.linear,
        model.terms,
        lambda plan: translate.point_of(model, plan),
        lambda values: translate.assignment_at(model, values),
    )


def by_weeks(problem: Problem, options: Options) -> Formulation:
    """The model in which weeks are values; of a problem that `timed.is_timed`."""
    made, terms = build_timed(problem, options)
    return Formulation(
        made.linear,
        terms,
        lambda plan: timed.point_of(made, plan),
        lambda values: timed.assignment_at(made, values),
    )
