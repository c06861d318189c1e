"""What is played: a plan as classes in the order of their starts, and cohorts on their way through them.

What is over is no part of it: only what is running on `as_of` and what starts from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trainopt.check import load, terms
from trainopt.plan.placements import Plan
from trainopt.plan.results.allowed import AllowedPlan, HeldStep
from trainopt.problem import Problem
from trainopt.problem.entities import BegunStep, Step, UnderWay
from trainopt.simulate.rates import Rates


@dataclass(frozen=True)
class Whereabouts:
    """Where people were last: site and nation, and the last week of it. The site is None where it is gone."""

    site: int | None
    nation_id: str
    end: int


@dataclass(frozen=True)
class Route:
    """What people of a demand go through, and what their training is for.

    `demand` is an index of the table, None where it is gone. `steps` are those still to be gone through, that
    which is running among them. `ready` is the first week of the first.
    """

    demand: int | None
    demand_id: str
    unit: int | None
    priority: int
    ready: int
    due: int
    latest: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Flow:
    """A cohort on its way: `legs` are the classes of its steps, by index in the programme.

    `show` is how many of a hundred come for the first of them, None of who has begun. `came_from`: where who
    has begun was last, None of who is there or has not begun. `counts` is false of who is in training but has
    no place to the end, or no demand: no term counts them.
    """

    cohort_id: str
    route: Route
    size: int
    legs: tuple[int, ...]
    show: int | None
    came_from: Whereabouts | None
    counts: bool


@dataclass(frozen=True)
class PlayedClass:
    """A class that is running on `as_of` or starts from then on.

    `members` are (flow, step of its route). `pools` are those that its trainees draw on beside their unit's,
    `weeks` those within the horizon, `arrivals` is the pool of its nation. Costs of what has begun are spent,
    and so 0. `unit` is that of a class of one unit.
    """

    index: int
    class_id: str
    course_id: str
    site: int | None
    nation: int | None
    site_id: str
    nation_id: str
    start: int
    end: int
    least: int
    most: int
    unit: int | None
    has_begun: bool
    members: tuple[tuple[int, int], ...]
    pools: tuple[int, ...]
    arrivals: int | None
    weeks: range
    cost_per_class: int
    cost_per_trainee: int

    @property
    def place(self) -> Whereabouts:
        """Where its trainees were when it ends as planned."""
        return Whereabouts(self.site, self.nation_id, self.end)


@dataclass(frozen=True)
class Programme:
    """A plan as it is played. `terms` are those of the plan; `spent` is the part of each that is history."""

    problem: Problem
    rates: Rates
    flows: tuple[Flow, ...]
    classes: tuple[PlayedClass, ...]
    terms: dict[str, int]
    spent: dict[str, int]
    drawn: dict[tuple[int, int], int]

    def planned(self, at: PlayedClass) -> int:
        """Whom the plan has in a class."""
        return sum(self.flows[flow].size for flow, _ in at.members)

    def last_week(self, flow: Flow) -> int:
        """The last week of a cohort's training, as planned."""
        return _last_week(flow, self.classes)


def programme_of(problem: Problem, plan: Plan, rates: Rates) -> Programme:
    """An allowed plan as it is played."""
    return _Maker(problem, plan, rates).programme()


class _Maker:
    def __init__(self, problem: Problem, plan: Plan, rates: Rates) -> None:
        self.problem = problem
        self.plan = plan
        self.rates = rates
        held = AllowedPlan(problem, plan, {}).held
        self.held = [one for one in held if one.end >= problem.as_of]
        self.ahead: dict[str, list[HeldStep]] = defaultdict(list)
        for one in self.held:
            self.ahead[one.placement.cohort_id].append(one)
        starts = {one.placement.class_id: one.placement.start for one in self.held}
        self.order = {name: index for index, name in enumerate(sorted(starts, key=lambda n: (starts[n], n)))}

    def programme(self) -> Programme:
        flows = [*self._under_way(), *self._planned()]
        flows.sort(key=lambda flow: flow.cohort_id)
        classes = tuple(self._classes(flows))
        found = terms(self.problem, self.plan)
        played = _played_terms(flows, classes)
        spent = {name: value - played.get(name, 0) for name, value in found.items()}
        drawn = load(self.problem, self.plan)
        return Programme(self.problem, self.rates, tuple(flows), classes, found, spent, drawn)

    def _under_way(self) -> Iterator[Flow]:
        """Who has begun and needs nothing more or has no place for it, and who is on the way."""
        for who in self.problem.under_way:
            ahead = self.ahead[who.cohort_id]
            index = self.problem.cohort_index.get(who.cohort_id)
            is_placed = any(self.problem.is_open(who.cohort_id, one.placement.step) for one in ahead)
            counts = who.demand is not None and (is_placed or who.finished)
            if counts or ahead:
                yield self._flow(who, ahead, index, counts=counts)

    def _flow(self, who: UnderWay, ahead: Sequence[HeldStep], index: int | None, *, counts: bool) -> Flow:
        last = who.steps[-1]
        is_open = [self.problem.is_open(who.cohort_id, one.placement.step) for one in ahead]
        running = [one for one, planned in zip(ahead, is_open, strict=True) if not planned]
        steps = tuple(Step(one.course_id, None, "any") for one in running)
        if index is not None:
            steps += self.problem.demands[self.problem.cohorts[index].demand].steps
        size = running[-1].trainees if running and not counts else who.size
        legs = tuple(self.order[one.placement.class_id] for one in ahead)
        origin = None if running else Whereabouts(last.site, last.nation_id, last.end)
        return Flow(who.cohort_id, self._route(who.demand, steps, last), size, legs, None, origin, counts)

    def _route(self, demand: int | None, steps: tuple[Step, ...], begun: BegunStep) -> Route:
        if demand is None:
            never = self.problem.weeks
            return Route(None, begun.demand_id, begun.unit, 1, 0, never, never, steps)
        asked = self.problem.demands[demand]
        return Route(
            demand, asked.demand_id, asked.unit, asked.priority, self.problem.as_of, asked.due, asked.latest,
            steps,
        )  # fmt: skip

    def _planned(self) -> Iterator[Flow]:
        """Who has not begun and has a place."""
        for cohort in self.problem.cohorts:
            ahead = self.ahead.get(cohort.cohort_id)
            if not ahead or cohort.cohort_id in self.problem.under_way_by_id:
                continue
            asked = self.problem.demands[cohort.demand]
            demand = asked.index if asked.rest_of is None else asked.rest_of
            ready = max(asked.ready, self.problem.as_of)
            route = Route(
                demand, self.problem.demands[demand].demand_id, asked.unit, asked.priority, ready, asked.due,
                asked.latest, asked.steps,
            )  # fmt: skip
            legs = tuple(self.order[one.placement.class_id] for one in ahead)
            show = self.rates.shows(route.demand_id)
            yield Flow(cohort.cohort_id, route, cohort.size, legs, show, None, counts=True)

    def _classes(self, flows: Sequence[Flow]) -> Iterator[PlayedClass]:
        members: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for at, flow in enumerate(flows):
            for step, index in enumerate(flow.legs):
                members[index].append((at, step))
        first = {one.placement.class_id: one for one in reversed(self.held)}
        for class_id, index in self.order.items():
            inside = members[index]
            unit = flows[inside[0][0]].route.unit
            yield self._class(index, first[class_id], tuple(inside), unit)

    def _class(
        self, index: int, held: HeldStep, members: tuple[tuple[int, int], ...], unit: int | None
    ) -> PlayedClass:
        problem, place = self.problem, held.placement
        begun = problem.begun_classes.get(place.class_id)
        site = problem.site_index.get(place.site_id)
        nation = None if site is None else problem.sites[site].nation
        row = None if begun or site is None else problem.row_at[site, held.course_id, place.start]
        return PlayedClass(
            index=index,
            class_id=place.class_id,
            course_id=held.course_id,
            site=site,
            nation=nation,
            site_id=place.site_id,
            nation_id=held.nation_id,
            start=place.start,
            end=held.end,
            least=held.class_min,
            most=held.class_max,
            unit=unit if row is not None and not row.mixed_units else None,
            has_begun=row is None,
            members=members,
            pools=() if row is None else row.pools,
            arrivals=None if nation is None else problem.nations[nation].arrivals,
            weeks=range(max(place.start, 0), min(held.end + 1, problem.weeks)),
            cost_per_class=0 if row is None else row.cost_per_class,
            cost_per_trainee=0 if row is None else row.cost_per_trainee,
        )


def _played_terms(flows: Sequence[Flow], classes: Sequence[PlayedClass]) -> dict[str, int]:
    """What comes of the terms that are counted on the way, if everybody comes and passes."""
    transfers = waiting = 0
    for flow in flows:
        places = [flow.came_from, *(classes[leg].place for leg in flow.legs)]
        starts = [classes[leg].start for leg in flow.legs]
        for (before, after), start in zip(pairwise(places), starts, strict=True):
            if before is not None and after is not None:
                transfers += flow.size * (before.nation_id != after.nation_id)
                waiting += flow.size * max(start - before.end - 1, 0)
    cost = sum(
        one.cost_per_class + one.cost_per_trainee * sum(flows[flow].size for flow, _ in one.members)
        for one in classes
    )
    late = sum(
        flow.route.priority * flow.size * max(_last_week(flow, classes) - flow.route.due, 0)
        for flow in flows
        if flow.counts
    )
    return {"transfers": transfers, "waiting": waiting, "cost": cost, "lateness": late}


def _last_week(flow: Flow, classes: Sequence[PlayedClass]) -> int:
    if flow.legs:
        return classes[flow.legs[-1]].end
    return 0 if flow.came_from is None else flow.came_from.end
