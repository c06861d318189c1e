"""What a bar of a timeline is: where it stands, its colour and what it tells. One place for all who draw.

The report's pictures take the frames, the planners' page the document, which holds the same by columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import Any

import pandas as pd

from trainopt.plan.beside import expected_beside
from trainopt.report.lists import reason_parts
from trainopt.report.plan_tables import PlanTables, rows_of
from trainopt.report.style import ON_LIGHT, UNMET, plain, share
from trainopt.wording import counted
from trainopt.words.voice import ENGLISH, Voice


class BarKind(StrEnum):
    """What a bar or a mark stands for."""

    CLASS = "class"
    STEP = "step"
    WAIT = "wait"
    DUE = "due"
    UNMET = "unmet"


@dataclass(frozen=True)
class BarLook:
    """How a kind is drawn, and the lines of its tooltip by name, the first as a title.

    `colour` is blank where it is the shade of how full the class is; `height` is a share of the row.
    """

    colour: str
    height: float
    tip: tuple[str, ...]


LOOKS: Mapping[BarKind, BarLook] = {
    BarKind.CLASS: BarLook("", 0.82, ("class", "days", "seats", "members", "class-id")),
    BarKind.STEP: BarLook("", 0.82, ("step", "site-days", "late", "pinned")),
    BarKind.WAIT: BarLook(ON_LIGHT.waiting, 0.4, ("wait", "wait-weeks")),
    BarKind.DUE: BarLook(UNMET, 0.82, ("cohort", "due")),
    BarKind.UNMET: BarLook(UNMET, 0.82, ("unmet", "reason")),
}
TIP_LINES: Mapping[str, str] = {
    "class": "{course} at {site}",
    "days": "{start} to {end}",
    "seats": "{trainees} of {seats} seats ({share}){beside}",
    "members": "{members}{beside}",
    "class-id": "{class_id}",
    "step": "{cohort} step {step}: {course}",
    "site-days": "{site}, {start} to {end}",
    "late": "{late} late",
    "pinned": "held by {pinned}",
    "wait": "{cohort} waits",
    "wait-weeks": "{weeks} before {course}",
    "cohort": "{cohort}",
    "due": "due {due}",
    "unmet": "{cohort} is unmet",
    "reason": "{reason}",
}
"""The lines of tooltips in English. A line one of whose facts is not known is left out."""
NAMES = frozenset({"course", "site", "cohort", "class_id"})
"""The facts that are names or ids, which are in no language."""


def tip_of(kind: BarKind, facts: Mapping[str, object], voice: Voice = ENGLISH) -> str:
    """A tooltip as plotly shows it, its title bold."""
    names = {fact: str(value) for fact, value in facts.items() if fact in NAMES}
    others = {fact: value for fact, value in facts.items() if fact not in NAMES}
    lines = [plain(line) for name in LOOKS[kind].tip if (line := _line(name, names, others, voice))]
    return "<br>".join([f"<b>{lines[0]}</b>", *lines[1:]])


def _line(name: str, names: Mapping[str, str], facts: Mapping[str, object], voice: Voice) -> str:
    try:
        return voice.say_with(TIP_LINES[name], names, facts)
    except KeyError:
        return ""


def facts_in(name: str) -> list[str]:
    """The facts that a line of a tooltip tells."""
    return [fact for _, fact, _, _ in Formatter().parse(TIP_LINES[name]) if fact]


def class_facts(tables: PlanTables, one: Any) -> dict[str, object]:
    """What is told of a class; of one that others are in too, the trainees of the share alone."""
    facts: dict[str, object] = {
        "course": tables.label("course", one.course_id),
        "site": tables.label("site", one.site_id),
        "start": f"{one.start:%Y-%m-%d}",
        "end": f"{one.end:%Y-%m-%d}",
        "beside": expected_beside(one.trainees, one.expected),
        "class_id": one.class_id,
    }
    if pd.isna(one.fill):
        return facts | {"members": counted(one.trainees, "trainee")}
    filled = share(one.trainees, one.class_max)
    return facts | {"trainees": one.trainees, "seats": one.class_max, "share": filled}


def step_facts(tables: PlanTables, one: Any) -> dict[str, object]:
    """What is told of a cohort's step."""
    facts: dict[str, object] = {
        "cohort": one.cohort_id,
        "step": one.step,
        "course": tables.label("course", one.course_id),
        "site": tables.label("site", one.site_id),
        "start": f"{one.start:%Y-%m-%d}",
        "end": f"{one.end:%Y-%m-%d}",
    }
    weeks = 0 if pd.isna(one.weeks_late) else int(one.weeks_late)
    facts |= {"pinned": "a pin, or begun"} if one.pinned else {}
    return facts | {"late": counted(weeks, "week")} if weeks else facts


def class_lanes(
    tables: PlanTables, nation: str | None = None, sites: Sequence[str] | None = None
) -> pd.DataFrame:
    """The classes of all, of a nation, or of these sites, with the `lane` (0, 1, …) each is drawn in.

    Lanes go by nation, site and course; classes of one site and course that overlap have a lane each.
    """
    classes = tables.classes
    if nation is not None:
        classes = classes[classes["nation_id"] == nation]
    if sites is not None:
        classes = classes[classes["site_id"].isin(sites)]
    return _in_lanes(classes)


def _in_lanes(classes: pd.DataFrame) -> pd.DataFrame:
    classes = classes.sort_values(["nation_id", "site_id", "course_id", "start", "class_id"])
    lanes: list[int] = []
    first, ends, last = 0, list[Any](), ("", "")
    for one in rows_of(classes):
        row = (str(one.site_id), str(one.course_id))
        if row != last:
            first, ends, last = first + len(ends), [], row
        lane = next((at for at, end in enumerate(ends) if end < one.start), len(ends))
        ends[lane : lane + 1] = [one.end]
        lanes.append(first + lane)
    return classes.assign(lane=pd.Series(lanes, index=classes.index, dtype=int))


def after_due(due: pd.Timestamp) -> pd.Timestamp:
    """The Monday after the week in which the last step should end: where the mark of it stands."""
    return due + pd.Timedelta(days=7 - due.weekday())


# The same by columns


class PlanIndex:
    """What the columns are told by: weeks from the first Monday, and names by their place in a list."""

    def __init__(self, tables: PlanTables, before: PlanTables | None = None) -> None:
        self.tables = tables
        both = [tables] if before is None else [tables, before]
        self.first = min(one.span[0] for one in both)
        self.weeks = (max(one.span[1] for one in both) - self.first).days // 7
        steps = pd.concat([one.assignments for one in both])
        classes = pd.concat([one.classes for one in both])
        sites = pd.concat([one.sites for one in both])
        owners = [*steps["unit_id"], *tables.unmet["unit_id"], *tables.demand["unit_id"]]
        self.courses = self._index(classes["course_id"])
        self.units = self._index(owners)
        self.sites = self._index([*classes["site_id"], *sites["site_id"]])
        self.nation = dict(zip(sites["site_id"], sites["nation_id"], strict=True))
        self.nation |= dict(zip(classes["site_id"], classes["nation_id"], strict=True))

    @staticmethod
    def _index(names: Any) -> dict[str, int]:
        return {name: at for at, name in enumerate(sorted(set(map(str, names))))}

    def week(self, day: pd.Timestamp) -> int:
        """A day as weeks from the first."""
        return int((day - self.first).days // 7)

    def named(self, kind: str, index: Mapping[str, int]) -> list[list[str]]:
        """The ids of an index with their names."""
        return [[key, self.tables.names.of(kind, key)] for key in index]

    def starts(self, frame: pd.DataFrame) -> list[int]:
        """From which week each row is."""
        return [int(day) // 7 for day in (frame["start"] - self.first).dt.days]


def bars_document(tables: PlanTables, before: PlanTables | None = None) -> dict[str, Any]:
    """All bars of a plan by columns, in weeks from its first Monday.

    Beside another plan, what that one holds and this one does not is there too, as `gone`.
    """
    index = PlanIndex(tables, before)
    as_of = tables.headline.as_of
    classes = _classes_by_columns(index, before)
    return {
        "first": f"{index.first:%Y-%m-%d}",
        "weeks": index.weeks,
        "as_of": index.week(pd.Timestamp(as_of)) if as_of else None,
        "looks": {str(kind): _look(look) for kind, look in LOOKS.items()},
        "sites": [[*named, index.nation.get(named[0]) or ""] for named in index.named("site", index.sites)],
        "courses": index.named("course", index.courses),
        "units": index.named("unit", index.units),
        "classes": classes,
        **_cohorts_by_columns(index, before, {key: at for at, key in enumerate(classes["id"])}),
    }


def _look(look: BarLook) -> dict[str, Any]:
    """A look, each line of its tooltip with the facts that it tells."""
    tip = [[name, facts_in(name)] for name in look.tip]
    return {"colour": look.colour, "height": look.height, "tip": tip}


def _classes_by_columns(index: PlanIndex, before: PlanTables | None) -> dict[str, list[Any]]:
    frame = index.tables.classes.assign(gone=0)
    if before is not None:
        gone = before.classes[~before.classes["class_id"].isin(frame["class_id"])]
        frame = pd.concat([frame, gone.assign(gone=1)]) if len(gone) else frame
    frame = _in_lanes(frame)
    return {
        "id": list(frame["class_id"]),
        "site": [index.sites[key] for key in frame["site_id"]],
        "course": [index.courses[key] for key in frame["course_id"]],
        "lane": list(frame["lane"]),
        "start": index.starts(frame),
        "weeks": _lengths(frame),
        "trainees": list(frame["trainees"]),
        "seats": [0 if pd.isna(one.fill) else int(one.class_max) for one in rows_of(frame)],
        "expected": [
            None if pd.isna(one.expected) or one.expected == one.trainees else float(one.expected)
            for one in rows_of(frame)
        ],
        "gone": list(frame["gone"]),
    }


def _lengths(frame: pd.DataFrame) -> list[int]:
    return [(int(span) + 1) // 7 for span in (frame["end"] - frame["start"]).dt.days]


def cohort_rows(tables: PlanTables) -> pd.DataFrame:
    """A row for each cohort, by unit: trainees, `due`, `priority`, `weeks_late` and, of who is unmet, why.

    `weeks_late` is missing of who is unmet, and where the last step is held elsewhere than the share shows;
    `first` and `last` are the first and the last day that it shows.
    """
    keys = ["unit_id", "cohort_id", "demand_id", "pipeline_id"]
    steps = tables.assignments.assign(pipeline_id=tables.assignments["pipeline_id"].fillna(""))
    placed = steps.groupby("cohort_id", as_index=False).agg(
        unit_id=("unit_id", "last"), demand_id=("demand_id", "last"), pipeline_id=("pipeline_id", "last"),
        trainees=("trainees", "last"), weeks_late=("weeks_late", "max"), first=("start", "min"),
        last=("end", "max"), steps=("step", "count"),
    )  # fmt: skip
    unmet = tables.unmet[[*keys, "trainees", "reason", "detail"]]
    every = unmet.merge(placed, on="cohort_id", how="outer", suffixes=("", "_placed"))
    for column in (*keys, "trainees"):
        if column != "cohort_id":
            every[column] = every[column].combine_first(every[f"{column}_placed"])
    every = every.assign(unmet=every["cohort_id"].isin(unmet["cohort_id"]))
    every = every.merge(tables.demand[["demand_id", "due", "priority"]], on="demand_id", how="left")
    every["trainees"] = every["trainees"].astype(int)
    shown = [*keys, "trainees", "due", "priority", "unmet", "reason", "detail", "weeks_late", "first", "last"]
    return every.sort_values(["unit_id", "cohort_id"])[shown].reset_index(drop=True)


def _cohorts_by_columns(
    index: PlanIndex, before: PlanTables | None, classes: Mapping[str, int]
) -> dict[str, Any]:
    rows = cohort_rows(index.tables)
    reasons = sorted({str(code) for code in rows["reason"].dropna() if code})
    row = {key: at for at, key in enumerate(rows["cohort_id"])}
    return {
        "reasons": [reason_parts(code) for code in reasons],
        "cohorts": {
            "id": list(rows["cohort_id"]),
            "unit": [index.units[key] for key in rows["unit_id"]],
            "trainees": list(rows["trainees"]),
            "due": [None if pd.isna(due) else index.week(after_due(due)) for due in rows["due"]],
            "late": [0 if pd.isna(late) else int(late) for late in rows["weeks_late"]],
            "unmet": [int(unmet) for unmet in rows["unmet"]],
            "reason": [
                reasons.index(code) if isinstance(code, str) and code else -1 for code in rows["reason"]
            ],
        },
        "held": _steps_by_columns(index, before, row, classes),
    }


def _steps_by_columns(
    index: PlanIndex, before: PlanTables | None, row: Mapping[str, int], classes: Mapping[str, int]
) -> dict[str, list[Any]]:
    frame = index.tables.assignments.assign(gone=0)
    if before is not None:
        place = ["cohort_id", "course_id", "site_id", "start"]
        now = set(frame[place].itertuples(index=False, name=None))
        was = before.assignments[before.assignments["cohort_id"].isin(row)]
        kept = [key in now for key in was[place].itertuples(index=False, name=None)]
        gone = was[~pd.Series(kept, index=was.index, dtype=bool)]
        frame = pd.concat([frame, gone.assign(gone=1)]) if len(gone) else frame
    frame = frame.assign(row=frame["cohort_id"].map(row)).sort_values(["row", "gone", "step"])
    return {
        "cohort": list(frame["row"]),
        "step": list(frame["step"]),
        "class": [classes[key] for key in frame["class_id"]],
        "start": index.starts(frame),
        "weeks": _lengths(frame),
        "wait": [0 if pd.isna(wait) else int(wait) for wait in frame["wait_weeks"]],
        "pinned": [int(pinned) for pinned in frame["pinned"]],
        "gone": list(frame["gone"]),
    }
