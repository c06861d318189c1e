"""The tables of `compare`, with what every column says: plan A beside plan B."""

from __future__ import annotations

from trainopt.kinds import CohortId, Count, Day, Id, Positive, Text
from trainopt.plan.answer import AnswerTable
from trainopt.tables import Row, column


class ComparedTierRow(Row):
    """A tier of both plans, most important first."""

    term: Text = column("what is counted", key=True)
    value_a: int | None = column("what A has of it", "the term's", blank="no tier of A")
    value_b: int | None = column("what B has of it", "the term's", blank="no tier of B")
    bound_a: int | None = column("no plan of A's data has less, proven", "the term's", blank="no tier of A")
    bound_b: int | None = column("no plan of B's data has less, proven", "the term's", blank="no tier of B")
    gap_a: float | None = column("(value - bound) / value", "share, 0 to 1", blank="no tier of A")
    gap_b: float | None = column("(value - bound) / value", "share, 0 to 1", blank="no tier of B")
    difference: int | None = column("B - A", "the term's", blank="no tier of one of them")
    significant: Text | None = column(
        "`yes`: the bounds prove that the best values differ in this direction; `no`: they do not",
        blank="a tier before it differs, or one of them has no such tier",
    )


class ComparedTraineesRow(Row):
    """What becomes of the trainees of a priority in both plans."""

    priority: Positive = column("the demands' weight", key=True)
    trainees_a: Count = column("asked for in A", "trainees")
    trainees_b: Count = column("asked for in B", "trainees")
    placed_a: Count = column("placed in A", "trainees")
    placed_b: Count = column("placed in B", "trainees")
    on_time_a: Count = column("of those placed in A, who ends on time", "trainees")
    on_time_b: Count = column("of those placed in B, who ends on time", "trainees")
    late_a: Count = column("of those placed in A, who ends later", "trainees")
    late_b: Count = column("of those placed in B, who ends later", "trainees")
    unmet_a: Count = column("not placed in A", "trainees")
    unmet_b: Count = column("not placed in B", "trainees")


class ComparedDemandRow(Row):
    """A demand of which not as many are placed, on time, late or unmet, or not as late, in both plans."""

    demand_id: Id = column("the demand", key=True)
    unit_id: Id = column("who needs it")
    pipeline_id: Id = column("what they go through")
    priority: Positive = column("a weight: 3 counts three times 1")
    placed_a: Count = column("placed in A", "trainees")
    placed_b: Count = column("placed in B", "trainees")
    on_time_a: Count = column("of those placed in A, who ends on time", "trainees")
    on_time_b: Count = column("of those placed in B, who ends on time", "trainees")
    unmet_a: Count = column("not placed in A", "trainees")
    unmet_b: Count = column("not placed in B", "trainees")
    max_weeks_late_a: Count | None = column("by how much the last of A is late", "weeks", blank="none placed")
    max_weeks_late_b: Count | None = column("by how much the last of B is late", "weeks", blank="none placed")
    gained: int = column("placed in B less those placed in A", "trainees")


class ComparedClassesRow(Row):
    """A course at a site from a week, where not as many classes start in both plans."""

    site_id: Id = column("where they are held", key=True)
    nation_id: Id | None = column("the nation of the site", key=True, blank="the site is gone")
    course_id: Id = column("the course", key=True)
    start: Day = column("their first day, a Monday", key=True)
    classes_a: Count = column("how many start in A", "classes")
    classes_b: Count = column("how many start in B", "classes")
    trainees_a: Count = column("who is in those of A", "trainees")
    trainees_b: Count = column("who is in those of B", "trainees")


class ComparedLoadRow(Row):
    """A pool of which not as much is used in both plans, over all weeks."""

    owner_kind: Text = column("nation, site or unit", key=True)
    owner_id: Id = column("whose pool it is", key=True)
    resource: Id = column("as in load.csv", key=True)
    used_a: Count = column("what A uses", "trainee-weeks, or unit-weeks of the resource")
    used_b: Count = column("what B uses", "trainee-weeks, or unit-weeks of the resource")
    weeks_full_a: Count = column("in how many weeks A uses all of it", "weeks")
    weeks_full_b: Count = column("in how many weeks B uses all of it", "weeks")


class MovedStepRow(Row):
    """A step that is held elsewhere or from another week in B, or in one of the plans alone."""

    cohort_id: CohortId = column("the cohort", key=True)
    step: Positive = column("its step", key=True)
    change: Text = column("`moved`; `added`: in B alone; `removed`: in A alone")
    site_id_a: Id | None = column("where it is held in A", blank="not in A")
    site_id_b: Id | None = column("where it is held in B", blank="not in B")
    start_a: Day | None = column("its first day in A", blank="not in A")
    start_b: Day | None = column("its first day in B", blank="not in B")
    trainees: Count = column("the cohort's size", "trainees")


COMPARED_TIERS = AnswerTable(name="tiers", row=ComparedTierRow)
COMPARED_TRAINEES = AnswerTable(name="trainees", row=ComparedTraineesRow)
COMPARED_DEMANDS = AnswerTable(name="demands", row=ComparedDemandRow)
COMPARED_CLASSES = AnswerTable(name="classes", row=ComparedClassesRow)
COMPARED_LOAD = AnswerTable(name="load", row=ComparedLoadRow)
MOVED_STEPS = AnswerTable(name="moved", row=MovedStepRow)
