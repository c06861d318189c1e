"""The row types of the input tables, with the meaning and unit of every column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from trainopt.kinds import (
    CohortId,
    Count,
    DatedLimitName,
    Day,
    Euros,
    Id,
    Ids,
    Latitude,
    Longitude,
    PeoplePercent,
    Positive,
    State,
    StepLocation,
    Text,
    YesNo,
)
from trainopt.tables.column import Row, RowContradiction, column


class Validity(Row):
    """A row that holds from one day to another."""

    valid_from: Day | None = None
    valid_to: Day | None = None

    def contradictions(self) -> Iterator[RowContradiction]:
        """The last day before the first."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            yield "valid_to", f"lies before valid_from {self.valid_from}"


class Nation(Row):
    """A nation that hosts training."""

    nation_id: Id = column("e.g. the ISO 3166 code", key=True)
    name: Text = column("name, in any script")
    max_trainees: Count | None = column("most trainees in classes in any week", "trainees", blank="no limit")
    max_weekly_arrivals: Count | None = column(
        "most trainees who start a step here in a week and whose previous step was not in this nation "
        "(a first step always counts)",
        "trainees/week",
        blank="no limit",
    )


class Site(Row):
    """A place where classes are held."""

    site_id: Id = column("the site; no nation has the same id", key=True)
    nation_id: Id = column("the nation it lies in", refers_to=("nations",))
    name: Text = column("name, in any script")
    beds: Count = column("most trainees in classes at the site in any one week", "trainees")
    latitude: Latitude | None = column("for the map", "degrees", blank="not on the map")
    longitude: Longitude | None = column("for the map", "degrees", blank="not on the map")


class Course(Row):
    """A course, as it is held wherever a capacity row does not say otherwise."""

    course_id: Id = column("the course", key=True)
    name: Text = column("name, in any script")
    level: Text | None = column("free label, e.g. basic, leader, specialist, collective", blank="none")
    duration_weeks: Positive = column("weeks from a class's first to its last", "weeks")
    class_min: Positive = column("a class with fewer trainees does not run", "trainees")
    class_max: Positive = column("seats in a class", "trainees")
    mixed_units: YesNo = column("`no`: all trainees of a class are of one unit", blank="yes", default=True)
    pass_percent: PeoplePercent = column(
        "of those who begin the course, how many of a hundred finish it", "%", blank="100", default=100
    )

    def contradictions(self) -> Iterator[RowContradiction]:
        """class_min over class_max."""
        if self.class_min > self.class_max:
            yield "class_min", f"is over class_max {self.class_max}"


class CourseResource(Row):
    """What every class of a course needs."""

    course_id: Id = column("the course", key=True, refers_to=("courses",))
    resource: Id = column("e.g. instructor, interpreter, range, simulator", key=True)
    per_class: Positive = column("units held by each running class in each of its weeks", "units")


class Resource(Validity):
    """A weekly quantity of a resource, a site's own or a nation's for its sites to share."""

    owner_id: Id = column(
        "a site, or a nation whose sites share the pool", key=True, refers_to=("sites", "nations")
    )
    resource: Id = column("the resource", key=True)
    quantity: Count = column("units available in each week", "units")
    valid_from: Day | None = column("first day", key=True, blank="open")
    valid_to: Day | None = column("last day", blank="open")


class Overrides(Protocol):
    """What is said in place of a course's own; None where the course's holds."""

    @property
    def duration_weeks(self) -> int | None:
        """Weeks from first to last."""

    @property
    def class_min(self) -> int | None:
        """The fewest trainees."""

    @property
    def class_max(self) -> int | None:
        """The most."""


class ClassShape(NamedTuple):
    """A class: the weeks it takes, the fewest trainees and the most."""

    duration: int
    least: int
    most: int

    @classmethod
    def of(cls, own: Overrides, course: Course) -> ClassShape:
        """What a class is: where nothing of its own is said, the course's."""
        return cls(
            own.duration_weeks or course.duration_weeks,
            own.class_min or course.class_min,
            own.class_max or course.class_max,
        )


class Capacity(Validity):
    """A capacity row: what a site offers of a course in a period."""

    site_id: Id = column("the site", key=True, refers_to=("sites",))
    course_id: Id = column("the course", key=True, refers_to=("courses",))
    parallel_classes: Count = column("most classes of this row running in the same week", "classes")
    valid_from: Day | None = column("first day on which a class may run", key=True, blank="the horizon's")
    valid_to: Day | None = column("last day on which a class may run", blank="the horizon's")
    first_start: Day | None = column(
        "a class may start in this week and every `start_every_weeks` after it",
        blank="the first week of the row",
    )
    start_every_weeks: Positive = column("weeks between possible starts", "weeks", blank="1", default=1)
    duration_weeks: Positive | None = column("in place of the course's own", "weeks", blank="the course's")
    class_min: Positive | None = column("in place of the course's own", "trainees", blank="the course's")
    class_max: Positive | None = column("in place of the course's own", "trainees", blank="the course's")
    cost_per_class: Euros = column("cost of a class", "EUR", blank="0", default=0)
    cost_per_trainee: Euros = column("cost of a trainee in a class", "EUR", blank="0", default=0)

    @property
    def has_first_day(self) -> bool:
        """Whether the row itself says from which week its start weeks count."""
        return self.first_start is not None or self.valid_from is not None

    def shape(self, course: Course) -> ClassShape:
        """What a class of the row is: where it says nothing of its own, the course's."""
        return ClassShape.of(self, course)


class Closure(Row):
    """Weeks in which no class that matches every filled cell is running."""

    nation_id: Id | None = column("the nation that is closed", refers_to=("nations",), blank="any")
    site_id: Id | None = column("the site that is closed", refers_to=("sites",), blank="any")
    course_id: Id | None = column("the course that is closed", refers_to=("courses",), blank="any")
    first_day: Day = column("no matching class is running in its week …")
    last_day: Day = column("… nor in any week up to this day's")
    note: Text | None = column("e.g. winter stand-down", blank="none")

    def closes(self, nation_id: str, site_id: str, course_id: str) -> bool:
        """Whether it matches the classes of a course at a site of a nation."""
        cells = ((self.nation_id, nation_id), (self.site_id, site_id), (self.course_id, course_id))
        return all(cell in (None, own) for cell, own in cells)

    def contradictions(self) -> Iterator[RowContradiction]:
        """Days in the wrong order, or nothing that is closed."""
        if self.last_day < self.first_day:
            yield "last_day", f"lies before first_day {self.first_day}"
        if not (self.nation_id or self.site_id or self.course_id):
            yield "nation_id", "one of nation_id, site_id, course_id must be filled"


class PipelineStep(Row):
    """One of the courses a trainee goes through, in order."""

    pipeline_id: Id = column("the pipeline", key=True)
    step: Positive = column("1, 2, 3 … without a gap", key=True)
    course_id: Id = column("the course of this step", refers_to=("courses",))
    max_wait_weeks: Count | None = column(
        "most empty weeks between the previous step and this one; blank on step 1", "weeks", blank="no limit"
    )
    location: StepLocation | None = column("where, seen from the previous step; blank on step 1", blank="any")

    def contradictions(self) -> Iterator[RowContradiction]:
        """On step 1, a word on the step before it."""
        if self.step == 1:
            for column in ("max_wait_weeks", "location"):
                if getattr(self, column) is not None:
                    yield column, "must be blank on step 1, which has no step before it"


class Unit(Row):
    """A Ukrainian unit that sends trainees."""

    unit_id: Id = column("the unit", key=True)
    name: Text = column("name, in any script")
    parent_unit_id: Id | None = column("for reports; no cycles", refers_to=("units",), blank="none")
    max_away: Count | None = column("most trainees in classes in any week", "trainees", blank="no limit")
    allowed_nations: Ids | None = column(
        "nations that may host it, separated by a space", refers_to=("nations",), blank="all"
    )


class Demand(Row):
    """What a unit needs by when."""

    demand_id: Id = column("the demand", key=True)
    unit_id: Id = column("who needs it", refers_to=("units",))
    pipeline_id: Id = column("what they go through", refers_to=("pipelines",))
    trainees: Positive = column("how many", "trainees")
    cohort_max: Positive | None = column(
        "the largest group that may travel and train as one",
        "trainees",
        blank="the smallest `class_max` of the pipeline's courses in courses.csv",
    )
    ready_from: Day | None = column("first week in which step 1 may start", blank="week 0")
    due: Day = column("on time when the last step ends in this week or before it")
    latest: Day | None = column("what would end after this week is not planned", blank="the horizon's end")
    priority: Positive = column("a weight: 3 counts three times 1", blank="1", default=1)
    show_percent: PeoplePercent = column(
        "of those planned, how many of a hundred arrive for the first step", "%", blank="100", default=100
    )


class Pin(Row):
    """A placement that must hold."""

    cohort_id: CohortId = column("the cohort, named `<demand_id>-01`, `-02`, …", key=True)
    step: Positive = column("the step of its pipeline", key=True)
    site_id: Id = column("where the step is held", refers_to=("sites",))
    start: Day = column("the week from which it is held; may lie before `as_of`")


class Actual(Row):
    """A step that a cohort has begun, as it really was. Of a cohort that is named, all of them stand here."""

    cohort_id: CohortId = column("the cohort", key=True)
    step: Positive = column("1, 2, 3 … as the cohort really went through them", key=True)
    course_id: Id = column("the course", offers="courses")
    site_id: Id = column("where it was begun", offers="sites")
    start: Day = column("the week in which it was begun, at the latest that of `as_of`")
    trainees: Count = column(
        "still in training, or passed; at most as many as in the step before, the first may exceed the plan",
        "trainees",
    )
    state: State | None = column(
        "`running`, `done`, `failed` (does not count as done and is planned again), `stopped` (they left, "
        "nothing more is planned) or `not_held` (published as begun, but did not take place)",
        blank="`running` until its last week, then `done`",
    )


class DatedLimit(Validity):
    """A limit of a site, a nation or a unit that holds for a time, in place of the one in its own row."""

    owner_id: Id = column(
        "the site, nation or unit whose limit it is", key=True, refers_to=("sites", "nations", "units")
    )
    limit: DatedLimitName = column(
        "a site's `beds`, a nation's `max_trainees` or `max_weekly_arrivals`, a unit's `max_away`", key=True
    )
    quantity: Count = column("in these weeks, in place of what the owner's own row says", "trainees")
    valid_from: Day | None = column("first day", key=True, blank="open")
    valid_to: Day | None = column("last day", blank="open")
