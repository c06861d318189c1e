"""names.csv: a line for each nation, site, unit and course of the dataset, with what people call it."""

from __future__ import annotations

from trainopt.kinds import Id, Text
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.share import Share
from trainopt.plan.results.sites import harmless
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column


class NameRow(Row):
    """What an id of the other tables is called."""

    kind: Text = column("nation, site, unit or course", key=True)
    id: Id = column("its id", key=True)
    name: Text = column("its name, with an apostrophe before what a spreadsheet would take for a formula")


def _made(plan: AllowedPlan) -> list[Line]:
    return [
        {"kind": kind, "id": key, "name": harmless(name)}
        for (kind, key), name in sorted(plan.problem.names.items())
    ]


def _shared(whole: Tables, _: Share, made: Tables) -> list[Line]:
    """The names of the ids that stand in the share's other tables."""
    told = {
        (kind, line[column])
        for lines in made.values()
        for line in lines
        for kind, columns in NAMED_BY.items()
        for column in columns
        if column in line
    }
    told |= {(line["owner_kind"], line["owner_id"]) for line in made["load"]}
    return [line for line in whole["names"] if (line["kind"], line["id"]) in told]


NAMED_BY = {
    "nation": ("nation_id",),
    "site": ("site_id", "site_id_before", "site_id_a", "site_id_b"),
    "unit": ("unit_id",),
    "course": ("course_id",),
}
"""By kind, the columns of the other tables that hold ids of it; `owner_id` of load.csv may be of any."""

NAMES = ResultTable("names", NameRow, make=_made, shared=_shared, since="0.2.0")
