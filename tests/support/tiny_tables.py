"""The tables of a random tiny dataset, drawn one after the other.

Every dataset has a few themes: features of the contract it uses much. The others it uses now and then, so
that they do not hide each other. Limits are drawn close to the seats, and cohorts are a half class or so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

Cells = dict[str, object]  # {column: value}; None is a blank cell
Weeks = tuple[int | None, int | None]  # first and last; None is a blank cell
T = TypeVar("T")

A_MONDAY = date(2024, 1, 1)
TERMS = ["unmet", "lateness", "changes", "transfers", "waiting", "cost"]
THEMES = [
    *("ceilings", "arrivals", "beds", "away", "resources", "closures"),
    *("mixed", "allowed", "transfer", "waits", "location"),
    *("grid", "windows", "rows", "overrides", "class_min", "parallel"),
    *("as_of", "ready", "due", "latest", "costs"),
]
COMPANIONS = {  # themes that make another one bind
    **{"transfer": ["windows", "due"], "waits": ["windows", "grid"], "location": ["costs"]},
    **{"mixed": ["class_min"], "arrivals": ["class_min", "due"], "beds": ["due"], "parallel": ["due"]},
    **{"away": ["due"], "ceilings": ["due"]},
}
TRAVEL = ["transfer", "waits", "location", "arrivals"]  # themes about cohorts under way
COHORT_COUNTS = [  # cohorts of each demand
    *([1], [2], [3], [4], [5]),
    *([1, 1], [2, 1], [3, 1], [2, 2], [4, 1], [3, 2]),
    *([1, 1, 1], [2, 1, 1], [2, 2, 1], [1, 1, 1, 1], [2, 1, 1, 1]),
]
CLOSURE_KINDS = [
    *(["nation"], ["site"], ["course"]),
    *(["nation", "course"], ["site", "course"], ["nation", "site"], ["nation", "site", "course"]),
]


COUNTED = [  # what rule 6 counts
    ['class_min_on = "expected"'],
    ['seats_on = "expected"', "overbook_percent = 50"],
    ['class_min_on = "expected"', 'seats_on = "expected"'],
    ['class_min_on = "planned"', 'seats_on = "expected"', "overbook_percent = 100"],
    ['class_min_on = "expected"', 'seats_on = "expected"', "overbook_percent = 0"],
]


def csv_text(rows: Sequence[Cells], separator: str = ",") -> str:
    """The rows as a CSV file, the columns of the first row for all."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Draft:
    """One candidate: every choice comes from `rng`."""

    def __init__(
        self,
        rng: Random,
        name: str,
        focus: str | None = None,
        *,
        with_limits: bool = False,
        with_shares: bool = False,
    ) -> None:
        self.with_limits = with_limits
        self.with_shares = with_shares
        self.rng = rng
        self.focus = focus
        self.name = name
        self.themes = {*rng.sample(THEMES, 4), focus, *COMPANIONS.get(focus or "", [])}
        few = 2 if focus in TRAVEL else 1
        self.weeks = rng.choice([4, 5, 6, 6, 7, 7, 8, 8, 9, 10])
        self.start = A_MONDAY + timedelta(weeks=rng.randrange(150))
        self.seats = rng.choice([8, 10, 12])
        self.nations = ["AA", "BB", "CC"][: rng.choice([few, 2, 2, 3])]
        self.sites = self.nation_by_site(few)
        self.courses = ["C1", "C2", "C3"][: rng.choice([few, 2, 2, 3])]
        self.units = ["U1", "U2", "U3"][: rng.choice([1, 2, 2, 3])]
        self.lengths = [few, 2, 2, 3]
        self.resources = ["instructor", "range"][: rng.choice([1, 1, 2]) if self.has("resources") else 0]
        self.as_of = rng.choice([1, 1, 2, 3]) if self.has("as_of") else 0

    def texts(self) -> dict[str, str]:
        """The dataset as {file name: text}, without pins."""
        courses = self.course_rows()
        needs = self.need_rows()
        tables = {
            "nations": self.nation_rows(),
            "sites": self.site_rows(),
            "courses": courses,
            "course_resources": needs,
            "resources": self.pool_rows() if needs else [],
            "capacity": self.capacity_rows(courses),
            "closures": self.closure_rows(),
            "pipelines": self.pipeline_rows(),
            "units": self.unit_rows(),
            "demand": self.demand_rows(),
            "limits": self.limit_rows(),
        }
        if self.with_shares:
            self.add_shares(courses, tables["demand"])
        separator = self.rng.choice([",", ",", ",", ";", "\t"])
        filled = {name: self.thinned(rows) for name, rows in tables.items() if rows}
        texts = {f"{name}.csv": csv_text(rows, separator) for name, rows in filled.items()}
        return {"plan.toml": self.plan_toml(), **texts}

    # Drawing

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def has(self, theme: str) -> bool:
        """Whether to use a feature here: mostly where it is a theme of this dataset."""
        return self.chance(0.7 if theme in self.themes else 0.06)

    def maybe(self, likely: float | str, values: Sequence[T]) -> T | None:
        """One of the values, with this probability or as the theme has it; else a blank."""
        filled = self.has(likely) if isinstance(likely, str) else self.chance(likely)
        return self.rng.choice(values) if filled else None

    def subset(self, values: Sequence[T]) -> list[T]:
        """Some of the values, at least one, in random order."""
        return self.rng.sample(values, self.rng.randint(1, len(values)))

    def day(self, week: int | None) -> date | None:
        """Any day of the week: a date stands for the week it falls in."""
        return None if week is None else self.start + timedelta(weeks=week, days=self.rng.randrange(7))

    def days(self, first: int | None, last: int | None) -> tuple[date | None, date | None]:
        """Any day of the first and of the last week, in order."""
        begin, end = self.day(first), self.day(last)
        return (end, begin) if begin and end and end < begin else (begin, end)

    def crowd(self) -> int:
        """Trainees of one or two cohorts, now and then three: where limits bind."""
        return self.rng.choice(
            [self.seats // 2 + 1, self.seats - 2, self.seats - 2, self.seats, self.seats + 4]
        )

    def thinned(self, rows: list[Cells]) -> list[Cells]:
        """The same rows; a column that is blank throughout may be missing just as well."""
        blank = {name for name in rows[0] if all(row[name] is None for row in rows)}
        dropped = {name for name in sorted(blank) if self.chance(0.5)}
        return [{name: cell for name, cell in row.items() if name not in dropped} for row in rows]

    # The tables

    def plan_toml(self) -> str:
        lines = [f'name = "{self.name}"', f"start = {self.start}", f"weeks = {self.weeks}"]
        lines.append("freeze_weeks = 0")
        if self.as_of:
            lines.append(f"as_of = {self.day(self.as_of)}")
        if self.has("transfer"):
            lines.append(f"transfer_weeks = {self.rng.choice([1, 1, 2])}")
        if objective := self.objective():
            lines.append("objective = [" + ", ".join(f'"{term}"' for term in objective) + "]")
        if self.with_shares:
            lines += self.rng.choice(COUNTED)
        return "\n".join(lines) + "\n"

    def objective(self) -> list[str]:
        """Unmet first in most datasets, anywhere in some; empty: the default."""
        first = ["unmet", *self.subset(TERMS[1:])]
        anywhere = self.rng.sample(first, len(first))
        return self.rng.choices([[], TERMS, first, ["unmet"], anywhere], weights=[20, 10, 50, 5, 15])[0]

    def nation_by_site(self, few: int) -> dict[str, str]:
        """So few to three sites, over all nations as far as they go round."""
        nations = self.rng.sample(self.nations, len(self.nations)) + self.rng.choices(self.nations, k=3)
        return {f"S{number + 1}": nations[number] for number in range(self.rng.choice([few, 2, 2, 3, 3]))}

    def nation_rows(self) -> list[Cells]:
        return [
            {
                "nation_id": nation,
                "name": f"Nation {nation}",
                "max_trainees": self.crowd() if self.has("ceilings") else None,
                "max_weekly_arrivals": self.crowd() if self.has("arrivals") else None,
            }
            for nation in self.nations
        ]

    def site_rows(self) -> list[Cells]:
        return [
            {
                "site_id": site,
                "nation_id": nation,
                "name": f"Site {site}",
                "beds": self.crowd() if self.has("beds") else 100,
            }
            for site, nation in self.sites.items()
        ]

    def add_shares(self, courses: list[Cells], demand: list[Cells]) -> None:
        """Who does not finish, and who does not come."""
        for row in courses:
            row["pass_percent"] = self.maybe(0.8, [50, 67, 75, 90, 100])
        for row in demand:
            row["show_percent"] = self.maybe(0.8, [1, 60, 75, 80, 90])

    def course_rows(self) -> list[Cells]:
        high = [self.seats // 2, self.seats // 2 + 1, self.seats - 3, self.seats - 2]
        return [
            {
                "course_id": course,
                "name": f"Course {course}",
                "level": self.maybe(0.2, ["basic", "leader"]),
                "duration_weeks": self.rng.choice([1, 1, 1, 2, 2, 3]),
                "class_min": self.maybe("class_min", high) or self.rng.choice([1, 1, 2]),
                "class_max": self.rng.choice([self.seats, self.seats, self.seats - 2]),
                "mixed_units": self.maybe("mixed", ["no", "no", "No"]) or self.maybe(0.2, ["yes"]),
            }
            for course in self.courses
        ]

    def need_rows(self) -> list[Cells]:
        needs = [(course, resource) for course in self.courses for resource in self.resources]
        return [
            {"course_id": course, "resource": resource, "per_class": self.rng.choice([1, 1, 2])}
            for course, resource in needs
            if self.chance(0.8)
        ]

    def pool_rows(self) -> list[Cells]:
        """A pool for every site: its own, its nation's, or both, where its own counts."""
        rows: list[Cells] = []
        for resource in self.resources:
            own = [site for site in self.sites if self.chance(0.4)]
            without = {nation for site, nation in self.sites.items() if site not in own}
            shared = [nation for nation in self.nations if nation in without or self.chance(0.5)]
            rows += [row for owner in [*own, *shared] for row in self.pool(owner, resource)]
        return rows

    def pool(self, owner: str, resource: str) -> list[Cells]:
        """The rows of one owner and resource."""
        spans = [self.days(first, last) for first, last in self.windows()]
        return [
            {
                "owner_id": owner,
                "resource": resource,
                "quantity": self.rng.choice([0, 1, 1, 1, 2, 2, 2, 3]),
                "valid_from": valid_from,
                "valid_to": valid_to,
            }
            for valid_from, valid_to in spans
        ]

    def limit_rows(self) -> list[Cells]:
        """Limits for a time, drawn apart: every other draw of a dataset stays as it would be without them."""
        rng = Random(f"limits {self.name} {self.weeks}")
        owners = [
            *((site, "beds") for site in self.sites),
            *(
                (nation, limit)
                for nation in self.nations
                for limit in ("max_trainees", "max_weekly_arrivals")
            ),
            *((unit, "max_away") for unit in self.units),
        ]
        rows: list[Cells] = []
        for owner, limit in rng.sample(owners, 3) if self.with_limits else ():
            first = rng.randrange(-1, self.weeks - 1)
            last = rng.choice([None, first, first + 1, first + 2])
            rows.append(
                {
                    "owner_id": owner,
                    "limit": limit,
                    "quantity": rng.choice([0, self.seats // 2, self.seats - 2, self.seats]),
                    "valid_from": self.start + timedelta(weeks=first, days=rng.randrange(7)),
                    "valid_to": None if last is None else self.start + timedelta(weeks=last, days=6),
                }
            )
        return rows

    def windows(self) -> list[Weeks]:
        """First and last weeks of rows that do not overlap: always, from or to some week, or with a gap."""
        middle = self.rng.randrange(1, self.weeks - 1)
        before = (self.rng.choice([None, 0]), middle - 1)
        after = (middle + 1, self.rng.choice([None, self.weeks + 2]))
        choices: list[list[Weeks]] = [[(None, None)], [before, after], [(middle, None)], [(None, middle)]]
        return self.rng.choices(choices, weights=[4, 4, 1, 1])[0]

    def capacity_rows(self, courses: list[Cells]) -> list[Cells]:
        """What the sites offer: much or little of each course, a few courses nowhere."""
        density = self.rng.choice([0.4, 0.8])
        offers = [(site, course) for site in self.sites for course in courses if self.chance(density)]
        for course in courses:
            if all(offered is not course for _, offered in offers) and self.chance(0.95):
                offers.append((self.rng.choice(list(self.sites)), course))
        offers = offers or [("S1", courses[0])]
        return [
            {"site_id": site, "course_id": course["course_id"]}
            | self.start_weeks(first, last)
            | self.overrides(course)
            | {
                "cost_per_class": self.maybe("costs", [50, 100, 300]),
                "cost_per_trainee": self.maybe("costs", [5, 10, 20]),
            }
            for site, course in offers
            for first, last in self.validity()
        ]

    def validity(self) -> list[Weeks]:
        """First and last weeks of the rows of one site and course."""
        first = self.maybe("windows", [-1, -2, -3, 0, 1, 2])
        last = self.maybe("windows", [self.weeks - 2, self.weeks - 1, self.weeks + 1])
        if not self.has("rows"):
            return [(first, last)]
        middle = self.rng.randrange(2, self.weeks - 1)
        return [(first if first is None else min(first, middle - 1), middle - 1), (middle, None)]

    def start_weeks(self, first: int | None, last: int | None) -> Cells:
        """A row's classes, weeks and grid of start weeks."""
        earliest, most = first or 0, min(self.weeks - 1, self.weeks if last is None else last)
        grid_start = (
            self.maybe(0.5, range(earliest, min(earliest + 2, most) + 1)) if self.has("grid") else None
        )
        valid_from, valid_to = self.days(first, last)
        return {
            "parallel_classes": self.maybe("parallel", [2, 2, 3]) or 1,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "first_start": self.day(grid_start),
            "start_every_weeks": self.maybe("grid", [2, 2, 3]) or self.maybe(0.2, [1]),
        }

    def overrides(self, course: Cells) -> Cells:
        """What a row has in place of the course's own; class_min stays within the seats."""
        class_max = self.maybe("overrides", [self.seats - 3, self.seats - 2, self.seats + 4])
        seats = class_max or int(str(course["class_max"]))
        class_min = self.maybe("overrides", [1, 3, self.seats // 2, self.seats])
        if (class_min or int(str(course["class_min"]))) > seats:
            class_min = seats
        duration = self.maybe("overrides", [1, 2, 3])
        return {"duration_weeks": duration, "class_min": class_min, "class_max": class_max}

    def closure_rows(self) -> list[Cells]:
        return [self.closure() for _ in range(3) if self.has("closures")]

    def closure(self) -> Cells:
        """Up to three weeks for any mixture of nation, site (of that nation) and course."""
        kind = self.rng.choice(CLOSURE_KINDS)
        site = self.rng.choice(list(self.sites))
        first = self.rng.randrange(-1, self.weeks)
        first_day, last_day = self.days(first, first + self.rng.choice([0, 1, 1, 2]))
        cells: Cells = {"nation": self.sites[site], "site": site, "course": self.rng.choice(self.courses)}
        return {
            **{f"{name}_id": cell if name in kind else None for name, cell in cells.items()},
            "first_day": first_day,
            "last_day": last_day,
            "note": self.maybe(0.3, ["stand-down"]),
        }

    def pipeline_rows(self) -> list[Cells]:
        """Pipelines P1 and P2 of one to three steps; a course comes twice in a few of them."""
        rows = []
        for pipeline in ["P1", "P2"]:
            length = self.rng.choice(self.lengths)
            once = self.rng.sample(self.courses, min(length, len(self.courses)))
            courses = self.rng.choices(self.courses, k=length) if self.chance(0.1) else once
            rows += [self.step(pipeline, step, course) for step, course in enumerate(courses, 1)]
        return rows

    def step(self, pipeline: str, step: int, course: str) -> Cells:
        later = step > 1
        return {
            "pipeline_id": pipeline,
            "step": step,
            "course_id": course,
            "max_wait_weeks": self.maybe("waits", [0, 0, 1, 2]) if later else None,
            "location": (self.maybe("location", ["same_nation", "same_site"]) if later else None)
            or (self.maybe(0.2, ["any"]) if later else None),
        }

    def unit_rows(self) -> list[Cells]:
        return [
            {
                "unit_id": unit,
                "name": f"Unit {unit}",
                "parent_unit_id": self.maybe(0.2, self.units[:position]) if position else None,
                "max_away": self.crowd() if self.has("away") else None,
                "allowed_nations": " ".join(self.subset(self.nations)) if self.has("allowed") else None,
            }
            for position, unit in enumerate(self.units)
        ]

    def demand_rows(self) -> list[Cells]:
        counts = self.rng.choice(COHORT_COUNTS)
        return [self.demand(f"D{number}", cohorts) for number, cohorts in enumerate(counts, 1)]

    def demand(self, demand: str, cohorts: int) -> Cells:
        """A demand that is cut into so many cohorts; without cohort_max, the seats cut it."""
        cohort_max = self.maybe(0.85, [3, 4, 5, 6, 6])
        most = cohort_max or self.seats
        ready = self.maybe("ready", [0, 1, 2])
        earliest = min((ready or 0) + 1, self.weeks - 1)
        due = self.rng.randint(
            earliest, min(earliest + 2, self.weeks - 1) if self.has("due") else self.weeks - 1
        )
        return {
            "demand_id": demand,
            "unit_id": self.rng.choice(self.units),
            "pipeline_id": self.rng.choice(["P1", "P1", "P2"]),
            "trainees": self.rng.randint((cohorts - 1) * most + 1, cohorts * most),
            "cohort_max": cohort_max,
            "ready_from": self.day(ready),
            "due": self.day(due),
            "latest": self.day(self.maybe("latest", [due, due + 1, due + 2, self.weeks])),
            "priority": self.maybe(0.5, [1, 2, 3]),
        }
