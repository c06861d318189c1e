"""trainopt on problems that others have published with their optima, beside rules of thumb and CP-SAT.

`python benchmarks/published.py --instances DIR [--only mk*,u120_0*] [--seconds 60] [--workers 1]` makes
each instance a dataset of the contract, plans it as the command line would, and reads the published
objective off the plan. Beside it: the best rule of thumb for that problem, and CP-SAT with the model that
suits it best, for as long and, where there are several, with as many workers as trainopt gives it, at least
eight. All plans are checked. A line goes to published.csv for each, and published.md has them side by side;
processor seconds are counted, since the machine may have other work.

DIR has a folder for each problem with the files as they were published: `fjsp` (Brandimarte's mk01.txt …,
Kacem's, Fattahi's), and of OR-Library `wt` (wt40.txt), `binpack` (binpack1.txt), `assign` (assign100.txt) and
`gap` (gap1.txt …, gapa.txt …). What each format is and how it maps stands in benchmarks/problems.
"""

from __future__ import annotations

import argparse
import csv
import math
import resource
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ortools.sat.python import cp_model

from benchmarks.contest.tables import machine, row
from benchmarks.problems import assignment, jobshop, packing, tardiness
from benchmarks.problems.instance import Instance
from trainopt.check import check, terms
from trainopt.dataset import read_dataset, write_dataset
from trainopt.errors import NoPlanInTime
from trainopt.problem import build_problem
from trainopt.search.effort import Effort
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params
from trainopt.search.whole import PORTFOLIO

Reader = Callable[[str, str], Sequence[Instance]]

READERS: dict[str, Reader] = {
    "fjsp": jobshop.read,
    "wt": tardiness.read,
    "binpack": packing.read,
    "assign": assignment.read_plain,
    "gap": assignment.read_general,
}
"""By folder, who reads its files."""

TRAINOPT, CP_SAT = "trainopt", "CP-SAT"


@dataclass(frozen=True)
class Terms:
    """The same for both searches."""

    seconds: float
    workers: int
    seed: int


@dataclass(frozen=True)
class Line:
    """What somebody came to on an instance, in its published objective; None where there is nothing.

    `known` is the published optimum, `bound` what is proven here that no solution is better than.
    """

    problem: str
    instance: str
    known: int | None
    by: str
    value: int | None
    bound: int | None
    processor_seconds: float

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be better."""
        return self.value is not None and self.value == self.bound


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all and write what came of it."""
    asked = _parser().parse_args(arguments)
    given = Terms(asked.seconds, asked.workers, asked.seed)
    asked.out.mkdir(parents=True, exist_ok=True)
    lines: list[Line] = []
    for instance in chosen(asked.instances, asked.only.split(",")):
        lines += measured(instance, given)
        print(*table(lines[-3:])[2:], sep="\n", flush=True)
        write(asked.out / "published.csv", lines)
    heading = f"{machine()}, {given.workers} worker(s), {given.seconds:g} s a run\n"
    page = "\n".join([heading, *table(lines), ""])
    (asked.out / "published.md").write_text(page, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="trainopt on published problems")
    parser.add_argument("--instances", type=Path, required=True, help="folder with a folder for each problem")
    parser.add_argument("--only", default="*", help="patterns of names, by commas")
    parser.add_argument("--seconds", type=float, default=60.0, help="the limit of a run")
    parser.add_argument("--workers", type=int, default=1, help="of trainopt and of CP-SAT")
    parser.add_argument("--seed", type=int, default=1, help="of trainopt and of CP-SAT")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="folder for the results")
    return parser


def chosen(folder: Path, patterns: Sequence[str]) -> Iterator[Instance]:
    """The instances with such a name, problem by problem."""
    for problem, read in READERS.items():
        for file in sorted((folder / problem).glob("*")):
            for instance in read(file.stem.lower(), file.read_text(encoding="utf-8")):
                if any(fnmatchcase(instance.name, pattern) for pattern in patterns):
                    yield instance


def measured(instance: Instance, given: Terms) -> list[Line]:
    """The best rule, CP-SAT and trainopt, in this order."""
    return [best_rule(instance), by_cp_sat(instance, given), by_trainopt(instance, given)]


def best_rule(instance: Instance) -> Line:
    """The rule of thumb that comes to most."""
    began = _processor_seconds()
    found = instance.by_rules()
    best = (min if instance.reading().sign > 0 else max)(found, key=lambda rule: found[rule], default=None)
    took = _processor_seconds() - began
    return _line(instance, best or "no rule", None if best is None else found[best], None, took)


def by_cp_sat(instance: Instance, given: Terms) -> Line:
    """CP-SAT with its own model."""
    began, model = _processor_seconds(), instance.model()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = given.seconds
    solver.parameters.num_workers = max(given.workers, PORTFOLIO) if given.workers > 1 else 1
    solver.parameters.random_seed = given.seed
    outcome = solver.solve(model)
    value = bound = None
    if outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        value = round(solver.objective_value)
        rounded = math.ceil if instance.reading().sign > 0 else math.floor
        bound = rounded(round(solver.best_objective_bound, 6))
    return _line(instance, CP_SAT, value, bound, _processor_seconds() - began)


def by_trainopt(instance: Instance, given: Terms) -> Line:
    """trainopt, from the dataset on disk to the checked plan."""
    began = _processor_seconds()
    with tempfile.TemporaryDirectory() as scratch:
        write_dataset(instance.dataset(), Path(scratch) / "dataset")
        clock = Clock.start(given.seconds)
        problem = build_problem(read_dataset(Path(scratch) / "dataset"))
        params = Params(seconds=given.seconds, workers=given.workers, seed=given.seed)
        try:
            result = optimise(problem, Effort(params, clock))
        except NoPlanInTime:
            return _line(instance, TRAINOPT, None, None, _processor_seconds() - began)
    if broken := check(problem, result.plan):
        raise SystemExit(f"{instance.name}: the plan breaks {broken[0]}")
    reading = instance.reading()
    value = reading.value(terms(problem, result.plan))
    bound = None if value is None else reading.bound(result.tiers[1].bound)
    return _line(instance, TRAINOPT, value, bound, _processor_seconds() - began)


def _line(instance: Instance, by: str, value: int | None, bound: int | None, took: float) -> Line:
    return Line(instance.family, instance.name, instance.known, by, value, bound, round(took, 1))


def _processor_seconds() -> float:
    """Of this process and of those that it has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def table(lines: Sequence[Line]) -> list[str]:
    """The lines of a Markdown table, a row an instance; in bold what is proven."""
    heads = ["problem", "instance", "published", "rule of thumb", "CP-SAT", "s", "trainopt", "s"]
    rows = [row(heads), "|---" * len(heads) + "|"]
    for first in range(0, len(lines), 3):
        rule, peer, own = lines[first : first + 3]
        known = "" if rule.known is None else f"{rule.known:,}"
        cells = [rule.problem, rule.instance, known, f"{_said(rule)} ({rule.by})"]
        cells += [cell for one in (peer, own) for cell in (_said(one), f"{one.processor_seconds:g}")]
        rows.append(row(cells))
    return rows


def _said(line: Line) -> str:
    if line.value is None:
        return "none"
    if line.is_proven:
        return f"**{line.value:,}**"
    return f"{line.value:,}" if line.bound is None else f"{line.value:,} (bound {line.bound:,})"


def write(file: Path, lines: Iterable[Line]) -> None:
    """A line for each contestant and instance."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, [field.name for field in fields(Line)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(line) for line in lines)


if __name__ == "__main__":
    main()
