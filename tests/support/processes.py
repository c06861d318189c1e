"""Runs under way as processes, what is done to them, and what must be left of them."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.running import PLAN_FILES, start
from trainopt.runs.verify import verify

OVERRUN = 2.0

PATIENCE = 300
"""Seconds that a slow machine may take for what takes few."""

finds_children = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="children are found in /proc"
)


class Running:
    """A solve under way."""

    def __init__(self, dataset: Path, out: Path, limit: int, *options: str, **environment: str) -> None:
        self.began = time.monotonic()
        self.dataset = dataset
        self.out = out
        self.limit = limit
        words = ("solve", dataset, "--out", out, "--time-limit", f"{limit}s", "--quiet", *options)
        self.process = start(*words, **environment)

    def solvers(self, count: int = 1) -> list[int]:
        """The solver processes, once there are so many."""
        wait_until(lambda: len(solvers_under(self.process.pid)) >= count)
        return solvers_under(self.process.pid)

    def until_planned(self) -> None:
        wait_until((self.out / "manifest.json").exists)

    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def kill_solvers_to_the_end(self) -> None:
        """Kill every solver process as soon as it is there, until the run ends by itself."""

        def over() -> bool:
            for solver in solvers_under(self.process.pid):
                send(solver, signal.SIGKILL)
            return self.process.poll() is not None

        wait_until(over)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@contextmanager
def killed_at_last() -> Iterator[list[Running]]:
    """A list for runs, none of which is left."""
    runs: list[Running] = []
    try:
        yield runs
    finally:
        for one in runs:
            one.kill()


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def is_at_work(pid: int) -> bool:
    """Whether a solver process has loaded what it searches with: the kernel, or the solver."""
    try:
        loaded = Path(f"/proc/{pid}/maps").read_text()
        return "kernel.so" in loaded or "ortools" in loaded
    except (FileNotFoundError, ProcessLookupError):
        return False


SOLVER, STARTER = "child import begin_in_child", "starter import serve"


def solvers_under(pid: int) -> list[int]:
    """The solver processes of a process, those forked from its starter too."""
    starters = processes_under(pid, STARTER)
    forked = [child for starter in starters for child in processes_under(starter, STARTER)]
    return [*processes_under(pid, SOLVER), *forked]


def processes_under(pid: int, holding: str) -> list[int]:
    """The children of a process whose command line holds a text; those that have ended do not count."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        pids = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [child for child in pids if holding in command_line(child)]


def command_line(pid: int) -> str:
    """The command line of a process, blank once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_until(condition: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait for the condition, at most so many seconds."""
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"not within {within} s"
        time.sleep(0.02)


def assert_whole_and_verified(dataset: Path, plan: Path) -> None:
    """The folder has all its files, breaks no rule, and no figure is out of date."""
    assert sorted(path.name for path in plan.iterdir()) == PLAN_FILES
    verdict = verify(dataset, plan)
    assert (verdict.broken, verdict.stale) == ((), ())
    assert [path.name for path in plan.parent.iterdir() if path.name.startswith(f".{plan.name}.")] == []


def without_seconds(manifest: bytes) -> str:
    """A manifest with every time taken blanked; limits stay."""
    return re.sub(r'("seconds": )[0-9.e-]+', r"\1…", manifest.decode())
