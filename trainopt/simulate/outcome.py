"""What comes of a plan in many runs: planned, mean and percentiles, of terms, people, units and classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from trainopt.plan.results.kpis import UNITS
from trainopt.plan.results.sites import harmless
from trainopt.plan.results.table import Line
from trainopt.simulate.odds import Counts
from trainopt.simulate.programme import Programme
from trainopt.simulate.tables import RUNS
from trainopt.simulate.tally import COUNTED, PLAYED, Tally

DECIMALS, SHARE_DECIMALS = 2, 4
PEOPLE = "trainees"


def lines_of(programme: Programme, tally: Tally) -> list[Line]:
    """The rows of simulation.csv: terms in their order, then the plan, units, demands and classes."""
    outcome = _Outcome(programme, tally)
    return [
        *outcome.tiers(),
        *outcome.plan(),
        *outcome.units(),
        *outcome.demands(),
        *outcome.classes(),
    ]


def run_lines(programme: Programme, tally: Tally) -> list[Line]:
    """The rows of runs.csv."""
    outcome = _Outcome(programme, tally)
    below = {"below_min": outcome.below}
    columns: dict[str, Any] = {**outcome.terms, **tally.counts, **below}
    return [
        {"run": run + 1, **{name: int(columns[name][run]) for name in RUNS.columns if name != "run"}}
        for run in range(tally.runs)
    ]


class _Outcome:
    def __init__(self, programme: Programme, tally: Tally) -> None:
        self.programme = programme
        self.problem = programme.problem
        self.tally = tally
        self.size, self.in_time = _planned_people(programme)
        self.below: Counts = sum(
            (below.astype(np.int64) for below in tally.below.values()), start=np.zeros(tally.runs, np.int64)
        )

    @property
    def terms(self) -> dict[str, Counts]:
        """By term its value in each run."""
        spent, tally = self.programme.spent, self.tally
        priorities = np.array([demand.priority for demand in self.problem.demands])
        found = {name: np.full(tally.runs, value, np.int64) for name, value in spent.items()}
        found["unmet"] += priorities @ (self.size[:, None] - tally.trained)
        for name in PLAYED:
            found[name] += tally.terms[name]
        return found

    def tiers(self) -> Iterator[Line]:
        """A row for each term that the plan pursues, most important first, then for the others."""
        terms = self.terms
        pursued = self.problem.objective
        for name in (*pursued, *(name for name in terms if name not in pursued)):
            yield _line("tier", name, "value", "", UNITS[name], self.programme.terms[name], terms[name])

    def plan(self) -> Iterator[Line]:
        """What is counted over the whole plan."""
        coming = sum(flow.size for flow in self.programme.flows if flow.show is not None)
        planned = {
            "came": coming,
            "trained": int(self.size.sum()),
            "trained_on_time": int(self.in_time.sum()),
        }
        for name, meaning in COUNTED.items():
            people = self.tally.counts[name]
            yield _line("plan", name, "people", meaning, PEOPLE, planned.get(name, 0), people)
        yield _line("plan", "below_min", "classes", "have fewer than class_min", "classes", 0, self.below)

    def units(self) -> Iterator[Line]:
        """Two rows for each unit that asks for training."""
        demands: dict[int, list[int]] = defaultdict(list)
        for demand in self.problem.asked:
            demands[demand.unit].append(demand.index)
        for unit in sorted(demands, key=lambda index: self.problem.units[index].unit_id):
            unit_id = self.problem.units[unit].unit_id
            yield from self._people("unit", unit_id, self._name("unit", unit_id), demands[unit])

    def demands(self) -> Iterator[Line]:
        """Two rows for each demand, under the name of its unit."""
        for demand in sorted(self.problem.asked, key=lambda one: one.demand_id):
            name = self._name("unit", self.problem.units[demand.unit].unit_id)
            yield from self._people("demand", demand.demand_id, name, [demand.index])

    def _people(self, kind: str, name: str, called: str, demands: list[int]) -> Iterator[Line]:
        tally, sizes = self.tally, {"trained": self.size, "on_time": self.in_time}
        wanted = sum(self._asked[demand] for demand in demands)
        on_time = tally.on_time[demands].sum(axis=0)
        share = round(float((on_time >= wanted).mean()), SHARE_DECIMALS)
        for measure, people in (("trained", tally.trained[demands].sum(axis=0)), ("on_time", on_time)):
            planned = int(sizes[measure][demands].sum())
            line = _line(kind, name, measure, called, PEOPLE, planned, people)
            yield line | {"all_on_time": share}

    @property
    def _asked(self) -> dict[int, int]:
        """By demand, everybody of its cohorts of today, placed or not."""
        asked = {demand: int(size) for demand, size in enumerate(self.size)}
        placed = {flow.cohort_id for flow in self.programme.flows if flow.counts}
        for cohort in self.problem.cohorts:
            if cohort.cohort_id not in placed:
                demand = self.problem.demands[cohort.demand]
                asked[demand.index if demand.rest_of is None else demand.rest_of] += cohort.size
        return asked

    def classes(self) -> Iterator[Line]:
        """A row for each class that is running or to come."""
        for at in sorted(self.programme.classes, key=lambda one: one.class_id):
            names = (self._name("course", at.course_id), self._name("site", at.site_id))
            called = ", ".join(filter(None, names))
            there = self.tally.there[at.index]
            planned = self.programme.planned(at)
            line = _line("class", at.class_id, "there", called, PEOPLE, planned, there)
            below = round(float(self.tally.below[at.index].mean()), SHARE_DECIMALS)
            yield line | {"below_min": None if at.has_begun else below}

    def _name(self, kind: str, key: str) -> str:
        name = self.problem.names.get((kind, key), "")
        return "" if name == key else name


def _planned_people(programme: Programme) -> tuple[Counts, Counts]:
    """By demand who is trained if everybody comes and passes, and who of them by due."""
    demands = len(programme.problem.demands)
    size, in_time = np.zeros(demands, np.int64), np.zeros(demands, np.int64)
    for flow in programme.flows:
        if flow.counts and flow.route.demand is not None:
            size[flow.route.demand] += flow.size
            in_time[flow.route.demand] += flow.size * (programme.last_week(flow) <= flow.route.due)
    return size, in_time


def _line(kind: str, name: str, measure: str, called: str, unit: str, planned: int, found: Counts) -> Line:
    low, high = np.quantile(found, (0.1, 0.9), method="inverted_cdf")
    return {
        "kind": kind,
        "id": name,
        "measure": measure,
        "name": harmless(called) or None,
        "unit": unit,
        "planned": planned,
        "mean": round(float(found.mean()), DECIMALS),
        "p10": int(low),
        "p90": int(high),
        "below_min": None,
        "all_on_time": None,
    }
