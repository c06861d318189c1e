"""trainopt at coalition scale: what it places by when, of what can be placed at most, in how much memory.

`python benchmarks/scale.py [--runs medium:60,planted-large:1800,...] [--seed 1] [--out FOLDER]` makes each
run alone, one after the other, adds its line to scale.csv in place of an earlier one of the same run, and
writes all lines beside the aims to scale.md. The default is every run, some five hours.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.contest.contestants import Terms
from benchmarks.contest.judge import Judged, judge
from benchmarks.contest.tables import machine, row
from benchmarks.contest.watch import run_contestant
from trainopt.dataset import Dataset, read_dataset, write_dataset
from trainopt.generate.generate import generate, generate_planted
from trainopt.generate.sizes import SIZES
from trainopt.problem import Problem, build_problem

CORES = 2
NEARLY = 0.95
"""Growth is measured by the seconds to this share of the proven maximum."""

MARKS = (60, 600, 1800)
"""Seconds at which one looks in on a longer run."""

COLUMNS = [
    *("dataset", "limit_seconds", "seed", "cohorts", "weighted_trainees", "first_plan_seconds"),
    *(f"unmet_at_{mark}" for mark in MARKS),
    *("unmet", "bound", "lateness", "lateness_bound", "seconds_to_95_percent", "peak_mib", "ended"),
]
KEY = ("dataset", "limit_seconds", "seed")

PLANTED = "planted-"


@dataclass(frozen=True)
class Run:
    """A dataset by name, `planted-` before its size where a complete on-time plan exists, and a limit."""

    dataset: str
    seconds: float

    @property
    def size(self) -> str:
        """A size of the generator."""
        return self.dataset.removeprefix(PLANTED)

    @classmethod
    def of(cls, text: str) -> Run:
        """From `medium:60`."""
        dataset, _, seconds = text.partition(":")
        run = cls(dataset, float(seconds))
        if run.size not in SIZES:
            raise ValueError(text)
        return run


# The aims: seconds to the first plan, MiB, per cent of the proven maximum, the gap of lateness in per cent.
FIRST = {"small": 5.0, "medium": 5.0, "large": 15.0, "huge": 60.0}
PEAK = {"small": 2048.0, "medium": 2048.0, "large": 3072.0, "huge": 6144.0}
PERCENT: dict[Run, float] = {
    Run("medium", 60): 97.0, Run("large", 60): 97.0,
    Run("medium", 600): 99.4, Run("large", 1800): 99.6, Run("huge", 3600): 99.7,
    Run("planted-medium", 600): 100.0, Run("planted-large", 1800): 99.98, Run("planted-huge", 3600): 99.9,
}  # fmt: skip
GAP: dict[Run, float] = {Run("medium", 600): 60.0, Run("large", 600): 70.0}
RUNS = [Run("small", 60), Run("huge", 60), *PERCENT]


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the runs and write what all runs so far have reached."""
    asked = _parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    file = asked.out / "scale.csv"
    for run in asked.runs:
        line = measure(run, asked.seed)
        print(", ".join(f"{name} {value}" for name, value in line.items()), flush=True)
        write_lines(file, with_line(read_lines(file), line))
    (asked.out / "scale.md").write_text(page(read_lines(file)), encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="trainopt at coalition scale")
    parser.add_argument("--runs", type=_runs, default=RUNS, help="such as medium:60,planted-large:1800")
    parser.add_argument("--seed", type=int, default=1, help="of the datasets and of the search")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="folder for the results")
    return parser


def _runs(text: str) -> list[Run]:
    return [Run.of(part) for part in text.split(",")]


def measure(run: Run, seed: int) -> dict[str, object]:
    """Make a run; its line."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / run.dataset
        write_dataset(_dataset(run, seed), folder)
        problem = build_problem(read_dataset(folder))
        return line_of(
            run, seed, problem, judge(problem, run_contestant("trainopt", folder, _terms(run, seed)))
        )


def _dataset(run: Run, seed: int) -> Dataset:
    return (
        generate_planted(run.size, seed)[0] if run.dataset.startswith(PLANTED) else generate(run.size, seed)
    )


def _terms(run: Run, seed: int) -> Terms:
    return Terms(run.seconds, CORES, seed)


def line_of(run: Run, seed: int, problem: Problem, judged: Judged) -> dict[str, object]:
    """What a run reached, as figures by column."""
    every = sum(problem.weight(cohort) for cohort in problem.cohorts)
    values = judged.better[-1][1]
    bound = judged.bounds[-1][1] if judged.bounds else 0
    enough = NEARLY * (every - bound)
    nearly = next((at for at, (unmet, *_) in judged.better if every - unmet >= enough), None)
    marks = {f"unmet_at_{mark}": _unmet_at(judged, mark) if mark < run.seconds else "" for mark in MARKS}
    return {
        "dataset": run.dataset,
        "limit_seconds": f"{run.seconds:g}",
        "seed": seed,
        "cohorts": len(problem.cohorts),
        "weighted_trainees": every,
        "first_plan_seconds": f"{judged.better[0][0]:.1f}",
        **marks,
        "unmet": values[0],
        "bound": bound,
        "lateness": values[1],
        "lateness_bound": max((one.bound for _, one in judged.outcome.bounds if one.tier == 1), default=0),
        "seconds_to_95_percent": "" if nearly is None else f"{nearly:.1f}",
        "peak_mib": round(judged.outcome.peak / 2**20),
        "ended": judged.outcome.ended,
    }


def _unmet_at(judged: Judged, seconds: float) -> object:
    values = judged.values_at(seconds)
    return "" if values is None else values[0]


Line = Mapping[str, object]


def read_lines(file: Path) -> list[Line]:
    """The lines so far; none where there is no file."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def with_line(lines: Iterable[Line], line: Line) -> list[Line]:
    """The line in place of the one of the same run, else behind all others."""
    others = [one for one in lines if any(str(one[name]) != str(line[name]) for name in KEY)]
    return sorted([*others, line], key=_order)


def _order(line: Line) -> tuple[bool, int, float, int]:
    run = Run(str(line["dataset"]), float(str(line["limit_seconds"])))
    planted = run.dataset.startswith(PLANTED)
    return planted, list(SIZES).index(run.size), run.seconds, int(str(line["seed"]))


def write_lines(file: Path, lines: Iterable[Line]) -> None:
    """Write the lines."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def page(lines: Sequence[Line]) -> str:
    """The lines as a table in Markdown, aims beside what was reached, and the growth."""
    heads = ["dataset", "cohorts", "limit, s", "at most, proven"]
    heads += [f"of the maximum at {mark} s" for mark in MARKS] + ["at the end", "aim"]
    heads += ["weeks of lateness", "at least, proven", "gap", "aim"]
    heads += ["first plan, s", "aim", "peak MiB", "aim"]
    text = [f"{machine()}, {CORES} cores. A line is one run, alone on the machine.", ""]
    text += [row(heads), "|---" * len(heads) + "|", *(row(_cells(line)) for line in lines), ""]
    exponent = growth(lines)
    if exponent is not None:
        text += [
            f"Time to 95 % of the proven maximum grows as cohorts^{exponent:.2f} (aim: at most 1.3).",
            "",
        ]
    return "\n".join(text)


def _cells(line: Line) -> list[str]:
    run = Run(str(line["dataset"]), float(str(line["limit_seconds"])))
    whole = {name: int(str(value)) for name, value in line.items() if str(value).isdigit()}
    every, most = whole["weighted_trainees"], whole["weighted_trainees"] - whole["bound"]
    late, least = whole["lateness"], whole["lateness_bound"]
    reached = [whole.get(name) for name in (*(f"unmet_at_{mark}" for mark in MARKS), "unmet")]
    return [
        f"{run.dataset}, seed {line['seed']}",
        f"{whole['cohorts']:,}",
        f"{run.seconds:g}",
        f"{100 * most / every:.2f} %",
        *("" if unmet is None else f"{100 * (every - unmet) / most:.2f} %" for unmet in reached),
        f"{PERCENT[run]:g} %" if run in PERCENT else "",
        f"{late:,}",
        f"{least:,}",
        f"{100 * (late - least) / late:.0f} %" if late else "0 %",
        f"{GAP[run]:g} %" if run in GAP else "",
        str(line["first_plan_seconds"]),
        f"{FIRST[run.size]:g}",
        f"{whole['peak_mib']:,}",
        f"{PEAK[run.size]:,.0f}",
    ]


def growth(lines: Iterable[Line]) -> float | None:
    """The exponent: least squares over the logarithms of cohorts and seconds of the unplanted 60 s runs.

    None with fewer than two sizes.
    """
    points = [
        (math.log(int(str(line["cohorts"]))), math.log(float(str(line["seconds_to_95_percent"]))))
        for line in lines
        if str(line["dataset"]) in SIZES and line["limit_seconds"] == "60" and line["seconds_to_95_percent"]
    ]
    if len({x for x, _ in points}) < 2:
        return None
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread


if __name__ == "__main__":
    main()
