"""A process and all below it: who they are, and the memory and processor time they take, from /proc."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")

PARENT, TIMES = 1, slice(11, 15)
"""Fields of a process's `stat` behind its name: its parent; its time and that of children it waited for."""


def descendants(root: int) -> list[int]:
    """The process and all that it started, and what these started."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            fields = _stat(int(folder.name))
            if fields:
                children[int(fields[PARENT])].append(int(folder.name))
    family = [root]
    for process in family:  # grows while it is gone through
        family += children[process]
    return family


def _stat(process: int) -> list[str]:
    """Fields of /proc/…/stat behind the name; none where the process ended meanwhile."""
    try:
        text = (PROC / str(process) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def memory_of(processes: list[int]) -> int:
    """Σ PSS in bytes: resident memory, what several processes share counted in parts."""
    return sum(map(_pss, processes))


def _pss(process: int) -> int:
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def processor_of(processes: list[int]) -> float:
    """Processor seconds that the processes have taken so far, with those of ended children."""
    ticks = sum(int(field) for process in processes for field in _stat(process)[TIMES])
    return ticks / os.sysconf("SC_CLK_TCK")
