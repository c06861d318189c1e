"""load.csv: a line for each week of each pool that has a limit or is used at all."""

from __future__ import annotations

from trainopt.check import expected_load, load
from trainopt.kinds import Day, Decimal, Id, Text, Total
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.frame import as_trainees
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class LoadRow(Row):
    """A pool in a week: what is used of it, and what there is."""

    week: Day = column("its Monday", key=True)
    owner_kind: Text = column("nation, site or unit", key=True)
    owner_id: Id = column("whose pool it is", key=True, refers_to=("nations", "sites", "units"))
    resource: Id = column(
        "`trainees` in classes in the nation, `arrivals` there, `beds` of the site, trainees `away` from the "
        "unit, or a resource's name",
        key=True,
    )
    used: Total = column("what the plan uses of it", "trainees, or units of the resource")
    expected: Decimal | None = column(
        "of the trainees who are planned, those likely to be there",
        "trainees",
        blank="a resource, or not told by the version that made the plan",
        since="0.3.0",
    )
    available: Total | None = column("what there is", "trainees, or units of the resource", blank="no limit")


def _made(plan: AllowedPlan) -> list[Line]:
    problem = plan.problem
    drawn = load(problem, plan.plan)
    expected = expected_load(problem, plan.plan)
    used_pools = {pool for pool, _ in drawn}
    lines = [
        {
            "week": plan.monday(week),
            "owner_kind": pool.owner_kind,
            "owner_id": pool.owner_id,
            "resource": pool.resource,
            "used": drawn.get((pool.index, week), 0),
            "expected": None if pool.kind == "resource" else as_trainees(expected.get((pool.index, week), 0)),
            "available": pool.available[week],
        }
        for pool in problem.pools
        if pool.limited or pool.index in used_pools
        for week in range(problem.weeks)
    ]
    return sorted(lines, key=lambda line: tuple(line[key] for key in LOAD.key))


def _shared(whole: Tables, share: Share, _: Tables) -> list[Line]:
    """What the nation and its sites, or the units, have and use."""
    owners = share.owners
    return [line for line in whole["load"] if (line["owner_kind"], line["owner_id"]) in owners]


LOAD = ResultTable("load", LoadRow, make=_made, shared=_shared)
