"""The kernel alone, by processor seconds: what one process finds, whatever else the machine is at.

`python benchmarks/kernel.py [--sizes medium,planted-medium] [--seeds 1,2,3] [--seconds 60]` generates
datasets, gives the kernel so many processor seconds for each from its own first plan, checks what comes out,
and prints a line for each size: the median of the seeds and the worst. A seed is that of the dataset and of
the search.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.academies import academies
from benchmarks.academies.world import SIZES as ACADEMIES
from benchmarks.contest.tables import row
from trainopt.check import check, terms
from trainopt.generate.generate import generate, generate_planted
from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options, size
from trainopt.search.annealing import CHUNK, Stage, rounds

PLANTED = "planted-"
HEADS = ["dataset", "of", "first plan, s", "unmet", "share unmet", "lateness", "steps a second"]


@dataclass(frozen=True)
class Found:
    """What the kernel found for one dataset: seconds to its first plan, weighted trainees, trainee-weeks."""

    first: float
    everybody: int
    unmet: int
    lateness: int
    pace: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description="the kernel by processor seconds")
    parser.add_argument("--sizes", default="medium,planted-medium", help="of the generator, by commas")
    parser.add_argument("--seeds", default="1,2,3", help="by commas")
    parser.add_argument("--seconds", type=float, default=60.0, help="of a processor, for each dataset")
    asked = parser.parse_args(arguments)
    print(f"{asked.seconds:g} processor seconds of one process for all tiers; median (worst)\n")
    print(row(HEADS))
    print("|---" * len(HEADS) + "|")
    for dataset in asked.sizes.split(","):
        found = [
            measured(problem_of(dataset, int(seed)), int(seed), asked.seconds)
            for seed in asked.seeds.split(",")
        ]
        print(line_of(dataset, found), flush=True)


def problem_of(size: str, seed: int) -> Problem:
    """A generated dataset, `planted-` before its size where everybody fits, as a problem.

    Sizes are those of trainopt's generator and of `benchmarks.academies`.
    """
    plain, planted = size.removeprefix(PLANTED), size.startswith(PLANTED)
    if plain in ACADEMIES:
        return build_problem(academies(plain, seed, planted=planted)[0])
    return build_problem(generate_planted(plain, seed)[0] if planted else generate(plain, seed))


def measured(problem: Problem, seed: int, seconds: float) -> Found:
    """Run the kernel as a solver process does, by its own processor's clock; the plan is checked."""
    options = find_options(problem)
    began = time.process_time()
    with Kernel(problem, options, seed) as kernel:
        if not kernel.place_everybody():
            raise SystemExit("the kernel finds no first plan that holds the pins")
        first = time.process_time() - began
        steps = search(kernel, size(options), seconds)
        plan = plan_of(problem, kernel.best())
    broken = check(problem, plan)
    if broken:
        raise SystemExit(f"the kernel broke rules: {broken[0]}")
    values = terms(problem, plan)
    everybody = sum(problem.weight(cohort) for cohort in problem.cohorts)
    return Found(first, everybody, values["unmet"], values["lateness"], steps / seconds)


def search(kernel: Kernel, options: int, seconds: float) -> int:
    """The rounds of so many processor seconds; how many steps were made."""
    began, steps = time.process_time(), 0
    for one in rounds(len(kernel.problem.objective), options, seconds):
        begin = time.process_time()
        for stage in one.stages:
            steps += pursue(kernel, stage, begin + stage.until * one.seconds)
        if time.process_time() - began >= seconds:
            break
    return steps


def pursue(kernel: Kernel, stage: Stage, until: float) -> int:
    """A stage until so much of the processor's time has passed; how many steps were made."""
    kernel.return_to_best()
    begin = now = time.process_time()
    steps = 0
    while now < until and kernel.values()[stage.tier] > 0:
        kernel.run(stage.tier, stage.heat * (until - now) / (until - begin), CHUNK)
        steps += CHUNK
        now = time.process_time()
    return steps


def line_of(size: str, found: Sequence[Found]) -> str:
    """A row of the table."""

    def cell(values: Sequence[float], form: str) -> str:
        return f"{statistics.median(values):{form}} ({max(values):{form}})"

    shares = [one.unmet / one.everybody for one in found]
    return row(
        [
            size,
            f"{statistics.median(one.everybody for one in found):,.0f}",
            cell([one.first for one in found], ".3f"),
            cell([one.unmet for one in found], ",.0f"),
            cell(shares, ".2%"),
            cell([one.lateness for one in found], ",.0f"),
            f"{statistics.median(one.pace for one in found):,.0f}",
        ]
    )


if __name__ == "__main__":
    main()
