"""Warnings of people under way: limits that they exceed, waits that are over, and start weeks that move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from trainopt.dataset.begun import Begun
from trainopt.dataset.index import Index
from trainopt.dataset.pinload import LimitTaken, PinLoad
from trainopt.dataset.roster import Member
from trainopt.dataset.wording import listed
from trainopt.errors import Fault
from trainopt.limits import OF_OWNERS
from trainopt.tables import Capacity


def begun_warnings(index: Index) -> Iterator[Fault]:
    """All of them."""
    yield from start_weeks_move(index)
    yield from waits_are_over(index)
    yield from limits_are_exceeded(index)


def start_weeks_move(index: Index) -> Iterator[Fault]:
    """Rows whose start weeks count from `start`, and would be others once that moves on."""
    monday = index.calendar.monday(index.counted)
    from_plan = "" if index.counted == 0 else ", as the plan in force did"
    for row in index.sheets["capacity"].rows:
        if row.start_every_weeks > 1 and row.first_start is None and row.valid_from is None:
            message = f"is blank, so starts count from {monday}{from_plan}; fill it before start moves on"
            yield index.sheets["capacity"].fault(row.line, "first_start", message)


def waits_are_over(index: Index) -> Iterator[Fault]:
    """Steps that a cohort should have gone on to before as_of: they may now start in any week."""
    late: dict[int, list[str]] = defaultdict(list)
    for member in index.roster.members.values():
        if member.begun and member.needs and member.demand_id is not None:
            steps = index.steps[index.demands[member.demand_id].pipeline_id]
            step = steps[member.needs[0]]
            most = step.max_wait_weeks
            if most is not None and member.begun[-1].end + 1 + most < index.as_of:
                late[step.line].append(member.cohort_id)
    for line, cohorts in late.items():
        message = f"is over for {listed(cohorts)}, who should have gone on before as_of: any week will do"
        yield index.sheets["pipelines"].fault(line, "max_wait_weeks", message)


def limits_are_exceeded(index: Index) -> Iterator[Fault]:
    """Limits that those who have begun exceed from as_of's week on, each in its first week."""
    load = _BegunLoad(index)
    for member in index.roster.members.values():
        load.add(member)
    load.add_classes()
    for taken in load.limits.taken.values():
        for week in sorted(taken.total):
            most = taken.limit.most(week)
            if week >= index.as_of and most is not None and taken.total[week] > most:
                yield _exceeded(index, taken, week, most)
                break


def _exceeded(index: Index, taken: LimitTaken, week: int, most: int) -> Fault:
    file, _, line = taken.limit.row(week).rpartition(":")
    message = f"those who have begun take {taken.total[week]} of {taken.limit.name} in the week of "
    message += f"{index.calendar.monday(week)}, where {most} can be: nobody is added there"
    is_dated = file == index.sheets["limits"].table.file
    return Fault(file, int(line), "quantity" if is_dated else taken.limit.data_column, message)


class _BegunLoad:
    """What those who have begun take of the limits, in the weeks of the horizon."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.limits = PinLoad(index)
        self.classes: dict[tuple[str, str, int], list[Begun]] = defaultdict(list)

    def add(self, member: Member) -> None:
        """Trainees of a cohort, and the classes that they are in."""
        before: str | None = None
        for step in member.begun:
            unit = step.unit_id or self._unit(member)
            owners = {"sites": step.site_id, "nations": step.nation_id, "units": unit}
            for kind in OF_OWNERS:
                owner = owners[kind.table]
                if owner is None or owner not in self.index.owners[kind.table]:
                    continue
                weeks = self._weeks(step)
                if kind.drawn_by == "arrivals":
                    arrives = before != step.nation_id and step.start >= 0
                    weeks = weeks[:1] if arrives else range(0)
                self._take(self.limits.of_owner(kind, owner), step.trainees, weeks)
            before = step.nation_id
            self.classes[step.site_id, step.course_id, step.start].append(step)

    def _unit(self, member: Member) -> str | None:
        demand = self.index.demands.get(member.demand_id or "")
        return None if demand is None else demand.unit_id

    def _weeks(self, step: Begun) -> range:
        return range(max(step.start, 0), min(step.end + 1, self.index.calendar.weeks))

    def add_classes(self) -> None:
        """What the classes hold: those published, and the fewest that seat the others."""
        for (site_id, course_id, start), steps in self.classes.items():
            row = self.index.row_then(site_id, course_id, start)
            if row is not None:
                many = self._classes(row, steps)
                weeks = self._weeks(max(steps, key=lambda step: step.end))
                self._take(self.limits.of_row(row), many, weeks)
                for owner, resource, each in self.limits.pools(row):
                    self._take(self.limits.of_pool(owner, resource), many * each, weeks)

    def _classes(self, row: Capacity, steps: list[Begun]) -> int:
        seats = self.index.seats(row)
        published = {step.class_id for step in steps if step.class_id}
        trainees = sum(step.trainees for step in steps)
        return max(len(published), -(-trainees // seats), 1)

    @staticmethod
    def _take(taken: LimitTaken, amount: int, weeks: range) -> None:
        for week in weeks:
            taken.total[week] += amount
