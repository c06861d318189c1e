"""What those who have begun take of every limit, in the weeks of the horizon."""

from __future__ import annotations

from collections import defaultdict

from trainopt.dataset.begun import Begun
from trainopt.dataset.index import Index
from trainopt.dataset.pinload import LimitTaken, PinLoad
from trainopt.dataset.roster import Member
from trainopt.limits import OF_OWNERS
from trainopt.tables import Capacity


def begun_load(index: Index) -> PinLoad:
    """The load of all who have begun, on top of which steps can be taken up."""
    load = _BegunLoad(index)
    for member in index.roster.members.values():
        load.add(member)
    load.add_classes()
    return load.limits


class _BegunLoad:
    """What those who have begun take of the limits, in the weeks of the horizon."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.limits = PinLoad(index)
        self.classes: dict[tuple[str, str, int], list[Begun]] = defaultdict(list)

    def add(self, member: Member) -> None:
        """Trainees of a cohort, and the classes that they are in."""
        before: str | None = None
        if member.begun and member.needs and member.begun[-1].nation_id is not None:
            self.limits.nations[member.cohort_id, member.needs[0]] = member.begun[-1].nation_id
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
                self._seat(row, start, steps)
                many = self._classes(row, steps)
                weeks = self._weeks(max(steps, key=lambda step: step.end))
                self._take(self.limits.of_row(row), many, weeks)
                for owner, resource, each in self.limits.pools(row):
                    self._take(self.limits.of_pool(owner, resource), many * each, weeks)

    def _seat(self, row: Capacity, start: int, steps: list[Begun]) -> None:
        """Who is frozen or pinned there may have the seats that are left in these classes."""
        mixed = self.index.courses[row.course_id].mixed_units
        for step in steps:
            company = "" if mixed else step.unit_id or ""
            self.limits.seated[row.site_id, row.course_id, start, company] += step.trainees

    def _classes(self, row: Capacity, steps: list[Begun]) -> int:
        seats = self.index.seats(row)
        published = {step.class_id for step in steps if step.class_id}
        trainees = sum(step.trainees for step in steps)
        return max(len(published), -(-trainees // seats), 1)

    @staticmethod
    def _take(taken: LimitTaken, amount: int, weeks: range) -> None:
        for week in weeks:
            taken.total[week] += amount
