"""The linear relaxation's groups: trainees one by one, where the plan moves whole cohorts.

Whatever plan there is, its trainees one by one keep every rule and give the same terms; so what bounds
them bounds every plan. Cohorts of a demand that differ in size alone become one group: a smaller model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from trainopt.problem import Problem
from trainopt.problem.entities import ExpectedRange, Group
from trainopt.problem.options import GroupOptions, Options


def divided(problem: Problem, options: Options) -> tuple[list[Group], Options]:
    """Groups of single trainees, and the options by the new groups' indices."""
    alike: dict[tuple[object, ...], list[Group]] = defaultdict(list)
    for group in problem.groups:
        alike[group.demand, group.pins, group.published].append(group)
    groups, by_group = [], []
    for index, members in enumerate(alike.values()):
        cohorts = tuple(cohort for group in members for cohort in group.cohorts)
        trainees = sum(group.size * group.count for group in members)
        expected = tuple(map(_of_one, zip(*([*_each(group)] for group in members), strict=True)))
        groups.append(
            replace(members[0], index=index, size=1, count=trainees, cohorts=cohorts, expected=expected)
        )
        by_group.append(_together([options.by_group[group.index] for group in members]))
    return groups, replace(options, by_group=tuple(by_group))


def _each(group: Group) -> Iterator[ExpectedRange]:
    """By step, how much of a trainee of the group is expected."""
    for least, most in group.expected:
        yield ExpectedRange(least // group.size, -(-most // group.size))


def _of_one(members: Iterable[ExpectedRange]) -> ExpectedRange:
    """Of any of the groups: at least and at most so much."""
    least, most = zip(*members, strict=True)
    return ExpectedRange(min(least), max(most))


def _together(members: Sequence[GroupOptions]) -> GroupOptions:
    """By step, what any of the groups can use."""
    return tuple(reduce(np.union1d, steps) for steps in zip(*members, strict=True))
