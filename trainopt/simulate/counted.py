"""Who came and who passed, counted from actuals.csv, and offered as show_percent and pass_percent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

import pandas as pd

from trainopt.dataset import Dataset
from trainopt.dataset.begun import Begun, BegunRecord
from trainopt.dataset.cohorts import cohort_max_of, cut
from trainopt.dataset.index import Index
from trainopt.dataset.source import Where
from trainopt.dataset.standing import index_of
from trainopt.errors import check_whole
from trainopt.plan.begun import dataset_against
from trainopt.plan.placements import Plan
from trainopt.plan.results.frame import frame_of
from trainopt.plan.results.sites import harmless
from trainopt.plan.results.table import Line
from trainopt.scenario import Scenario
from trainopt.scenario.form import Change
from trainopt.simulate.tables import RATES
from trainopt.tables import TABLES, Actual

CAME, PASSED = "came", "passed"
WANTED_BY = {CAME: "unit", PASSED: "course"}
"""By rate, what the columns of the dataset want it by."""

MOST_LEAST = 1_000_000
"""The most trainees that may be asked for before a rate is offered: as many as a table counts."""
NINETEEN_OF_TWENTY = 1.96
"""Standard deviations on either side."""


class RateKey(NamedTuple):
    """Of what something was counted: the rate, `all`, `course`, `nation` or `unit`, and its id."""

    rate: str
    by: str
    name: str


@dataclass
class RateCount:
    """How many cohorts and trainees were counted, and how many of them came or passed."""

    cohorts: int = 0
    counted: float = 0.0
    number: int = 0

    def add(self, counted: float, number: int) -> None:
        """Count a cohort."""
        self.cohorts += 1
        self.counted += counted
        self.number += number


@dataclass(frozen=True)
class CountedRates:
    """Who came and who passed. `table` has the columns of rates.csv.

    `scenario` puts what is offered into the dataset; None where nothing is.
    """

    table: pd.DataFrame
    scenario: Scenario | None

    def __repr__(self) -> str:
        return f"CountedRates({len(self.table):,} rates, {self.scenario!r})"


def count_rates(
    dataset: Dataset | Where, *, published: Plan | Where | None = None, least: int = 30
) -> CountedRates:
    """Count from actuals.csv who came and who passed, per course, nation that hosts and unit.

    Who came: the trainees of first steps that are running, of those whom the plan in force, `published`, has
    in them; without one, of today's cut. Who passed: the trainees of steps that are done, of those of the
    step before; of a first step, of those planned as far as they came. Nobody passed what was failed or
    stopped. What is counted of at least `least` trainees is offered. Raises DatasetFaults, PlanFaults,
    UsageError.

    >>> found = trainopt.count_rates("data/example", least=1)
    >>> set(found.table["rate"]) <= {"came", "passed"}
    True
    """
    check_whole("least", least, 1, MOST_LEAST)
    return _Counting(index_of(dataset_against(dataset, published))).rates(least)


def interval(number: float, counted: float) -> tuple[float, float]:
    """Wilson's interval of a share: where the true one is 19 times out of 20, if people decide alone.

    ((p + z²/2n) ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), with p = number / counted, n = counted, z = 1.96.
    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209–212.
    """
    share, square = number / counted, NINETEEN_OF_TWENTY**2
    middle = share + square / (2 * counted)
    width = NINETEEN_OF_TWENTY * sqrt(share * (1 - share) / counted + square / (4 * counted**2))
    whole = 1 + square / counted
    return max((middle - width) / whole, 0.0), min((middle + width) / whole, 1.0)


@dataclass
class _Counting:
    index: Index
    counts: dict[RateKey, RateCount] = field(default_factory=lambda: defaultdict(RateCount))

    def rates(self, least: int) -> CountedRates:
        record = BegunRecord(self.index)
        cohorts = [
            _Cohort(cohort_id, rows, record.begun(cohort_id, 0), self._planned(record, cohort_id))
            for cohort_id, rows in sorted(record.actuals.items())
        ]
        held = [cohort for cohort in cohorts if cohort.steps]
        for cohort in held:
            self._count_who_came(cohort)
        came = self.counts.get(RateKey(CAME, "all", ""), RateCount(1, 1, 1))
        for cohort in held:
            self._count_who_passed(cohort, came.number / came.counted)
        lines = [self._line(key, count, least) for key, count in self._counted()]
        return CountedRates(frame_of(RATES, lines), self._scenario(lines))

    def _counted(self) -> list[tuple[RateKey, RateCount]]:
        return sorted((key, count) for key, count in self.counts.items() if round(count.counted))

    def _planned(self, record: BegunRecord, cohort_id: str) -> int | None:
        """Whom the plan in force has in a cohort, else today's cut; None where neither says it."""
        published = record.most_published(cohort_id)
        if published:
            return published
        name, _, number = cohort_id.rpartition("-")
        demand = self.index.demands.get(name)
        if demand is None or not number.isdecimal():
            return None
        largest = cohort_max_of(demand, self.index.steps[demand.pipeline_id], self.index.courses)
        sizes = cut(demand.trainees, largest)
        return sizes[int(number) - 1] if 1 <= int(number) <= len(sizes) else None

    def _count_who_came(self, cohort: _Cohort) -> None:
        first = cohort.steps[0]
        in_class = first.end >= self.index.as_of or cohort.state(first) == "failed"
        if cohort.planned and in_class and cohort.state(first) != "stopped":
            self._add(CAME, cohort, first, cohort.planned, min(first.trainees, cohort.planned))

    def _count_who_passed(self, cohort: _Cohort, came: float) -> None:
        """Of those who began a step; of a first one it is known only how many were planned, and `came`."""
        began: float | None = None if cohort.planned is None else cohort.planned * came
        for step in cohort.steps:
            is_over = step.end < self.index.as_of or cohort.state(step) in ("failed", "stopped")
            passed = 0 if cohort.state(step) in ("failed", "stopped") else step.trainees
            if is_over and began:
                self._add(PASSED, cohort, step, max(began, passed), passed)
            began = step.trainees

    def _add(self, rate: str, cohort: _Cohort, step: Begun, counted: float, number: int) -> None:
        demand = self.index.demands.get(cohort.cohort_id.rpartition("-")[0])
        unit_id = step.unit_id or (demand.unit_id if demand else None)
        named = (("all", ""), ("course", step.course_id), ("nation", step.nation_id), ("unit", unit_id))
        for by, name in named:
            if name is not None:
                self.counts[RateKey(rate, by, name)].add(counted, number)

    def _line(self, key: RateKey, count: RateCount, least: int) -> Line:
        counted = max(round(count.counted), count.number)
        low, high = interval(count.number, counted)
        enough = WANTED_BY[key.rate] == key.by and counted >= least
        return {
            "rate": key.rate,
            "by": key.by,
            "id": key.name or None,
            "name": harmless(self._name(key)) or None,
            "cohorts": count.cohorts,
            "counted": counted,
            "number": count.number,
            "percent": round(100 * count.number / counted, 1),
            "low": round(100 * low, 1),
            "high": round(100 * high, 1),
            "offered": max(round(100 * count.number / counted), 1) if enough else None,
        }

    def _name(self, key: RateKey) -> str:
        index = self.index
        named = (("course", index.courses), ("nation", index.nations), ("unit", index.units))
        names = [rows[key.name].name for by, rows in named if by == key.by and key.name in rows]
        return "".join(name for name in names if name != key.name)

    def _scenario(self, lines: Iterable[Line]) -> Scenario | None:
        changes = tuple(
            Change(number, TABLES[table], "set", {column: name}, {target: percent})
            for number, (table, column, name, target, percent) in enumerate(self._changes(lines), 1)
        )
        told = "who came and who passed, counted from actuals.csv"
        return Scenario("counted-rates", "", changes, told) if changes else None

    def _changes(self, lines: Iterable[Line]) -> Iterator[tuple[str, str, str, str, int]]:
        """What is offered, as far as the dataset has a row that takes it."""
        asking = {demand.unit_id for demand in self.index.demands.values()}
        for line in lines:
            name, percent = line["id"], line["offered"]
            if percent is None:
                continue
            if line["rate"] == CAME and name in asking:
                yield "demand", "unit_id", name, "show_percent", percent
            if line["rate"] == PASSED and name in self.index.courses:
                yield "courses", "course_id", name, "pass_percent", percent


@dataclass(frozen=True)
class _Cohort:
    """What actuals.csv says of a cohort: its steps in the order held, and who was planned to come."""

    cohort_id: str
    rows: list[Actual]
    steps: list[Begun]
    planned: int | None

    def state(self, step: Begun) -> str | None:
        """What is said to have become of a step."""
        held = [row for row in self.rows if row.state != "not_held"]
        return held[self.steps.index(step)].state
