"""Tiny datasets on which the weeks roll on: what changes overnight, what is told of people under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from tests.support.oracle_data import Reader
from tests.support.tiny import tiny_dataset
from tests.support.tiny_tables import Cells, csv_text
from trainopt.tables import TABLES

Rows = list[dict[str, str]]
Published = Sequence[Mapping[str, str]]
WEEK = timedelta(weeks=1)
STATES = ("", "", "", "fewer", "late", "elsewhere", "failed", "stopped", "not_held", "running", "done")
"""What may have become of a step that was published as begun; blank: just as published."""


class World:
    """The data of a night, as tables of text, and the dice that change it."""

    def __init__(self, seed: int) -> None:
        texts = tiny_dataset(seed)
        reader = Reader(texts)
        self.dice = Random(f"rolling {seed}")
        self.tables = {name: [dict(row) for row in reader.table(name)] for name in TABLES}
        self.settings = {key: value for key, value in reader.toml.items() if key != "freeze_weeks"}
        self.start, self.weeks = reader.start, reader.weeks + self.dice.choice([0, 1, 2])
        self.today = self.start + reader.as_of * WEEK
        self.freeze = self.dice.choice([0, 1, 2, 4])
        self.nights = 0

    def texts(self) -> dict[str, str]:
        """The dataset as {file name: text}."""
        fixed = self.settings | {
            "start": self.start, "weeks": self.weeks, "as_of": self.today, "freeze_weeks": self.freeze
        }  # fmt: skip
        lines = [f"{key} = {_toml(value)}" for key, value in fixed.items()]
        texts = {"plan.toml": "\n".join(lines) + "\n"}
        for name, rows in self.tables.items():
            whole: list[Cells] = [
                {column: row.get(column, "") for column in TABLES[name].columns} for row in rows
            ]
            if rows:
                texts[f"{name}.csv"] = csv_text(whole)
        return texts

    def night(self, published: Published) -> None:
        """Some weeks later: the day, the start, what was told, and one to four changes of the data."""
        self.nights += 1
        self.today += self.dice.choice([0, 1, 1, 1, 2, 3]) * WEEK
        self._move_start()
        self.tables["pins"] = [row for row in self.tables["pins"] if self.dice.random() < 0.8]
        self._tell(published)
        for change in self.dice.choices(CHANGES, k=self.dice.randint(1, 4)):
            change(self)

    def _move_start(self) -> None:
        last = self.start + (self.weeks - 3) * WEEK
        if self.today > last:
            self.start += self.today - last
        if self.dice.random() < 0.4:
            behind = (self.today - self.start).days // 7
            self.start += self.dice.randint(0, behind) * WEEK
        elif self.dice.random() < 0.1:
            self.start -= WEEK

    # What was told of people under way

    def _tell(self, published: Published) -> None:
        """Of some cohorts actuals.csv says what became of them; of most of those that it named, again."""
        told = defaultdict(list)
        for row in self.tables["actuals"]:
            told[row["cohort_id"]].append(row)
        begun: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for line in published:
            if date.fromisoformat(line["start"]) <= self.today:
                begun[line["cohort_id"]].append(line)
        now: Rows = []
        for cohort_id in sorted({*told, *begun}):
            if cohort_id in told and self.dice.random() < 0.7:
                now += self._told_on(told[cohort_id], begun[cohort_id])
            elif begun[cohort_id] and self.dice.random() < 0.4:
                now += self._told(begun[cohort_id])
        self.tables["actuals"] = now

    def _told_on(self, rows: Sequence[dict[str, str]], begun: Sequence[Mapping[str, str]]) -> Rows:
        """What was told, and what of the plan in force has begun since."""
        known = [dict(row) for row in rows if row["state"] != "not_held"]
        for row in known:
            if row["state"] == "running" and self.dice.random() < 0.7:
                row["state"] = ""
        last = max((row["start"] for row in known), default="")
        later = [row for row in begun if row["start"] > last]
        least = min((int(row["trainees"]) for row in known), default=None)
        return _numbered([*known, *self._told(later, least)])

    def _told(self, begun: Sequence[Mapping[str, str]], least: int | None = None) -> Rows:
        """What became of the steps that were published as begun, the last of them perhaps otherwise."""
        rows: Rows = []
        for row in begun:
            state = self.dice.choice(STATES) if row is begun[-1] else ""
            rows.append(self._as_published(row, state, least))
            least = int(rows[-1]["trainees"])
        return _numbered(rows)

    def _as_published(self, row: Mapping[str, str], what: str, least: int | None) -> dict[str, str]:
        trainees = int(row["trainees"]) if least is None else min(int(row["trainees"]), least)
        if what == "fewer":
            trainees = self.dice.randint(0, trainees)
        start = date.fromisoformat(row["start"])
        if what == "late" and start + WEEK <= self.today:
            start += WEEK
        sites = [site["site_id"] for site in self.tables["sites"]]
        return {
            "cohort_id": row["cohort_id"],
            "course_id": row["course_id"],
            "site_id": self.dice.choice(sites) if what == "elsewhere" else row["site_id"],
            "start": start.isoformat(),
            "trainees": str(trainees),
            "state": what if what in ("failed", "stopped", "not_held", "running", "done") else "",
        }

    def pick(self, table: str) -> dict[str, str] | None:
        """One row of a table, if it has any."""
        return self.dice.choice(self.tables[table]) if self.tables[table] else None

    def day(self, fewest: int, most: int) -> str:
        """A Monday so many weeks from today."""
        return (self.today + self.dice.randint(fewest, most) * WEEK).isoformat()


def _numbered(rows: Sequence[dict[str, str]]) -> Rows:
    return [row | {"step": str(number)} for number, row in enumerate(rows, 1)]


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


# What changes overnight


def _demand_grows_or_shrinks(world: World) -> None:
    if row := world.pick("demand"):
        was = int(row["trainees"])
        row["trainees"] = str(world.dice.choice([1, max(was // 2, 1), was + 1, was + 4, was * 2]))


def _cohorts_of_another_size(world: World) -> None:
    if row := world.pick("demand"):
        row["cohort_max"] = world.dice.choice(["", "2", "4", "6"])


def _demand_for_another_unit(world: World) -> None:
    if (row := world.pick("demand")) and (unit := world.pick("units")):
        row["unit_id"] = unit["unit_id"]


def _demand_is_due_later(world: World) -> None:
    if row := world.pick("demand"):
        row["due"], row["latest"] = world.day(0, 6), world.dice.choice(["", world.day(2, 8)])


def _demand_comes(world: World) -> None:
    if (row := world.pick("demand")) and len(world.tables["demand"]) < 4:
        new = {
            "demand_id": f"N{world.nights}",
            "trainees": str(world.dice.randint(1, 6)),
            "due": world.day(1, 6),
        }
        if all(other["demand_id"] != new["demand_id"] for other in world.tables["demand"]):
            world.tables["demand"].append(row | new | {"ready_from": "", "latest": ""})


def _demand_goes(world: World) -> None:
    row = world.pick("demand")
    if row and len(world.tables["demand"]) > 1:
        world.tables["demand"].remove(row)
        _unpin(world, lambda pin: pin["cohort_id"].rpartition("-")[0] == row["demand_id"])


def _unpin(world: World, which: Callable[[dict[str, str]], bool]) -> None:
    world.tables["pins"] = [pin for pin in world.tables["pins"] if not which(pin)]


def _another_pipeline(world: World) -> None:
    if (row := world.pick("demand")) and (step := world.pick("pipelines")):
        row["pipeline_id"] = step["pipeline_id"]
        world.tables["pins"] = []


def _pipeline_changes(world: World) -> None:
    """A step is put in, taken out, or two change places."""
    name = world.dice.choice(sorted({row["pipeline_id"] for row in world.tables["pipelines"]}))
    steps = [row for row in world.tables["pipelines"] if row["pipeline_id"] == name]
    kind = world.dice.choice(["in", "out", "turned", "course"])
    courses = [row["course_id"] for row in world.tables["courses"]]
    if kind == "in" and len(steps) < 4:
        new = {"pipeline_id": name, "course_id": world.dice.choice(courses)}
        steps.insert(world.dice.randint(0, len(steps)), new)
    elif kind == "out" and len(steps) > 1:
        steps.remove(world.dice.choice(steps))
    elif kind == "turned":
        steps.reverse()
    else:
        world.dice.choice(steps)["course_id"] = world.dice.choice(courses)
    for number, row in enumerate(steps, 1):
        row["step"] = str(number)
        if number == 1:
            row["max_wait_weeks"] = row["location"] = ""
    rest = [row for row in world.tables["pipelines"] if row["pipeline_id"] != name]
    world.tables["pipelines"] = [*rest, *steps]
    world.tables["pins"] = []


def _wait_or_location_changes(world: World) -> None:
    row = world.pick("pipelines")
    if row and row["step"] != "1":
        row["max_wait_weeks"] = world.dice.choice(["", "0", "1"])
        row["location"] = world.dice.choice(["", "same_nation", "same_site"])


def _course_changes(world: World) -> None:
    if row := world.pick("courses"):
        least = world.dice.randint(1, 5)
        row["class_min"], row["class_max"] = str(least), str(least + world.dice.randint(0, 6))
        row["duration_weeks"] = world.dice.choice(["1", "2", "3"])


def _offer_changes(world: World) -> None:
    if row := world.pick("capacity"):
        column, values = world.dice.choice(
            [
                ("parallel_classes", ["0", "1", "2"]),
                ("start_every_weeks", ["", "2", "3"]),
                ("duration_weeks", ["", "1", "2", "3"]),
                ("valid_to", ["", world.day(-2, 5)]),
                ("first_start", ["", world.day(-3, 2)]),
                ("cost_per_class", ["", "50"]),
            ]
        )
        row[column] = world.dice.choice(values)


def _offer_goes(world: World) -> None:
    row = world.pick("capacity")
    if row and len(world.tables["capacity"]) > 1:
        world.tables["capacity"].remove(row)


def _site_goes(world: World) -> None:
    if len(world.tables["sites"]) > 1 and (site := world.pick("sites")):
        world.tables["sites"].remove(site)
        for name, column in (
            ("capacity", "site_id"), ("resources", "owner_id"), ("limits", "owner_id"),
            ("closures", "site_id"), ("pins", "site_id"),
        ):  # fmt: skip
            kept = [row for row in world.tables[name] if row.get(column) != site["site_id"]]
            world.tables[name] = kept


def _site_comes(world: World) -> None:
    """One like another, with a name of its own or one that was there before."""
    if like := world.pick("sites"):
        name = world.dice.choice(["S1", "S2", "S3", "S4"])
        if all(site["site_id"] != name for site in world.tables["sites"]):
            world.tables["sites"].append(like | {"site_id": name})
            for table, column in (("capacity", "site_id"), ("resources", "owner_id")):
                same = [row for row in world.tables[table] if row[column] == like["site_id"]]
                world.tables[table] += [row | {column: name} for row in same]


def _closed(world: World) -> None:
    site, course = world.pick("sites"), world.pick("courses")
    assert site is not None
    assert course is not None
    first = world.today + world.dice.randint(-2, 4) * WEEK
    kind = world.dice.choice(["nation_id", "site_id", "course_id"])
    cells = {"nation_id": site["nation_id"], "site_id": site["site_id"], "course_id": course["course_id"]}
    last = first + world.dice.randint(0, 2) * WEEK
    row = {kind: cells[kind], "first_day": first.isoformat(), "last_day": last.isoformat()}
    world.tables["closures"].append(row)


def _open_again(world: World) -> None:
    if world.tables["closures"]:
        world.tables["closures"].remove(world.dice.choice(world.tables["closures"]))


def _less_room(world: World) -> None:
    for table, column in (("sites", "beds"), ("nations", "max_trainees"), ("units", "max_away")):
        if (row := world.pick(table)) and world.dice.random() < 0.5:
            row[column] = str(world.dice.choice([2, 6, 10]))


def _hosts_change(world: World) -> None:
    if (unit := world.pick("units")) and (nation := world.pick("nations")):
        unit["allowed_nations"] = world.dice.choice(["", nation["nation_id"]])


CHANGES: tuple[Callable[[World], None], ...] = (
    _demand_grows_or_shrinks,
    _demand_grows_or_shrinks,
    _cohorts_of_another_size,
    _demand_for_another_unit,
    _demand_is_due_later,
    _demand_comes,
    _demand_goes,
    _another_pipeline,
    _pipeline_changes,
    _wait_or_location_changes,
    _course_changes,
    _offer_changes,
    _offer_changes,
    _offer_goes,
    _site_goes,
    _site_comes,
    _closed,
    _closed,
    _open_again,
    _less_room,
    _hosts_change,
)
