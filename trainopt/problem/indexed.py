"""The problem: what every rule needs of a dataset, indexed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from trainopt.dataset import Calendar
from trainopt.dataset.in_force import PUBLISHED_FILE
from trainopt.problem.cohorts import PublishedPlan
from trainopt.problem.entities import (
    BegunStep,
    CapacityRow,
    Cohort,
    Demand,
    ExpectedRange,
    Group,
    Nation,
    Pin,
    Pool,
    PublishedStep,
    Site,
    UnderWay,
    Unit,
)


@dataclass(frozen=True)
class Problem:
    """What the rules need, indexed once. Everything refers to everything else by its index.

    `cohorts` are those that still need something; those of them that have begun, and those that need nothing
    more, are `under_way`. `demands` are those of the table and behind them what the former still need.
    `published` tells a problem with a published plan, even an empty one, from one without. `most_changes`
    caps the term `changes`, which no dataset does: the price of stability is found with it. No rule looks at
    `names`, by kind (nation, site, unit, course) and id; result tables do. `kept` has what is found once for
    this very problem, by name, whatever it pursues; another made of it with `replace` begins without.
    """

    name: str
    calendar: Calendar
    as_of: int
    transfer_weeks: int
    objective: tuple[str, ...]
    nations: tuple[Nation, ...]
    sites: tuple[Site, ...]
    units: tuple[Unit, ...]
    rows: tuple[CapacityRow, ...]
    pools: tuple[Pool, ...]
    demands: tuple[Demand, ...]
    cohorts: tuple[Cohort, ...]
    pins: tuple[Pin, ...]
    under_way: tuple[UnderWay, ...] = ()
    published: PublishedPlan | None = None
    most_changes: int | None = None
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"Problem({self.name!r}, {len(self.cohorts):,} cohorts, {self.weeks} weeks)"

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: as it is now, since a thread may pickle while another makes an index."""
        return {**self.__dict__, "kept": dict(self.kept)}

    def pursuing(self, objective: tuple[str, ...], most_changes: int | None) -> Problem:
        """The same with other tiers and another cap on changes; what is found once for one is for both."""
        other = replace(self, objective=objective, most_changes=most_changes)
        object.__setattr__(other, "kept", self.kept)
        return other

    @property
    def weeks(self) -> int:
        """Length of the horizon."""
        return self.calendar.weeks

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The cohorts, alike ones together, in the order of their first ones."""
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for c in self.cohorts:
            alike[c.demand, c.size, c.pins, c.published, c.expected].append(c.index)
        return tuple(
            Group(
                index,
                first.demand,
                first.size,
                len(members),
                tuple(members),
                first.pins,
                first.published,
                tuple(ExpectedRange(hundredths, hundredths) for hundredths in first.expected),
            )
            for index, members in enumerate(alike.values())
            for first in [self.cohorts[members[0]]]
        )

    @cached_property
    def site_index(self) -> dict[str, int]:
        """Sites by id."""
        return {site.site_id: site.index for site in self.sites}

    @cached_property
    def cohort_index(self) -> dict[str, int]:
        """Cohorts by id."""
        return {cohort.cohort_id: cohort.index for cohort in self.cohorts}

    @cached_property
    def row_at(self) -> dict[tuple[int, str, int], CapacityRow]:
        """The capacity row of the class that can start at (site, course, week)."""
        own = [row for row in self.rows if row.joins is None]
        return {(row.site, row.course_id, week): row for row in own for week in row.starts}

    @cached_property
    def joining(self) -> dict[str, CapacityRow]:
        """The seats left in classes that have begun, by class, where somebody may join one."""
        return {row.joins: row for row in self.rows if row.joins is not None}

    @cached_property
    def begun_at(self) -> dict[tuple[str, int], BegunStep]:
        """What has begun, by cohort id and step."""
        return {(step.cohort_id, step.step): step for who in self.under_way for step in who.steps}

    @cached_property
    def begun_classes(self) -> dict[str, list[BegunStep]]:
        """What has begun, by class."""
        classes: dict[str, list[BegunStep]] = defaultdict(list)
        for step in self.begun_at.values():
            classes[step.class_id].append(step)
        return dict(classes)

    @cached_property
    def changes_gone(self) -> int:
        """What `changes` counts in every plan: published steps of cohorts that are no longer to be planned.

        Also of those that have begun otherwise.
        """
        return sum(
            self.trainees_of(key[0], step)
            for key, step in self.published_ahead.items()
            if not self.is_open(*key) and not self._has_begun_so(key, step)
        )

    @cached_property
    def published_ahead(self) -> PublishedPlan:
        """The published steps that start in as_of's week or later."""
        return {key: step for key, step in (self.published or {}).items() if step.start >= self.as_of}

    @cached_property
    def begun_load(self) -> dict[tuple[int, int], int]:
        """What those who have begun take of each pool in each week."""
        load: dict[tuple[int, int], int] = defaultdict(int)
        for pool, weeks, amount in (*self._begun_trainees(), *self._begun_holds()):
            for week in weeks:
                load[pool, week] += amount
        return dict(load)

    def _begun_trainees(self) -> Iterator[tuple[int, range, int]]:
        for key, step in self.begun_at.items():
            of_unit = () if step.unit is None else self.units[step.unit].pools
            for pool in (*step.pools, *of_unit):
                yield pool, step.weeks, step.trainees
            before = self.begun_at.get((key[0], key[1] - 1))
            arrives = before is None or before.nation_id != step.nation_id
            if step.nation is not None and arrives and 0 <= step.start < self.weeks:
                yield self.nations[step.nation].arrivals, step.weeks[:1], step.trainees

    def _begun_holds(self) -> Iterator[tuple[int, range, int]]:
        for longest in self._longest_begun():
            for pool, units in longest.holds:
                yield pool, longest.weeks, units

    def _longest_begun(self) -> Iterator[BegunStep]:
        """Of each class that has begun, the step that goes on longest: the class runs until then."""
        for steps in self.begun_classes.values():
            yield max(steps, key=lambda step: step.end)

    @cached_property
    def begun_running(self) -> dict[tuple[int, int], int]:
        """How many classes that have begun run of each capacity row in each week."""
        running: dict[tuple[int, int], int] = defaultdict(int)
        for longest in self._longest_begun():
            if longest.row is not None:
                for week in longest.weeks:
                    running[longest.row, week] += 1
        return dict(running)

    def is_open(self, cohort_id: str, step: int) -> bool:
        """Whether a plan decides where a cohort's step is held."""
        index = self.cohort_index.get(cohort_id)
        return index is not None and step > self.demands[self.cohorts[index].demand].begun

    def _has_begun_so(self, key: tuple[str, int], step: PublishedStep) -> bool:
        begun = self.begun_at.get(key)
        return begun is not None and (begun.site_id, begun.start) == (step.site_id, step.start)

    def trainees_of(self, cohort_id: str, step: PublishedStep) -> int:
        """Whom `changes` counts where a step is not held as published: the cohort as it is today.

        As published of one that is no longer asked for; nobody of one under way whose demand is gone.
        """
        index = self.cohort_index.get(cohort_id)
        if index is not None:
            return self.cohorts[index].size
        who = self.under_way_by_id.get(cohort_id)
        if who is None:
            return step.trainees
        return 0 if who.demand is None else who.size

    @cached_property
    def never_fall(self) -> frozenset[str]:
        """The cohorts with a pin of pins.csv; what is only frozen of the plan in force may be released."""
        return frozenset(pin.cohort_id for pin in self.pins if pin.file != PUBLISHED_FILE)

    @cached_property
    def under_way_by_id(self) -> dict[str, UnderWay]:
        """Who has begun, by cohort id."""
        return {who.cohort_id: who for who in self.under_way}

    @cached_property
    def began(self) -> dict[str, int]:
        """By cohort, how many began, where the steps that it has begun say fewer: the others left."""
        most = {who.cohort_id: max(step.trainees for step in who.steps) for who in self.under_way}
        return {who.cohort_id: who.began for who in self.under_way if who.began > most[who.cohort_id]}

    @cached_property
    def asked(self) -> tuple[Demand, ...]:
        """The demands of the table."""
        return tuple(demand for demand in self.demands if demand.rest_of is None)

    @cached_property
    def all_trainees(self) -> int:
        """All trainees that are asked for."""
        return sum(demand.trainees for demand in self.asked)

    @cached_property
    def most_trainees(self) -> int:
        """What no pool without a limit can ever need more of."""
        begun = sum(step.trainees for step in self.begun_at.values())
        return max(self.all_trainees, sum(cohort.size for cohort in self.cohorts)) + begun

    def weight(self, cohort: Cohort) -> int:
        """Priority times trainees."""
        return self.demands[cohort.demand].priority * cohort.size
