"""classes.csv: a line for each class."""

from __future__ import annotations

from collections import defaultdict

from trainopt.kinds import Count, Day, Decimal, Id, Positive, Text
from trainopt.plan.results.allowed import AllowedPlan, HeldStep
from trainopt.plan.results.frame import as_trainees
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class ClassRow(Row):
    """A class: one running of a course at a site from a week."""

    class_id: Text = column("the class, `<site_id>.<course_id>.<start>.<n>` with n from 1", key=True)
    site_id: Id = column("where it is held", refers_to=("sites",))
    nation_id: Id | None = column(
        "the nation of the site",
        refers_to=("nations",),
        blank="the site is gone and nothing says where it was",
    )
    course_id: Id = column("the course", refers_to=("courses",))
    start: Day = column("its first day, a Monday")
    end: Day = column("its last day, a Sunday")
    trainees: Count = column("who is in it; in a unit's share, who of the unit", "trainees")
    expected: Decimal | None = column(
        "of these, who are likely to be there",
        "trainees",
        blank="not told by the version that made the plan",
        since="0.3.0",
    )
    class_min: Positive = column("with fewer it would not run; one that has begun goes on", "trainees")
    class_max: Positive = column("its seats", "trainees")
    fill: Decimal | None = column(
        "trainees / class_max",
        "seats used / seats",
        blank="in a unit's share of a class that others are in too",
    )


def _made(plan: AllowedPlan) -> list[Line]:
    members: dict[str, list[HeldStep]] = defaultdict(list)
    for held in plan.held:
        members[held.placement.class_id].append(held)
    lines = []
    for class_id, inside in sorted(members.items()):
        one, trainees = inside[0], sum(held.trainees for held in inside)
        lines.append(
            {
                "class_id": class_id,
                "site_id": one.placement.site_id,
                "nation_id": one.nation_id or None,
                "course_id": one.course_id,
                "start": plan.monday(one.placement.start),
                "end": plan.sunday(max(held.end for held in inside)),
                "trainees": trainees,
                "expected": as_trainees(sum(held.expected for held in inside)),
                "class_min": one.class_min,
                "class_max": one.class_max,
                "fill": round(trainees / one.class_max, 6),
            }
        )
    return lines


def _shared(whole: Tables, _: Share, made: Tables) -> list[Line]:
    """The classes of the share's steps, with its trainees. How full one is that others are in is not said."""
    inside: dict[str, list[Line]] = defaultdict(list)
    for line in made["assignments"]:
        inside[line["class_id"]].append(line)
    return [
        line | _seen(line, inside[line["class_id"]])
        for line in whole["classes"]
        if line["class_id"] in inside
    ]


def _seen(line: Line, own: list[Line]) -> Line:
    """What is seen of a class by a share with these steps in it."""
    trainees = sum(step["trainees"] for step in own)
    told = all(step["expected"] is not None for step in own)
    return {
        "trainees": trainees,
        "expected": round(sum(step["expected"] for step in own), 2) if told else None,
        "fill": line["fill"] if trainees == line["trainees"] else None,
    }


CLASSES = ResultTable("classes", ClassRow, make=_made, shared=_shared)
