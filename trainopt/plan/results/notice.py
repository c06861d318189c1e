"""notice.csv: a line for each nation, with how long before its start it learns of what is new or moved."""

from __future__ import annotations

from collections import defaultdict

from trainopt.kinds import Id, Total
from trainopt.plan.results.allowed import AllowedPlan, HeldStep
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column

DAYS_30, DAYS_60 = 5, 9
"""Whole weeks from that of `as_of`: what starts before has less than 30 or 60 days, which hosts ask for."""


class NoticeRow(Row):
    """What a nation hosts from the week of `as_of` on that is not held so in the published plan."""

    nation_id: Id = column("the nation that hosts", key=True, refers_to=("nations",))
    steps: Total = column("steps that are new there, or moved to another site or week", "steps")
    trainees: Total = column("who comes for them, counted in each of them", "trainees")
    least_weeks: Total = column("weeks from that of `as_of` to the start of the first of them", "weeks")
    under_30_days: Total = column("of the trainees, those who start in less than 30 days", "trainees")
    under_60_days: Total = column("of the trainees, those who start in less than 60 days", "trainees")


def _made(plan: AllowedPlan) -> list[Line]:
    new: dict[str, list[HeldStep]] = defaultdict(list)
    for held in plan.held:
        if held.placement.start >= plan.problem.as_of and not _as_published(plan, held):
            new[held.nation_id].append(held)
    return [_line(plan, nation, steps) for nation, steps in sorted(new.items())]


def _as_published(plan: AllowedPlan, held: HeldStep) -> bool:
    place = held.placement
    before = (plan.problem.published or {}).get((place.cohort_id, place.step))
    return before is not None and (before.site_id, before.start) == (place.site_id, place.start)


def _line(plan: AllowedPlan, nation: str, steps: list[HeldStep]) -> Line:
    weeks = [(held.placement.start - plan.problem.as_of, held.trainees) for held in steps]
    return {
        "nation_id": nation,
        "steps": len(steps),
        "trainees": sum(size for _, size in weeks),
        "least_weeks": min(notice for notice, _ in weeks),
        "under_30_days": sum(size for notice, size in weeks if notice < DAYS_30),
        "under_60_days": sum(size for notice, size in weeks if notice < DAYS_60),
    }


def _shared(whole: Tables, share: Share, _: Tables) -> list[Line]:
    """The nation's own line; none of a unit, whose hosts others come to as well."""
    return [line for line in whole["notice"] if share.kind == "nation" and line["nation_id"] == share.name]


NOTICE = ResultTable("notice", NoticeRow, make=_made, shared=_shared, since="0.2.0", against_published=True)
