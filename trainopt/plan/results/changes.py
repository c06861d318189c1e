"""changes.csv: a line for each step that is not held as published; none without a published plan."""

from __future__ import annotations

from collections.abc import Iterable

from trainopt.kinds import CohortId, Count, Day, Id, Positive, Text
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class ChangeRow(Row):
    """A step that is added, removed or moved against the published plan."""

    cohort_id: CohortId = column("the cohort", key=True)
    step: Positive = column("the step", key=True)
    course_id: Id | None = column(
        "the course of the step",
        refers_to=("courses",),
        blank="no longer in the data",
        since="0.2.0",
    )
    change: Text = column("added, removed or moved")
    site_id_before: Id | None = column("where it was published", refers_to=("sites",), blank="added")
    start_before: Day | None = column("from which day, a Monday", blank="added")
    site_id: Id | None = column("where it is held now", refers_to=("sites",), blank="removed")
    start: Day | None = column("from which day, a Monday", blank="removed")
    trainees: Count = column("the cohort's size", "trainees")


def _made(plan: AllowedPlan) -> list[Line]:
    problem = plan.problem
    if problem.published is None:
        return []
    now = {(h.placement.cohort_id, h.placement.step): h for h in plan.held}
    lines = []
    for key in sorted({*now, *problem.published}):
        before, held = problem.published.get(key), now.get(key)
        course_id = held.course_id if held else before.course_id if before else ""
        place = (held.placement.site_id, held.placement.start) if held else None
        old = (before.site_id, before.start) if before else None
        if place != old:
            lines.append(
                {
                    "cohort_id": key[0],
                    "step": key[1],
                    "course_id": course_id or None,
                    "change": "added" if old is None else "removed" if place is None else "moved",
                    "site_id_before": old[0] if old else None,
                    "start_before": plan.monday(old[1]) if old else None,
                    "site_id": place[0] if place else None,
                    "start": plan.monday(place[1]) if place else None,
                    "trainees": problem.trainees_of(key[0], before)
                    if before
                    else held.trainees
                    if held
                    else 0,
                }
            )
    return lines


def _shared(whole: Tables, share: Share, made: Tables) -> list[Line]:
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
    seen = {**line, "change": "moved" if before and now else "added" if now else "removed"}
    for kept, columns in ((before, ("site_id_before", "start_before")), (now, ("site_id", "start"))):
        if not kept:
            seen |= dict.fromkeys(columns)
    return seen


CHANGES = ResultTable("changes", ChangeRow, make=_made, shared=_shared, against_published=True)
