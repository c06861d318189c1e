"""The longest chain: whoever is late, and class by class what holds them up, whichever of several it is."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

import pytest

from tests.support.kernels import compiled
from tests.support.orders import choice_of, placed
from trainopt.kernel.arrays import INTS, array_of, pointer_to
from trainopt.kernel.sequence_arrays import arrays_of_sequence
from trainopt.kernel.sequences import SequencedPlan

SEEDS = range(30)
DRAWS = 400
"""How often a chain is followed: who is one of four is seen with all but certainty."""


class CTimetable(ctypes.Structure):
    """`Timetable` of sequence.h."""

    _fields_ = (("order", INTS), ("choice", INTS), ("start", INTS), ("lateness", ctypes.c_int64))


class CChain(ctypes.Structure):
    """`Chain` of longest.h."""

    _fields_ = (("link", INTS), ("by_place", ctypes.POINTER(ctypes.c_bool)), ("length", ctypes.c_int32))


@dataclass(frozen=True)
class Hold:
    """A class that holds another one up: by its place, or else by who is in both."""

    one: int
    by_place: bool


Link = tuple[int, Hold | None]
"""A class, and what it waits for."""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """The kernel with every function to be called."""
    return ctypes.CDLL(str(compiled(tmp_path_factory.mktemp("kernel"), "-O1")))


def chains(kernel: ctypes.CDLL, plan: SequencedPlan, starts: list[int]) -> list[list[Link]]:
    """The chains that so many dice find, each from the last class on."""
    count = len(plan.classes)
    arrays, held = arrays_of_sequence(plan), [array_of(one, False) for one in (plan.chosen(), starts)]
    table = CTimetable(None, *map(pointer_to, held), 0)
    dice = ctypes.c_uint64()
    chain = CChain((ctypes.c_int32 * count)(), (ctypes.c_bool * count)(), 0)
    found = []
    for number in range(DRAWS):
        dice.value = number * 0x9E3779B97F4A7C15 % 2**64 or 1
        kernel.find_chain(*map(ctypes.byref, (chain, table, arrays.sequence, dice)))
        classes = chain.link[: chain.length]
        holds = [Hold(one, by) for one, by in zip(classes[1:], chain.by_place[: chain.length], strict=False)]
        found.append([*zip(classes, [*holds, None], strict=True)] if classes else [])
    return found


def late(plan: SequencedPlan, starts: list[int]) -> set[int]:
    """The last classes of those who are late."""
    ends = {
        one.cohort: (starts[number] + choice_of(a_class).row.duration, number)
        for number, a_class in sorted(enumerate(plan.classes), key=lambda it: starts[it[0]])
        for one in a_class.members
    }
    due = {one: plan.problem.demands[plan.problem.cohorts[one].demand].due for one in plan.cohorts}
    return {number for cohort, (end, number) in ends.items() if end - 1 > due[cohort]}


def holders(plan: SequencedPlan, starts: list[int], one: int) -> set[Hold]:
    """All without which a class could start in an earlier week."""
    choice = choice_of(plan.classes[one])
    before = [week for week in range(starts[one]) if choice.starts[week]]
    if not before:
        return set()
    ends = [start + choice_of(other).row.duration for start, other in zip(starts, plan.classes, strict=True)]
    at = {member: number for number, other in enumerate(plan.classes) for member in other.members}
    found = set()
    for member in plan.classes[one].members:
        if member.step:
            other = at[member._replace(step=member.step - 1)]
            moves = choice_of(plan.classes[other]).row.nation != choice.row.nation
            if ends[other] + plan.problem.transfer_weeks * moves > before[-1]:
                found.add(Hold(other, by_place=False))
    for other, a_class in enumerate(plan.classes):
        shared = {*choice.draws} & {*choice_of(a_class).draws} & {*plan.places}
        if shared and before[-1] < ends[other] <= starts[one]:
            found.add(Hold(other, by_place=True))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_it_leads_from_somebody_late_to_a_class_that_nothing_holds_up(kernel: ctypes.CDLL, seed: int) -> None:
    plan, found = placed(seed)
    held = {one: holders(plan, found.starts, one) for one in range(len(plan.classes))}
    last = late(plan, found.starts)
    times, seen = Counter[int](), defaultdict[int, set[Hold]](set)
    for chain in chains(kernel, plan, found.starts):
        assert {one for one, _ in chain[:1]} <= last
        assert bool(chain) == bool(last)
        for (one, hold), (after, _) in pairwise(chain):
            assert hold in held[one]
            assert hold is not None
            assert hold.one == after
            times[one] += 1
            seen[one].add(hold)
        assert not chain or held[chain[-1][0]] == set()
    often = {one for one, count in times.items() if count >= DRAWS / 4}
    assert {one: seen[one] for one in often} == {one: held[one] for one in often}


def test_some_wait_for_a_place_and_some_for_who_is_in_both() -> None:
    """And some for either: so that each is tried above."""
    kinds = Counter[tuple[bool, bool]]()
    for plan, found in map(placed, SEEDS):
        for one in range(len(plan.classes)):
            holds = holders(plan, found.starts, one)
            kinds[any(hold.by_place for hold in holds), any(not hold.by_place for hold in holds)] += 1
    assert min(kinds[pair] for pair in ((True, False), (False, True), (True, True), (False, False))) > 5
