"""kpis.csv: the terms of the objective, and what a planner counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trainopt.check import terms
from trainopt.kinds import Number, Text
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.classes import CLASSES
from trainopt.plan.results.share import Share, weeks_late, whole_value
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column

UNITS = {
    "unmet": "weighted trainees",
    "lateness": "weighted trainee-weeks",
    "changes": "trainees",
    "transfers": "trainees",
    "waiting": "trainee-weeks",
    "cost": "EUR",
}


class KpiRow(Row):
    """A figure of the whole plan: each term of the objective, and what a planner counts."""

    kpi: Text = column("its name", key=True)
    value: Number | None = column("its value", blank="not known")
    unit: Text = column("what is counted")


def _made(plan: AllowedPlan) -> list[Line]:
    problem = plan.problem
    placed = sum(held.trainees for held in plan.last_steps.values())
    late = sum(held.trainees for held in plan.last_steps.values() if held.weeks_late)
    classes = CLASSES.make(plan)
    seats = sum(line["class_max"] for line in classes)
    in_classes = sum(line["trainees"] for line in classes)
    values: list[tuple[str, object, str]] = [
        *((term, value, UNITS[term]) for term, value in terms(problem, plan.plan).items()),
        ("trainees", problem.all_trainees, "trainees"),
        ("trainees_weighted", sum(d.priority * d.trainees for d in problem.asked), "weighted trainees"),
        ("placed", placed, "trainees"),
        ("on_time", placed - late, "trainees"),
        ("late", late, "trainees"),
        ("not_placed", sum(cohort.size for cohort in plan.unmet), "trainees"),
        ("cohorts", len(plan.unmet) + len(plan.last_steps), "cohorts"),
        ("cohorts_placed", len(plan.last_steps), "cohorts"),
        ("classes", len(classes), "classes"),
        ("seats", seats, "seats"),
        ("fill", round(in_classes / seats, 6) if seats else None, "seats used / seats"),
    ]
    return [{"kpi": kpi, "value": value, "unit": unit} for kpi, value, unit in sorted(values)]


def _shared(whole: Tables, share: Share, made: Tables) -> list[Line]:
    """The key figures of the share; blank where a plan folder does not say what they would be. A nation knows
    of those alone whom it hosts, so nobody can be unmet there.
    """
    values = {**_terms(whole, made), **_counts(made)}
    if share.kind == "nation":
        values |= dict.fromkeys(("unmet", "not_placed"))
    return [{**line, "value": values[line["kpi"]]} for line in whole["kpis"] if line["kpi"] in values]


def _terms(whole: Tables, made: Tables) -> dict[str, Any]:
    """The objective's terms as far as the rows of the share make them up."""
    demands = {line["demand_id"]: line for line in made["demand"]}
    steps = {(line["cohort_id"], line["step"]): line for line in made["assignments"]}
    before = [(steps.get((cohort, step - 1)), line) for (cohort, step), line in steps.items()]
    pairs = [(one, other) for one, other in before if one is not None]
    last = {cohort: line for (cohort, _), line in sorted(steps.items(), key=lambda item: item[0])}
    return {
        "unmet": sum(line["priority"] * line["trainees"] for line in made["unmet"]),
        "lateness": sum(
            demand["priority"] * line["trainees"] * weeks_late(line["end"], demand["due"])
            for line in last.values()
            if (demand := demands.get(line["demand_id"]))
        ),
        "changes": _changed(whole, made),
        "transfers": sum(b["trainees"] for a, b in pairs if a["nation_id"] != b["nation_id"]),
        "waiting": sum(b["trainees"] * (b["wait_weeks"] or 0) for _, b in pairs),
        "cost": 0 if whole_value(whole["kpis"], "cost") == 0 else None,
    }


def _changed(whole: Tables, made: Tables) -> int | None:
    """The term `changes`; None where it leaves out some rows, since the plan does not say which."""
    if _moved(whole["changes"]) != whole_value(whole["kpis"], "changes"):
        return None
    return _moved(made["changes"])


def _moved(lines: Iterable[Line]) -> int:
    return sum(line["trainees"] for line in lines if line["start_before"])


def _counts(made: Tables) -> dict[str, Any]:
    """What a planner counts."""
    demands, classes = made["demand"], made["classes"]
    placed = {line["cohort_id"] for line in made["assignments"]}
    own = all(line["fill"] is not None for line in classes)  # else others have seats in the classes too
    seats = sum(line["class_max"] for line in classes)
    used = sum(line["trainees"] for line in classes)
    return {
        "trainees": sum(line["trainees"] for line in demands),
        "trainees_weighted": sum(line["priority"] * line["trainees"] for line in demands),
        "placed": sum(line["placed"] for line in demands),
        "on_time": sum(line["on_time"] for line in demands),
        "late": sum(line["late"] for line in demands),
        "not_placed": sum(line["unmet"] or 0 for line in demands),
        "cohorts": len(placed) + len(made["unmet"]),
        "cohorts_placed": len(placed),
        "classes": len(classes),
        "seats": seats if own else None,
        "fill": round(used / seats, 6) if seats and own else None,
    }


KPIS = ResultTable("kpis", KpiRow, make=_made, shared=_shared)
