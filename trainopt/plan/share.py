"""The result tables of a share, each made from the rows that are its own. One function per table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from trainopt.dataset.calendar import monday_count

Line = dict[str, str]
Tables = dict[str, list[Line]]


@dataclass(frozen=True)
class Share:
    """Whose share: a `nation` with its sites, or a `unit` with itself and the units below it."""

    kind: str
    name: str
    parts: frozenset[str]

    def has(self, line: Line) -> bool:
        """Whether a row of a class, a cohort, a demand or, for a nation, a site is of the share."""
        return line["nation_id"] == self.name if self.kind == "nation" else line["unit_id"] in self.parts


def make_share(whole: Tables, share: Share) -> Tables:
    """The tables of a share by name, from those of the whole plan."""
    made: Tables = {}
    for name, make in MAKERS.items():
        made[name] = make(whole, share, made)
    return made


def _assignments(whole: Tables, share: Share, _: Tables) -> list[Line]:
    """The steps held in the nation, or of the unit. How long after a step elsewhere one is, is not said."""
    lines = [line for line in whole["assignments"] if share.has(line)]
    own = {(line["cohort_id"], int(line["step"])) for line in lines}
    return [
        line if (line["cohort_id"], int(line["step"]) - 1) in own else {**line, "wait_weeks": ""}
        for line in lines
    ]


def _classes(whole: Tables, _: Share, made: Tables) -> list[Line]:
    """The classes of these steps, with the trainees of the share."""
    trainees: dict[str, int] = defaultdict(int)
    for line in made["assignments"]:
        trainees[line["class_id"]] += int(line["trainees"])
    return [
        {
            **line,
            "trainees": str(trainees[line["class_id"]]),
            "fill": str(round(trainees[line["class_id"]] / max(int(line["class_max"]), 1), 6)),
        }
        for line in whole["classes"]
        if line["class_id"] in trainees
    ]


def _unmet(whole: Tables, share: Share, _: Tables) -> list[Line]:
    """The unit's cohorts that are not placed; nobody hosts them, so no nation has any."""
    if share.kind == "nation":
        return []
    others = _ids_of_others(whole, share)
    return [
        {**line, "detail": _without(line["detail"], others)} for line in whole["unmet"] if share.has(line)
    ]


def _ids_of_others(whole: Tables, share: Share) -> set[str]:
    lines = [line for name in ("assignments", "unmet", "demand") for line in whole[name]]
    found = {
        line[column]
        for line in lines
        if not share.has(line)
        for column in ("cohort_id", "demand_id", "unit_id")
        if column in line
    }
    return found | {line["owner_id"] for line in whole["load"] if line["owner_kind"] == "unit"} - share.parts


def _without(detail: str, others: set[str]) -> str:
    """A reason's detail that names nobody else; blank where it still would."""
    said = re.sub(r"seats used by [^;]*", "seats used by others", detail)
    return "" if others & set(re.findall(r"[A-Za-z0-9_.\-]+", said)) else said


def _demand(whole: Tables, share: Share, made: Tables) -> list[Line]:
    """The unit's demands; of a nation's, those trainees whom it hosts, and when they end there."""
    if share.kind == "unit":
        return [line for line in whole["demand"] if share.has(line)]
    steps: dict[str, list[Line]] = defaultdict(list)
    for line in made["assignments"]:
        steps[line["demand_id"]].append(line)
    return [_hosted(line, steps[line["demand_id"]]) for line in whole["demand"] if line["demand_id"] in steps]


def _hosted(demand: Line, steps: list[Line]) -> Line:
    """A demand as the nation that hosts these steps sees it: late is who ends there after due."""
    last = {line["cohort_id"]: line for line in sorted(steps, key=lambda line: int(line["step"]))}
    weeks = {cohort: _weeks_late(line["end"], demand["due"]) for cohort, line in last.items()}
    placed = sum(int(line["trainees"]) for line in last.values())
    late = sum(int(line["trainees"]) for cohort, line in last.items() if weeks[cohort])
    return {
        **demand,
        "trainees": str(placed),
        "placed": str(placed),
        "on_time": str(placed - late),
        "late": str(late),
        "unmet": "0",
        "first_start": min(line["start"] for line in steps),
        "last_end": max(line["end"] for line in steps),
        "max_weeks_late": str(max(weeks.values())),
    }


def _weeks_late(end: str, due: str) -> int:
    return max(monday_count(date.fromisoformat(end)) - monday_count(date.fromisoformat(due)), 0)


def _load(whole: Tables, share: Share, _: Tables) -> list[Line]:
    """What the nation and its sites, or the units, have and use."""
    owners = {(share.kind, share.name)}
    owners |= {("site" if share.kind == "nation" else "unit", part) for part in share.parts}
    return [line for line in whole["load"] if (line["owner_kind"], line["owner_id"]) in owners]


def _changes(whole: Tables, share: Share, made: Tables) -> list[Line]:
    """What changes for the unit's cohorts; for a nation, who comes, goes and moves within it."""
    if share.kind == "nation":
        return [found for line in whole["changes"] if (found := _seen_from(line, share.parts))]
    cohorts = {line["cohort_id"] for name in ("assignments", "unmet") for line in made[name]}
    return [line for line in whole["changes"] if line["cohort_id"] in cohorts]


def _seen_from(line: Line, sites: Iterable[str]) -> Line | None:
    """A change as the nation of these sites sees it; None where it does not."""
    before, now = line["site_id_before"] in sites, line["site_id"] in sites
    if not (before or now):
        return None
    seen = {
        **line,
        "change": "moved" if before and now else "added" if now else "removed",
    }
    for kept, columns in ((before, ("site_id_before", "start_before")), (now, ("site_id", "start"))):
        if not kept:
            seen |= dict.fromkeys(columns, "")
    return seen


def _sites(whole: Tables, share: Share, made: Tables) -> list[Line]:
    """The nation's own sites; of a unit, those where it is held."""
    if share.kind == "nation":
        return [line for line in whole["sites"] if share.has(line)]
    held = {line["site_id"] for line in made["assignments"]}
    return [line for line in whole["sites"] if line["site_id"] in held]


def _kpis(whole: Tables, share: Share, made: Tables) -> list[Line]:
    """The key figures of the share; blank where a plan folder does not say what they would be."""
    values = {**_terms(whole, made), **_counts(made)}
    return [{**line, "value": values[line["kpi"]]} for line in whole["kpis"] if line["kpi"] in values]


def _terms(whole: Tables, made: Tables) -> Line:
    """The objective's terms as far as the rows of the share make them up."""
    demands = {line["demand_id"]: line for line in made["demand"]}
    steps = {(line["cohort_id"], int(line["step"])): line for line in made["assignments"]}
    before = [(steps.get((cohort, step - 1)), line) for (cohort, step), line in steps.items()]
    pairs = [(one, other) for one, other in before if one is not None]
    last = {cohort: line for (cohort, _), line in sorted(steps.items())}
    return {
        "unmet": _total(int(line["priority"]) * int(line["trainees"]) for line in made["unmet"]),
        "lateness": _total(
            int(demand["priority"]) * int(line["trainees"]) * _weeks_late(line["end"], demand["due"])
            for line in last.values()
            if (demand := demands.get(line["demand_id"]))
        ),
        "changes": _changed(whole, made),
        "transfers": _total(int(b["trainees"]) for a, b in pairs if a["nation_id"] != b["nation_id"]),
        "waiting": _total(int(b["trainees"]) * int(b["wait_weeks"] or 0) for _, b in pairs),
        "cost": "0" if _whole_value(whole, "cost") == "0" else "",
    }


def _changed(whole: Tables, made: Tables) -> str:
    """The term `changes`; blank where it leaves out some rows, since the plan does not say which."""
    if _total(_moved(whole["changes"])) != _whole_value(whole, "changes"):
        return ""
    return _total(_moved(made["changes"]))


def _moved(lines: Iterable[Line]) -> Iterable[int]:
    return (int(line["trainees"] or 0) for line in lines if line["start_before"])


def _whole_value(whole: Tables, kpi: str) -> str:
    return next((line["value"] for line in whole["kpis"] if line["kpi"] == kpi), "")


def _counts(made: Tables) -> Line:
    """What a planner counts."""
    demands, classes = made["demand"], made["classes"]
    placed = {line["cohort_id"] for line in made["assignments"]}
    seats = sum(int(line["class_max"]) for line in classes)
    used = sum(int(line["trainees"]) for line in classes)
    return {
        "trainees": _total(int(line["trainees"]) for line in demands),
        "trainees_weighted": _total(int(line["priority"]) * int(line["trainees"]) for line in demands),
        "placed": _total(int(line["placed"]) for line in demands),
        "on_time": _total(int(line["on_time"]) for line in demands),
        "late": _total(int(line["late"]) for line in demands),
        "not_placed": _total(int(line["unmet"]) for line in demands),
        "cohorts": str(len(placed) + len(made["unmet"])),
        "cohorts_placed": str(len(placed)),
        "classes": str(len(classes)),
        "seats": str(seats),
        "fill": str(round(used / seats, 6)) if seats else "",
    }


def _total(numbers: Iterable[int]) -> str:
    return str(sum(numbers))


MAKERS: dict[str, Callable[[Tables, Share, Tables], list[Line]]] = {
    "assignments": _assignments,
    "classes": _classes,
    "unmet": _unmet,
    "demand": _demand,
    "load": _load,
    "changes": _changes,
    "sites": _sites,
    "kpis": _kpis,
}
"""By result table, what makes it from the whole plan's tables and those of the share made before it."""
