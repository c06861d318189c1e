"""What there is before anybody is planned: courses, academies, chains of courses, units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from trainopt.dataset.calendar import Calendar
from trainopt.generate.dice import Dice
from trainopt.generate.rows import make
from trainopt.tables import Course, PipelineStep, Unit

START = date(2027, 1, 4)
TRANSFER_WEEKS = 1

COURSE_WEEKS = ((1, 2, 3, 4, 6, 9), (0.15, 0.25, 0.25, 0.2, 0.1, 0.05))
OFFERED = 0.4
"""The part of all courses that an academy holds."""
STEPS = ((2, 3, 4, 5, 6), (0.1, 0.25, 0.3, 0.2, 0.15))
LOCATIONS: tuple[tuple[str | None, ...], tuple[float, ...]] = (
    (None, "same_nation", "same_site"),
    (0.75, 0.15, 0.1),
)


@dataclass(frozen=True)
class Size:
    """How large a dataset is: weeks, numbers of things, and about how many cohorts."""

    weeks: int
    academies: int
    nations: int
    courses: int
    chains: int
    units: int
    cohorts: int


SIZES = {
    "academies": Size(48, 14, 5, 22, 20, 24, 900),
    "large-academies": Size(78, 24, 8, 40, 45, 60, 3_000),
}


@dataclass(frozen=True)
class Offer:
    """A course at an academy."""

    site_id: str
    nation_id: str
    course: Course
    first: int
    every: int
    parallel: int


@dataclass(eq=False)
class Held:
    """A class of the plan. `unit_id`: whose it is where units do not mix."""

    offer: Offer
    start: int
    taken: int = 0
    unit_id: str | None = None

    @property
    def weeks(self) -> range:
        """The weeks in which it runs."""
        return range(self.start, self.start + self.offer.course.duration_weeks)

    def takes(self, size: int, unit_id: str) -> bool:
        """Whether so many of a unit may join it."""
        return self.taken + size <= self.offer.course.class_max and self.unit_id in (None, unit_id)


@dataclass
class World:
    """Who holds what, and the classes of the plan so far."""

    size: Size
    dice: Dice
    courses: list[Course] = field(default_factory=list)
    needs: dict[str, int] = field(default_factory=dict)
    nation_of: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[Offer]] = field(default_factory=lambda: defaultdict(list))
    chains: list[list[PipelineStep]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    classes: dict[tuple[str, str], list[Held]] = field(default_factory=lambda: defaultdict(list))
    calendar: Calendar = field(init=False)

    def __post_init__(self) -> None:
        self.calendar = Calendar(START, self.size.weeks)


def make_world(size: Size, dice: Dice) -> World:
    """Everything but the demand and its plan."""
    world = World(size, dice)
    for number in range(1, size.courses + 1):
        _add_course(world, f"C{number:02d}")
    for number in range(size.academies):
        world.nation_of[f"ACADEMY-{number + 1:02d}"] = f"N{number % size.nations + 1}"
    for course in world.courses:
        _offer(world, course)
    while len(world.chains) < size.chains:
        world.chains += _chain(world, f"CHAIN-{len(world.chains) + 1:02d}")
    world.units += [_unit(world, number) for number in range(1, size.units + 1)]
    return world


def _add_course(world: World, course_id: str) -> None:
    dice = world.dice
    seats = dice.whole(10, 48)
    world.needs[course_id] = -(-seats // dice.whole(4, 12))
    world.courses.append(
        make(
            Course,
            course_id=course_id,
            name=f"Course {course_id}",
            duration_weeks=dice.weighted(*COURSE_WEEKS),
            class_min=max(2, seats // 3),
            class_max=seats,
            mixed_units=None if dice.chance(0.8) else False,
        )
    )


def _offer(world: World, course: Course) -> None:
    """Two academies at least hold a course."""
    dice = world.dice
    mixed = dice.shuffled(list(world.nation_of))
    hosts = [*mixed[:2], *(site_id for site_id in mixed[2:] if dice.chance(OFFERED))]
    for site_id in hosts:
        every = dice.whole(1, min(course.duration_weeks, 3))
        world.offers[course.course_id].append(
            Offer(
                site_id,
                world.nation_of[site_id],
                course,
                dice.whole(0, every - 1),
                every,
                dice.whole(1, 3),
            )
        )


def _chain(world: World, name: str) -> list[list[PipelineStep]]:
    """A chain of different courses that takes no more than half of the weeks; none where it would."""
    dice = world.dice
    courses = dice.shuffled(world.courses)[: dice.weighted(*STEPS)]
    if 2 * sum(course.duration_weeks for course in courses) > world.size.weeks:
        return []
    steps = []
    for number, course in enumerate(courses, 1):
        wait = dice.whole(3, 10) if number > 1 and dice.chance(0.7) else None
        location = dice.weighted(*LOCATIONS) if number > 1 else None
        if location is not None and not _can_be(world, courses[number - 2], course, location):
            location = None
        steps.append(
            make(
                PipelineStep,
                pipeline_id=name,
                step=number,
                course_id=course.course_id,
                max_wait_weeks=wait,
                location=location,
            )
        )
    return [steps]


def _can_be(world: World, before: Course, after: Course, location: str) -> bool:
    """Whether two courses are held in one place of that kind."""

    def places(course: Course) -> set[str]:
        offers = world.offers[course.course_id]
        return {offer.site_id if location == "same_site" else offer.nation_id for offer in offers}

    return bool(places(before) & places(after))


def _unit(world: World, number: int) -> Unit:
    """Every third unit may be in most nations only."""
    nations = sorted(set(world.nation_of.values()))
    allowed = None
    if number % 3 == 0:
        left_out = world.dice.pick(nations)
        allowed = tuple(nation_id for nation_id in nations if nation_id != left_out)
    return make(Unit, unit_id=f"U{number:02d}", name=f"Unit {number}", allowed_nations=allowed)


def weeks_of(world: World, chain: Iterable[PipelineStep]) -> int:
    """Weeks that a chain takes without any waiting."""
    weeks = {course.course_id: course.duration_weeks for course in world.courses}
    return sum(weeks[step.course_id] for step in chain)


def runs(classes: Iterable[Held], weeks: Iterable[int]) -> int:
    """How many of some classes run at once at the most in these weeks."""
    together = list(classes)
    return max(sum(week in held.weeks for held in together) for week in weeks)
