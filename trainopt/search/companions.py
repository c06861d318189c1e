"""Who must come together, and is placed before everybody else where every other island begins.

Where it takes many companies of one unit to fill a class, single classes of others soon take the weeks that
theirs need one behind the other, and no step of the search moves so many aside. With nobody else there they
find room in a moment (decisions 0094 and 0097).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trainopt.problem import Problem
from trainopt.problem.options import Options

MANY = 4
"""Who needs so many cohorts of its unit for a class, itself among them, may be placed before others."""

LARGE = 0.5
"""Of those only who needs a class of at least this part of the largest one that any of them needs."""


def those_alone(problem: Problem, options: Options) -> Options | None:
    """The options of who must come together most, and of who is pinned; nobody else has any.

    None where nobody must, where people were told where they go, since a plan that begins from nothing moves
    them, and where another term is made small before `unmet`.
    """
    if problem.published is not None or problem.objective[0] != "unmet":
        return None
    needed = list(zip(least_classes(problem, options), problem.groups, strict=True))
    many = [least > (MANY - 1) * group.size for least, group in needed]
    if not any(many):
        return None
    large = LARGE * max(least for (least, _), is_many in zip(needed, many, strict=True) if is_many)
    first = [
        (is_many and least >= large) or any(group.pins)
        for (least, group), is_many in zip(needed, many, strict=True)
    ]
    nowhere = np.zeros(0, dtype=np.int64)
    found = zip(options.by_group, first, strict=True)
    return replace(options, by_group=tuple(s if is_first else (nowhere,) * len(s) for s, is_first in found))


def least_classes(problem: Problem, options: Options) -> Sequence[int]:
    """By group, how many trainees of its unit the least class takes that its most demanding step can be in.

    1 for a step that can be in a class of several units, 0 for a group that has nowhere to go.
    """
    openings = options.openings
    mixed = np.array([row.mixed_units for row in problem.rows], dtype=np.bool_)[openings.row]
    least = np.where(mixed, 1, openings.class_min)
    return [
        max((int(least[found].min()) for found in steps if len(found)), default=0)
        for steps in options.by_group
    ]


def have_options(problem: Problem, options: Options) -> int:
    """How many cohorts have somewhere to go."""
    steps = zip(problem.groups, options.by_group, strict=True)
    return sum(group.count for group, found in steps if len(found[0]))
