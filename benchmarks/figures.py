"""The figures of the main job: `python benchmarks/figures.py [FOLDER]` prints them as a table.

Each command runs as a process of its own, three times; median (least to most) wall-clock seconds and peak
memory of the largest process. `first plan` is when the plan folder stands on disk.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3


@dataclass(frozen=True)
class Run:
    """Seconds until the plan folder stood there (None without one) and to the end; peak memory in MiB."""

    first: float | None
    total: float
    peak: float


def run(arguments: list[str], folder: Path | None) -> Run:
    """Run trainopt once and watch its plan folder."""
    began = time.monotonic()
    command = [sys.executable, "-m", "trainopt", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    first: float | None = None
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if first is None and folder is not None and folder.exists():
            first = time.monotonic() - began
        if pid:
            break
        time.sleep(0.02)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return Run(first, time.monotonic() - began, usage.ru_maxrss / 1024)


def repeated(name: str, arguments: list[str], folder: Callable[[int], Path] | None = None) -> Path | None:
    """Run several times and print a line of the table; the last plan folder."""
    runs, plan = [], None
    for number in range(RUNS):
        plan = folder(number) if folder else None
        runs.append(run([*arguments, *(["--out", str(plan)] if plan else [])], plan))
    firsts = [r.first for r in runs if r.first is not None]
    cells = [_spread(firsts) if firsts else "", _spread([r.total for r in runs])]
    print(f"| {name} | {cells[0]} | {cells[1]} | {max(r.peak for r in runs):.0f} |", flush=True)
    return plan


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        cores = len(os.sched_getaffinity(0))
        print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}\n")
        print("| command | first plan on disk, s | end, s | peak MiB |")
        print("|---|---|---|---|")
        example, coalition = str(ROOT / "data/example"), str(ROOT / "data/coalition")
        solve = ["solve", example, "--time-limit", "60s"]
        plan = repeated("solve example, to proof", solve, lambda n: work / f"example-{n}")
        repeated("check coalition", ["check", coalition])
        solve = ["solve", coalition, "--time-limit", "30s"]
        repeated("solve coalition, 30 s", solve, lambda n: work / f"coalition-{n}")
        repeated("generate large", ["generate", "--size", "large"], lambda n: work / f"large-{n}")
        solve = ["solve", str(work / "large-0"), "--time-limit", "60s"]
        repeated("solve large, 60 s", solve, lambda n: work / f"large-plan-{n}")
        if plan is not None:
            tiers = json.loads((plan / "manifest.json").read_text(encoding="utf-8"))["tiers"]
            print("example:", ", ".join(f"{tier['term']} {tier['value']} {tier['status']}" for tier in tiers))


if __name__ == "__main__":
    main()
