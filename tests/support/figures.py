"""The figures of a plan folder once more, in plain Python."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.support.running import ASSIGNED, Row, table

Pool = tuple[str, str, str]
DATED = {
    "beds": ("site", "beds"), "max_trainees": ("nation", "trainees"),
    "max_weekly_arrivals": ("nation", "arrivals"), "max_away": ("unit", "away"),
}  # fmt: skip
"""Of each limit that can change with time, what load.csv calls its owner and itself."""
OF_THE_COURSE = ("duration_weeks", "class_min", "class_max")


class Figures:
    """What the tables of a plan folder must say, given who is held where, from when and in which class."""

    def __init__(self, data: Path, plan: Path) -> None:
        settings = tomllib.loads((data / "plan.toml").read_text(encoding="utf-8"))
        self.first: date = settings["start"]
        self.weeks: int = settings["weeks"]
        self.as_of: date = settings.get("as_of", self.first)
        self.freeze_weeks: int = settings.get("freeze_weeks", 4)
        self.input = {path.stem: table(path) for path in data.glob("*.csv")}
        self.held = [{key: row[key] for key in ASSIGNED} for row in table(plan / "assignments.csv")]

    def by(self, name: str, key: str) -> dict[str, Row]:
        return {row[key]: row for row in self.input[name]}

    def week(self, day: str) -> int:
        return (date.fromisoformat(day) - self.first).days // 7

    def day(self, week: int, weekday: int = 0) -> str:
        return (self.first + timedelta(weeks=week, days=weekday)).isoformat()

    @cached_property
    def steps(self) -> dict[str, list[str]]:
        """The courses of each pipeline in order."""
        courses: dict[str, list[str]] = defaultdict(list)
        for row in sorted(self.input["pipelines"], key=lambda row: int(row["step"])):
            courses[row["pipeline_id"]].append(row["course_id"])
        return courses

    @cached_property
    def cohorts(self) -> dict[str, tuple[Row, int]]:
        """By id, the demand and the size, larger ones first."""
        courses = self.by("courses", "course_id")
        cohorts = {}
        for row in self.input["demand"]:
            smallest = min(int(courses[course]["class_max"]) for course in self.steps[row["pipeline_id"]])
            trainees, most = int(row["trainees"]), int(row["cohort_max"] or smallest)
            count = -(-trainees // most)
            width = 3 if count >= 100 else 2
            for number in range(count):
                name = f"{row['demand_id']}-{number + 1:0{width}}"
                cohorts[name] = (row, trainees // count + (number < trainees % count))
        return cohorts

    def course(self, line: Row) -> str:
        demand = self.cohorts[line["cohort_id"]][0]
        return self.steps[demand["pipeline_id"]][int(line["step"]) - 1]

    def capacity(self, line: Row) -> dict[str, Any]:
        """The capacity row that holds a placement, its blanks filled from the course."""
        course = self.by("courses", "course_id")[self.course(line)]
        start = self.week(line["start"])
        for row in self.input["capacity"]:
            first = self.week(row["valid_from"]) if row["valid_from"] else 0
            last = self.week(row["valid_to"]) if row["valid_to"] else self.weeks
            here = (row["site_id"], row["course_id"]) == (line["site_id"], course["course_id"])
            if here and first <= start <= last:
                costs = {key: int(row[key] or 0) for key in ("cost_per_class", "cost_per_trainee")}
                return costs | {key: int(row[key] or course[key]) for key in OF_THE_COURSE}
        raise AssertionError(f"no capacity row holds {line}")

    def nation(self, line: Row) -> str:
        return self.by("sites", "site_id")[line["site_id"]]["nation_id"]

    def end(self, line: Row) -> int:
        return self.week(line["start"]) + int(self.capacity(line)["duration_weeks"]) - 1

    def size(self, line: Row) -> int:
        return self.cohorts[line["cohort_id"]][1]

    def is_last(self, line: Row) -> bool:
        demand = self.cohorts[line["cohort_id"]][0]
        return int(line["step"]) == len(self.steps[demand["pipeline_id"]])

    def late(self, line: Row) -> int:
        return max(self.end(line) - self.week(self.cohorts[line["cohort_id"]][0]["due"]), 0)

    @cached_property
    def at(self) -> dict[tuple[str, int], Row]:
        return {(line["cohort_id"], int(line["step"])): line for line in self.held}

    def held_at(self, step: Row) -> tuple[str, str] | None:
        held = self.at.get((step["cohort_id"], int(step["step"])))
        return None if held is None else (held["site_id"], held["start"])

    def before(self, line: Row) -> Row | None:
        """The cohort's step before this one."""
        return self.at.get((line["cohort_id"], int(line["step"]) - 1))

    def wait(self, line: Row) -> int:
        before = self.before(line)
        return 0 if before is None else self.week(line["start"]) - self.end(before) - 1

    @cached_property
    def last(self) -> list[Row]:
        return [line for line in self.held if self.is_last(line)]

    def assignments(self, published: Iterable[Row]) -> list[Row]:
        free = self.day((self.as_of - self.first).days // 7 + self.freeze_weeks)
        pins = {(row["cohort_id"], row["step"]) for row in self.input.get("pins", [])}
        pins |= {(row["cohort_id"], row["step"]) for row in published if row["start"] < free}
        rows = []
        for line in self.held:
            demand = self.cohorts[line["cohort_id"]][0]
            same = {key: demand[key] for key in ("demand_id", "unit_id", "pipeline_id")}
            known = {"course_id": self.course(line), "nation_id": self.nation(line)}
            row = line | same | known | {"end": self.day(self.end(line), 6), "trainees": str(self.size(line))}
            row["wait_weeks"] = "" if self.before(line) is None else str(self.wait(line))
            row["weeks_late"] = str(self.late(line)) if self.is_last(line) else ""
            rows.append(row | {"pinned": "yes" if (line["cohort_id"], line["step"]) in pins else "no"})
        return sorted(rows, key=lambda row: (row["cohort_id"], int(row["step"])))

    def classes(self) -> list[Row]:
        members: dict[str, list[Row]] = defaultdict(list)
        for line in self.held:
            members[line["class_id"]].append(line)
        rows = []
        numbers: dict[str, list[int]] = defaultdict(list)
        for name, lines in sorted(members.items()):
            one, course = lines[0], self.course(lines[0])
            opening = f"{one['site_id']}.{course}.{one['start']}"
            assert name.startswith(f"{opening}.")
            numbers[opening].append(int(name.removeprefix(f"{opening}.")))
            capacity, inside = self.capacity(one), sum(map(self.size, lines))
            row = {"class_id": name, "site_id": one["site_id"], "nation_id": self.nation(one)}
            row |= {"course_id": course, "start": one["start"], "end": self.day(self.end(one), 6)}
            row |= {"trainees": str(inside)} | {k: str(capacity[k]) for k in ("class_min", "class_max")}
            rows.append(row | {"fill": str(round(inside / capacity["class_max"], 6))})
        assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())
        return rows

    def demand(self) -> list[Row]:
        rows = []
        for demand in sorted(self.input["demand"], key=lambda row: row["demand_id"]):
            lines = [x for x in self.held if self.cohorts[x["cohort_id"]][0] is demand]
            last = [line for line in lines if self.is_last(line)]
            placed, late = sum(map(self.size, last)), sum(self.size(x) for x in last if self.late(x))
            row = {key: demand[key] for key in ("demand_id", "unit_id", "pipeline_id", "trainees")}
            row |= {"priority": demand["priority"] or "1", "due": demand["due"], "placed": str(placed)}
            row |= {"on_time": str(placed - late), "late": str(late)}
            row |= {"unmet": str(int(demand["trainees"]) - placed)}
            row["first_start"] = min((line["start"] for line in lines), default="")
            row["last_end"] = self.day(max(map(self.end, last)), 6) if last else ""
            row["max_weeks_late"] = str(max(map(self.late, last))) if last else ""
            rows.append(row)
        return rows

    def unmet(self) -> list[Row]:
        placed = {line["cohort_id"] for line in self.held}
        return [
            {"cohort_id": name, "trainees": str(size), "priority": demand["priority"] or "1"}
            | {key: demand[key] for key in ("demand_id", "unit_id", "pipeline_id")}
            for name, (demand, size) in sorted(self.cohorts.items())
            if name not in placed
        ]

    def load(self) -> list[Row]:
        """A row per week and pool that has a limit or is used."""
        used, limits = self._used(), self._limits()
        rows = []
        for pool in {*limits, *(pool for pool, _ in used)}:
            for week in range(self.weeks):
                limit = limits[pool][week] if pool in limits else None
                row = dict(zip(("owner_kind", "owner_id", "resource"), pool, strict=True))
                row |= {"week": self.day(week), "used": str(used.get((pool, week), 0))}
                rows.append(row | {"available": "" if limit is None else str(limit)})
        return sorted(rows, key=lambda x: (x["week"], x["owner_kind"], x["owner_id"], x["resource"]))

    def _limits(self) -> dict[Pool, list[int | None]]:
        nations = self.input["nations"]
        fixed = [("nation", row["nation_id"], "trainees", row["max_trainees"]) for row in nations]
        fixed += [("nation", row["nation_id"], "arrivals", row["max_weekly_arrivals"]) for row in nations]
        fixed += [("site", row["site_id"], "beds", row["beds"]) for row in self.input["sites"]]
        fixed += [("unit", row["unit_id"], "away", row["max_away"]) for row in self.input["units"]]
        limits: dict[Pool, list[int | None]] = {
            (kind, owner, what): [int(most)] * self.weeks for kind, owner, what, most in fixed if most
        }
        for row in self.input.get("limits", []):
            kind, what = DATED[row["limit"]]
            weekly = limits.setdefault((kind, row["owner_id"], what), [None] * self.weeks)
            self._fill(weekly, row)
        sites = self.by("sites", "site_id")
        for row in self.input.get("resources", []):
            pool = ("site" if row["owner_id"] in sites else "nation", row["owner_id"], row["resource"])
            self._fill(limits.setdefault(pool, [0] * self.weeks), row)
        return limits

    def _fill(self, weekly: list[int | None], row: dict[str, str]) -> None:
        """The row's quantity in the weeks in which it is valid."""
        first = self.week(row["valid_from"]) if row["valid_from"] else 0
        last = self.week(row["valid_to"]) if row["valid_to"] else self.weeks
        for week in range(max(first, 0), min(last + 1, self.weeks)):
            weekly[week] = int(row["quantity"])

    def _used(self) -> dict[tuple[Pool, int], int]:
        used: dict[tuple[Pool, int], int] = defaultdict(int)
        for line in self.held:
            nation, unit = self.nation(line), self.cohorts[line["cohort_id"]][0]["unit_id"]
            owners = [("site", line["site_id"]), ("nation", nation), ("unit", unit)]
            pools = [(*x, kind) for x, kind in zip(owners, ("beds", "trainees", "away"), strict=True)]
            for week in range(self.week(line["start"]), self.end(line) + 1):
                for pool in pools:
                    used[pool, week] += self.size(line)
            before = self.before(line)
            if before is None or self.nation(before) != nation:
                used[("nation", nation, "arrivals"), self.week(line["start"])] += self.size(line)
        for line in {line["class_id"]: line for line in self.held}.values():
            for pool, units in self._holds(line):
                for week in range(self.week(line["start"]), self.end(line) + 1):
                    used[pool, week] += units
        return used

    def _holds(self, line: Row) -> list[tuple[Pool, int]]:
        """What a class draws on: its site's pool where it has one, else its nation's."""
        owners = {(row["owner_id"], row["resource"]) for row in self.input.get("resources", [])}
        site, nation = ("site", line["site_id"]), ("nation", self.nation(line))
        needs = [x for x in self.input.get("course_resources", []) if x["course_id"] == self.course(line)]
        names = {need["resource"]: int(need["per_class"]) for need in needs}
        return [((*(site if (site[1], x) in owners else nation), x), units) for x, units in names.items()]

    def weight(self, name: str) -> int:
        demand, size = self.cohorts[name]
        return size * int(demand["priority"] or 1)

    def terms(self, published: Iterable[Row]) -> dict[str, int]:
        placed = {line["cohort_id"] for line in self.held}
        one_of_each = {line["class_id"]: line for line in self.held}.values()
        following = [(x, before) for x in self.held if (before := self.before(x)) is not None]
        abroad = [x for x, before in following if self.nation(x) != self.nation(before)]
        monday = self.day((self.as_of - self.first).days // 7)
        later = [row for row in published if row["start"] >= monday]
        gone = [row for row in later if self.held_at(row) != (row["site_id"], row["start"])]
        return {
            "unmet": sum(self.weight(name) for name in self.cohorts if name not in placed),
            "lateness": sum(self.weight(line["cohort_id"]) * self.late(line) for line in self.last),
            "changes": sum(int(row["trainees"]) for row in gone),
            "transfers": sum(map(self.size, abroad)),
            "waiting": sum(self.size(x) * self.wait(x) for x, _ in following),
            "cost": sum(self.capacity(x)["cost_per_class"] for x in one_of_each)
            + sum(self.capacity(x)["cost_per_trainee"] * self.size(x) for x in self.held),
        }

    def counts(self) -> dict[str, str]:
        """The figures of kpis.csv that are no terms."""
        everyone = sum(size for _, size in self.cohorts.values())
        placed, late = sum(map(self.size, self.last)), sum(self.size(x) for x in self.last if self.late(x))
        classes = self.classes()
        seats, taken = (sum(int(row[key]) for row in classes) for key in ("class_max", "trainees"))
        counts = {"trainees": everyone, "placed": placed, "on_time": placed - late, "late": late}
        counts |= {"trainees_weighted": sum(map(self.weight, self.cohorts)), "not_placed": everyone - placed}
        counts |= {"cohorts": len(self.cohorts), "cohorts_placed": len(self.last)}
        counts |= {"classes": len(classes), "seats": seats}
        known = {kpi: str(value) for kpi, value in counts.items()}
        return known | {"fill": str(round(taken / seats, 6))}
