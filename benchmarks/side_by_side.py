"""trainopt beside what its users could take instead, on generated datasets and the same cores.

`python benchmarks/side_by_side.py [--sizes small,medium] [--seeds 1] [--seconds 60] [--contestants …]
[--out FOLDER]` runs each contestant alone, one after the other, for so many seconds of processor time on two
cores. Each run is kept as it ends: in side_by_side_runs.csv a line for it, in side_by_side.csv one for each
incumbent. What the folder has already is not run again, so a contest is run in parts and goes on where it
ended. Tables (side_by_side.md) and pictures are made anew after each call, alone with `--contestants none`.

Timefold takes part where a JDK of 17 or later is, and its package: `python -m pip install -r
benchmarks/peers/timefold/requirements.txt`. Pictures need matplotlib.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.contest.chart import write_chart
from benchmarks.contest.contestants import CONTESTANTS, Terms
from benchmarks.contest.judge import Judged, judge
from benchmarks.contest.record import Entry, Record, Run, incumbents_of
from benchmarks.contest.tables import machine, panels_of, write_page
from benchmarks.contest.watch import run_contestant
from benchmarks.peers.whole import with_nobody_under_way
from trainopt.dataset import read_dataset, write_dataset
from trainopt.generate.generate import generate
from trainopt.generate.sizes import SIZES
from trainopt.problem import Problem, build_problem

CORES = 2
NONE = "none"

MARGIN = 1.5
"""A busy machine may become busier, and a run that its clock ends had less of the processor than others."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is not there yet, and write the results."""
    asked = _parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    record = Record.of(asked.out)
    for size in asked.sizes:
        for seed in asked.seeds:
            entries = [Entry(size, seed, name, asked.seconds) for name in _present(asked.contestants)]
            _run_all(record, [entry for entry in entries if entry not in record.runs])
    write_page(asked.out / "side_by_side.md", record)
    for seconds in {panel[2] for panel in panels_of(record)}:
        write_chart(asked.out / f"side_by_side_{seconds:g}.svg", record, seconds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="trainopt beside what its users could take instead")
    parser.add_argument("--sizes", type=_some_of(SIZES), default=["small", "medium"], help="of the datasets")
    parser.add_argument("--seeds", type=_numbers, default=[1], help="of the datasets and of the solvers")
    parser.add_argument("--seconds", type=float, default=60.0, help="of processor time, for each run")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="folder for the results")
    parser.add_argument(
        "--contestants", type=_some_of([*CONTESTANTS, NONE]), default=list(CONTESTANTS), help="by commas"
    )
    return parser


def _some_of(known: Iterable[str]) -> Callable[[str], list[str]]:
    """Reads known names divided by commas."""

    def names(text: str) -> list[str]:
        unknown = set(text.split(",")) - set(known)
        if unknown:
            raise argparse.ArgumentTypeError(f"not of {', '.join(known)}: {', '.join(sorted(unknown))}")
        return text.split(",")

    return names


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _present(names: Iterable[str]) -> Iterator[str]:
    """Those that can run here; of the others it is said what they lack."""
    for name in names:
        missing = "" if name == NONE else CONTESTANTS[name].missing()
        if missing:
            print(f"{name} is left out: it {missing}", file=sys.stderr)
        elif name != NONE:
            yield name


def _run_all(record: Record, entries: Sequence[Entry]) -> None:
    """Run contestants on one dataset."""
    if not entries:
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / entries[0].size
        write_dataset(with_nobody_under_way(generate(entries[0].size, entries[0].seed)), folder)
        problem = build_problem(read_dataset(folder))
        for entry in entries:
            run, judged = _run(entry, folder, problem)
            record.add(run, incumbents_of(judged, entry.seconds))
            print(f"{entry.size} {entry.seed}: {entry.contestant}: {_summary(record, run)}", flush=True)


def _run(entry: Entry, folder: Path, problem: Problem) -> tuple[Run, Judged]:
    """Run a contestant. By the clock it gets more on a busy machine, where it gets less of the cores."""
    load, _, _ = os.getloadavg()
    busy = (load + CORES) / (os.cpu_count() or 1)
    stretch = MARGIN * busy if busy > 1 else 1.0
    seconds = entry.seconds / CONTESTANTS[entry.contestant].cores * stretch
    terms = Terms(seconds, CORES, entry.seed, processor=entry.seconds)
    outcome = run_contestant(entry.contestant, folder, terms)
    judged = judge(problem, outcome)
    run = Run(
        entry,
        len(problem.cohorts),
        len(problem.rows),
        problem.weeks,
        CORES,
        load,
        stretch,
        judged.first,
        len(outcome.plans),
        judged.broken,
        round(outcome.peak / 2**20),
        outcome.seconds,
        outcome.spent(outcome.seconds),
        outcome.ended,
        machine(),
    )
    return run, judged


def _summary(record: Record, run: Run) -> str:
    last = record.of_run(run.entry)[-1:]
    told = "".join(f"{one.values}, bound {one.bound}, " for one in last) or "nothing, "
    return f"{told}{run.processor:.0f} processor seconds, {run.ended}"


if __name__ == "__main__":
    main()
