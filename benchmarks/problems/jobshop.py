"""The flexible job shop: each job's operations in order, each on one of some machines, none on two at once.

How it maps: a machine is a site with one bed; an operation is a course for one trainee that each of its
machines offers in as many weeks as it takes there; a job is a trainee whose pipeline are its operations and
behind them the course END. That is held for a week in one class of all jobs or not at all, so it begins when
the last job is done: the makespan is its week, and lateness, due in week 0, as many times that as there are
jobs. The horizon is half as long again as the better rule's schedule, at most 260 weeks.

Format: jobs and machines (and what else stands in the first line); then a line a job: how many operations,
for each how many machines, and pairs of machine and time. Machines count from 0 or from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from benchmarks.problems.instance import LONGEST, Instance, Reading, monday, numbers, settings
from trainopt.dataset import Dataset
from trainopt.generate.rows import make
from trainopt.tables import Capacity, Course, Demand, Nation, PipelineStep, Site, Unit

Operation = dict[int, int]
"""By machine, counted from 0, the time that it takes there."""

KNOWN = {
    "mk01": 40, "mk02": 26, "mk03": 204, "mk04": 60, "mk05": 172, "mk06": 57, "mk07": 139, "mk08": 523,
    "mk09": 307, "k1": 11, "k2": 11, "k3": 7, "sfjs01": 66, "sfjs02": 107, "sfjs03": 221,
    "sfjs05": 119, "sfjs08": 253, "sfjs09": 210,
}  # fmt: skip
"""Optima: Brandimarte (mk), Kacem (k), Fattahi (sfjs), as later papers have proven them."""


@dataclass(frozen=True)
class JobShop(Instance):
    """The operations of each job, in order."""

    name: str
    jobs: tuple[tuple[Operation, ...], ...]
    machines: int
    family: str = "flexible job shop"

    @property
    def known(self) -> int | None:  # type: ignore[override]
        """The makespan that is proven to be the least."""
        return KNOWN.get(self.name)

    def weeks(self) -> int:
        """The horizon."""
        return min(min(self.by_rules().values()) * 3 // 2 + 1, LONGEST)

    def dataset(self) -> Dataset:
        """A site a machine, a course an operation, a trainee a job."""
        count, weeks = len(self.jobs), self.weeks()
        end = make(
            Course, course_id="END", name="All jobs", duration_weeks=1, class_min=count, class_max=count
        )
        return Dataset(
            settings=settings(self.name, weeks, "lateness"),
            nations=(make(Nation, nation_id="SHOP", name="Shop"),),
            sites=(*self._sites(), make(Site, site_id="HALL", nation_id="SHOP", name="All jobs", beds=count)),
            courses=(*self._courses(), end),
            capacity=(*self._capacity(), make(Capacity, site_id="HALL", course_id="END", parallel_classes=1)),
            pipelines=tuple(self._pipelines()),
            units=(make(Unit, unit_id="JOBS", name="Jobs"),),
            demand=tuple(self._demand()),
        )

    def _sites(self) -> Iterator[Site]:
        for machine in range(self.machines):
            yield make(
                Site, site_id=f"M{machine + 1}", nation_id="SHOP", name=f"Machine {machine + 1}", beds=1
            )

    def _courses(self) -> Iterator[Course]:
        for course_id, operation in self._operations():
            yield make(
                Course,
                course_id=course_id,
                name=course_id,
                duration_weeks=min(operation.values()),
                class_min=1,
                class_max=1,
            )

    def _capacity(self) -> Iterator[Capacity]:
        for course_id, operation in self._operations():
            for machine, time in operation.items():
                yield make(
                    Capacity,
                    site_id=f"M{machine + 1}",
                    course_id=course_id,
                    parallel_classes=1,
                    duration_weeks=time,
                )

    def _operations(self) -> Iterator[tuple[str, Operation]]:
        for job, operations in enumerate(self.jobs, 1):
            for step, operation in enumerate(operations, 1):
                yield f"J{job}-{step}", operation

    def _pipelines(self) -> Iterator[PipelineStep]:
        for job, operations in enumerate(self.jobs, 1):
            courses = [*(f"J{job}-{step}" for step in range(1, len(operations) + 1)), "END"]
            for step, course_id in enumerate(courses, 1):
                yield make(PipelineStep, pipeline_id=f"J{job}", step=step, course_id=course_id)

    def _demand(self) -> Iterator[Demand]:
        for job in range(1, len(self.jobs) + 1):
            yield make(
                Demand, demand_id=f"J{job}", unit_id="JOBS", pipeline_id=f"J{job}", trainees=1, due=monday(0)
            )

    def reading(self) -> Reading:
        """END is held in the week that is the makespan, and each job is late by it."""
        return Reading("lateness", factor=len(self.jobs))

    def by_rules(self) -> dict[str, int]:
        """A job at a time goes on where it is done first: who has most work left, or who is done first."""
        return {"most work left": self._listed(by_work=True), "first done": self._listed(by_work=False)}

    def _listed(self, *, by_work: bool) -> int:
        free, at = [0] * self.machines, [0] * len(self.jobs)
        ready = [0] * len(self.jobs)
        while waiting := [job for job, operations in enumerate(self.jobs) if at[job] < len(operations)]:
            work = {job: sum(min(o.values()) for o in self.jobs[job][at[job] :]) for job in waiting}
            done = {
                job: min((max(free[m], ready[job]) + time, m) for m, time in self.jobs[job][at[job]].items())
                for job in waiting
            }
            chosen = min(waiting, key=lambda job: (-work[job] if by_work else 0, done[job]))
            ready[chosen], machine = done[chosen]
            free[machine] = ready[chosen]
            at[chosen] += 1
        return max(ready)

    def model(self) -> cp_model.CpModel:
        """Intervals, optional ones where there are several machines, that do not overlap on a machine."""
        model = cp_model.CpModel()
        latest = sum(max(operation.values()) for operations in self.jobs for operation in operations)
        makespan = model.new_int_var(0, latest, "")
        on: list[list[cp_model.IntervalVar]] = [[] for _ in range(self.machines)]
        for operations in self.jobs:
            before: cp_model.IntVar | int = 0
            for operation in operations:
                start, end = model.new_int_var(0, latest, ""), model.new_int_var(0, latest, "")
                model.add(start >= before)
                chosen = []
                for machine, time in operation.items():
                    chosen.append(model.new_bool_var(""))
                    on[machine].append(model.new_optional_interval_var(start, time, end, chosen[-1], ""))
                model.add_exactly_one(chosen)
                before = end
            model.add(makespan >= before)
        for intervals in on:
            model.add_no_overlap(intervals)
        model.minimize(makespan)
        return model


def read(name: str, text: str) -> list[JobShop]:
    """The instance of a file, if it can be done in as many weeks as the contract has."""
    lines = [numbers(line) for line in text.splitlines() if line.strip()]
    (count, machines), rows = lines[0][:2], lines[1:]
    listed = [_operations(row) for row in rows[:count]]
    first = min(machine for job in listed for operation in job for machine, _ in operation)
    jobs = tuple(tuple({m - first: time for m, time in operation} for operation in job) for job in listed)
    shop = JobShop(name.lower(), jobs, machines)
    return [shop] if min(shop.by_rules().values()) < LONGEST else []


def _operations(row: list[int]) -> list[list[tuple[int, int]]]:
    """The machines and times of each operation of a job."""
    found, at = [], 1
    for _ in range(row[0]):
        end = at + 1 + 2 * row[at]
        found.append(list(zip(row[at + 1 : end : 2], row[at + 2 : end : 2], strict=True)))
        at = end
    return found
