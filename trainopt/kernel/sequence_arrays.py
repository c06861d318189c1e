"""The arrays of the compiled search for an order of classes: the one place that makes them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trainopt.kernel.arrays import COUNT, INTS, LONGS, Array, array_of, firsts, pointer_to
from trainopt.kernel.sequences import ClassMember, SequencedPlan
from trainopt.problem.openings import Bools

WORD = 64
"""Weeks in one number of a set of weeks."""


class CSequence(ctypes.Structure):
    """`Sequence` of sequence.h, field by field; what each means stands there."""

    _fields_ = (
        ("weeks", COUNT),
        ("words", COUNT),
        ("classes", COUNT),
        ("places", COUNT),
        ("cohorts", COUNT),
        ("transfer_weeks", COUNT),
        ("choice_first", INTS),
        ("choice_weeks", INTS),
        ("choice_nation", INTS),
        ("choice_place_first", INTS),
        ("choice_place", INTS),
        ("choice_starts", LONGS),
        ("class_cohort_first", INTS),
        ("class_cohort", INTS),
        ("cohort_class_first", INTS),
        ("cohort_class", INTS),
        ("cohort_weight", INTS),
        ("cohort_due", INTS),
    )


@dataclass(frozen=True)
class SequenceArrays:
    """A plan as the compiled search reads it. `held` keeps the memory that it points to."""

    sequence: CSequence
    held: tuple[Array, ...]


def arrays_of_sequence(plan: SequencedPlan) -> SequenceArrays:
    """The arrays of a plan."""
    words = -(-plan.problem.weeks // WORD)
    values: dict[str, Iterable[int]] = {**_choices(plan, words), **_members(plan), **_cohorts(plan)}
    held = {name: array_of(found, name == "choice_starts") for name, found in values.items()}
    made = CSequence(
        weeks=plan.problem.weeks,
        words=words,
        classes=len(plan.classes),
        places=len(plan.places),
        cohorts=len(plan.cohorts),
        transfer_weeks=plan.problem.transfer_weeks,
        **{name: pointer_to(array) for name, array in held.items()},
    )
    return SequenceArrays(made, tuple(held.values()))


def _choices(plan: SequencedPlan, words: int) -> dict[str, Iterable[int]]:
    choices = [choice for one in plan.classes for choice in one.choices]
    numbers = {limit: number for number, limit in enumerate(plan.places)}
    places = [[numbers[limit] for limit in choice.draws if limit in numbers] for choice in choices]
    return {
        "choice_first": plan.choice_firsts(),
        "choice_weeks": [choice.row.duration for choice in choices],
        "choice_nation": [choice.row.nation for choice in choices],
        "choice_place_first": firsts(map(len, places)),
        "choice_place": [place for found in places for place in found],
        "choice_starts": np.concatenate([_bits(choice.starts, words) for choice in choices]),
    }


def _members(plan: SequencedPlan) -> dict[str, Iterable[int]]:
    local = {cohort: number for number, cohort in enumerate(plan.cohorts)}
    members = [[local[member.cohort] for member in one.members] for one in plan.classes]
    return {
        "class_cohort_first": firsts(map(len, members)),
        "class_cohort": [cohort for found in members for cohort in found],
    }


def _cohorts(plan: SequencedPlan) -> dict[str, Iterable[int]]:
    at = {member: number for number, one in enumerate(plan.classes) for member in one.members}
    classes = [
        [at[ClassMember(cohort, step)] for step in range(plan.steps(cohort))] for cohort in plan.cohorts
    ]
    problem, cohorts = plan.problem, [plan.problem.cohorts[cohort] for cohort in plan.cohorts]
    return {
        "cohort_class_first": firsts(map(len, classes)),
        "cohort_class": [one for its in classes for one in its],
        "cohort_weight": [problem.weight(cohort) for cohort in cohorts],
        "cohort_due": [problem.demands[cohort.demand].due for cohort in cohorts],
    }


def _bits(weeks: Bools, words: int) -> npt.NDArray[np.int64]:
    """A set of weeks as bits."""
    padded = np.zeros(words * WORD, dtype=np.bool_)
    padded[: len(weeks)] = weeks
    found: npt.NDArray[np.int64] = np.packbits(padded, bitorder="little").view(np.int64)
    return found
