"""The oracle's reading of what has begun, and of who the cohorts are, from the data contract alone.

The plan in force is the rows of its assignments.csv, as text. All times are weeks, as the oracle has them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tests.support.oracle_data import BegunStep, Cohort, History, Instance, Reader, cohort_sizes
from tests.support.oracle_rules import Plan

Cells = Mapping[str, str]
Key = tuple[str, int]
"""A course, and whether the cohort goes through it for the first, second … time, from 0."""


@dataclass(frozen=True)
class Rolled:
    """A dataset against a plan in force, read.

    `published` is that plan by the steps of today, `frozen` which of its steps are near, `released` the begun
    steps that cannot go on, by cohort and course. `began` is how many there ever were of each cohort.
    """

    instance: Instance
    published: Plan | None
    frozen: dict[tuple[str, int], tuple[str, int]]
    released: frozenset[tuple[str, str]]
    began: dict[str, int]

    @property
    def remembered(self) -> dict[str, int]:
        """How many began, of those of whom some step goes on or is over: what the next night knows."""
        history = self.instance.history
        return {name: n for name, n in self.began.items() if name in history and history[name].begun}


@dataclass(frozen=True)
class _Step:
    """A step said to have begun, with what happens to it: done or not, and whether nothing follows."""

    step: BegunStep
    class_id: str
    passed: bool = True
    stopped: bool = False


@dataclass
class _Who:
    """A cohort that something is said of."""

    cohort_id: str
    demand: Cells | None
    steps: list[_Step] = field(default_factory=list)
    began: int = 0


def rolled(
    texts: Mapping[str, str],
    published: Sequence[Cells] | None = None,
    counted_from: date | None = None,
    began: Mapping[str, int] | None = None,
) -> Rolled:
    """The dataset given as {file name: text} against the plan in force, if there is one.

    `began` is how many were known to have begun before: whoever has left since counts still.
    """
    return _Roster(Reader(texts, counted_from), published, began or {}).read()


def keys(courses: Iterable[str]) -> list[Key]:
    seen: Counter[str] = Counter()
    found = []
    for course in courses:
        found.append((course, seen[course]))
        seen[course] += 1
    return found


class _Roster:
    def __init__(self, reader: Reader, published: Sequence[Cells] | None, began: Mapping[str, int]) -> None:
        self.known_to_begin = began
        self.reader = reader
        self.today = reader.instance()
        self.has_plan = published is not None
        self.freeze: int = reader.toml.get("freeze_weeks", 4)
        self.demands = {row["demand_id"]: row for row in reader.table("demand")}
        self.published = _by_cohort(published or ())
        self.pins = _by_cohort(reader.table("pins"))
        self.actuals = _by_cohort(reader.table("actuals"))
        self.released: set[tuple[str, str]] = set()
        self.cohorts: dict[str, Cohort] = {}
        self.history: dict[str, History] = {}

    def read(self) -> Rolled:
        everyone = [self.who(cohort_id) for cohort_id in {**self.published, **self.pins, **self.actuals}]
        under_way = [who for who in everyone if who.steps]
        numbers = self.numbered(under_way)
        for demand_id in self.demands:
            self.take_up(
                demand_id, [who for who in under_way if who.cohort_id.rpartition("-")[0] == demand_id]
            )
        for who in under_way:
            if who.demand is None:
                self.go_on(who)
        for cohort_id, known in self.history.items():
            begun = tuple(
                replace(step, number=numbers[cohort_id, step.course, step.start]) for step in known.begun
            )
            self.history[cohort_id] = replace(known, begun=begun)
        return self.rolled({who.cohort_id: who.began for who in under_way})

    # What has begun

    def courses(self, demand: Cells | None) -> list[str]:
        return [] if demand is None else [step.course for step in self.today.pipelines[demand["pipeline_id"]]]

    def who(self, cohort_id: str) -> _Who:
        demand = self.demands.get(cohort_id.rpartition("-")[0])
        published = self.published_by_key(cohort_id)
        told = [row["course_id"] for row in self.actuals.get(cohort_id, ()) if row["state"] != "not_held"]
        really, as_of = set(keys(told)), self.reader.as_of
        before = [row for key, row in published.items() if key in really or self.week(row) < as_of]
        found = _Who(cohort_id, demand)
        if cohort_id in self.actuals:
            found.steps = list(self.by_actuals(found, published))
        else:
            found.steps = list(self.by_pins_and_plan(found, published))
        found.steps.sort(key=lambda one: one.step.start)
        sizes = [one.step.size for one in found.steps] + [int(row["trainees"]) for row in before]
        found.began = max([*sizes, self.known_to_begin.get(cohort_id, 0)]) if found.steps else 0
        return found

    def by_actuals(self, who: _Who, published: Mapping[Key, Cells]) -> Iterator[_Step]:
        rows = [row for row in self.actuals[who.cohort_id] if row["state"] != "not_held"]
        as_of = self.reader.as_of
        for key, row in zip(keys(row["course_id"] for row in rows), rows, strict=True):
            one = self.step(who, key, row, published.get(key), int(row["trainees"]))
            end, state = one.step.end, row["state"]
            if state == "running":
                end = max(end, as_of)
            elif state in ("done", "failed", "stopped"):
                end = max(min(end, as_of - 1), one.step.start)
            yield replace(
                one, step=replace(one.step, end=end), passed=state != "failed", stopped=state == "stopped"
            )

    def by_pins_and_plan(self, who: _Who, published: Mapping[Key, Cells]) -> Iterator[_Step]:
        courses = keys(self.courses(who.demand))
        pins = {courses[int(row["step"]) - 1]: row for row in self.pins.get(who.cohort_id, ())}
        known = [int(row["trainees"]) for row in published.values()]
        size = max(known) if known else self.cut_of(who)
        for key in {**published, **pins}:
            said = pins.get(key) or published[key]
            if self.week(said) < self.reader.as_of:
                row = published.get(key)
                own = int(row["trainees"]) if row else size
                yield self.step(who, key, said, row, own)

    def step(self, who: _Who, key: Key, said: Cells, row: Cells | None, size: int) -> _Step:
        """A step as it is said to have been, with what the published row of the same course knows of it."""
        course, site, start = key[0], said["site_id"], self.week(said)
        same = row if row and (row["site_id"], self.week(row)) == (site, start) else None
        nation = (same or {}).get("nation_id") or self.today.nation_of.get(site, "")
        unit = row["unit_id"] if row else (who.demand or {}).get("unit_id", "")
        end = self.reader.week(same["end"], 0) if same else start + self.duration(site, course, start) - 1
        return _Step(
            BegunStep(course, site, nation, unit, start, end, size, 0), (same or {}).get("class_id", "")
        )

    def duration(self, site: str, course: str, start: int) -> int:
        known = self.today.row_then(site, course, start) or self.today.courses.get(course)
        return known.duration if known else 1

    def cut_of(self, who: _Who) -> int:
        """Today's cut for the cohort's number."""
        if who.demand is None:
            return 0
        sizes = cohort_sizes(int(who.demand["trainees"]), self.largest(who.demand))
        return sizes[min(max(_number(who.cohort_id), 1), len(sizes)) - 1]

    def published_by_key(self, cohort_id: str) -> dict[Key, Cells]:
        rows = self.published.get(cohort_id, [])
        return dict(zip(keys(row["course_id"] for row in rows), rows, strict=True))

    def week(self, row: Cells) -> int:
        return self.reader.week(row["start"], 0)

    def largest(self, demand: Cells) -> int:
        smallest = min(self.today.courses[course].class_max for course in self.courses(demand))
        return int(demand["cohort_max"] or smallest)

    def impossible(self, step: BegunStep) -> bool:
        """Whether today's data makes a step impossible that is not over."""
        if step.end < self.reader.as_of:
            return False
        if step.site not in self.today.nation_of or step.course not in self.today.courses:
            return True
        weeks = range(max(self.reader.as_of, step.start), step.end + 1)
        return any(
            closure.nation in ("", self.today.nation_of[step.site])
            and closure.site in ("", step.site)
            and closure.course in ("", step.course)
            and any(closure.first_week <= week <= closure.last_week for week in weeks)
            for closure in self.today.closures
        )

    # Who they are

    def take_up(self, demand_id: str, under_way: Sequence[_Who]) -> None:
        """The cohorts of a demand: those under way, those frozen, and the rest, cut."""
        demand = self.demands[demand_id]
        left, taken = int(demand["trainees"]), set()
        for who in under_way:
            left -= who.began
            taken.add(_number(who.cohort_id))
            self.cohorts[who.cohort_id] = self.cohort(demand, who.cohort_id, self.settle(who))
        for cohort_id in sorted(self.published):
            mine = cohort_id.rpartition("-")[0] == demand_id and _number(cohort_id) not in taken
            size = max((int(row["trainees"]) for row in self.published[cohort_id]), default=0)
            near = any(self.is_near(self.week(row)) for row in self.published[cohort_id])
            if mine and near and size <= left:
                left -= size
                taken.add(_number(cohort_id))
                self.cohorts[cohort_id] = self.cohort(demand, cohort_id, size)
        number = 0
        for size in cohort_sizes(left, self.largest(demand)) if left > 0 else ():
            number += 1
            while number in taken:
                number += 1
            cohort_id = f"{demand_id}-{number:02d}"
            self.cohorts[cohort_id] = self.cohort(demand, cohort_id, size)

    def is_near(self, week: int) -> bool:
        return self.reader.as_of <= week < self.reader.as_of + self.freeze

    def settle(self, who: _Who) -> int:
        """What goes on of what has begun, and what is still needed; how many are left."""
        going = self.going_on(who)
        left = (going or who.steps)[-1].step.size
        passed = Counter(one.step.course for one in going if one.passed)
        courses = keys(self.courses(who.demand))
        needs = tuple(at for at, (course, nth) in enumerate(courses) if nth >= passed[course])
        over = not left or any(one.stopped for one in going)
        begun = tuple(one.step for one in going)
        self.history[who.cohort_id] = History(begun, () if over else needs, over)
        return left

    def going_on(self, who: _Who) -> list[_Step]:
        stuck = [one for one in who.steps if self.impossible(one.step)]
        self.released |= {(who.cohort_id, one.step.course) for one in stuck}
        return [one for one in who.steps if one not in stuck]

    def go_on(self, who: _Who) -> None:
        """Of a cohort whose demand is gone the running step goes on; it leaves when it ended before start."""
        going = self.going_on(who)
        if going and going[-1].step.end >= 0:
            self.history[who.cohort_id] = History(tuple(one.step for one in going), (), left=True)
            size = going[-1].step.size
            self.cohorts[who.cohort_id] = Cohort(
                who.cohort_id, "", going[-1].step.unit, "", size, 1, 0, 0, 0, counts=False
            )

    def cohort(self, demand: Cells, cohort_id: str, size: int) -> Cohort:
        reader, last = self.reader, self.reader.weeks - 1
        return Cohort(
            cohort_id=cohort_id,
            demand=demand["demand_id"],
            unit=demand["unit_id"],
            pipeline=demand["pipeline_id"],
            size=size,
            priority=int(demand["priority"] or 1),
            ready=reader.week(demand["ready_from"], 0),
            due=reader.week(demand["due"], 0),
            latest=min(reader.week(demand["latest"], last), last),
            show=int(demand["show_percent"] or 100),
        )

    def numbered(self, under_way: Sequence[_Who]) -> dict[tuple[str, str, int], int]:
        """A number for the class of each begun step: as published, else the fewest classes that hold them."""
        places: dict[tuple[str, str, int], list[tuple[str, _Step]]] = defaultdict(list)
        for who in under_way:
            going = [one for one in who.steps if not self.impossible(one.step)]
            if who.demand is None and not (going and going[-1].step.end >= 0):
                continue
            for one in going:
                places[one.step.site, one.step.course, one.step.start].append((who.cohort_id, one))
        numbers = {}
        for (_, course, start), inside in places.items():
            for number, members in enumerate(self.classes(inside), 1):
                for cohort_id, _ in members:
                    numbers[cohort_id, course, start] = number
        return numbers

    def classes(self, inside: Sequence[tuple[str, _Step]]) -> list[list[tuple[str, _Step]]]:
        classes: dict[str, list[tuple[str, _Step]]] = defaultdict(list)
        unsaid = []
        for cohort_id, one in inside:
            if one.class_id:
                classes[one.class_id].append((cohort_id, one))
            else:
                unsaid.append((cohort_id, one))
        made = [classes[name] for name in sorted(classes)]
        for cohort_id, one in sorted(unsaid, key=lambda pair: (-pair[1].step.size, pair[0])):
            room = next((members for members in made if self.may_sit(one, members)), None)
            if room is None:
                made.append([(cohort_id, one)])
            else:
                room.append((cohort_id, one))
        return made

    def may_sit(self, one: _Step, members: Sequence[tuple[str, _Step]]) -> bool:
        step = one.step
        course = self.today.courses.get(step.course)
        offer = self.today.row_then(step.site, step.course, step.start) or course
        most = offer.class_max if offer else max(step.size, 1)
        mixed = course is None or course.mixed_units
        units = {other.step.unit for _, other in members} | {step.unit}
        seated = sum(other.step.size for _, other in members) + step.size
        return bool(seated <= most and (mixed or len(units) == 1))

    # All together

    def rolled(self, began: dict[str, int]) -> Rolled:
        today = replace(self.today, cohorts=self.cohorts, history=self.history, pins={})
        numbers = {
            cohort_id: {
                key: number for number, key in enumerate(keys(s.course for s in today.steps(cohort)), 1)
            }
            for cohort_id, cohort in self.cohorts.items()
            if cohort.counts
        }
        pins: dict[tuple[str, int], tuple[str, int]] = {}
        for cohort_id, rows in self.pins.items():
            courses = keys(self.courses(self.demands.get(cohort_id.rpartition("-")[0])))
            for row in rows:
                number = numbers.get(cohort_id, {}).get(courses[int(row["step"]) - 1])
                if number is not None and today.was(cohort_id, number) is None:
                    pins[cohort_id, number] = (row["site_id"], self.week(row))
        published, gone = self.ahead(numbers, today)
        frozen = {
            key: (site, start)
            for key, (site, start, _) in published.items()
            if key[0] in numbers
            and key[1] in numbers[key[0]].values()
            and today.was(*key) is None
            and self.is_near(start)
            and key not in pins
        }
        instance = replace(today, pins=pins, changes_gone=gone)
        plan = published if self.has_plan else None
        return Rolled(instance, plan, frozen, frozenset(self.released), began)

    def ahead(self, numbers: Mapping[str, Mapping[Key, int]], today: Instance) -> tuple[Plan, int]:
        """The published steps of cohorts that are there by their steps of today; trainees of the others'."""
        plan: Plan = {}
        gone = 0
        for cohort_id in self.published:
            for at, (key, row) in enumerate(self.published_by_key(cohort_id).items()):
                if cohort_id in numbers:
                    plan[cohort_id, numbers[cohort_id].get(key, 100 + at)] = (
                        row["site_id"],
                        self.week(row),
                        1,
                    )
                elif cohort_id not in today.cohorts and self.week(row) >= self.reader.as_of:
                    gone += int(row["trainees"])
        return plan, gone


def _by_cohort(rows: Iterable[Cells]) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["step"])):
        found[row["cohort_id"]].append(row)
    return found


def _number(cohort_id: str) -> int:
    return int(cohort_id.rpartition("-")[2])
