"""The search by the clock: first plan, share of the proven maximum, lateness, memory; three seeds a dataset.

`python benchmarks/engine.py [--datasets medium,large,huge,planted-medium,planted-large,planted-huge]
[--seeds 1,2,3] [--seconds 60] [--before FILE] [--out FILE]` makes each run alone on two cores, one after the
other, and prints a line for each dataset as it is done: the median of the seeds, the worst in brackets. A
seed is that of the dataset and of the search. The default takes some 25 minutes on an idle machine; on a
busy one the figures mean nothing.

`--out FILE` keeps the figures of each run; `--before FILE`, such figures of another version, adds by how much
lateness fell where no more are unmet than there.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.contest.contestants import Terms
from benchmarks.contest.judge import Judged, judge
from benchmarks.contest.tables import machine, row
from benchmarks.contest.watch import run_contestant
from benchmarks.kept import read_runs, write_runs
from benchmarks.kernel import PLANTED
from benchmarks.scale import CORES
from trainopt.dataset import read_dataset, write_dataset
from trainopt.generate.generate import generate, generate_planted
from trainopt.problem import build_problem

DATASETS = "medium,large,huge,planted-medium,planted-large,planted-huge"
EARLY = 10.0
HEADS = ["dataset", "first plan, s", "unmet", "share unmet", "of the maximum at 10 s", "at the end"]
HEADS += ["lateness", "lateness fell by", "peak MiB"]


@dataclass(frozen=True)
class Figures:
    """What a run came to. Weighted trainees; `bound` is the best one of the run, `early` unmet after 10 s."""

    dataset: str
    seed: int
    first: float
    everybody: int
    bound: int
    early: int
    unmet: int
    lateness: int
    peak: float

    @property
    def share(self) -> float:
        """Of everybody, who is unmet."""
        return self.unmet / self.everybody

    def of_maximum(self, unmet: int) -> float:
        """Of what can be placed at most, as proven, what is."""
        return (self.everybody - unmet) / (self.everybody - self.bound)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="the search by the clock")
    parser.add_argument("--datasets", default=DATASETS, help="sizes of the generator, by commas")
    parser.add_argument("--seeds", default="1,2,3", help="by commas")
    parser.add_argument("--seconds", type=float, default=60.0, help="the limit of a run")
    parser.add_argument("--before", type=Path, help="figures of another version, as --out keeps them")
    parser.add_argument("--out", type=Path, help="where to keep the figures of each run")
    asked = parser.parse_args(arguments)
    before = read_runs(asked.before, Figures) if asked.before else []
    print(f"{machine()}, {CORES} cores, {asked.seconds:g} s a run; median (worst)\n")
    print(row(HEADS))
    print("|---" * len(HEADS) + "|")
    found: list[Figures] = []
    for dataset in asked.datasets.split(","):
        runs = [measured(dataset, int(seed), asked.seconds) for seed in asked.seeds.split(",")]
        print(line_of(dataset, runs, before), flush=True)
        found += runs
        if asked.out:
            write_runs(asked.out, Figures, found)


def measured(dataset: str, seed: int, seconds: float) -> Figures:
    """Make a run; its plans are checked."""
    size = dataset.removeprefix(PLANTED)
    made = generate_planted(size, seed)[0] if dataset.startswith(PLANTED) else generate(size, seed)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / dataset
        write_dataset(made, folder)
        problem = build_problem(read_dataset(folder))
        judged = judge(problem, run_contestant("trainopt", folder, Terms(seconds, CORES, seed)))
    everybody = sum(problem.weight(cohort) for cohort in problem.cohorts)
    return figures_of(dataset, seed, everybody, judged)


def figures_of(dataset: str, seed: int, everybody: int, judged: Judged) -> Figures:
    """What a run came to; a run without a plan has everybody unmet."""
    nothing = (everybody, 0)
    last = judged.better[-1][1] if judged.better else nothing
    return Figures(
        dataset,
        seed,
        judged.better[0][0] if judged.better else judged.outcome.seconds,
        everybody,
        judged.bounds[-1][1] if judged.bounds else 0,
        (judged.values_at(EARLY) or nothing)[0],
        last[0],
        last[1],
        judged.outcome.peak / 2**20,
    )


def line_of(dataset: str, runs: Sequence[Figures], before: Iterable[Figures] = ()) -> str:
    """A row of the table."""

    def cell(value: Callable[[Figures], float], form: str, worst: Callable[..., float] = max) -> str:
        values = [value(run) for run in runs]
        return f"{statistics.median(values):{form}} ({worst(values):{form}})"

    fell = [value for run in runs if (value := lateness_fell(run, before)) is not None]
    return row(
        [
            dataset,
            cell(lambda run: run.first, ".1f"),
            cell(lambda run: run.unmet, ",.0f"),
            cell(lambda run: run.share, ".2%"),
            cell(lambda run: run.of_maximum(run.early), ".2%", min),
            cell(lambda run: run.of_maximum(run.unmet), ".2%", min),
            cell(lambda run: run.lateness, ",.0f"),
            f"{statistics.median(fell):.0%} ({min(fell):.0%})" if fell else "",
            cell(lambda run: run.peak, ",.0f"),
        ]
    )


def lateness_fell(run: Figures, before: Iterable[Figures]) -> float | None:
    """By which part of it lateness is less than before; None where more are unmet, or nothing is known."""
    for other in before:
        if (other.dataset, other.seed) == (run.dataset, run.seed):
            return 1 - run.lateness / other.lateness if other.lateness and run.unmet <= other.unmet else None
    return None


if __name__ == "__main__":
    main()
