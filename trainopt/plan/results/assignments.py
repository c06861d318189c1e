"""assignments.csv: a line for each step of a cohort that is held in a class."""

from __future__ import annotations

from trainopt.kinds import CohortId, Count, Day, Decimal, Id, Positive, Text, YesNo
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.frame import as_trainees
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class AssignmentRow(Row):
    """A step of a cohort, held in a class. Five columns say what the plan is; the others follow."""

    cohort_id: CohortId = column("the cohort", key=True)
    demand_id: Id = column("the demand it is cut from", refers_to=("demand",))
    unit_id: Id = column("the unit whose trainees they are", refers_to=("units",))
    pipeline_id: Id | None = column(
        "the courses it goes through", refers_to=("pipelines",), blank="its demand is gone"
    )
    step: Positive = column(
        "1, 2, 3 … in the order held: what has begun, then what is still needed of the pipeline", key=True
    )
    course_id: Id = column("the course of this step", refers_to=("courses",))
    class_id: Text = column("the class it is held in")
    site_id: Id = column("where it is held", refers_to=("sites",))
    nation_id: Id | None = column(
        "the nation of the site",
        refers_to=("nations",),
        blank="the site is gone and nothing says where it was",
    )
    start: Day = column("its first day, a Monday")
    end: Day = column("its last day, a Sunday")
    trainees: Count = column("the cohort's size; of a step that has begun who was, or is, in it", "trainees")
    expected: Decimal | None = column(
        "of these, who are likely to be there, by `show_percent` and by `pass_percent` of the courses before",
        "trainees",
        blank="not told by the version that made the plan",
        since="0.3.0",
    )
    wait_weeks: Count | None = column(
        "empty weeks between the previous step's last week and this step's first", "weeks", blank="on step 1"
    )
    weeks_late: Count | None = column(
        "weeks by which the last step ends after the week of `due`, 0 when on time",
        "weeks",
        blank="on every step but the last",
    )
    pinned: YesNo = column(
        "whether it has begun, or pins.csv or the frozen part of the published plan holds it there"
    )


def _made(plan: AllowedPlan) -> list[Line]:
    ends = {(h.placement.cohort_id, h.placement.step): h.end for h in plan.held}
    lines = []
    for held in plan.held:
        placement = held.placement
        before = ends.get((placement.cohort_id, placement.step - 1))
        lines.append(
            {
                "cohort_id": placement.cohort_id,
                "demand_id": held.demand_id,
                "unit_id": held.unit_id,
                "pipeline_id": held.pipeline_id or None,
                "step": placement.step,
                "course_id": held.course_id,
                "class_id": placement.class_id,
                "site_id": placement.site_id,
                "nation_id": held.nation_id or None,
                "start": plan.monday(placement.start),
                "end": plan.sunday(held.end),
                "trainees": held.trainees,
                "expected": as_trainees(held.expected),
                "wait_weeks": None if before is None else max(placement.start - before - 1, 0),
                "weeks_late": held.weeks_late if held.is_last else None,
                "pinned": held.pinned,
            }
        )
    return lines


def _shared(whole: Tables, share: Share, _: Tables) -> list[Line]:
    """The steps held in the nation, or of the unit. How long after a step elsewhere one is, is not said."""
    lines = [line for line in whole["assignments"] if share.has(line)]
    own = {(line["cohort_id"], line["step"]) for line in lines}
    return [
        line if (line["cohort_id"], line["step"] - 1) in own else {**line, "wait_weeks": None}
        for line in lines
    ]


ASSIGNMENTS = ResultTable(
    "assignments",
    AssignmentRow,
    make=_made,
    shared=_shared,
    given=("cohort_id", "step", "class_id", "site_id", "start"),
)
