"""demand.csv: a line for each demand, with what becomes of its trainees."""

from __future__ import annotations

from collections import defaultdict

from trainopt.kinds import Count, Day, Id, Positive
from trainopt.plan.results.allowed import AllowedPlan, HeldStep
from trainopt.plan.results.share import Share, weeks_late
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class DemandResultRow(Row):
    """A demand, and what becomes of its trainees."""

    demand_id: Id = column("the demand", key=True, refers_to=("demand",))
    unit_id: Id = column("who needs it", refers_to=("units",))
    pipeline_id: Id = column("what they go through", refers_to=("pipelines",))
    trainees: Positive = column("how many are asked for; in a nation's share, how many it hosts", "trainees")
    priority: Positive = column("a weight: 3 counts three times 1")
    due: Day = column("on time when the last step ends in this day's week or before it")
    placed: Count = column("those of the cohorts that are placed", "trainees")
    on_time: Count = column("of those placed, who ends on time", "trainees")
    late: Count = column("of those placed, who ends later", "trainees")
    unmet: Count | None = column(
        "those of the cohorts that are not placed", "trainees", blank="in a nation's share"
    )
    first_start: Day | None = column(
        "the first day of the first step of any of its cohorts", blank="none placed"
    )
    last_end: Day | None = column("the last day of the last of them to end", blank="none placed")
    max_weeks_late: Count | None = column(
        "weeks by which the last of them ends after due, 0 when all are on time", "weeks", blank="none placed"
    )


def _made(plan: AllowedPlan) -> list[Line]:
    last: dict[int, list[HeldStep]] = defaultdict(list)
    for held in plan.last_steps.values():
        if held.demand is not None:
            last[held.demand.index].append(held)
    starts: dict[int, int] = {}
    for held in plan.held:
        if held.demand is not None:
            known = starts.get(held.demand.index, held.placement.start)
            starts[held.demand.index] = min(known, held.placement.start)
    unmet: dict[str, int] = defaultdict(int)
    for cohort in plan.unmet:
        unmet[plan.problem.demands[cohort.demand].demand_id] += cohort.size
    lines = []
    for one in sorted(plan.problem.asked, key=lambda d: d.demand_id):
        done = last[one.index]
        placed = sum(held.trainees for held in done)
        late = sum(held.trainees for held in done if held.weeks_late)
        lines.append(
            {
                "demand_id": one.demand_id,
                "unit_id": plan.problem.units[one.unit].unit_id,
                "pipeline_id": one.pipeline_id,
                "trainees": one.trainees,
                "priority": one.priority,
                "due": one.due_day,
                "placed": placed,
                "on_time": placed - late,
                "late": late,
                "unmet": unmet[one.demand_id],
                "first_start": plan.monday(starts[one.index]) if done else None,
                "last_end": plan.sunday(max(held.end for held in done)) if done else None,
                "max_weeks_late": max(held.weeks_late for held in done) if done else None,
            }
        )
    return lines


def _shared(whole: Tables, share: Share, made: Tables) -> list[Line]:
    """The unit's demands; of a nation's, those trainees whom it hosts, and when they end there."""
    if share.kind == "unit":
        return [line for line in whole["demand"] if share.has(line)]
    steps: dict[str, list[Line]] = defaultdict(list)
    for line in made["assignments"]:
        steps[line["demand_id"]].append(line)
    return [_hosted(line, steps[line["demand_id"]]) for line in whole["demand"] if line["demand_id"] in steps]


def _hosted(demand: Line, steps: list[Line]) -> Line:
    """A demand as the nation that hosts these steps sees it: late is who ends there after due."""
    last = {line["cohort_id"]: line for line in sorted(steps, key=lambda line: line["step"])}
    weeks = {cohort: weeks_late(line["end"], demand["due"]) for cohort, line in last.items()}
    placed = sum(line["trainees"] for line in last.values())
    late = sum(line["trainees"] for cohort, line in last.items() if weeks[cohort])
    return {
        **demand,
        "trainees": placed,
        "placed": placed,
        "on_time": placed - late,
        "late": late,
        "unmet": None,
        "first_start": min(line["start"] for line in steps),
        "last_end": max(line["end"] for line in steps),
        "max_weeks_late": max(weeks.values()),
    }


DEMAND = ResultTable("demand", DemandResultRow, make=_made, shared=_shared)
