"""The record as a page for people."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.contest.contestants import CONTESTANTS
from benchmarks.contest.record import Entry, Record, Run
from trainopt.tables import TERMS

MARKS = (10.0, 60.0, 300.0, 600.0)
"""Processor seconds at which contestants are compared."""

Panel = tuple[str, int, float]
"""A dataset by size and seed, and the seconds of the runs."""

INTRODUCTION = """\
Times are processor seconds of all processes of a contestant, on two cores, from when it had read the dataset:
building counts. By the clock it had as many, half of them where it uses both cores, times `stretch`, which is
more than 1 where other work kept the machine busy. The peers began with trainopt's first plan. Values are
the checker's. `load` is how many other processes wanted a core when the run began. Memory is the sum of PSS.
"""


def panels_of(record: Record) -> list[Panel]:
    """The datasets and seconds of the record, in the order in which they were run first."""
    return list(dict.fromkeys((entry.size, entry.seed, entry.seconds) for entry in record.runs))


def runs_of(record: Record, panel: Panel) -> list[Run]:
    """The runs of a panel, in the order of the contestants."""
    size, seed, seconds = panel
    entries = (Entry(size, seed, name, seconds) for name in CONTESTANTS)
    return [record.runs[entry] for entry in entries if entry in record.runs]


def title_of(run: Run) -> str:
    """`medium 1: 1,412 cohorts, 88 capacity rows, 40 weeks`."""
    size = f"{run.cohorts:,} cohorts, {run.rows} capacity rows, {run.weeks} weeks"
    return f"{run.entry.size} {run.entry.seed}: {size}"


def marks_of(panel: Panel) -> tuple[float, ...]:
    """The marks that the runs reach, and their end."""
    return (*(mark for mark in MARKS if mark < panel[2]), panel[2])


def write_page(file: Path, record: Record) -> None:
    """The tables in Markdown, with what they were measured on."""
    machines = sorted({run.machine for run in record.runs.values()})
    lines = [f"Measured on: {'; '.join(machines)}.", "", INTRODUCTION]
    for panel in panels_of(record):
        runs = runs_of(record, panel)
        lines += [
            f"**{title_of(runs[0])}; {panel[2]:g} processor seconds**",
            "",
            *_table(record, panel, runs),
            "",
        ]
        lines += [f"Contradiction: {text}.\n" for text in contradictions(record, runs)]
    file.write_text("\n".join(lines), encoding="utf-8")


def contradictions(record: Record, runs: Sequence[Run]) -> list[str]:
    """Bounds that some contestant's plan disproves: then one of the models is wrong."""
    incumbents = [(run.entry.contestant, one) for run in runs for one in record.of_run(run.entry)]
    best = min((one.values[0] for _, one in incumbents if one.values), default=None)
    bounds = {name: one.bound for name, one in incumbents if one.bound is not None}
    return [
        f"{name} proved a bound of {bound}, but there is a plan of {best}"
        for name, bound in bounds.items()
        if best is not None and bound > best
    ]


def machine() -> str:
    """The processor and the memory of this machine."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{names[0] if names else platform.machine()}, {memory:.0f} GiB"


def _table(record: Record, panel: Panel, runs: Sequence[Run]) -> Iterator[str]:
    first, *later = TERMS
    marks = marks_of(panel)
    heads = ["contestant", "first plan, s", *(f"{first} at {mark:g} s" for mark in marks)]
    heads += [f"bound of {first}", *(f"{name} at the end" for name in later)]
    heads += ["peak MiB", "processor s", "wall s", "load", "stretch", "ended"]
    yield row(heads)
    yield "|---" * len(heads) + "|"
    for run in runs:
        yield row([CONTESTANTS[run.entry.contestant].label, *_figures(record, run, marks), *_how(run)])


def _figures(record: Record, run: Run, marks: Sequence[float]) -> Iterator[str]:
    yield "" if run.first is None else f"{run.first:.1f}"
    for mark in marks:
        there = record.at(run.entry, mark)
        yield f"{there.values[0]:,}" if there and there.values else "no plan"
    last = record.of_run(run.entry)[-1:]
    yield "".join(f"{one.bound:,}" for one in last if one.bound is not None)
    for number in range(1, len(TERMS)):
        yield "".join(f"{one.values[number]:,}" for one in last if one.values)


def _how(run: Run) -> Iterator[str]:
    yield from (f"{run.peak_mib:,}", f"{run.processor:,.0f}", f"{run.wall:,.0f}")
    yield from (f"{run.load:.1f}", f"{run.stretch:.1f}")
    yield f"{run.ended}; {run.broken} plans broke rules" if run.broken else run.ended


def row(cells: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"
