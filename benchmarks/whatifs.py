"""The figures of what-ifs, explanations and values: `python benchmarks/whatifs.py [FOLDER]` prints a table.

A plan in force is made first, as long as a night allows; then a one-change what-if starts from it, and the
same scenario is planned from nothing for ten minutes. Takes 25 minutes; plans that are in the folder are not
made again.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from trainopt import (
    Calendar,
    Effort,
    Params,
    Plan,
    apply_scenarios,
    build_problem,
    explain_plan,
    optimise,
    read_dataset,
    read_plan,
    read_scenarios,
    solve,
    value_capacity,
    write_dataset,
)
from trainopt.check import terms

ROOT = Path(__file__).resolve().parent.parent
COALITION = ROOT / "data" / "coalition"
NIGHT, WHAT_IF, FROM_NOTHING = 300.0, 30.0, 600.0

CHANGE = """\
name = "one-change"

[[change]]
table = "capacity"
where = { site_id = "PL-01", course_id = "BCT" }
add = { parallel_classes = 1 }
"""

GRID = """\
name = "grid"

[grid]
beds = [0, 20, 40, 60, 80, 100, 120, 140, 160, 180]
classes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

[[change]]
table = "sites"
add = { beds = "{beds}" }

[[change]]
table = "capacity"
add = { parallel_classes = "{classes}" }
"""


def line(name: str, figure: str, aim: str) -> None:
    """A line of the table."""
    print(f"| {name} | {figure} | {aim} |", flush=True)


def planned(folder: Path, dataset: Path, seconds: float) -> Plan:
    """The plan of a dataset in a folder, made there if it is not."""
    if not folder.exists():
        solve(dataset, folder, Params(seconds=seconds))
    return read_plan(folder, Calendar.of(read_dataset(dataset).settings))


def one_change(work: Path) -> None:
    """A what-if from the plan in force against planning the same data from nothing."""
    (work / "change.toml").write_text(CHANGE, encoding="utf-8")
    base = planned(work / "in-force", COALITION, NIGHT)
    changed = apply_scenarios(read_dataset(COALITION), *read_scenarios(work / "change.toml"))
    if not (work / "changed").exists():
        write_dataset(changed, work / "changed")
    problem = build_problem(changed)
    first: list[float] = []
    began = time.monotonic()
    effort = replace(
        Effort.of(Params(seconds=WHAT_IF)),
        observer=lambda progress: first.append(progress.elapsed) if progress.plan and not first else None,
    )
    result = optimise(build_problem(changed), effort, base)
    took = time.monotonic() - began
    line("one change: first checked plan, s", f"{first[0]:.1f}", "5")
    reference = terms(problem, planned(work / "from-nothing", work / "changed", FROM_NOTHING))["unmet"]
    weight = sum(problem.weight(cohort) for cohort in problem.cohorts)
    placed = [(weight - unmet) / weight for unmet in (result.terms["unmet"], reference)]
    figure = f"{placed[0]:.2%} against {placed[1]:.2%}"
    line(
        f"one change: placed after {took:.0f} s, and from nothing after {FROM_NOTHING:.0f} s",
        figure,
        "0.5 % apart",
    )


def questions(work: Path) -> None:
    """How long an explanation of one demand takes, and a ranking of values."""
    dataset, plan = read_dataset(COALITION), planned(work / "in-force", COALITION, NIGHT)
    began = time.monotonic()
    why = explain_plan(dataset, plan, top=1, params=Params(seconds=30))
    helps = (why.reliefs["verified"] == "yes").sum()
    figure = f"{time.monotonic() - began:.1f} s, {helps} of {len(why.reliefs)} reliefs verified"
    line("explain one demand", figure, "30 s")
    began = time.monotonic()
    worth = value_capacity(dataset, plan, params=Params(seconds=120)).ranking
    tried = worth["unmet_verified"].notna().sum()
    figure = f"{time.monotonic() - began:.1f} s, {tried} of {len(worth)} tried"
    line("value", figure, "120 s")


def sweep(work: Path) -> None:
    """A hundred scenarios of a small dataset through the program."""
    (work / "grid.toml").write_text(GRID, encoding="utf-8")
    if not (work / "small").exists():
        run("generate", "--size", "small", "--seed", "1", "--out", work / "small")
    began = time.monotonic()
    arguments = (work / "small", work / "grid.toml", "--out", work / "sweep", "--time-limit", "5s")
    run("whatif", *arguments, "--quiet", "--overwrite")
    done = len(list((work / "sweep").glob("*/manifest.json")))
    line(f"{done - 1} scenarios of small, 5 s each", f"{time.monotonic() - began:.0f} s", "300 s")


def run(*arguments: object) -> None:
    """Run trainopt."""
    command = [sys.executable, "-m", "trainopt", *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        cores = len(os.sched_getaffinity(0))
        print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}\n")
        print("| figure | measured | aim |\n|---|---|---|")
        one_change(work)
        questions(work)
        sweep(work)


if __name__ == "__main__":
    main()
