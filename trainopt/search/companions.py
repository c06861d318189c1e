"""Who must come together, and is placed before everybody else where every other island begins.

Where it takes many companies of one unit to fill a class, single classes of others soon take the weeks that
theirs need one behind the other, and no step of the search moves so many aside. With nobody else there they
find room in a moment (decision 0094).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trainopt.problem import Problem
from trainopt.problem.options import Options

MANY = 4
"""Who needs so many cohorts of its unit for a class, itself among them, is placed before others."""


def those_alone(problem: Problem, options: Options) -> Options | None:
    """The options of who must come together, and of who is pinned; nobody else has any.

    None where nobody must, where people were told where they go or are under way, since a plan that begins
    from nothing moves them, and where another term is made small before `unmet`.
    """
    if problem.under_way or problem.published is not None or problem.objective[0] != "unmet":
        return None
    many = [needed >= MANY for needed in needed_for_class(problem, options)]
    if not any(many):
        return None
    first = [is_many or any(group.pins) for is_many, group in zip(many, problem.groups, strict=True)]
    nowhere = np.zeros(0, dtype=np.int64)
    found = zip(options.by_group, first, strict=True)
    return replace(options, by_group=tuple(s if is_first else (nowhere,) * len(s) for s, is_first in found))


def needed_for_class(problem: Problem, options: Options) -> Sequence[int]:
    """By group, how many cohorts of its size the least class takes that its most demanding step can be in.

    1 for a step that can be in a class of several units, 0 for a group that has nowhere to go.
    """
    openings = options.openings
    mixed = np.array([row.mixed_units for row in problem.rows], dtype=np.bool_)[openings.row]
    least = np.where(mixed, 1, openings.class_min)
    return [
        max((-(-int(least[found].min()) // group.size) for found in steps if len(found)), default=0)
        for group, steps in zip(problem.groups, options.by_group, strict=True)
    ]


def have_options(problem: Problem, options: Options) -> int:
    """How many cohorts have somewhere to go."""
    steps = zip(problem.groups, options.by_group, strict=True)
    return sum(group.count for group, found in steps if len(found[0]))
