"""The compiled search for an order of classes: a plan in, steps along the longest chain, the best out."""

from __future__ import annotations

import ctypes
from types import TracebackType
from typing import Self

import numpy as np

from trainopt.kernel.arrays import array_of, pointer_to
from trainopt.kernel.library import library
from trainopt.kernel.sequence_arrays import arrays_of_sequence
from trainopt.kernel.sequences import SequencedPlan
from trainopt.plan.placements import Seat


class Sequencing:
    """The compiled search of one plan. It closes at the end of `with`; `lateness` is the best so far."""

    def __init__(self, plan: SequencedPlan, seed: int, compiled: ctypes.CDLL | None = None) -> None:
        found = compiled or library()
        if found is None:
            raise RuntimeError("there is no compiled kernel here: ask is_available() first")
        self._compiled = found
        self.plan = plan
        self._arrays = arrays_of_sequence(plan)
        order, choice = array_of(plan.order(), False), array_of(plan.chosen(), False)
        self._search = found.sequencing_open(
            ctypes.byref(self._arrays.sequence), pointer_to(order), pointer_to(choice), seed % 2**64
        )
        if not self._search:
            raise MemoryError("the search for an order has too little memory")
        self._choice, self._start = np.zeros_like(choice), np.zeros_like(choice)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._compiled.sequencing_close(self._search)
        self._search = None

    def run(self, temperature: int, steps: int) -> int:
        """Make so many steps; how many were taken. One that makes lateness more by `temperature` often is."""
        taken: int = self._compiled.sequencing_run(self._search, temperature, steps)
        return taken

    @property
    def lateness(self) -> int:
        """That of the best plan so far."""
        return self._read_best()

    def best(self) -> dict[int, tuple[Seat, ...]]:
        """The best plan so far."""
        self._read_best()
        return self.plan.assignment(self._choice.tolist(), self._start.tolist())

    def _read_best(self) -> int:
        choice, start = pointer_to(self._choice), pointer_to(self._start)
        lateness: int = self._compiled.sequencing_best(self._search, choice, start)
        return lateness
