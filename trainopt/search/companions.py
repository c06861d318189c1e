"""Who must come together, and is placed before everybody else where every other island begins.

Where it takes many companies of one unit to fill a class, single classes of others soon take the weeks that
theirs need one behind the other, and no step of the search moves so many aside. With nobody else there they
find room in a moment (decision 0094). Then come those who need fewer others, and at last who needs nobody
(decision 0097).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainopt.problem import Problem
from trainopt.problem.options import Options

MANY = 4
"""Who needs so many cohorts of its unit for a class, itself among them, may be placed before all others."""

LARGE = 0.5
"""Of those only who needs a class of at least this part of the largest one that any of them needs."""

LARGE_SHARE = 0.3
"""Of the time for who must come together, what those have with nobody else there."""

WITH_LARGE_HEAT = 0.6
"""How far between cold and hot others who must come together begin beside them."""


@dataclass(frozen=True)
class Alone:
    """Whose options there are while all others have none: for a share of the time, from so far to hot."""

    options: Options
    share: float = 1.0
    heat: float = 1.0


def those_alone(problem: Problem, options: Options) -> Sequence[Alone]:
    """Who must come together, those first who need the most; who is pinned is with them.

    Nothing where nobody needs many, where people were told where they go, since a plan that begins from
    nothing moves them, and where another term is made small before `unmet`.
    """
    if problem.published is not None or problem.objective[0] != "unmet":
        return ()
    needed = list(zip(least_classes(problem, options), problem.groups, strict=True))
    many = [least > (MANY - 1) * group.size for least, group in needed]
    large = LARGE * max(
        (least for (least, _), is_many in zip(needed, many, strict=True) if is_many), default=0
    )
    if not large:
        return ()
    first = [is_many and least >= large for (least, _), is_many in zip(needed, many, strict=True)]
    some = [least > group.size for least, group in needed]
    if first == some:
        return (Alone(_of_these(problem, options, first)),)
    return (
        Alone(_of_these(problem, options, first), LARGE_SHARE),
        Alone(_of_these(problem, options, some), 1.0 - LARGE_SHARE, WITH_LARGE_HEAT),
    )


def _of_these(problem: Problem, options: Options, these: Sequence[bool]) -> Options:
    """The options of these groups, and of who is pinned; nobody else has any."""
    nowhere = np.zeros(0, dtype=np.int64)
    kept = [is_one or any(group.pins) for is_one, group in zip(these, problem.groups, strict=True)]
    found = zip(options.by_group, kept, strict=True)
    return replace(options, by_group=tuple(s if is_kept else (nowhere,) * len(s) for s, is_kept in found))


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
