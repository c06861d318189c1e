"""Who the cohorts are: those under way or frozen keep their names and sizes, the rest of a demand is cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from trainopt.dataset.begun import Begun, BegunRecord, ReleasedBegun, needed
from trainopt.dataset.cohorts import cohort_max_of, cohort_name, cut
from trainopt.dataset.in_force import PUBLISHED_FILE
from trainopt.dataset.index import Index
from trainopt.dataset.sheet import Sheets
from trainopt.dataset.wording import listed
from trainopt.errors import Fault
from trainopt.tables import Demand, Pin, Settings


@dataclass(frozen=True)
class Member:
    """A cohort: its demand, None where that is gone, its size, what it has begun and what it still needs.

    `needs` are steps of today's pipeline, counted from 0. `began` is how many there were at the most.
    """

    cohort_id: str
    demand_id: str | None
    size: int
    begun: tuple[Begun, ...] = ()
    needs: tuple[int, ...] = ()
    began: int = 0


@dataclass
class Roster:
    """Every cohort by its id: those of each demand, and those whose demand is gone, who only go on.

    `released` are begun steps that cannot go on, `warnings` what a planner should know of all this. `settled`
    are the lines of pins on steps that actuals.csv or the published plan has as begun.
    """

    members: dict[str, Member] = field(default_factory=dict)
    of_demand: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    released: list[ReleasedBegun] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)

    def has_begun(self, pin: Pin) -> bool:
        """Whether actuals.csv or the published plan has the pin's step as begun."""
        return pin.line in self.settled

    def told(self, demand_id: str) -> str:
        """`D1 has D1-01 to D1-03`: the cohorts of a demand, as a message names them."""
        ids = [member.cohort_id for member in self.of_demand[demand_id]]
        if len(ids) == 1:
            return f"{demand_id} has {ids[0]} only"
        in_a_row = _number(ids[-1]) - _number(ids[0]) == len(ids) - 1
        return f"{demand_id} has {f'{ids[0]} to {ids[-1]}' if in_a_row else listed(ids)}"

    def add(self, member: Member) -> None:
        """Take up a cohort."""
        self.members[member.cohort_id] = member
        if member.demand_id is not None:
            self.of_demand[member.demand_id].append(member)


def indexed(sheets: Sheets, settings: Settings, demands: Collection[str] | None = None) -> Index:
    """The sound rows by id, with the cohorts that they make against the plan in force, if there is one.

    Of these `demands` alone where they are named: the roster has no others then.
    """
    index = Index(sheets, settings)
    index.roster = _Roster(index, demands).made()
    return index


class _Roster:
    def __init__(self, index: Index, wanted: Collection[str] | None) -> None:
        self.index = index
        self.wanted = wanted
        self.record = BegunRecord(index)
        self.roster = Roster()
        self.known: dict[str, list[str]] = defaultdict(list)
        for cohort_id in self.record.cohorts:
            self.known[cohort_id.rpartition("-")[0]].append(cohort_id)

    def made(self) -> Roster:
        for demand in self.index.demands.values():
            if not self._is_wanted(demand.demand_id):
                continue
            for member in sorted(self._members(demand), key=lambda member: _number(member.cohort_id)):
                self.roster.add(member)
        for demand_id, cohorts in self.known.items():
            if demand_id not in self.index.demands and self._is_wanted(demand_id):
                self._go_on(demand_id, cohorts)
        self.roster.warnings += self._says_too_little()
        return self.roster

    def _is_wanted(self, demand_id: str) -> bool:
        return self.wanted is None or demand_id in self.wanted

    def _members(self, demand: Demand) -> Iterator[Member]:
        """Those under way, those frozen, and the rest, cut."""
        largest = cohort_max_of(demand, self.index.steps[demand.pipeline_id], self.index.courses)
        sizes = cut(demand.trainees, largest)
        left, taken = demand.trainees, set()
        for cohort_id in self.known[demand.demand_id]:
            member, began = self._under_way(demand, cohort_id, sizes)
            if member is not None:
                left -= began
                taken.add(_number(cohort_id))
                yield member
        if left < 0:
            message = f"is fewer than the {demand.trainees - left} who have begun"
            place = self.index.sheets["demand"]
            self.roster.warnings.append(place.fault(demand.line, "trainees", message, str(demand.trainees)))
        every = tuple(range(len(self.index.steps[demand.pipeline_id])))
        for cohort_id in self.known[demand.demand_id] if left > 0 else ():
            size = self._frozen_size(cohort_id, sizes) if _number(cohort_id) not in taken else None
            if size is not None and size <= left:
                left -= size
                taken.add(_number(cohort_id))
                yield Member(cohort_id, demand.demand_id, size, (), every)
        yield from self._cut(demand, cut(left, largest) if left > 0 else [], taken, every)

    def _cut(
        self, demand: Demand, sizes: Sequence[int], taken: set[int], every: tuple[int, ...]
    ) -> Iterator[Member]:
        """Those who are left, with the lowest numbers that nobody has."""
        number = 0
        for size in sizes:
            number += 1
            while number in taken:
                number += 1
            yield Member(cohort_name(demand.demand_id, number), demand.demand_id, size, (), every)

    def _under_way(self, demand: Demand, cohort_id: str, sizes: Sequence[int]) -> tuple[Member | None, int]:
        """A cohort that has begun, and how many began; None and 0 of one that has not."""
        all_begun = self.record.begun(cohort_id, _size(cohort_id, sizes))
        if not all_begun:
            return None, 0
        self._settle(cohort_id, all_begun)
        begun = self._going_on(all_begun)
        began = self._began(cohort_id, all_begun)
        size = (begun or all_begun)[-1].trainees
        courses = self.record.courses(cohort_id)
        needs = needed(courses, begun)
        if not size or any(step.over for step in begun):
            needs = []
        return Member(cohort_id, demand.demand_id, size, tuple(begun), tuple(needs), began), began

    def _settle(self, cohort_id: str, begun: Sequence[Begun]) -> None:
        """Pins on what has begun count no more; where they say something else, that is told."""
        sheet, week = self.index.sheets["pins"], self.index.calendar.week
        settled = self.record.settled(cohort_id, begun)
        self.roster.settled |= settled.keys()
        for pin in self.record.pins[cohort_id] if cohort_id in self.record.actuals else ():
            step = settled.get(pin.line)
            if step is not None and (step.site_id, step.start) != (pin.site_id, week(pin.start)):
                message = f"is not what really was, as {step.place} says: that counts"
                self.roster.warnings.append(sheet.fault(pin.line, "site_id", message, pin.site_id))

    def _began(self, cohort_id: str, begun: Sequence[Begun]) -> int:
        """The most that any step of a cohort had: whoever has left since counts."""
        return max(*(step.trainees for step in begun), self.record.began_as_published(cohort_id))

    def _going_on(self, begun: Sequence[Begun]) -> list[Begun]:
        """Without the steps that cannot go on, which are released."""
        going_on = []
        for step in begun:
            cause = self.record.impossible(step)
            if cause is None:
                going_on.append(step)
            else:
                self.roster.released.append(ReleasedBegun(step, cause))
        return going_on

    def _frozen_size(self, cohort_id: str, sizes: Sequence[int]) -> int | None:
        """The size of a cohort with a published step that is frozen; None of any other."""
        in_force, as_of = self.index.in_force, self.index.as_of
        if in_force is None or not in_force.binds:
            return None
        end = as_of + self.index.settings.freeze_weeks
        rows = self.record.published.get(cohort_id, [])
        if not any(as_of <= self.index.calendar.week(row.start) < end for row in rows):
            return None
        most = self.record.most_published(cohort_id)
        return _size(cohort_id, sizes) if most is None else most

    def _go_on(self, demand_id: str, cohorts: Sequence[str]) -> None:
        """Cohorts whose demand is gone: what is running goes on, and nothing more is planned."""
        running = []
        for cohort_id in cohorts:
            all_begun = self.record.begun(cohort_id, 0)
            self.roster.settled |= self.record.settled_as_told(cohort_id)
            begun = self._going_on(all_begun)
            if begun and begun[-1].end >= 0:
                running.append(cohort_id)
                began = self._began(cohort_id, all_begun)
                self.roster.add(Member(cohort_id, None, begun[-1].trainees, tuple(begun), (), began))
        demands = self.index.sheets["demand"]
        if running and not demands.may_have("demand_id", demand_id):
            file = demands.table.file
            who = running[0] if len(running) == 1 else f"{running[0]} and {len(running) - 1} more"
            message = f"{demand_id} is not there, of which {who} began: nothing further is planned for them"
            self.roster.warnings.append(Fault(file, 0, "demand_id", message))

    def _says_too_little(self) -> Iterator[Fault]:
        """A published plan made by hand, of which begun steps lack what today's data must stand in for."""
        rows = self.index.in_force.rows if self.index.in_force else ()
        begun = [row for row in rows if self.index.calendar.week(row.start) < self.index.as_of]
        for column, instead in (
            ("trainees", "as today's demand is cut"),
            ("end", "by today's capacity rows"),
        ):
            blank = [row.line for row in begun if getattr(row, column) is None]
            if blank:
                message = f"is blank in the published plan for steps that have begun: taken {instead}"
                yield Fault(PUBLISHED_FILE, blank[0], column, message)


def _number(cohort_id: str) -> int:
    number = cohort_id.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def _size(cohort_id: str, sizes: Sequence[int]) -> int:
    """Today's cut for the cohort's number, the last one's where there is none of that number."""
    return sizes[min(max(_number(cohort_id), 1), len(sizes)) - 1]
