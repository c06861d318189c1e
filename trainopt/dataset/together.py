"""Who has begun a step together: the classes of begun steps, as published, else the fewest that hold them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from trainopt.dataset.begun import Begun
from trainopt.dataset.index import Index
from trainopt.dataset.roster import Member

TrainingClass = list[Begun]

ClassPlace = tuple[str, str, int]
"""A site, a course and a week."""


def place_of(step: Begun) -> ClassPlace:
    """Where and from when a step is held."""
    return step.site_id, step.course_id, step.start


def kept_together(index: Index) -> dict[ClassPlace, list[TrainingClass]]:
    """All begun steps as classes: as published; where nothing published says so, the fewest that hold them.

    The largest go first, each into the first class with seats for them, of one unit where units do not mix.
    """
    made = _Together(index)
    for member in index.roster.members.values():
        for step in member.begun:
            made.units[step] = unit_of(index, member, step)
    for step in sorted(made.units, key=lambda step: step.class_id):
        if step.class_id:
            made.take_as_published(step)
    for step in sorted(made.units, key=lambda step: (-step.trainees, step.cohort_id)):
        if not step.class_id:
            made.take(step)
    return dict(made.there)


def unit_of(index: Index, member: Member, step: Begun) -> str:
    """The unit that a begun step was published for, else its demand's of today."""
    demand = index.demands.get(member.demand_id or "")
    return step.unit_id or (demand.unit_id if demand else "")


def class_sizes(index: Index, step: Begun) -> tuple[int, int]:
    """class_min and class_max of a begun class: of today's row, else as published, else the course's."""
    row, course = index.row_then(*place_of(step)), index.courses.get(step.course_id)
    if row is not None and course is not None:
        shape = row.shape(course)
        return shape.least, shape.most
    published = index.in_force.sizes.get(step.class_id) if index.in_force else None
    if published is None and course is not None:
        return course.class_min, course.class_max
    return published or (1, max(step.trainees, 1))


@dataclass
class _Together:
    index: Index
    units: dict[Begun, str] = field(default_factory=dict)
    published: dict[tuple[ClassPlace, str], TrainingClass] = field(default_factory=dict)
    there: dict[ClassPlace, list[TrainingClass]] = field(default_factory=lambda: defaultdict(list))

    def take_as_published(self, step: Begun) -> None:
        """Into the class that it was published in."""
        key = place_of(step), step.class_id
        if key not in self.published:
            self.published[key] = []
            self.there[place_of(step)].append(self.published[key])
        self.published[key].append(step)

    def take(self, step: Begun) -> None:
        """Into the first class with seats and its company, else one of its own."""
        _, most = class_sizes(self.index, step)
        there = self.there[place_of(step)]
        seated = (one for one in there if self._company(one[0]) == self._company(step))
        room = (one for one in seated if sum(other.trainees for other in one) + step.trainees <= most)
        fitting = next(room, None)
        if fitting is None:
            there.append([step])
        else:
            fitting.append(step)

    def _company(self, step: Begun) -> str | None:
        """The unit with which alone it may be in a class; None where units mix."""
        course = self.index.courses.get(step.course_id)
        return None if course is None or course.mixed_units else self.units[step]
