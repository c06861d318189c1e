"""Memory of a process and all below it, from /proc."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")


def descendants(root: int) -> list[int]:
    """The process and all that it started, and what these started."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            parent = _parent(folder)
            if parent is not None:
                children[parent].append(int(folder.name))
    family = [root]
    for process in family:  # grows while it is gone through
        family += children[process]
    return family


def _parent(folder: Path) -> int | None:
    try:
        text = (folder / "stat").read_text()
    except OSError:  # it ended meanwhile
        return None
    return int(text.rpartition(")")[2].split()[1])


def memory_of(processes: list[int]) -> int:
    """Σ PSS in bytes: resident memory, what several processes share counted in parts."""
    return sum(map(_pss, processes))


def _pss(process: int) -> int:
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
