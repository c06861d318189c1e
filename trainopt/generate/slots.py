"""The classes that a plan can be made of: every lane of every capacity row, one class after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.generate.dice import Dice
from trainopt.generate.saturation import in_sequence
from trainopt.generate.spec import HostPlace, Spec
from trainopt.tables import Capacity, Course

FULL = 0.9  # a class with this part of its seats taken is full enough
MEANT = 0.93  # at least this part of the seats of a class is meant to be taken


@dataclass(eq=False)
class PlantedClass:
    """A class that could be held, and who is in it. Nobody: the plan does without it.

    `row` is the number of its capacity row; `start` and `end` are its first and last week. With `enough`
    trainees it is full enough; `goal` is how many shall be in it. Where units do not mix (`one_unit`) it is
    of `unit_id` once anybody is in it.
    """

    row: int
    place: HostPlace
    course_id: str
    start: int
    end: int
    enough: int
    goal: int
    one_unit: bool
    taken: int = 0
    unit_id: str | None = None

    @property
    def weeks(self) -> range:
        """The weeks in which it runs."""
        return range(self.start, self.end + 1)

    @property
    def free(self) -> int:
        """How many trainees are wanting."""
        return self.goal - self.taken

    @property
    def is_full(self) -> bool:
        """Whether it is full enough; where units do not mix, whether anybody is in it."""
        return self.taken >= self.enough or self.unit_id is not None

    def takes(self, size: int, unit_id: str) -> bool:
        """Whether there is room for so many of a unit."""
        return self.free >= size and (self.unit_id is None or self.unit_id == unit_id)

    def enter(self, size: int, unit_id: str) -> None:
        """Take so many of a unit."""
        self.taken += size
        if self.one_unit:
            self.unit_id = unit_id

    def leave(self, size: int) -> None:
        """Give back the seats of so many."""
        self.taken -= size
        if not self.taken:
            self.unit_id = None


def draw_slots(
    spec: Spec, rows: Sequence[Capacity], courses: Mapping[str, Course], dice: Dice
) -> dict[str, list[PlantedClass]]:
    """The slots of each course in the order of their starts; `rows` are those of the spec's offers."""
    slots = [
        slot
        for number, row in enumerate(rows)
        for slot in _of_row(spec, number, row, courses[row.course_id], dice)
    ]
    slots.sort(key=lambda slot: (slot.start, slot.row))
    return {course_id: [slot for slot in slots if slot.course_id == course_id] for course_id in courses}


def _of_row(spec: Spec, number: int, row: Capacity, course: Course, dice: Dice) -> Iterator[PlantedClass]:
    place = spec.offers[number].place
    closed = closed_weeks(spec.closures, place.nation_id, row.site_id, row.course_id, spec.calendar)
    as_of = spec.calendar.week(spec.as_of)
    starts = [week for week in start_weeks(row, course, closed, spec.calendar) if week >= as_of]
    duration, class_min, class_max = row.shape(course)
    enough = max(class_min, ceil(FULL * class_max))
    for week in _lanes(starts, duration, row):
        goal = class_max if course.mixed_units is False else round(class_max * dice.share(MEANT, 1))
        yield PlantedClass(
            row=number,
            place=place,
            course_id=row.course_id,
            start=week,
            end=week + duration - 1,
            enough=enough,
            goal=max(enough, goal),
            one_unit=not course.mixed_units,
        )


def _lanes(starts: Sequence[int], duration: int, row: Capacity) -> Iterator[int]:
    """The starts of the classes of all lanes; lanes side by side begin one start after the other."""
    turns = -(-duration // row.start_every_weeks)
    for lane in range(row.parallel_classes):
        yield from in_sequence(starts[lane % turns :], duration)
