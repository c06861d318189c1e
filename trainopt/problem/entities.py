"""What a problem is made of: the tables' rows with weeks and indices in place of days and ids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from trainopt.kinds import Location
from trainopt.limits import Limit
from trainopt.tables import HUNDRED, ClassShape, Settings


class DatedRow(NamedTuple):
    """A row of limits.csv: its number among them, and its line."""

    number: int
    line: int


@dataclass(frozen=True)
class Pool:
    """A weekly limit of a nation, a site or a unit. `available` is by week, None where there is no limit.

    `kind` is one of `trainopt.limits.WEEKLY`, `resource` its name, or that of the resource. `owner` is the
    index of the nation, site or unit, and `line` that of the row which sets the limit, but in the weeks in
    which `dated` has one of limits.csv.
    """

    index: int
    kind: str
    owner_kind: str
    owner: int
    owner_id: str
    resource: str
    available: tuple[int | None, ...]
    line: int
    dated: tuple[DatedRow | None, ...] = ()

    @property
    def limited(self) -> bool:
        """Whether there is a limit in some week."""
        return any(most is not None for most in self.available)

    def without_limit(self) -> Pool:
        """The pool with no limit in any week."""
        return replace(self, available=(None,) * len(self.available))

    def dated_in(self, week: int) -> DatedRow | None:
        """The row of limits.csv that sets the limit in the week, if one does."""
        return self.dated[week] if self.dated else None

    @property
    def limit(self) -> Limit:
        """The limit that the pool is."""
        return Limit(self.kind, self.index)


@dataclass(frozen=True)
class Nation:
    """A nation; `arrivals` is the index of the pool that who arrives in it draws on."""

    index: int
    nation_id: str
    arrivals: int


@dataclass(frozen=True)
class Site:
    """A site. No rule looks at its name and place; result tables do."""

    index: int
    site_id: str
    nation: int
    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Unit:
    """A unit. `pools` are those that its trainees in classes draw on, `nations` those that may host it."""

    index: int
    unit_id: str
    pools: tuple[int, ...]
    nations: frozenset[int]


class ClassSizes(NamedTuple):
    """What rule 6 asks of a class of a row: of its planned trainees, and of its expected ones in hundredths.

    `expected_most` is None where the rule does not count expected trainees, `expected_least` is 0 there.
    A class of enough expected trainees has no fewer planned ones, so `least` holds in any case.
    """

    least: int
    seats: int
    expected_least: int = 0
    expected_most: int | None = None

    @classmethod
    def of(cls, shape: ClassShape, settings: Settings) -> ClassSizes:
        """By the row's own sizes, `class_min_on`, `seats_on` and `overbook_percent`."""
        return cls(
            least=shape.least,
            seats=settings.seats_in(shape.most),
            expected_least=HUNDRED * shape.least if settings.class_min_on == "expected" else 0,
            expected_most=HUNDRED * shape.most if settings.seats_on == "expected" else None,
        )


@dataclass(frozen=True)
class CapacityRow:
    """A capacity row. `starts` are its start weeks by rule 5, `sizes` what its classes may be by rule 6.

    `holds` are (pool, units per class), `pools` those that trainees in its classes draw on beside their
    unit's. One that `joins` stands for the seats left in a class that has begun, which only who is frozen or
    pinned there may take, of the unit `company` where that is not None.
    """

    index: int
    line: int
    site: int
    nation: int
    course_id: str
    parallel: int
    duration: int
    class_min: int
    class_max: int
    sizes: ClassSizes
    mixed_units: bool
    starts: tuple[int, ...]
    first_week: int
    last_week: int
    holds: tuple[tuple[int, int], ...]
    pools: tuple[int, ...]
    cost_per_class: int
    cost_per_trainee: int
    joins: str | None = None
    company: int | None = None


@dataclass(frozen=True)
class Step:
    """A step of a pipeline; the wait and the location are seen from the step before it."""

    course_id: str
    max_wait: int | None
    location: Location


@dataclass(frozen=True)
class Origin:
    """Where people under way come from: the place and the last week of what they begun last.

    Site and nation are None where the data does not have them any more.
    """

    site: int | None
    nation: int | None
    end: int


@dataclass(frozen=True)
class BegunStep:
    """A step that has begun: it is as it was, in weeks that may lie before the horizon.

    `end` is its last week. Indices are None where the data does not have what they are of; `row` is the
    capacity row valid at its start. `counts` is false where its demand is gone: then it counts in no term.
    `class_min` and `class_max` are those of its class, which draws on `holds`, (pool, units), its trainees on
    `pools` beside their unit's, in `weeks`: those within the horizon. `said_in` is the row that says so.
    """

    cohort_id: str
    demand_id: str
    pipeline_id: str
    unit_id: str
    step: int
    course_id: str
    class_id: str
    site_id: str
    nation_id: str
    start: int
    end: int
    trainees: int
    site: int | None
    nation: int | None
    unit: int | None
    row: int | None
    class_min: int
    class_max: int
    holds: tuple[tuple[int, int], ...]
    pools: tuple[int, ...]
    weeks: range
    said_in: str
    counts: bool

    @property
    def expected(self) -> int:
        """Hundredths of trainees expected: they are there."""
        return HUNDRED * self.trainees


@dataclass(frozen=True)
class UnderWay:
    """A cohort that has begun, in the order held, and who is left of it.

    `demand` is the demand of the table, None where it is gone. `finished`: it needs nothing more and is as
    good as placed; whoever is neither that nor a cohort of the problem has left. `began` is how many there
    were at the most.
    """

    cohort_id: str
    demand: int | None
    size: int
    steps: tuple[BegunStep, ...]
    finished: bool
    began: int


@dataclass(frozen=True)
class Demand:
    """A demand in weeks. `latest` is within the horizon, `due` need not be.

    What cohorts under way still need is one too, with `origin` where they come from, `begun` how many steps
    they have begun, and `rest_of` the demand of the table. It counts its own steps only.
    """

    index: int
    line: int
    demand_id: str
    unit: int
    pipeline_id: str
    steps: tuple[Step, ...]
    trainees: int
    ready: int
    due: int
    due_day: date
    latest: int
    priority: int
    origin: Origin | None = None
    begun: int = 0
    rest_of: int | None = None


@dataclass(frozen=True)
class Place:
    """Where and from which week a step is held."""

    site: int
    start: int


@dataclass(frozen=True)
class Pin:
    """A placement that must hold, and the row that says so: in pins.csv, or frozen in assignments.csv."""

    cohort_id: str
    step: int
    site_id: str
    start: int
    file: str
    line: int


@dataclass(frozen=True)
class PublishedStep:
    """A step of the published plan, by names that need no longer be in the data."""

    site_id: str
    start: int
    trainees: int
    line: int = 0
    course_id: str = ""
    class_id: str = ""


PlaceByStep = tuple[Place | None, ...]
"""By step: a place, or None where nothing is said of the step."""


@dataclass(frozen=True)
class Cohort:
    """Trainees of one unit who go through a pipeline together.

    `expected` are, by step, the trainees who are likely to be there, in hundredths.
    """

    index: int
    cohort_id: str
    demand: int
    size: int
    pins: PlaceByStep
    published: PlaceByStep
    expected: tuple[int, ...]


class ExpectedRange(NamedTuple):
    """Hundredths of expected trainees: at least so many and at most so many, where they are not whole."""

    least: int
    most: int


@dataclass(frozen=True)
class Group:
    """Cohorts that the model may exchange: of one demand and size, with equal pins and published places.

    `count` is how many of them there are to place, each of `size` trainees. By step, as many of each are
    `expected`.
    """

    index: int
    demand: int
    size: int
    count: int
    cohorts: tuple[int, ...]
    pins: PlaceByStep
    published: PlaceByStep
    expected: tuple[ExpectedRange, ...]
