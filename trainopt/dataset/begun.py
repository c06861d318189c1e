"""What has begun: the steps that were really held, by actuals.csv, by pins.csv, else as published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trainopt.dataset.in_force import PUBLISHED_FILE, PublishedRow
from trainopt.dataset.index import Index
from trainopt.tables import Actual, Pin

Occurrence = tuple[str, int]
"""A course, and whether it is the first, second … time that a cohort goes through it, from 0."""


@dataclass(frozen=True)
class Begun:
    """A step that has begun, in weeks, by names that need not be in the data any more.

    `end` is its last week. `class_id` is its class as published, blank where nothing says so. `passed`:
    it counts as done once it is over. `over`: nothing more is planned after it. `place` is the row that says
    so. `judged`: only a pin does, which must agree with today's tables. `ended`: it is reported as ended.
    """

    cohort_id: str
    course_id: str
    site_id: str
    start: int
    end: int
    trainees: int
    nation_id: str | None
    unit_id: str | None
    class_id: str
    place: str
    passed: bool = True
    over: bool = False
    judged: bool = False
    ended: bool = False

    def runs_in(self, week: int) -> bool:
        """Whether it goes on in the week or after it, so that some may still not finish it."""
        return not self.ended and self.end >= week


@dataclass(frozen=True)
class ReleasedBegun:
    """A begun step that today's data makes impossible, and the row that does."""

    step: Begun
    cause: str


def occurrences(courses: Iterable[str]) -> list[Occurrence]:
    """Each course with how often it stood before."""
    seen: Counter[str] = Counter()
    found = []
    for course in courses:
        found.append((course, seen[course]))
        seen[course] += 1
    return found


class BegunRecord:
    """What the plan in force, pins.csv and actuals.csv say of each cohort."""

    def __init__(self, index: Index) -> None:
        self.index = index
        in_force = index.in_force
        self.published: Mapping[str, Sequence[PublishedRow]] = in_force.of_cohort if in_force else {}
        self.pins: dict[str, list[Pin]] = defaultdict(list)
        for pin in sorted(index.sheets["pins"].rows, key=lambda pin: pin.step):
            self.pins[pin.cohort_id].append(pin)
        self.actuals: dict[str, list[Actual]] = defaultdict(list)
        for row in sorted(index.sheets["actuals"].rows, key=lambda row: row.step):
            self.actuals[row.cohort_id].append(row)

    @property
    def cohorts(self) -> list[str]:
        """Every cohort that something is said of."""
        return sorted({*self.published, *self.pins, *self.actuals})

    def courses(self, cohort_id: str) -> list[str]:
        """The courses of the cohort's pipeline of today; none where its demand is gone."""
        demand = self.index.demands.get(cohort_id.rpartition("-")[0])
        return [] if demand is None else [step.course_id for step in self.index.steps[demand.pipeline_id]]

    def published_by_course(self, cohort_id: str) -> dict[Occurrence, PublishedRow]:
        """The published steps by what they were of; one of which nothing says is of the pipeline's course."""
        rows, courses = self.published.get(cohort_id, []), self.courses(cohort_id)
        named = [row.course or (courses[row.step - 1] if row.step <= len(courses) else "") for row in rows]
        return dict(zip(occurrences(named), rows, strict=True))

    def pins_by_course(self, cohort_id: str) -> dict[Occurrence, Pin]:
        """The pins by the steps of today's pipeline that they are on."""
        steps = occurrences(self.courses(cohort_id))
        return {steps[pin.step - 1]: pin for pin in self.pins.get(cohort_id, []) if pin.step <= len(steps)}

    def settled(self, cohort_id: str, begun: Iterable[Begun]) -> dict[int, Begun]:
        """By line, each pin on a step that actuals.csv or the published plan has as begun, and that step."""
        begun = list(begun)
        was = dict(zip(occurrences(step.course_id for step in begun), begun, strict=True))
        pins = self.pins_by_course(cohort_id)
        return {pin.line: was[key] for key, pin in pins.items() if key in was and not was[key].judged}

    def settled_as_told(self, cohort_id: str) -> set[int]:
        """The same where the demand is gone, and with it the pipeline: by the numbers of the steps."""
        week, as_of = self.index.calendar.week, self.index.as_of
        if cohort_id in self.actuals:
            begun = {row.step for row in self.actuals[cohort_id] if row.state != "not_held"}
        else:
            begun = {row.step for row in self.published.get(cohort_id, []) if week(row.start) < as_of}
        return {pin.line for pin in self.pins.get(cohort_id, []) if pin.step in begun}

    def most_published(self, cohort_id: str) -> int | None:
        """The most trainees of a published step of the cohort; None where none says how many."""
        rows = self.published.get(cohort_id, [])
        return max((row.trainees for row in rows if row.trainees is not None), default=None)

    def began_as_published(self, cohort_id: str) -> int:
        """How many began by the plan in force: the most that a begun step has, or once had.

        A step that actuals.csv says was begun is one whenever it was to start: how many are left may be
        told in the week of `as_of`, or of a step that began before its time.
        """
        week, as_of = self.index.calendar.week, self.index.as_of
        held = [row.course_id for row in self.actuals.get(cohort_id, []) if row.state != "not_held"]
        really = set(occurrences(held))
        published = self.published_by_course(cohort_id).items()
        begun = (row for key, row in published if key in really or week(row.start) < as_of)
        most = max((row.trainees or 0 for row in begun), default=0)
        return max(most, self.index.in_force.began.get(cohort_id, 0) if self.index.in_force else 0)

    def begun(self, cohort_id: str, cut: int) -> list[Begun]:
        """The steps that the cohort has begun, in the order held; `cut` is its size where nothing says it."""
        if cohort_id in self.actuals:
            rows = self.actuals[cohort_id]
            return [self._actual(row) for row in rows if row.state != "not_held"]
        most = self.most_published(cohort_id)
        size = cut if most is None else most
        return sorted(self._said(cohort_id, size), key=lambda step: step.start)

    def _said(self, cohort_id: str, size: int) -> Iterator[Begun]:
        """By pins.csv, and where it has nothing on a step as published."""
        published, pins = self.published_by_course(cohort_id), self.pins_by_course(cohort_id)
        week, as_of = self.index.calendar.week, self.index.as_of
        for key in {**published, **pins}:
            row, pin = published.get(key), pins.get(key)
            said = pin or row
            assert said is not None
            if week(said.start) < as_of:
                yield self._step(cohort_id, key[0], said, row, size)

    def _step(
        self,
        cohort_id: str,
        course_id: str,
        said: Pin | Actual | PublishedRow,
        row: PublishedRow | None,
        size: int,
    ) -> Begun:
        week = self.index.calendar.week
        start = week(said.start)
        as_published = row is not None and (row.site_id, week(row.start)) == (said.site_id, start)
        same = row if as_published else None
        nation_id = same.nation_id if same is not None else None
        if nation_id is None and said.site_id in self.index.sites:
            nation_id = self.index.sites[said.site_id].nation_id
        return Begun(
            cohort_id=cohort_id,
            course_id=course_id,
            site_id=said.site_id,
            start=start,
            end=self._end(course_id, said.site_id, start, same),
            trainees=size if row is None or row.trainees is None else row.trainees,
            nation_id=nation_id,
            unit_id=row.unit_id if row is not None else None,
            class_id=same.class_id if same is not None else "",
            place=f"{self._file(said)}:{said.line}",
            judged=isinstance(said, Pin) and not (row is not None and week(row.start) < self.index.as_of),
        )

    def _file(self, said: Pin | Actual | PublishedRow) -> str:
        """Where a step is said to have begun."""
        if isinstance(said, PublishedRow):
            return PUBLISHED_FILE
        return self.index.sheets["pins" if isinstance(said, Pin) else "actuals"].table.file

    def _end(self, course_id: str, site_id: str, start: int, same: PublishedRow | None) -> int:
        """As published if site and start agree, else by the row valid at the start, else by the course."""
        if same is not None and same.end is not None:
            return max(self.index.calendar.week(same.end), start)
        row = self.index.row_then(site_id, course_id, start)
        if row is not None:
            return start + self.index.duration(row) - 1
        course = self.index.courses.get(course_id)
        return start + (course.duration_weeks if course else 1) - 1

    def _actual(self, row: Actual) -> Begun:
        published = self.published_by_course(row.cohort_id)
        before = [other for other in self.actuals[row.cohort_id] if other.step < row.step]
        nth = sum(other.course_id == row.course_id for other in before if other.state != "not_held")
        step = self._step(
            row.cohort_id, row.course_id, row, published.get((row.course_id, nth)), row.trainees
        )
        as_of = self.index.as_of
        running = row.state == "running"
        end = max(step.end, as_of) if running else step.end
        ended = row.state in ("done", "failed", "stopped")
        if ended:
            end = max(min(end, as_of - 1), step.start)
        return replace(
            step, trainees=row.trainees, end=end, passed=row.state != "failed", over=row.state == "stopped",
            ended=ended,
        )  # fmt: skip

    def impossible(self, step: Begun) -> str | None:
        """The row by which a step that is not over cannot go on; None where it can."""
        index = self.index
        if step.end < index.as_of:
            return None
        if step.site_id not in index.sites:
            return f"{step.site_id} is not in {index.sheets['sites'].table.file}"
        if step.course_id not in index.courses:
            return f"{step.course_id} is not in {index.sheets['courses'].table.file}"
        weeks = range(max(index.as_of, step.start), step.end + 1)
        for row, shut in index.closures(index.sites[step.site_id], step.course_id, weeks):
            closed = index.calendar.stretch(shut[0], shut[-1])
            return f"{index.at('closures', row.line)}: {step.site_id} is closed {closed}"
        return None


def needed(courses: Sequence[str], begun: Iterable[Begun]) -> list[int]:
    """Which steps of a pipeline, from 0, are still to come: not those whose course was passed, each once."""
    passed: Mapping[str, int] = Counter(step.course_id for step in begun if step.passed)
    return [at for at, (course, nth) in enumerate(occurrences(courses)) if nth >= passed.get(course, 0)]
