"""Assignment: a job for each agent at the least cost; and its general form, several jobs for an agent.

How the plain form maps: a job is a site with one bed, an agent a course for one trainee that each site offers
at the cost of that agent for that job, and a demand of one trainee. All is held in one week. Cost is 1,000
times the published one, since the tables' costs are of whole classes.

How the general form maps: an agent is a site, a job a course that each site offers and a demand. What a job
takes of an agent is a resource of its own for each agent: every class of the job holds as much of all of
them, but only the agent's own site has little of its own one, all others draw it from the nation, which has
plenty. Where the published objective is a profit, a job costs what the best agent's profit for it exceeds the
profit of the one it has.

Formats (OR-Library): `assign`: how many, and the costs row by row. `gap`: how many instances; for each the
agents, the jobs, the costs or profits and what is taken, agent by agent, and what the agents have. gap1 to
gap12 have profits, gapa to gapd costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt

from ortools.sat.python import cp_model

from benchmarks.problems.instance import Instance, Reading, monday, numbers, settings
from trainopt.dataset import Dataset
from trainopt.generate.rows import make
from trainopt.tables import (
    Capacity,
    Course,
    CourseResource,
    Demand,
    Nation,
    PipelineStep,
    Resource,
    Site,
    Unit,
)

COST = 1_000
"""EUR for one of the published cost."""

PLENTY = 1_000_000

Matrix = tuple[tuple[int, ...], ...]

KNOWN_COSTS = {"assign100": 305, "assign200": 475, "assign300": 626, "assign400": 804}
KNOWN_PROFITS = {
    "gap1": (336, 327, 339, 341, 326),
    "gap2": (434, 436, 420, 419, 428),
    "gap3": (580, 564, 573, 570, 564),
    "gap12": (1451, 1449, 1433, 1447, 1446),
}
"""As OR-Library has them, instance by instance."""


def _training(name: str, sites: int, jobs: int, beds: int) -> Dataset:
    """One week in which each job is a course, and a demand of one trainee."""
    return Dataset(
        settings=settings(name, 1, "cost"),
        nations=(make(Nation, nation_id="ALL", name="All"),),
        sites=tuple(
            make(Site, site_id=f"A{site}", nation_id="ALL", name=f"Place {site}", beds=beds)
            for site in range(1, sites + 1)
        ),
        courses=tuple(
            make(Course, course_id=f"J{job}", name=f"Job {job}", duration_weeks=1, class_min=1, class_max=1)
            for job in range(1, jobs + 1)
        ),
        pipelines=tuple(
            make(PipelineStep, pipeline_id=f"J{job}", step=1, course_id=f"J{job}")
            for job in range(1, jobs + 1)
        ),
        units=(make(Unit, unit_id="JOBS", name="Jobs"),),
        demand=tuple(
            make(
                Demand, demand_id=f"J{job}", unit_id="JOBS", pipeline_id=f"J{job}", trainees=1, due=monday(0)
            )
            for job in range(1, jobs + 1)
        ),
    )


def _offers(costs: Matrix) -> tuple[Capacity, ...]:
    """What each place asks for each job."""
    return tuple(
        make(
            Capacity,
            site_id=f"A{place}",
            course_id=f"J{job}",
            parallel_classes=1,
            cost_per_trainee=COST * cost,
        )
        for place, row in enumerate(costs, 1)
        for job, cost in enumerate(row, 1)
    )


@dataclass(frozen=True)
class Assignment(Instance):
    """By place and job, what it costs; as many places as jobs."""

    name: str
    costs: Matrix
    family: str = "assignment"

    @property
    def known(self) -> int | None:  # type: ignore[override]
        """The least cost, as published."""
        return KNOWN_COSTS.get(self.name)

    def dataset(self) -> Dataset:
        """A bed at each place."""
        count = len(self.costs)
        made = _training(self.name, count, count, beds=1)
        return _with(made, capacity=_offers(self.costs))

    def reading(self) -> Reading:
        """The cost, in EUR."""
        return Reading("cost", factor=COST)

    def by_rules(self) -> dict[str, int]:
        """The cheapest pair that is left; each job in turn the cheapest place that is left."""
        places, jobs = set(range(len(self.costs))), set(range(len(self.costs)))
        total = 0
        for cost, place, job in sorted(
            (cost, place, job) for place, row in enumerate(self.costs) for job, cost in enumerate(row)
        ):
            if place in places and job in jobs:
                places.remove(place)
                jobs.remove(job)
                total += cost
        return {"cheapest pair": total}

    def model(self) -> cp_model.CpModel:
        """Which job is where."""
        model = cp_model.CpModel()
        taken = [[model.new_bool_var("") for _ in row] for row in self.costs]
        for row, column in zip(taken, zip(*taken, strict=True), strict=True):
            model.add_exactly_one(row)
            model.add_exactly_one(column)
        model.minimize(_sum_of(self.costs, taken))
        return model


@dataclass(frozen=True)
class Generalised(Instance):
    """By agent and job, what it costs or brings and what it takes; by agent, how much there is."""

    name: str
    worth: Matrix
    takes: Matrix
    has: tuple[int, ...]
    profit: bool
    known: int | None = None
    family: str = "generalised assignment"

    def dataset(self) -> Dataset:
        """A resource for each agent, which its own site is short of."""
        agents, jobs = range(1, len(self.has) + 1), range(1, len(self.worth[0]) + 1)
        made = _training(self.name, len(self.has), len(jobs), beds=len(jobs))
        plenty = tuple(
            make(Resource, owner_id="ALL", resource=f"R{agent}", quantity=PLENTY) for agent in agents
        )
        return _with(
            made,
            capacity=_offers(self._costs()),
            course_resources=tuple(
                make(
                    CourseResource,
                    course_id=f"J{job}",
                    resource=f"R{agent}",
                    per_class=self.takes[agent - 1][job - 1],
                )
                for job in jobs
                for agent in agents
            ),
            resources=(
                *plenty,
                *(
                    make(Resource, owner_id=f"A{agent}", resource=f"R{agent}", quantity=self.has[agent - 1])
                    for agent in agents
                ),
            ),
        )

    def _most(self) -> list[int]:
        """By job the most that any agent brings."""
        return [max(column) for column in zip(*self.worth, strict=True)]

    def _costs(self) -> Matrix:
        if not self.profit:
            return self.worth
        return tuple(
            tuple(most - worth for most, worth in zip(self._most(), row, strict=True)) for row in self.worth
        )

    def reading(self) -> Reading:
        """The cost in EUR, or the most there could be less that."""
        if self.profit:
            return Reading("cost", factor=COST, constant=sum(self._most()), sign=-1)
        return Reading("cost", factor=COST)

    def by_rules(self) -> dict[str, int]:
        """Who has most to lose by his second choice first, to the cheapest agent that has enough left."""
        left, costs, total = list(self.has), self._costs(), 0
        jobs = set(range(len(costs[0])))
        while jobs:
            choices = {job: sorted(self._open(costs, left, job)) for job in jobs}
            if not all(choices.values()):
                return {}
            job = max(jobs, key=lambda job: (_regret(choices[job]), -job))
            cost, agent = choices[job][0]
            total += cost
            left[agent] -= self.takes[agent][job]
            jobs.remove(job)
        return {"largest regret": sum(self._most()) - total if self.profit else total}

    def _open(self, costs: Matrix, left: list[int], job: int) -> Iterator[tuple[int, int]]:
        for agent, row in enumerate(self.takes):
            if row[job] <= left[agent]:
                yield costs[agent][job], agent

    def model(self) -> cp_model.CpModel:
        """Which agent has which job."""
        model = cp_model.CpModel()
        taken = [[model.new_bool_var("") for _ in row] for row in self.worth]
        for column in zip(*taken, strict=True):
            model.add_exactly_one(column)
        for row, takes, has in zip(taken, self.takes, self.has, strict=True):
            model.add(sum(k * column for k, column in zip(takes, row, strict=True)) <= has)
        if self.profit:
            model.maximize(_sum_of(self.worth, taken))
        else:
            model.minimize(_sum_of(self.worth, taken))
        return model


def _regret(choices: list[tuple[int, int]]) -> int:
    return choices[1][0] - choices[0][0] if len(choices) > 1 else PLENTY


def _sum_of(matrix: Matrix, taken: list[list[cp_model.IntVar]]) -> cp_model.LinearExprT:
    pairs = zip(matrix, taken, strict=True)
    return sum(k * column for row, columns in pairs for k, column in zip(row, columns, strict=True))


def _with(dataset: Dataset, **tables: object) -> Dataset:
    return Dataset(**{**dataset.__dict__, **tables})


def read_plain(name: str, text: str) -> list[Assignment]:
    """The instance of a file."""
    found = numbers(text)
    count = isqrt(len(found))
    return [Assignment(name, _matrix(iter(found[-count * count :]), count, count))]


def read_general(name: str, text: str) -> list[Generalised]:
    """The instances of a file, each with its number behind the file's name."""
    found = iter(numbers(text))
    profit = re.fullmatch(r"gap\d+", name) is not None
    instances = []
    for number in range(next(found)):
        agents, jobs = next(found), next(found)
        worth, takes = _matrix(found, agents, jobs), _matrix(found, agents, jobs)
        has = tuple(next(found) for _ in range(agents))
        known = KNOWN_PROFITS.get(name, ())
        optimum = known[number] if number < len(known) else None
        instances.append(Generalised(f"{name}-{number + 1}", worth, takes, has, profit, optimum))
    return instances


def _matrix(found: Iterator[int], rows: int, columns: int) -> Matrix:
    return tuple(tuple(next(found) for _ in range(columns)) for _ in range(rows))
