"""What is kept of a contest: a line for each run, and a line for each incumbent, so that it can go on later.

A run's incumbents are written before the run itself, and count only with it: what was cut off is run again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from benchmarks.contest.judge import Judged, Values
from trainopt.tables import TERMS

RUNS, INCUMBENTS = "side_by_side_runs.csv", "side_by_side.csv"


class Entry(NamedTuple):
    """Which run: of whom, on which dataset, for so many seconds of processor time."""

    size: str
    seed: int
    contestant: str
    seconds: float


@dataclass(frozen=True)
class Run:
    """How a run went, `wall` and `processor` in seconds since the dataset was read.

    `load` is how many other processes wanted a core when it began; `stretch` is how many times the time was
    given by the clock because of that. `first` is when its first plan came, None without one.
    """

    entry: Entry
    cohorts: int
    rows: int
    weeks: int
    cores: int
    load: float
    stretch: float
    first: float | None
    plans: int
    broken: int
    peak_mib: int
    wall: float
    processor: float
    ended: str
    machine: str


@dataclass(frozen=True)
class Incumbent:
    """The best plan's values and the first tier's bound from a time on; None for what there is not yet."""

    wall: float
    processor: float
    bound: int | None
    values: Values | None


@dataclass
class Record:
    """Runs that are over and their incumbents, kept in a folder."""

    folder: Path
    runs: dict[Entry, Run] = field(default_factory=dict)
    incumbents: dict[Entry, list[Incumbent]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Record:
        """What the folder has, without incumbents of runs that were cut off, which the files lose too."""
        record = cls(folder)
        for run in _read(folder / RUNS, _run):
            record.runs[run.entry] = run
        found = list(_read(folder / INCUMBENTS, _incumbent))
        for entry, incumbent in found:
            if entry in record.runs:
                record.incumbents.setdefault(entry, []).append(incumbent)
        if any(entry not in record.runs for entry, _ in found):
            whole = [(entry, one) for entry, ones in record.incumbents.items() for one in ones]
            (folder / INCUMBENTS).unlink()
            _append(folder / INCUMBENTS, (_incumbent_line(*one) for one in whole))
        return record

    def add(self, run: Run, incumbents: Iterable[Incumbent]) -> None:
        """Keep a run that is over."""
        self.runs[run.entry] = run
        self.incumbents[run.entry] = list(incumbents)
        lines = (_incumbent_line(run.entry, one) for one in self.incumbents[run.entry])
        _append(self.folder / INCUMBENTS, lines)
        _append(self.folder / RUNS, [_run_line(run)])

    def of_run(self, entry: Entry) -> list[Incumbent]:
        """The incumbents of a run, none where it found nothing."""
        return self.incumbents.get(entry, [])

    def at(self, entry: Entry, processor: float) -> Incumbent | None:
        """What there was when so many processor seconds were used; None before the first plan and bound."""
        reached = (one for one in reversed(self.of_run(entry)) if one.processor <= processor)
        return next(reached, None)


def incumbents_of(one: Judged, processor: float) -> Iterator[Incumbent]:
    """What came within so many processor seconds: each better first tier and bound, and the end."""
    events: list[tuple[float, Values | None, int | None]] = [
        *((at, values, None) for at, values in one.better),
        *((at, None, bound) for at, bound in one.bounds),
    ]
    values: Values | None = None
    bound: int | None = None
    latest: Incumbent | None = None
    for at, better, higher in sorted(events, key=lambda event: event[0]):
        spent = one.outcome.spent(at)
        if spent > processor:
            break
        told = higher is not None or values is None or better is None or better[0] < values[0]
        values, bound = better or values, bound if higher is None else higher
        latest = Incumbent(round(at, 2), round(spent, 2), bound, values)
        if told:
            yield latest
            latest = None
    if latest is not None:
        yield latest


def _append(file: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Add lines, below a header where the file is new."""
    lines = list(lines)
    with file.open("a", encoding="utf-8", newline="") as text:
        if lines:
            writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
            if not text.tell():
                writer.writeheader()
            writer.writerows(lines)


One = TypeVar("One")


def _read(file: Path, one_of: Callable[[Mapping[str, str]], One]) -> Iterator[One]:
    if file.exists():
        with file.open(encoding="utf-8", newline="") as text:
            yield from map(one_of, csv.DictReader(text))


def _text(value: object) -> object:
    """As a cell: blank for what there is not."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return "" if value is None else value


def _run_line(run: Run) -> dict[str, object]:
    own = {one.name: getattr(run, one.name) for one in fields(Run) if one.name != "entry"}
    return {name: _text(value) for name, value in (run.entry._asdict() | own).items()}


def _incumbent_line(entry: Entry, one: Incumbent) -> dict[str, object]:
    values = one.values or (None,) * len(TERMS)
    times = {"wall": one.wall, "processor": one.processor, "bound": one.bound}
    named = dict(zip(TERMS, values, strict=True))
    return {name: _text(value) for name, value in (entry._asdict() | times | named).items()}


def _entry(line: Mapping[str, str]) -> Entry:
    return Entry(line["size"], int(line["seed"]), line["contestant"], float(line["seconds"]))


def _run(line: Mapping[str, str]) -> Run:
    whole = {
        name: int(line[name]) for name in ("cohorts", "rows", "weeks", "cores", "plans", "broken", "peak_mib")
    }
    parts = {name: float(line[name]) for name in ("load", "stretch", "wall", "processor")}
    first = float(line["first"]) if line["first"] else None
    return Run(_entry(line), first=first, ended=line["ended"], machine=line["machine"], **whole, **parts)


def _incumbent(line: Mapping[str, str]) -> tuple[Entry, Incumbent]:
    values = tuple(int(line[term]) for term in TERMS) if line[TERMS[0]] else None
    bound = int(line["bound"]) if line["bound"] else None
    return _entry(line), Incumbent(float(line["wall"]), float(line["processor"]), bound, values)
