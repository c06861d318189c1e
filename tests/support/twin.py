"""A plan played once, person by person, in plain Python: slow, and by nobody else's code.

It knows a problem without anybody under way. Every figure is what one run comes to.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Demand
from trainopt.simulate.chances import Chances
from trainopt.simulate.rates import Rates


@dataclass(eq=False)
class Person:
    """Somebody with a place: `planned` are the classes of their cohort, with which they are or not."""

    demand: Demand
    planned: list[str]
    is_with_cohort: bool = True
    step: int = 0
    ready: int = 0
    again: bool = False
    nation: int | None = None
    site: int | None = None
    end: int = 0


@dataclass
class Held:
    """A class of the plan."""

    name: str
    row: CapacityRow
    start: int
    unit: int

    @property
    def end(self) -> int:
        return self.start + self.row.duration - 1


@cache
def centre(percent: int, shock: float) -> float:
    """Where odds that swing by `shock` are centred for their mean to be percent: Simpson's rule, halving."""
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if mean(middle, shock) < percent / 100 else (low, middle)
    return (low + high) / 2


def mean(at: float, shock: float) -> float:
    """∫ expit(at + shock·z) φ(z) dz."""
    steps, width = 600, 16.0
    h = width / steps
    total = 0.0
    for i in range(steps + 1):
        z = -width / 2 + i * h
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        total += weight * math.exp(-z * z / 2) / (1 + math.exp(-(at + shock * z)))
    return total * h / 3 / math.sqrt(2 * math.pi)


class Twin:
    """One run."""

    def __init__(self, problem: Problem, plan: Plan, rates: Rates, chances: Chances, seed: int) -> None:
        self.problem, self.rates, self.chances = problem, rates, chances
        self.rng = Random(f"twin {seed}")
        self.shock = math.hypot(chances.class_shock, chances.nation_shock)
        self.classes = self._classes(plan)
        self.people = self._people(plan)
        self.nation_luck = {n.index: (self.rng.gauss(0, 1), self.rng.gauss(0, 1)) for n in problem.nations}
        self.lost = {
            (site.index, week)
            for site in problem.sites
            for week in range(problem.weeks)
            if week >= problem.as_of and self.rng.random() < chances.lost_weeks
        }
        self.load: Counter[tuple[int, int]] = Counter()
        for person in self.people:
            for held in self.classes:
                if held.name in person.planned:
                    self.load.update(self._as_planned(held, person))
        self.waiting: list[Person] = []
        self.figures: Counter[str] = Counter()

    def _classes(self, plan: Plan) -> list[Held]:
        found: dict[str, Held] = {}
        for one in plan.placements:
            demand = self._demand(one)
            course = demand.steps[one.step - 1].course_id
            row = self.problem.row_at[self.problem.site_index[one.site_id], course, one.start]
            found[one.class_id] = Held(one.class_id, row, one.start, demand.unit)
        return sorted(found.values(), key=lambda held: (held.start, held.name))

    def _demand(self, one: Placement) -> Demand:
        return self.problem.demands[self.problem.cohorts[self.problem.cohort_index[one.cohort_id]].demand]

    def _people(self, plan: Plan) -> list[Person]:
        classes: dict[str, list[str]] = defaultdict(list)
        for one in sorted(plan.placements, key=lambda one: one.step):
            classes[one.cohort_id].append(one.class_id)
        people = []
        for cohort in self.problem.cohorts:
            if cohort.cohort_id in classes:
                demand = self.problem.demands[cohort.demand]
                people += [Person(demand, classes[cohort.cohort_id]) for _ in range(cohort.size)]
        return people

    # Limits

    def _pools(self, held: Held, person: Person, nation: int | None) -> list[tuple[int, int]]:
        weeks = range(held.start, held.end + 1)
        pools = [*held.row.pools, *self.problem.units[person.demand.unit].pools]
        drawn = [(pool, week) for pool in pools for week in weeks]
        if nation != held.row.nation:
            drawn.append((self.problem.nations[held.row.nation].arrivals, held.start))
        return drawn

    def _as_planned(self, held: Held, person: Person) -> list[tuple[int, int]]:
        before = person.planned.index(held.name) - 1
        by_name = {one.name: one for one in self.classes}
        return self._pools(held, person, None if before < 0 else by_name[person.planned[before]].row.nation)

    def _has_room(self, drawn: Iterable[tuple[int, int]]) -> bool:
        for pool, week in drawn:
            most = self.problem.pools[pool].available[week]
            if most is not None and self.load[pool, week] >= most:
                return False
        return True

    # One class after the other

    def run(self) -> Counter[str]:
        for held in self.classes:
            self._hold(held)
        self.figures["unmet"] = sum(
            cohort.size * self.problem.demands[cohort.demand].priority for cohort in self.problem.cohorts
        ) - sum(self.figures[f"trained {d.demand_id}"] * d.priority for d in self.problem.demands)
        return self.figures

    def _chance(self, percent: int, luck: float) -> float:
        return 1.0 if percent == 100 else 1 / (1 + math.exp(-(centre(percent, self.shock) + luck)))

    def _hold(self, held: Held) -> None:
        figures, row = self.figures, held.row
        coming, passing = self._luck(held)
        planned = [person for person in self.people if held.name in person.planned]
        for person in planned:
            self.load.subtract(self._as_planned(held, person))
        there = self._seated(held, [person for person in planned if self._comes(held, person, coming)])
        for person in there:
            self.load.update(self._pools(held, person, person.nation))
        joining = self._joining(held, row.class_max - len(there))
        everybody = there + joining
        figures[f"there {held.name}"] = len(everybody)
        if len(everybody) < row.class_min and (self.chances.below_min == "cancel" or not everybody):
            self._cancel(held, there, joining)
            return
        figures["joined_later"] += len(joining)
        figures["cost"] += row.cost_per_class + row.cost_per_trainee * len(everybody)
        late = sum((row.site, week) in self.lost for week in range(held.start, held.end + 1))
        for person in everybody:
            self._teach(held, person, passing, held.end + late)

    def _luck(self, held: Held) -> list[float]:
        """By how much the odds swing, of coming and of passing."""
        of_class, of_nation = self.chances.class_shock, self.chances.nation_shock
        return [
            of_class * self.rng.gauss(0, 1) + of_nation * luck for luck in self.nation_luck[held.row.nation]
        ]

    def _comes(self, held: Held, person: Person, luck: float) -> bool:
        if not person.is_with_cohort or person.planned[person.step] != held.name:
            return False
        if person.step == 0:
            comes = self.rng.random() < self._chance(self.rates.shows(person.demand.demand_id), luck)
            self.figures["came" if comes else "not_shown"] += 1
            person.is_with_cohort = comes
            return comes
        if held.start - person.end - 1 < self._gap(held, person):
            self.figures["too_late"] += 1
            self._alone(held, person)
            return False
        return True

    def _seated(self, held: Held, there: list[Person]) -> list[Person]:
        self.rng.shuffle(there)
        there.sort(key=lambda person: -person.demand.priority)
        for person in there[held.row.class_max :]:
            self.figures["turned_away"] += 1
            self._alone(held, person)
        return there[: held.row.class_max]

    def _cancel(self, held: Held, there: list[Person], joining: list[Person]) -> None:
        for person in there + joining:
            self.load.subtract(self._pools(held, person, person.nation))
        for person in there:
            self.figures["cancelled"] += 1
            self._alone(held, person)
        self.waiting += joining

    def _gap(self, held: Held, person: Person) -> int:
        return self.problem.transfer_weeks if person.nation not in (None, held.row.nation) else 0

    def _alone(self, held: Held, person: Person) -> None:
        person.is_with_cohort, person.ready = False, held.start + 1
        self.waiting.append(person)

    def _joining(self, held: Held, seats: int) -> list[Person]:
        """In order of priority, then of waiting; people are taken as long as there are seats and room."""
        self.waiting.sort(key=lambda p: (-p.demand.priority, p.ready, p.demand.demand_id, p.step, p.again))
        joining: list[Person] = []
        for person in self.waiting:
            drawn = self._pools(held, person, person.nation)
            if len(joining) < seats and self._may_join(held, person) and self._has_room(drawn):
                self.load.update(drawn)
                joining.append(person)
        self.waiting = [person for person in self.waiting if person not in joining]
        return joining

    def _may_join(self, held: Held, person: Person) -> bool:
        step, row = person.demand.steps[person.step], held.row
        if step.course_id != row.course_id or held.start < person.ready or held.end > person.demand.latest:
            return False
        if not row.mixed_units and held.unit != person.demand.unit:
            return False
        if row.nation not in self.problem.units[person.demand.unit].nations:
            return False
        if person.nation is None:
            return True
        wait = held.start - person.end - 1
        near = {"any": True, "same_nation": row.nation == person.nation, "same_site": row.site == person.site}
        if not near[step.location] or wait < self._gap(held, person):
            return False
        return step.max_wait is None or wait <= step.max_wait

    def _teach(self, held: Held, person: Person, luck: float, end: int) -> None:
        figures = self.figures
        if person.nation is not None:
            figures["transfers"] += person.nation != held.row.nation
            figures["waiting"] += max(held.start - person.end - 1, 0)
        passed = self.rng.random() < self._chance(self.rates.passes(held.row.course_id), luck)
        person.nation, person.site, person.end = held.row.nation, held.row.site, end
        if not passed:
            figures["not_passed"] += 1
            if not person.again and self.rng.random() < self.chances.repeat:
                person.ready, person.again = held.end + 1, True
                self.waiting.append(person)
            person.is_with_cohort = False
            return
        person.step, person.again = person.step + 1, False
        if person.step == len(person.demand.steps):
            if end <= max(person.demand.latest, held.end):
                self._finish(person, end)
            person.is_with_cohort = False
        elif not person.is_with_cohort:
            person.ready = held.end + 1
            self.waiting.append(person)

    def _finish(self, person: Person, end: int) -> None:
        demand, figures = person.demand, self.figures
        late = max(end - demand.due, 0)
        figures["trained"] += 1
        figures["trained_on_time"] += late == 0
        figures[f"trained {demand.demand_id}"] += 1
        figures["lateness"] += demand.priority * late


def twin_runs(problem: Problem, plan: Plan, rates: Rates, chances: Chances, runs: int) -> list[Counter[str]]:
    """So many runs."""
    return [Twin(problem, plan, rates, replace(chances), seed).run() for seed in range(runs)]
