"""Memory and processors of this machine or container, as Linux tells it under /proc and /sys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path("/")
"""Where /proc and /sys are."""


def resident_bytes(pid: int | None) -> int | None:
    """Memory of a process in RAM, in bytes; None where it has ended or the system has no /proc."""
    try:
        pages = (ROOT / f"proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def machine_bytes() -> int:
    """Bytes of memory there are: the machine's, or the container's where that is less."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limits = [*_read("memory", "memory.max"), *_read("memory", "memory.limit_in_bytes")]
    return min([machine, *(int(limit) for limit in limits if limit.isdigit())])


def processors() -> int:
    """Processors that this process may use: those it may run on, or the whole ones of its quota of time.

    A container with `cpus: 2` on a machine of 64 may run on all of them, and is stopped for most of each
    tenth of a second if it does.
    """
    most = len(os.sched_getaffinity(0))
    return max(min([most, *(int(quota // period) for quota, period in _quotas() if quota > 0)]), 1)


def _quotas() -> Iterator[tuple[float, float]]:
    """Microseconds of processor time in so many of the clock, of every group that this process is in."""
    for text in _read("cpu", "cpu.max"):
        quota, _, period = text.partition(" ")
        if quota.isdigit() and period.isdigit():
            yield int(quota), int(period)
    quotas, periods = _read("cpu", "cpu.cfs_quota_us"), _read("cpu", "cpu.cfs_period_us")
    yield from ((int(quota), int(period)) for quota, period in zip(quotas, periods, strict=False))


def _read(controller: str, name: str) -> list[str]:
    """What the file of a control group says, for the group of this process and all around it.

    There are two kinds: of one tree for everything (version 2), and of one tree for each controller.
    """
    texts = []
    for tree, group in _groups(controller):
        for folder in (PurePosixPath(group), *PurePosixPath(group).parents):
            try:
                path = ROOT / "sys/fs/cgroup" / tree / str(folder).lstrip("/") / name
                texts.append(path.read_text(encoding="ascii").strip())
            except OSError:
                continue
    return texts


def _groups(controller: str) -> Iterator[tuple[str, str]]:
    """The trees of a controller, and the group of this process in each; the roots where none is told."""
    try:
        lines = (ROOT / "proc/self/cgroup").read_text(encoding="ascii").splitlines()
    except OSError:
        lines = ["0::/", f"1:{controller}:/"]
    for line in lines:
        _, controllers, group = line.split(":", 2)
        if not controllers:
            yield "", group
        elif controller in controllers.split(","):
            yield controller, group
