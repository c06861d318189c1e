"""The oracle's reading of a dataset, from the data contract alone.

It takes the dataset to be sound and reports no faults. All times are weeks; week 0 is the week of the start.
"""

from __future__ import annotations

import csv
import io
import math
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

TERMS = ("unmet", "lateness", "changes", "transfers", "waiting", "cost")


@dataclass(frozen=True)
class Cohort:
    """Trainees of one unit who go through a pipeline together; `ready`, `due` and `latest` are weeks."""

    cohort_id: str
    demand: str
    unit: str
    pipeline: str
    size: int
    priority: int
    ready: int
    due: int
    latest: int
    show: int = 100
    counts: bool = True
    """Whether it counts in the tiers: not where its demand is gone."""


@dataclass(frozen=True)
class BegunStep:
    """A step that has begun, as it was; `number` tells the classes of one course, site and week apart."""

    course: str
    site: str
    nation: str
    unit: str
    start: int
    end: int
    size: int
    number: int


@dataclass(frozen=True)
class History:
    """What a cohort has begun, in the order held, and which steps of its pipeline, from 0, it still needs.

    `left`: they stopped, or nobody is left; nothing more is planned, and they are neither placed nor unmet.
    """

    begun: tuple[BegunStep, ...]
    needs: tuple[int, ...]
    left: bool = False


@dataclass(frozen=True)
class Step:
    """One course of a pipeline; `max_wait` in weeks, None: no limit."""

    course: str
    max_wait: int | None
    location: str


@dataclass(frozen=True)
class Course:
    """What a course asks for; `needs` is units of each resource held by one running class."""

    duration: int
    class_min: int
    class_max: int
    mixed_units: bool
    needs: dict[str, int]
    passing: int


@dataclass(frozen=True)
class Row:
    """A capacity row, its weeks cut to the horizon, blanks filled from the course.

    `valid` are its first and last week as they stand, without end where they are blank.
    """

    name: str
    site: str
    course: str
    parallel: int
    first_week: int
    last_week: int
    grid_start: int
    grid_step: int
    duration: int
    class_min: int
    class_max: int
    cost_per_class: int
    cost_per_trainee: int
    valid: tuple[float, float] = (-math.inf, math.inf)


@dataclass(frozen=True)
class Closure:
    """Weeks in which no class runs that matches every cell that is not blank."""

    nation: str
    site: str
    course: str
    first_week: int
    last_week: int


@dataclass(frozen=True)
class Instance:
    """A dataset, read: dates as weeks, cohorts cut, defaults filled in. A limit of None is no limit."""

    weeks: int
    as_of: int
    transfer_weeks: int
    objective: tuple[str, ...]
    min_on_expected: bool
    seats_on_expected: bool
    overbook: int
    cohorts: dict[str, Cohort]
    pipelines: dict[str, tuple[Step, ...]]
    courses: dict[str, Course]
    rows: tuple[Row, ...]
    closures: tuple[Closure, ...]
    nation_of: dict[str, str]
    beds: dict[str, int]
    max_trainees: dict[str, int | None]
    max_arrivals: dict[str, int | None]
    max_away: dict[str, int | None]
    dated: dict[tuple[str, str], tuple[tuple[float, float, int], ...]]  # of an owner and a column
    allowed_nations: dict[str, frozenset[str]]
    resources: dict[tuple[str, str], tuple[tuple[float, float, int], ...]]  # first week, last week, quantity
    pins: dict[tuple[str, int], tuple[str, int]]
    history: dict[str, History] = field(default_factory=dict)
    """By cohort, what the plan in force, pins and actuals say has begun; empty where nobody was asked."""
    changes_gone: int = 0
    """What `changes` counts of published steps of cohorts that are there no more."""

    def steps(self, cohort: Cohort) -> tuple[Step, ...]:
        """Its steps in the order held: those it has begun, then those it still needs of its pipeline."""
        if cohort.cohort_id not in self.history:
            return self.pipelines[cohort.pipeline]
        was = self.history[cohort.cohort_id]
        begun = tuple(Step(step.course, None, "any") for step in was.begun)
        return begun + tuple(self.pipelines[cohort.pipeline][at] for at in was.needs)

    def was(self, cohort_id: str, step: int) -> BegunStep | None:
        """How a step was begun, by the plan in force, pins and actuals together; None of any other."""
        known = self.history.get(cohort_id)
        return known.begun[step - 1] if known and 1 <= step <= len(known.begun) else None

    def duration(self, course: str, site: str, week: int) -> int:
        """Weeks of a class: as its capacity row has it, else as the course."""
        rows = (row for row in self.rows if (row.site, row.course) == (site, course))
        row = next((row for row in rows if row.first_week <= week <= row.last_week), None)
        return row.duration if row else self.courses[course].duration

    def expected(self, cohort: Cohort, step: int) -> int:
        """Hundredths of trainees expected at a step: who shows up, and passes what is not finished before."""
        begun = self.begun(cohort.cohort_id)
        share = Fraction(1) if begun else Fraction(cohort.show, 100)
        known = self.was(cohort.cohort_id, step)
        if known is not None:
            return 100 * known.size
        for number, before in enumerate(self.steps(cohort)[: step - 1], 1):
            was = self.was(cohort.cohort_id, number)
            if was is not None:
                course = self.courses.get(was.course)
                share *= Fraction(course.passing if course and was.end >= self.as_of else 100, 100)
                continue
            site, start = self.pins.get((cohort.cohort_id, number), ("", 0))
            if number in begun and start + self.duration(before.course, site, start) <= self.as_of:
                continue  # finished
            share *= Fraction(self.courses[before.course].passing, 100)
        return math.floor(100 * cohort.size * share) if step not in begun else 100 * cohort.size

    def has_begun(self, cohort_id: str, step: int) -> bool:
        """Whether the step has begun: as was said, else where pins.csv has it before the week of as_of."""
        if cohort_id in self.history:
            return self.was(cohort_id, step) is not None
        site_and_start = self.pins.get((cohort_id, step))
        return site_and_start is not None and site_and_start[1] < self.as_of

    def begun(self, cohort_id: str) -> set[int]:
        """The steps that a cohort has begun."""
        if cohort_id in self.history:
            return set(range(1, len(self.history[cohort_id].begun) + 1))
        return {step for other, step in self.pins if other == cohort_id and self.has_begun(other, step)}

    def row_then(self, site: str, course: str, week: int) -> Row | None:
        """The capacity row valid in a week, before the horizon too; rather one with a first day."""
        rows = [row for row in self.rows if (row.site, row.course) == (site, course)]
        valid = [row for row in rows if row.valid[0] <= week <= row.valid[1]]
        return max(valid, key=lambda row: row.valid[0], default=None)

    def pool_owner(self, site: str, resource: str) -> str:
        """The site where it has rows for the resource, whatever their weeks; else its nation."""
        return site if (site, resource) in self.resources else self.nation_of.get(site, "")


def read(folder: Path) -> Instance:
    """The dataset in a folder."""
    files = [path for path in folder.iterdir() if path.suffix in (".csv", ".toml")]
    return parse({path.name: path.read_text(encoding="utf-8") for path in files})


def parse(texts: Mapping[str, str], counted_from: date | None = None) -> Instance:
    """The dataset given as {file name: text}.

    Capacity rows without a first day count their start weeks from `counted_from`, else from the start.
    """
    return Reader(texts, counted_from).instance()


def cohort_sizes(trainees: int, cohort_max: int) -> list[int]:
    """As few cohorts as can be, sizes differing by at most one, larger first."""
    count = math.ceil(trainees / cohort_max)
    small, larger = divmod(trainees, count)
    return [small + 1] * larger + [small] * (count - larger)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


class Reader:
    """Turns the texts of a dataset into an Instance, one table after the other."""

    def __init__(self, texts: Mapping[str, str], counted_from: date | None = None) -> None:
        self.texts = texts
        self.toml = tomllib.loads(texts["plan.toml"].removeprefix("\ufeff"))
        self.start: date = self.toml["start"]
        self.weeks: int = self.toml["weeks"]
        self.as_of: int = (self.toml.get("as_of", self.start) - self.start).days // 7
        self.counted = 0 if counted_from is None else (counted_from - self.start).days // 7

    def instance(self) -> Instance:
        sites, nations, units = self.table("sites"), self.table("nations"), self.table("units")
        every_nation = " ".join(row["nation_id"] for row in nations)
        courses = self.courses()
        pipelines = self.pipelines()
        return Instance(
            weeks=self.weeks,
            as_of=self.as_of,
            transfer_weeks=self.toml.get("transfer_weeks", 0),
            objective=tuple(self.toml.get("objective", TERMS)),
            min_on_expected=self.toml.get("class_min_on", "planned") == "expected",
            seats_on_expected=self.toml.get("seats_on", "planned") == "expected",
            overbook=self.toml.get("overbook_percent", 20),
            cohorts={cohort.cohort_id: cohort for cohort in self.cohorts(pipelines, courses)},
            pipelines=pipelines,
            courses=courses,
            rows=tuple(self.rows(courses)),
            closures=tuple(self.closures()),
            nation_of={row["site_id"]: row["nation_id"] for row in sites},
            beds={row["site_id"]: int(row["beds"]) for row in sites},
            max_trainees={row["nation_id"]: _number(row["max_trainees"]) for row in nations},
            max_arrivals={row["nation_id"]: _number(row["max_weekly_arrivals"]) for row in nations},
            max_away={row["unit_id"]: _number(row["max_away"]) for row in units},
            dated=self.windows("limits", "limit"),
            allowed_nations={
                row["unit_id"]: frozenset((row["allowed_nations"] or every_nation).split()) for row in units
            },
            resources=self.windows("resources", "resource"),
            pins={
                (row["cohort_id"], int(row["step"])): (row["site_id"], self.week(row["start"], 0))
                for row in self.table("pins")
            },
        )

    def table(self, name: str) -> list[defaultdict[str, str]]:
        """The rows of a table as {column: cell}; a column that is not there reads as blank."""
        text = self.texts.get(f"{name}.csv", "").removeprefix("\ufeff")
        header = text.lstrip().partition("\n")[0]
        separator = next((mark for mark in ";\t" if mark in header), ",")
        lines = [
            [cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter=separator)
        ]
        filled = [line for line in lines if any(line)]
        columns = [column.lower() for column in filled[0]] if filled else []
        return [defaultdict(str, zip(columns, line, strict=True)) for line in filled[1:]]

    def week(self, cell: str, blank: int) -> int:
        """The week a date falls in, which may lie outside the horizon."""
        return (date.fromisoformat(cell) - self.start).days // 7 if cell else blank

    def courses(self) -> dict[str, Course]:
        needs: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in self.table("course_resources"):
            needs[row["course_id"]][row["resource"]] = int(row["per_class"])
        return {
            row["course_id"]: Course(
                duration=int(row["duration_weeks"]),
                class_min=int(row["class_min"]),
                class_max=int(row["class_max"]),
                mixed_units=row["mixed_units"].lower() != "no",
                needs=needs[row["course_id"]],
                passing=int(row["pass_percent"] or 100),
            )
            for row in self.table("courses")
        }

    def pipelines(self) -> dict[str, tuple[Step, ...]]:
        steps: defaultdict[str, dict[int, Step]] = defaultdict(dict)
        for row in self.table("pipelines"):
            step = Step(row["course_id"], _number(row["max_wait_weeks"]), row["location"] or "any")
            steps[row["pipeline_id"]][int(row["step"])] = step
        return {name: tuple(step for _, step in sorted(found.items())) for name, found in steps.items()}

    def cohorts(self, pipelines: dict[str, tuple[Step, ...]], courses: dict[str, Course]) -> Iterator[Cohort]:
        for row in self.table("demand"):
            smallest = min(courses[step.course].class_max for step in pipelines[row["pipeline_id"]])
            sizes = cohort_sizes(int(row["trainees"]), _number(row["cohort_max"]) or smallest)
            for number, size in enumerate(sizes, 1):
                yield Cohort(
                    cohort_id=f"{row['demand_id']}-{number:02d}",
                    demand=row["demand_id"],
                    unit=row["unit_id"],
                    pipeline=row["pipeline_id"],
                    size=size,
                    priority=int(row["priority"] or 1),
                    ready=self.week(row["ready_from"], 0),
                    due=self.week(row["due"], 0),
                    latest=min(self.week(row["latest"], self.weeks - 1), self.weeks - 1),
                    show=int(row["show_percent"] or 100),
                )

    def rows(self, courses: dict[str, Course]) -> Iterator[Row]:
        for position, row in enumerate(self.table("capacity")):
            course = courses[row["course_id"]]
            first_week = self.week(row["valid_from"], 0)
            yield Row(
                name=f"{row['site_id']}.{row['course_id']}.{position}",
                site=row["site_id"],
                course=row["course_id"],
                parallel=int(row["parallel_classes"]),
                first_week=max(first_week, 0),
                last_week=min(self.week(row["valid_to"], self.weeks - 1), self.weeks - 1),
                # The grid counts from the row's own first week, also where that lies before the horizon.
                grid_start=self.week(row["first_start"], self.grid(row, first_week)),
                grid_step=int(row["start_every_weeks"] or 1),
                duration=int(row["duration_weeks"] or course.duration),
                class_min=int(row["class_min"] or course.class_min),
                class_max=int(row["class_max"] or course.class_max),
                cost_per_class=int(row["cost_per_class"] or 0),
                cost_per_trainee=int(row["cost_per_trainee"] or 0),
                valid=self.span(row),
            )

    def grid(self, row: Mapping[str, str], first_week: int) -> int:
        """The first week of the grid of a row without first_start: its own, or the first that is in step."""
        return first_week if row["valid_from"] else self.counted % int(row["start_every_weeks"] or 1)

    def closures(self) -> Iterator[Closure]:
        for row in self.table("closures"):
            weeks = self.week(row["first_day"], 0), self.week(row["last_day"], 0)
            yield Closure(row["nation_id"], row["site_id"], row["course_id"], *weeks)

    def windows(self, table: str, what: str) -> dict[tuple[str, str], tuple[tuple[float, float, int], ...]]:
        """Of an owner and what it has: the first and last week and the quantity of each row."""
        found: defaultdict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
        for row in self.table(table):
            found[row["owner_id"], row[what]].append((*self.span(row), int(row["quantity"])))
        return {owner: tuple(windows) for owner, windows in found.items()}

    def span(self, row: Mapping[str, str]) -> tuple[float, float]:
        """First and last week of a row that may be open at either end."""
        first = self.week(row["valid_from"], 0) if row["valid_from"] else -math.inf
        return first, self.week(row["valid_to"], 0) if row["valid_to"] else math.inf
