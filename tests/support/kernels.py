"""Kernels that tests drive: one move after the other, or through all tiers in a fixed number of steps."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.root import ROOT
from trainopt.kernel.engine import Kernel, is_available
from trainopt.kernel.phases import phase_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options

needs_kernel = pytest.mark.skipif(not is_available(), reason="the kernel is not compiled here")

AT_WORK = "kernel" if is_available() else "neighbourhoods"
"""What a search says that improves its first plan."""

COOLINGS = 10
KERNEL = ROOT / "trainopt" / "kernel"


class SteppedKernel(Kernel):
    """A kernel whose single moves can be called."""

    def insert(self, cohort: int, tier: int = 0) -> bool:
        """Put a cohort that is not placed in at the least price for a tier; whether there was room."""
        phase = phase_of(self.problem, tier, self.terms, 1.0)
        return bool(self._compiled.kernel_insert(self._kernel, ctypes.byref(phase), cohort))

    def take_out(self, cohort: int) -> None:
        """Take a placed cohort out."""
        self._compiled.kernel_take_out(self._kernel, cohort)

    def is_allowed(self) -> bool:
        """Whether what moved since the last `keep` leaves minimums and pins as they must be."""
        return bool(self._compiled.kernel_is_allowed(self._kernel))

    def keep(self) -> None:
        """Hold what was moved."""
        self._compiled.kernel_keep(self._kernel)

    def undo(self) -> None:
        """Take back what was moved since the last `keep`."""
        self._compiled.kernel_undo(self._kernel)


def stepped(problem: Problem, seed: int = 1) -> SteppedKernel:
    """A kernel with an empty plan, to be driven."""
    return SteppedKernel(problem, find_options(problem), seed)


def pursue_all_tiers(kernel: Kernel, steps: int) -> None:
    """A first plan, then each tier in turn, in so many steps."""
    kernel.place_everybody()
    for tier in range(len(kernel.problem.objective)):
        for cooling in range(COOLINGS):
            kernel.run(tier, 1 - cooling / COOLINGS, steps // COOLINGS)
        if kernel.has_plan:
            kernel.return_to_best()


class Chunk(NamedTuple):
    """Steps that a kernel made in one go: what was asked of it, and whether anybody was urgent meanwhile."""

    tier: int
    heat: float
    steps: int
    focus: float
    urgent: bool


def watched_chunks(monkeypatch: pytest.MonkeyPatch) -> list[Chunk]:
    """What all kernels are asked to make from now on, noted as they make it."""
    chunks: list[Chunk] = []
    now = [False]
    run, urge = Kernel.run, Kernel.urge

    def watched_run(kernel: Kernel, tier: int, heat: float, steps: int, focus: float = 0.0) -> None:
        chunks.append(Chunk(tier, heat, steps, focus, now[0]))
        run(kernel, tier, heat, steps, focus)

    def watched_urge(kernel: Kernel, urgency: Sequence[int]) -> None:
        now[0] = any(urgency)
        urge(kernel, urgency)

    monkeypatch.setattr(Kernel, "run", watched_run)
    monkeypatch.setattr(Kernel, "urge", watched_urge)
    return chunks


def compiled(folder: Path, *flags: str) -> Path:
    """The kernel compiled by this machine's gcc."""
    if shutil.which("gcc") is None:
        pytest.skip("no gcc on this machine")
    library = folder / "kernel.so"
    command = ["gcc", "-std=c11", "-g", "-shared", "-fPIC", *flags, "-o", str(library)]
    subprocess.run([*command, *map(str, sorted(KERNEL.glob("*.c")))], check=True)
    return library
