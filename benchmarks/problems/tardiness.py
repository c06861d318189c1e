"""One machine, jobs with due dates and weights: the least weighted sum of how late they are done.

How it maps: the machine is a site with one bed; jobs that take equally long are of one course for one
trainee; a job is a demand of one trainee with its weight as priority. A job that is done at time c has its
last week c - 1, so it is due in the week before its due date, and lateness is the weighted tardiness. The
horizon is a quarter longer than all jobs take together.

The contract has 260 weeks, OR-Library's jobs some 2,000 units of time. So a week stands for as many units as
it takes, times are rounded up to weeks and due dates down: that instance is another one, whose optimum is
not published, and is compared by what is proven here.

Format: for each instance the times, the weights and the due dates of all jobs; how many jobs there are says
the file's name (wt40).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from benchmarks.problems.instance import LONGEST, Instance, Reading, monday, numbers, settings
from trainopt.dataset import Dataset
from trainopt.generate.rows import make
from trainopt.tables import Capacity, Course, Demand, Nation, PipelineStep, Site, Unit

LOOK_AHEAD = (0.5, 1.0, 2.0, 4.0)
"""What the apparent tardiness cost is tried with."""


@dataclass(frozen=True)
class Job:
    """What it takes, its weight, and the time at which it should be done."""

    time: int
    weight: int
    due: int


@dataclass(frozen=True)
class Tardiness(Instance):
    """The jobs, in weeks."""

    name: str
    jobs: tuple[Job, ...]
    known: int | None = None
    family: str = "weighted tardiness"

    def dataset(self) -> Dataset:
        """A course for each time that jobs take, a demand a job."""
        times = sorted({job.time for job in self.jobs})
        return Dataset(
            settings=settings(self.name, _horizon(job.time for job in self.jobs), "lateness"),
            nations=(make(Nation, nation_id="SHOP", name="Shop"),),
            sites=(make(Site, site_id="M1", nation_id="SHOP", name="Machine", beds=1),),
            courses=tuple(
                make(
                    Course,
                    course_id=f"T{time}",
                    name=f"{time} weeks",
                    duration_weeks=time,
                    class_min=1,
                    class_max=1,
                )
                for time in times
            ),
            capacity=tuple(
                make(Capacity, site_id="M1", course_id=f"T{time}", parallel_classes=1) for time in times
            ),
            pipelines=tuple(
                make(PipelineStep, pipeline_id=f"T{time}", step=1, course_id=f"T{time}") for time in times
            ),
            units=(make(Unit, unit_id="JOBS", name="Jobs"),),
            demand=tuple(
                make(
                    Demand,
                    demand_id=f"J{number}",
                    unit_id="JOBS",
                    pipeline_id=f"T{job.time}",
                    trainees=1,
                    due=monday(job.due - 1),
                    priority=job.weight,
                )
                for number, job in enumerate(self.jobs, 1)
            ),
        )

    def reading(self) -> Reading:
        """Lateness is the weighted tardiness."""
        return Reading("lateness")

    def by_rules(self) -> dict[str, int]:
        """Earliest due date, weighted shortest time, and the best of the apparent tardiness costs."""
        return {
            "EDD": self._late(sorted(self.jobs, key=lambda job: job.due)),
            "WSPT": self._late(sorted(self.jobs, key=lambda job: job.time / job.weight)),
            "ATC": min(self._late(self._by_cost(look_ahead)) for look_ahead in LOOK_AHEAD),
        }

    def _late(self, order: Sequence[Job]) -> int:
        """The weighted tardiness of jobs in an order."""
        now = total = 0
        for job in order:
            now += job.time
            total += job.weight * max(now - job.due, 0)
        return total

    def _by_cost(self, look_ahead: float) -> list[Job]:
        """At each time the job whose delay seems to cost most for its time (Vepsalainen, Morton 1987)."""
        left, order, now = list(self.jobs), [], 0
        mean = sum(job.time for job in left) / len(left)
        while left:
            chosen = max(left, key=lambda job: _apparent_cost(job, now, look_ahead * mean))
            left.remove(chosen)
            order.append(chosen)
            now += chosen.time
        return order

    def model(self) -> cp_model.CpModel:
        """Intervals that do not overlap."""
        model = cp_model.CpModel()
        latest = sum(job.time for job in self.jobs)
        intervals, late = [], []
        for job in self.jobs:
            start = model.new_int_var(0, latest - job.time, "")
            intervals.append(model.new_fixed_size_interval_var(start, job.time, ""))
            late.append(model.new_int_var(0, max(latest - job.due, 0), ""))
            model.add(late[-1] >= start + job.time - job.due)
        model.add_no_overlap(intervals)
        model.minimize(sum(job.weight * tardy for job, tardy in zip(self.jobs, late, strict=True)))
        return model


def _horizon(times: Iterable[int]) -> int:
    """A quarter longer than all jobs take: in no more weeks than that nothing could change places."""
    return sum(times) * 5 // 4


def _apparent_cost(job: Job, now: int, reach: float) -> float:
    return job.weight / job.time * math.exp(-max(job.due - job.time - now, 0) / reach)


def read(name: str, text: str) -> list[Tardiness]:
    """The instances of a file, in weeks; none of the file with the optima."""
    found = re.fullmatch(r"wt(\d+)", name)
    if found is None:
        return []
    count, all_numbers = int(found[1]), numbers(text)
    blocks = [all_numbers[at : at + 3 * count] for at in range(0, len(all_numbers), 3 * count)]
    return [_instance(f"{name}_{number}", count, block) for number, block in enumerate(blocks, 1)]


def _instance(name: str, count: int, block: Sequence[int]) -> Tardiness:
    times, weights, dues = block[:count], block[count : 2 * count], block[2 * count :]
    week = next(one for one in range(1, sum(times) + 1) if _horizon(-(-t // one) for t in times) <= LONGEST)
    jobs = zip(times, weights, dues, strict=True)
    in_weeks = tuple(Job(-(-time // week), weight, due // week) for time, weight, due in jobs)
    return Tardiness(f"{name}/{week}" if week > 1 else name, in_weeks)
