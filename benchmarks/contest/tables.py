"""The results as tables: a CSV with all figures, and a page for people."""

from __future__ import annotations

import csv
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.contest.contestants import CONTESTANTS, Terms
from benchmarks.contest.judge import Judged, contradictions
from trainopt.problem import Problem
from trainopt.tables import TERMS

COLUMNS = [
    *("dataset", "contestant", "at_seconds", *TERMS, "bound_of_tier_1"),
    *("first_plan_seconds", "plans", "broken_plans", "peak_mib", "seconds", "ended"),
]


@dataclass(frozen=True)
class Panel:
    """All contestants on one dataset, and the times at which they are compared, in seconds."""

    size: str
    problem: Problem
    judged: tuple[Judged, ...]
    marks: tuple[float, ...]

    @property
    def title(self) -> str:
        """`medium: 1,412 cohorts, 88 capacity rows, 40 weeks`."""
        problem = self.problem
        size = f"{len(problem.cohorts):,} cohorts, {len(problem.rows)} capacity rows, {problem.weeks} weeks"
        return f"{self.size}: {size}"


def write_csv(file: Path, panels: Sequence[Panel]) -> None:
    """One line per dataset, contestant and mark."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
        writer.writeheader()
        for panel in panels:
            for one in panel.judged:
                writer.writerows(_line(panel, one, mark) for mark in panel.marks)


def _line(panel: Panel, one: Judged, mark: float) -> dict[str, object]:
    values = one.values_at(mark)
    named = {} if values is None else dict(zip(panel.problem.objective, values, strict=True))
    outcome, bound = one.outcome, one.bound_at(mark)
    return {
        "dataset": panel.size,
        "contestant": outcome.name,
        "at_seconds": f"{mark:g}",
        **named,
        "bound_of_tier_1": "" if bound is None else bound,
        "first_plan_seconds": "" if one.first is None else f"{one.first:.2f}",
        "plans": len(outcome.plans),
        "broken_plans": one.broken,
        "peak_mib": round(outcome.peak / 2**20),
        "seconds": f"{outcome.seconds:.1f}",
        "ended": outcome.ended,
    }


def write_page(file: Path, panels: Sequence[Panel], terms: Terms) -> None:
    """The tables in Markdown, with what they were measured on."""
    start = "trainopt's greedy plan" if terms.with_greedy else "nothing"
    lines = [
        f"{machine()}, {terms.cores} cores;"
        f" Python {platform.python_version()}, ortools {version('ortools')}, seed {terms.seed}.",
        "",
        f"Each contestant ran alone for {terms.seconds:g} s after reading the dataset, building included; the"
        f" whole models started from {start}. Values are the checker's, of plans handed over by then. Memory"
        " is the sum of PSS over all processes of a contestant.",
        "",
    ]
    for panel in panels:
        lines += [f"**{panel.title}**", "", *_table(panel), ""]
        lines += [f"Contradiction: {text}.\n" for text in contradictions(list(panel.judged))]
    file.write_text("\n".join(lines), encoding="utf-8")


def machine() -> str:
    """The processor and the memory of this machine."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{names[0] if names else platform.machine()}, {memory:.0f} GiB"


def _table(panel: Panel) -> Iterator[str]:
    first, *later = panel.problem.objective
    marks = [f"{first} at {mark:g} s" for mark in panel.marks]
    heads = ["contestant", "first plan, s", *marks, f"bound of {first}"]
    heads += [f"{name} at the end" for name in later] + ["peak MiB", "ended"]
    yield row(heads)
    yield "|---" * len(heads) + "|"
    for one in panel.judged:
        yield row([CONTESTANTS[one.outcome.name].label, *_figures(panel, one), _ended(one)])


def _figures(panel: Panel, one: Judged) -> Iterator[str]:
    yield "" if one.first is None else f"{one.first:.1f}"
    for mark in panel.marks:
        values = one.values_at(mark)
        yield "no plan" if values is None else f"{values[0]:,}"
    bound = one.bound_at(panel.marks[-1])
    yield "" if bound is None else f"{bound:,}"
    last = one.values_at(panel.marks[-1])
    yield from [f"{value:,}" for value in last[1:]] if last else [""] * (len(panel.problem.objective) - 1)
    yield f"{one.outcome.peak / 2**20:,.0f}"


def _ended(one: Judged) -> str:
    broken = f"; {one.broken} plans broke rules" if one.broken else ""
    return f"{one.outcome.ended} ({one.outcome.seconds:.0f} s){broken}"


def row(cells: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"
