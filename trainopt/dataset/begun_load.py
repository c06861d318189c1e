"""What those who have begun take of every limit, in the weeks of the horizon."""

from __future__ import annotations

from collections.abc import Iterator

from trainopt.dataset.begun import Begun
from trainopt.dataset.index import Index
from trainopt.dataset.pinload import LimitTaken, PinLoad
from trainopt.dataset.roster import Member
from trainopt.dataset.together import kept_together, unit_of
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

    def add(self, member: Member) -> None:
        """Trainees of a cohort, where and as whose they are in classes."""
        before: str | None = None
        if member.begun and member.needs and member.begun[-1].nation_id is not None:
            self.limits.nations[member.cohort_id, member.needs[0]] = member.begun[-1].nation_id
        for step in member.begun:
            unit = unit_of(self.index, member, step)
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

    def _weeks(self, step: Begun) -> range:
        return range(max(step.start, 0), min(step.end + 1, self.index.calendar.weeks))

    def add_classes(self) -> None:
        """What the classes hold, each for as long as somebody is in it, and the seats that are taken."""
        for (site_id, course_id, start), classes in kept_together(self.index).items():
            row = self.index.row_then(site_id, course_id, start)
            for steps in classes:
                weeks = self._weeks(max(steps, key=lambda step: step.end))
                if row is not None:
                    self._seat(row, start, steps)
                    self._take(self.limits.of_row(row), 1, weeks)
                for owner, resource, each in self._pools(site_id, course_id):
                    self._take(self.limits.of_pool(owner, resource), each, weeks)

    def _pools(self, site_id: str, course_id: str) -> Iterator[tuple[str, str, int]]:
        """The pools that a class of them draws on; none where the site or the course is gone."""
        if site_id in self.index.sites:
            yield from self.limits.pools(site_id, course_id)

    def _seat(self, row: Capacity, start: int, steps: list[Begun]) -> None:
        """Who is frozen or pinned there may have the seats that are left in a class.

        One in which more sit than it has seats for today has none left, and takes none of another.
        """
        one = steps[0]
        unit = unit_of(self.index, self.index.roster.members[one.cohort_id], one)
        company = "" if self.index.courses[row.course_id].mixed_units else unit
        key = row.site_id, row.course_id, start, company
        self.limits.seated[key] += min(sum(step.trainees for step in steps), self.index.seats(row))
        self.limits.opened[key] += 1

    @staticmethod
    def _take(taken: LimitTaken, amount: int, weeks: range) -> None:
        for week in weeks:
            taken.total[week] += amount
