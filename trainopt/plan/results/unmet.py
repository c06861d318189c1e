"""unmet.csv: a line for each cohort that is not placed, with its reason."""

from __future__ import annotations

import re

from trainopt.kinds import CohortId, Id, Positive, Text
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class UnmetRow(Row):
    """A cohort that is not placed, and why."""

    cohort_id: CohortId = column("the cohort", key=True)
    demand_id: Id = column("the demand it is cut from", refers_to=("demand",))
    unit_id: Id = column("the unit whose trainees they are", refers_to=("units",))
    pipeline_id: Id = column("the courses it would go through", refers_to=("pipelines",))
    trainees: Positive = column("the cohort's size", "trainees")
    priority: Positive = column("the demand's weight: 3 counts three times 1")
    reason: Text | None = column("a code: what stands in its way", blank="nobody looked for one")
    detail: Text | None = column(
        "what blocks it where and when", blank="nothing more is known, or may be told"
    )


def _made(plan: AllowedPlan) -> list[Line]:
    lines = []
    for cohort in sorted(plan.unmet, key=lambda cohort: cohort.cohort_id):
        demand = plan.problem.demands[cohort.demand]
        reason = plan.reasons[cohort.index]
        lines.append(
            {
                "cohort_id": cohort.cohort_id,
                "demand_id": demand.demand_id,
                "unit_id": plan.problem.units[demand.unit].unit_id,
                "pipeline_id": demand.pipeline_id,
                "trainees": cohort.size,
                "priority": demand.priority,
                "reason": reason.code or None,
                "detail": reason.detail or None,
            }
        )
    return lines


def _shared(whole: Tables, share: Share, _: Tables) -> list[Line]:
    """The unit's cohorts that are not placed; nobody hosts them, so no nation has any."""
    if share.kind == "nation":
        return []
    others = _ids_of_others(whole, share)
    return [{**line, "detail": without(line["detail"], others)} for line in whole["unmet"] if share.has(line)]


def _ids_of_others(whole: Tables, share: Share) -> set[str]:
    lines = [line for name in ("assignments", "unmet", "demand") for line in whole[name]]
    found: set[str] = {
        line[column]
        for line in lines
        if not share.has(line)
        for column in ("cohort_id", "demand_id", "unit_id")
        if column in line
    }
    return found | {line["owner_id"] for line in whole["load"] if line["owner_kind"] == "unit"} - share.parts


def without(detail: str | None, others: set[str]) -> str | None:
    """A reason's detail that names nobody else; blank where it still would."""
    said = re.sub(r"seats used by [^;]*", "seats used by others", detail or "")
    return None if others & set(re.findall(r"[A-Za-z0-9_.\-]+", said)) else said or None


UNMET = ResultTable("unmet", UnmetRow, make=_made, shared=_shared)
