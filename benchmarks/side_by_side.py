"""trainopt beside the straightforward whole model, on generated datasets and the same cores.

`python benchmarks/side_by_side.py [--sizes medium,large] [--seconds 300] [--seed 1] [--out FOLDER]` runs
every contestant alone, one after the other, and writes side_by_side.csv, .md and .svg.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.contest.chart import write_chart
from benchmarks.contest.contestants import CONTESTANTS, Terms
from benchmarks.contest.judge import Judged, judge
from benchmarks.contest.tables import Panel, write_csv, write_page
from benchmarks.contest.watch import run_contestant
from benchmarks.peers.whole import with_nobody_under_way
from trainopt.dataset import read_dataset, write_dataset
from trainopt.generate.generate import generate
from trainopt.generate.sizes import SIZES
from trainopt.problem import build_problem

MARKS = (10.0, 60.0, 300.0)
CORES = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the contest and write its results."""
    asked = _parser().parse_args(arguments)
    terms = Terms(asked.seconds, CORES, asked.seed, not asked.without_greedy)
    asked.out.mkdir(parents=True, exist_ok=True)
    panels = [_panel(size, terms, asked.contestants) for size in asked.sizes]
    write_csv(asked.out / "side_by_side.csv", panels)
    write_page(asked.out / "side_by_side.md", panels, terms)
    write_chart(asked.out / "side_by_side.svg", panels)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="trainopt beside the straightforward whole model")
    parser.add_argument("--sizes", type=_some_of(SIZES), default=["medium", "large"], help="of the datasets")
    parser.add_argument("--seconds", type=float, default=300.0, help="for each contestant")
    parser.add_argument("--seed", type=int, default=1, help="of the datasets and of the solvers")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="folder for the results")
    parser.add_argument("--contestants", type=_some_of(CONTESTANTS), default=list(CONTESTANTS))
    parser.add_argument(
        "--without-greedy", action="store_true", help="the whole models get no plan to start from"
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


def _panel(size: str, terms: Terms, contestants: Sequence[str]) -> Panel:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / size
        write_dataset(with_nobody_under_way(generate(size, terms.seed)), folder)
        problem = build_problem(read_dataset(folder))
        judged = []
        for name in contestants:
            judged.append(judge(problem, run_contestant(name, folder, terms)))
            print(f"{size}: {name}: {_summary(judged[-1])}", flush=True)
    return Panel(size, problem, tuple(judged), _marks(terms.seconds))


def _marks(seconds: float) -> tuple[float, ...]:
    """The marks that the run reaches, and its end."""
    return (*(mark for mark in MARKS if mark < seconds), seconds)


def _summary(one: Judged) -> str:
    values = one.better[-1][1] if one.better else "no plan"
    bound = one.bounds[-1][1] if one.bounds else "none"
    return f"{values}, bound {bound}, {one.outcome.ended}"


if __name__ == "__main__":
    main()
