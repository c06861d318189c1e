"""A kernel at work: a plan in, steps, the best plan out. The only caller of the compiled library."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np

from trainopt.kernel.arrays import NONE, Arrays, Int32s, arrays_of
from trainopt.kernel.library import library
from trainopt.kernel.phases import phase_of
from trainopt.plan.placements import Assignment, Seat
from trainopt.problem import Problem
from trainopt.problem.options import Options
from trainopt.tables import TERMS


def is_available() -> bool:
    """Whether the compiled library is there."""
    return library() is not None


@dataclass(frozen=True)
class KernelLedger:
    """By pool and week, what is left; by capacity row and week, how many classes run."""

    room: Int32s
    running: Int32s


class Kernel:
    """The compiled search of one problem. It closes at the end of `with`.

    `options` and `seed` are those that it was opened with, `terms` the values of the best plan so far;
    `has_plan` is False until there is one.
    """

    def __init__(
        self, problem: Problem, options: Options, seed: int, compiled: ctypes.CDLL | None = None
    ) -> None:
        found = compiled or library()
        if found is None:
            raise RuntimeError("there is no compiled kernel here: ask is_available() first")
        self._compiled = found
        self.problem, self.options, self.seed = problem, options, seed
        self.openings = options.openings
        self._arrays: Arrays = arrays_of(problem, options)
        self._kernel = found.kernel_open(ctypes.byref(self._arrays.problem), seed % 2**64)
        if not self._kernel:
            raise MemoryError("the kernel has too little memory")
        self._opening, self._class = self._new_seats(), self._new_seats()
        self._terms = np.zeros(len(TERMS), dtype=np.int64)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give its memory back; it is of no use afterwards."""
        self._compiled.kernel_close(self._kernel)
        self._kernel = None

    def load(self, plan: Assignment) -> None:
        """Begin from a plan that breaks no rule."""
        opening, number = self._new_seats(), self._new_seats()
        numbers: dict[Seat, int] = {}
        for index, seats in plan.items():
            for at, seat in enumerate(seats, self._arrays.first_seats[index]):
                opening[at] = self.openings.at[seat.row, seat.start]
                number[at] = numbers.setdefault(seat, len(numbers))
        if not self._compiled.kernel_load(self._kernel, _ints(opening), _ints(number), len(numbers)):
            raise MemoryError("the kernel has too little memory for the plan")

    def place_everybody(self) -> bool:
        """Place whoever is not placed; False where pins or minimums do not hold then, and nothing is done.

        It takes milliseconds where the greedy plan takes seconds, and places fewer.
        """
        phase = phase_of(self.problem, 0, dict.fromkeys(TERMS, 0), 0.0)
        return bool(self._compiled.kernel_place_everybody(self._kernel, ctypes.byref(phase)))

    def focus_on(self, weights: Sequence[int]) -> None:
        """Put cohorts in focus: a weight for each, 0 for whom not. The weights' sum stays below 2**31."""
        self._compiled.kernel_focus(self._kernel, _ints(np.array([*weights, 0], dtype=np.int32)))

    def urge(self, urgency: Sequence[int]) -> None:
        """Let each cohort weigh so much more while it is unmet, in the sum that annealing lowers.

        What is the best plan is judged without it. All of them begin with 0.
        """
        longs = np.array([*urgency, 0], dtype=np.int64)
        self._compiled.kernel_urge(self._kernel, longs.ctypes.data_as(ctypes.POINTER(ctypes.c_int64)))

    def run(self, tier: int, heat: float, steps: int, focus: float = 0.0) -> None:
        """Make so many steps for a tier, those before it held at their best values.

        `heat` falls from 1 to 0 over a phase: how readily a step is taken that makes the plan worse. `focus`
        is the share of steps around who is in focus.
        """
        phase = phase_of(self.problem, tier, self.terms, heat, focus)
        self._compiled.kernel_run(self._kernel, ctypes.byref(phase), steps)

    def return_to_best(self) -> None:
        """Go on from the best plan so far."""
        self._compiled.kernel_return_to_best(self._kernel)

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan that holds all pins."""
        return bool(self._read_best())

    @property
    def terms(self) -> dict[str, int]:
        """All terms of the best plan so far."""
        self._read_best()
        return self._named_terms()

    @property
    def seats(self) -> int:
        """How many steps all cohorts have."""
        return self._arrays.first_seats[-1]

    def values(self) -> list[int]:
        """The tiers of the best plan so far."""
        terms = self.terms
        return [terms[name] for name in self.problem.objective]

    def best(self) -> dict[int, tuple[Seat, ...]]:
        """The best plan so far."""
        self._read_best()
        return self._assignment()

    def plan(self) -> tuple[dict[int, tuple[Seat, ...]], Mapping[str, int]]:
        """The plan as it stands, which may be worse than the best one, and its terms."""
        longs = self._terms.ctypes.data_as(ctypes.POINTER(ctypes.c_int64))
        self._compiled.kernel_plan(self._kernel, _ints(self._opening), _ints(self._class), longs)
        return self._assignment(), self._named_terms()

    def ledger(self) -> KernelLedger:
        """What the plan as it stands leaves of each pool, and how many classes run, by week."""
        weeks = self.problem.weeks
        room = np.zeros((len(self.problem.pools), weeks), dtype=np.int32)
        running = np.zeros((len(self.problem.rows), weeks), dtype=np.int32)
        self._compiled.kernel_ledger(self._kernel, _ints(room), _ints(running))
        return KernelLedger(room, running)

    def _read_best(self) -> int:
        longs = self._terms.ctypes.data_as(ctypes.POINTER(ctypes.c_int64))
        found: int = self._compiled.kernel_best(self._kernel, _ints(self._opening), _ints(self._class), longs)
        return found

    def _new_seats(self) -> Int32s:
        return np.full(max(self._arrays.first_seats[-1], 1), NONE, dtype=np.int32)

    def _named_terms(self) -> dict[str, int]:
        return dict(zip(TERMS, self._terms.tolist(), strict=True))

    def _assignment(self) -> dict[int, tuple[Seat, ...]]:
        rows, starts = self.openings.row.tolist(), self.openings.start.tolist()
        openings, classes = self._opening.tolist(), self._class.tolist()
        firsts = self._arrays.first_seats
        return {
            index: tuple(
                Seat(rows[openings[at]], starts[openings[at]], classes[at])
                for at in range(firsts[index], firsts[index + 1])
            )
            for index in range(len(self.problem.cohorts))
            if openings[firsts[index]] != NONE
        }


def opened(
    problem: Problem, options: Options, seed: int, plan: Assignment, focus: Sequence[int] = ()
) -> Kernel:
    """A kernel that has a plan to go on from, with cohorts in focus if there are any. Raises MemoryError."""
    kernel = Kernel(problem, options, seed)
    try:
        kernel.load(plan)
    except MemoryError:
        kernel.close()
        raise
    if focus:
        kernel.focus_on(focus)
    return kernel


def _ints(array: Int32s) -> object:
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
