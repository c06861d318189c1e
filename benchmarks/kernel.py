"""The kernel alone, by processor seconds: what one process finds, whatever else the machine is at.

`python benchmarks/kernel.py [--sizes medium,planted-medium] [--seeds 1,2,3] [--seconds 60] [--dice 2]
[--before FILE] [--out FILE]` generates datasets, gives the kernel so many processor seconds for each from its
own first plan, checks what comes out, and prints two lines for each size: the median of the seeds and the
worst, and the same of `--dice` other searches of each dataset, from which nothing but chance differs, with by
how much more they leave unmet. A seed is that of the dataset and of the search.

`--out FILE` keeps the figures of each run; `--before FILE`, such figures of another version, adds a line that
holds all runs against all of those. Beside each comparison stands how far dice alone take it in nineteen of
twenty: what lies within that is no gain.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.academies import academies
from benchmarks.academies.world import SIZES as ACADEMIES
from benchmarks.contest.tables import row
from benchmarks.kept import read_runs, write_runs
from trainopt.check import check, terms
from trainopt.generate.generate import generate, generate_planted
from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options, size
from trainopt.search.annealing import CHUNK, Stage, rounds

PLANTED = "planted-"
HEADS = ["dataset", "of", "first plan, s", "unmet", "share unmet", "lateness", "steps a second"]
HEADS += ["more unmet", "by dice alone"]

# Searches with other dice have seeds so far apart; by chance a comparison is within so many standard errors.
OTHER_DICE, STANDARD_ERRORS = 1_000, 2.0


@dataclass(frozen=True)
class Found:
    """What the kernel found for one dataset: seconds to its first plan, weighted trainees, trainee-weeks.

    `dice` tells searches of the same dataset apart; 0 is the first.
    """

    dataset: str
    seed: int
    dice: int
    first: float
    everybody: int
    unmet: int
    lateness: int
    pace: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the lines of each size."""
    parser = argparse.ArgumentParser(description="the kernel by processor seconds")
    parser.add_argument("--sizes", default="medium,planted-medium", help="of the generator, by commas")
    parser.add_argument("--seeds", default="1,2,3", help="by commas")
    parser.add_argument("--seconds", type=float, default=60.0, help="of a processor, for each dataset")
    parser.add_argument("--dice", type=int, default=2, help="searches of each dataset with other dice")
    parser.add_argument("--before", type=Path, help="figures of another version, as --out keeps them")
    parser.add_argument("--out", type=Path, help="where to keep the figures of each run")
    asked = parser.parse_args(arguments)
    before = read_runs(asked.before, Found) if asked.before else []
    print(f"{asked.seconds:g} processor seconds of one process for all tiers; median (worst)\n")
    print(row(HEADS))
    print("|---" * len(HEADS) + "|")
    found: list[Found] = []
    for dataset in asked.sizes.split(","):
        for seed in map(int, asked.seeds.split(",")):
            problem = problem_of(dataset, seed)
            found += [measured(problem, dataset, seed, dice, asked.seconds) for dice in range(asked.dice + 1)]
            if asked.out:
                write_runs(asked.out, Found, found)
        for line in lines_of([one for one in found if one.dataset == dataset], before):
            print(line, flush=True)


def problem_of(size: str, seed: int) -> Problem:
    """A generated dataset, `planted-` before its size where everybody fits, as a problem.

    Sizes are those of trainopt's generator and of `benchmarks.academies`.
    """
    plain, planted = size.removeprefix(PLANTED), size.startswith(PLANTED)
    if plain in ACADEMIES:
        return build_problem(academies(plain, seed, planted=planted)[0])
    return build_problem(generate_planted(plain, seed)[0] if planted else generate(plain, seed))


def measured(problem: Problem, dataset: str, seed: int, dice: int, seconds: float) -> Found:
    """Run the kernel as a solver process does, by its own processor's clock; the plan is checked."""
    options = find_options(problem)
    began = time.process_time()
    with Kernel(problem, options, seed + dice * OTHER_DICE) as kernel:
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
    unmet, lateness = values["unmet"], values["lateness"]
    return Found(dataset, seed, dice, first, everybody, unmet, lateness, steps / seconds)


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


def lines_of(runs: Sequence[Found], before: Sequence[Found]) -> Iterable[str]:
    """The rows of a dataset's runs: the first search of each seed; those with other dice, held against the
    first; and all, held against those of another version.
    """
    name, noise = runs[0].dataset, noise_of(runs)
    first, others = [one for one in runs if one.dice == 0], [one for one in runs if one.dice > 0]
    yield line_of(name, first, [], noise)
    if others:
        yield line_of(f"{name}, other dice", others, first, noise)
    was = [one for one in before if one.dataset == name]
    if was:
        yield line_of(f"{name}, all, against before", runs, was, noise_of(runs, was))


def line_of(name: str, runs: Sequence[Found], others: Sequence[Found], noise: float | None) -> str:
    """A row of the table; `noise` is that of one run."""

    def cell(values: Sequence[float], form: str) -> str:
        return f"{statistics.median(values):{form}} ({max(values):{form}})"

    shares = [one.unmet / one.everybody for one in runs]
    more, chance = more_unmet(runs, others), chance_of(runs, others, noise)
    return row(
        [
            name,
            f"{statistics.median(one.everybody for one in runs):,.0f}",
            cell([one.first for one in runs], ".3f"),
            cell([one.unmet for one in runs], ",.0f"),
            cell(shares, ".2%"),
            cell([one.lateness for one in runs], ",.0f"),
            f"{statistics.median(one.pace for one in runs):,.0f}",
            "" if more is None else f"{more:+.1%}",
            "" if more is None or chance is None else f"±{chance:.1%}",
        ]
    )


def more_unmet(runs: Sequence[Found], others: Sequence[Found]) -> float | None:
    """Which part of it more is unmet than in others, by the means of datasets; None where none is in both."""
    now, was = _unmet_by_seed(runs), _unmet_by_seed(others)
    both = now.keys() & was.keys()
    before = sum(statistics.mean(was[seed]) for seed in both)
    return sum(statistics.mean(now[seed]) for seed in both) / before - 1 if before else None


def noise_of(*versions: Sequence[Found]) -> float | None:
    """By which part of its mean a version scatters on a dataset; None where each was searched once."""
    found = [unmet for runs in versions for unmet in _unmet_by_seed(runs).values()]
    by_seed = [unmet for unmet in found if len(unmet) > 1 and any(unmet)]
    if not by_seed:
        return None
    squares = sum((one / statistics.mean(unmet) - 1) ** 2 for unmet in by_seed for one in unmet)
    return math.sqrt(squares / sum(len(unmet) - 1 for unmet in by_seed))


def chance_of(runs: Sequence[Found], others: Sequence[Found], noise: float | None) -> float | None:
    """What a comparison of these runs with others shows by dice alone."""
    if noise is None or not runs or not others:
        return None
    return STANDARD_ERRORS * noise * math.sqrt(1 / len(runs) + 1 / len(others))


def _unmet_by_seed(runs: Iterable[Found]) -> dict[int, list[int]]:
    by_seed: dict[int, list[int]] = defaultdict(list)
    for one in runs:
        by_seed[one.seed].append(one.unmet)
    return by_seed


if __name__ == "__main__":
    main()
