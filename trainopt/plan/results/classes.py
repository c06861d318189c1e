"""classes.csv: a line for each class."""

from __future__ import annotations

from collections import defaultdict

from trainopt.kinds import Day, Decimal, Id, Positive, Text
from trainopt.plan.results.allowed import AllowedPlan, HeldStep
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class ClassRow(Row):
    """A class: one running of a course at a site from a week."""

    class_id: Text = column("the class, `<site_id>.<course_id>.<start>.<n>` with n from 1", key=True)
    site_id: Id = column("where it is held", refers_to=("sites",))
    nation_id: Id = column("the nation of the site", refers_to=("nations",))
    course_id: Id = column("the course", refers_to=("courses",))
    start: Day = column("its first day, a Monday")
    end: Day = column("its last day, a Sunday")
    trainees: Positive = column("who is in it", "trainees")
    class_min: Positive = column("with fewer it would not run", "trainees")
    class_max: Positive = column("its seats", "trainees")
    fill: Decimal = column("trainees / class_max", "seats used / seats")


def _made(plan: AllowedPlan) -> list[Line]:
    members: dict[str, list[HeldStep]] = defaultdict(list)
    for held in plan.held:
        members[held.placement.class_id].append(held)
    lines = []
    for class_id, inside in sorted(members.items()):
        row, start = inside[0].row, inside[0].placement.start
        trainees = sum(held.cohort.size for held in inside)
        lines.append(
            {
                "class_id": class_id,
                "site_id": plan.site_id(row),
                "nation_id": plan.nation_id(row),
                "course_id": row.course_id,
                "start": plan.monday(start),
                "end": plan.sunday(inside[0].end),
                "trainees": trainees,
                "class_min": row.class_min,
                "class_max": row.class_max,
                "fill": round(trainees / row.class_max, 6),
            }
        )
    return lines


def _shared(whole: Tables, _: Share, made: Tables) -> list[Line]:
    """The classes of the share's steps, with the trainees of the share."""
    trainees: dict[str, int] = defaultdict(int)
    for line in made["assignments"]:
        trainees[line["class_id"]] += line["trainees"]
    return [
        {
            **line,
            "trainees": trainees[line["class_id"]],
            "fill": round(trainees[line["class_id"]] / line["class_max"], 6),
        }
        for line in whole["classes"]
        if line["class_id"] in trainees
    ]


CLASSES = ResultTable("classes", ClassRow, make=_made, shared=_shared)
