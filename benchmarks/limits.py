"""How far each command overruns its time limit, at every size, alone and beside busy processes.

    python benchmarks/limits.py --sizes small huge --seconds 60 --busy 0

Of every size a dataset is generated and planned for half a minute; then each command that has a limit runs
once in a process of its own. Counted is the wall clock from the process's start to its end, as a user does.
Alone a command may end 2 seconds after its limit, beside two busy processes a tenth of it. A line a command
goes to results/limits.csv; the exit code is 1 where one took longer.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "limits.csv"
SIZES = ("small", "medium", "large", "huge")
ALONE, BESIDE_OTHERS = 2.0, 0.1
SCENARIO = '[[change]]\ntable = "sites"\nwhere = { }\nscale = { beds = 0.9 }\n'


@dataclass(frozen=True)
class Line:
    """A command that ran: `over` are the seconds after its limit, `load` the machine's at its start."""

    size: str
    command: str
    limit: float
    busy: int
    seconds: float
    over: float
    exit_code: int
    load: float


def commands(limit: float) -> dict[str, list[str]]:
    """Every command with a limit, in a folder with `data` and `plan`; each writes to a place of its own."""
    time_limit = ["--time-limit", f"{limit:g}s"]
    published = ["--published", "plan"]
    return {
        "solve": ["solve", "data", "--out", "solve", *time_limit],
        "solve --xlsx": ["solve", "data", "--out", "xlsx", "--xlsx", "plan.xlsx", *time_limit],
        "solve --published": ["solve", "data", "--out", "again", *published, *time_limit],
        "explain": ["explain", "data", "plan", "--out", "why", *time_limit],
        "value": ["value", "data", "plan", "--out", "more", *time_limit],
        "stability": ["stability", "data", *published, "--points", "3", *time_limit],
        "nightly": ["nightly", "data", "--store", "store.db", "--out", "night", *time_limit],
        "whatif": ["whatif", "data", "beds.toml", "--baseline", "plan", "--out", "what", *time_limit],
    }


SHARES = {"whatif": 2}
"""Commands that have their limit several times: a what-if for the baseline and for each scenario."""


@contextmanager
def busy(number: int) -> Iterator[None]:
    """So many processes that do nothing but keep a processor busy."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for one in spinning:
            one.kill()
            one.wait()


def trainopt(words: list[str], folder: Path) -> tuple[float, int]:
    """Run a command in a folder; the seconds that it took, and its exit code."""
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "trainopt", *words],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    return time.monotonic() - began, ran.returncode


def prepare(size: str, folder: Path) -> None:
    """A dataset, a plan of it, and a scenario."""
    trainopt(["generate", "--size", size, "--out", "data"], folder)
    trainopt(["solve", "data", "--out", "plan", "--time-limit", "30s"], folder)
    (folder / "beds.toml").write_text(f'name = "fewer-beds"\n{SCENARIO}', encoding="utf-8")


def measured(size: str, limit: float, others: int, chosen: list[str]) -> Iterator[Line]:
    """A line for each of the chosen commands, or for all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(size, folder)
        for command, words in commands(limit).items():
            if chosen and command not in chosen:
                continue
            load = os.getloadavg()[0]
            with busy(others):
                seconds, code = trainopt(words, folder)
            allowed = limit * SHARES.get(command, 1)
            yield Line(
                size, command, limit, others, round(seconds, 1), round(seconds - allowed, 1), code, load
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--seconds", type=float, nargs="+", default=[10, 60])
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--commands", nargs="+", default=[])
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    late = False
    with chosen.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in fields(Line)])
        for size in chosen.sizes:
            for limit in chosen.seconds:
                for line in measured(size, limit, chosen.busy, chosen.commands):
                    late |= line.over > (BESIDE_OTHERS * limit if chosen.busy else ALONE)
                    writer.writerow(astuple(line))
                    print(*astuple(line), sep="  ", flush=True)
                    file.flush()
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
