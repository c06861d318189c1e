"""The tables of `explain` and `value`, with what every column says."""

from __future__ import annotations

from trainopt.kinds import Count, Id, Positive, Text
from trainopt.plan.answer import AnswerTable, Family
from trainopt.tables import Column, Row, column

NOT_TRIED = "not tried, for lack of time"


class ExplainedDemandRow(Row):
    """A demand whose unmet and late trainees are explained."""

    demand_id: Id = column("the demand", key=True)
    unit_id: Id = column("who needs it")
    priority: Positive = column("a weight: 3 counts three times 1")
    unmet: Count = column("of the cohorts that are asked about, who is not placed", "trainees")
    late: Count = column("of these, who is placed and ends after due", "trainees")
    weeks_late: Count = column("by how much the latest of them is late", "weeks")
    weeks_certain: Count = column(
        "so many of these nothing can help: the courses take longer than there is from the first week to the "
        "due one",
        "weeks",
    )
    place_found: Count = column("whom planning on, with nothing changed, places or has less late", "trainees")
    answer: Text = column(
        "`changes` are in reliefs.csv; `planning on` alone helps all, or would; `none` was found; `no time` "
        "was left to look"
    )


class BlockRow(Row):
    """A limit that keeps a demand's next cohort from a step at a site. Sites with the fewest limits first."""

    demand_id: Id = column("the demand", key=True)
    step: Positive = column("of what is still needed of its pipeline, from 1", key=True)
    course_id: Id = column("the course of the step", key=True)
    site_id: Id | None = column("where", key=True, blank="the cohort has no business anywhere")
    starts: Text | None = column(
        "the weeks in which a class could start but for the limit",
        blank="the cohort has no business anywhere",
    )
    weeks: Count = column("how many these are", "weeks")
    limit: Text = column(
        "in words; `free` says in which weeks the step could start, were it not for the others", key=True
    )
    short: Count = column("by how much it falls short at least", "see unit")
    unit: Text | None = column(
        "what `short` counts: trainees, classes, units, weeks", blank="nothing is short"
    )
    used_by: Text | None = column("the demands that have it, those with most trainees first", blank="nobody")


class ReliefRow(Row):
    """A change that may help a demand, and what planning again with it came to.

    What a planner can give comes first, then what can be decided otherwise, then other days of the demand.
    """

    demand_id: Id = column("the demand", key=True)
    relief: Text = column("the change in words", key=True)
    helps: Count | None = column(
        "of the demand, who is placed and was not, or less late", "trainees", blank=NOT_TRIED
    )
    others_gain: Count | None = column("of other cohorts, who gets a place", "trainees", blank=NOT_TRIED)
    others_lose: Count | None = column("of other cohorts, who loses one", "trainees", blank=NOT_TRIED)
    verified: Text = column(
        "`yes`: a checked plan shows that the tiers are better with it; `no`; `not tried` for lack of time"
    )
    evidence: Text | None = column(
        "`proven`: no plan without it is as good; `found`: the cohorts join the best plan without it, nobody "
        "is moved, and the tiers are better; `repeated`: each of several searches with it found better tiers "
        "than every one of as many without; `noise`: a search found better tiers, which may be chance",
        blank="the tiers are no better",
    )
    smallest: Text | None = column(
        "`proven`: with one less no plan is better than before; `not proven`", blank="it does not help"
    )


class ValueRow(Row):
    """More of a capacity in a month, and what it is worth to the plan. What is verified comes first."""

    place: Id = column("the site, nation or unit whose capacity it is", key=True)
    place_name: Text | None = column("its name", blank="none, or the id itself")
    course_id: Id | None = column("the course", key=True, blank="several courses draw on it")
    capacity: Text = column("`classes`, `seats` or the pool's name", key=True)
    month: Text = column("`YYYY-MM`, that of the week's Monday", key=True)
    more: Positive = column(
        "how many more are tried: the fewest that let a cohort in, else what one class or cohort takes",
        "trainees, classes or units",
    )
    unmet_by_plan: Count = column(
        "what one cohort would gain in the plan as it stands", "weighted trainees unmet"
    )
    unmet_by_duals: float | None = column(
        "so many more at the price of the linear relaxation", "weighted trainees unmet", blank="not priced"
    )
    unmet_verified: Count | None = column(
        "by how much the tier fell, beside the best plan after as long with nothing changed; 0 where nothing "
        "but chance may show it",
        "weighted trainees unmet",
        blank="not tried",
    )
    lateness_by_plan: Count = column("as unmet_by_plan", "weighted trainee-weeks of lateness")
    lateness_by_duals: float | None = column(
        "as unmet_by_duals", "weighted trainee-weeks of lateness", blank="not priced"
    )
    lateness_verified: Count | None = column(
        "as unmet_verified", "weighted trainee-weeks of lateness", blank="not tried"
    )
    evidence: Text | None = column("as in reliefs.csv", blank="not tried, or the tiers are no better")
    for_demands: Text | None = column("whom the plan could place, or have less late", blank="nobody alone")
    change: Text = column("the change in words")


BEFORE = Column("the tier, planned on for as long with nothing changed", "the term's", blank=NOT_TRIED)
AFTER = Column("the tier with the relief", "the term's", blank=NOT_TRIED)

EXPLAINED_DEMANDS = AnswerTable(name="demands", row=ExplainedDemandRow)
BLOCKS = AnswerTable(name="blocks", row=BlockRow)
RELIEFS = AnswerTable(
    name="reliefs",
    row=ReliefRow,
    families=(Family("<term>_before", int, BEFORE), Family("<term>_after", int, AFTER)),
)
CAPACITY_VALUES = AnswerTable(name="values", row=ValueRow)
