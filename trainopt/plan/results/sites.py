"""sites.csv: a line for each site of the dataset, so that a plan folder alone can be drawn on a map."""

from __future__ import annotations

from trainopt.kinds import Id, Latitude, Longitude, Text
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Line, ResultTable, Tables
from trainopt.tables import Row, column

FORMULA_STARTS = ("=", "+", "-", "@")


class SiteResultRow(Row):
    """A site of the dataset, and where it lies."""

    site_id: Id = column("the site", key=True, refers_to=("sites",))
    nation_id: Id = column("the nation it lies in", refers_to=("nations",))
    name: Text = column("its name, with an apostrophe before what a spreadsheet would take for a formula")
    latitude: Latitude | None = column("for the map", "degrees", blank="not on the map")
    longitude: Longitude | None = column("for the map", "degrees", blank="not on the map")


def _made(plan: AllowedPlan) -> list[Line]:
    return [
        {
            "site_id": site.site_id,
            "nation_id": plan.problem.nations[site.nation].nation_id,
            "name": harmless(site.name),
            "latitude": site.latitude,
            "longitude": site.longitude,
        }
        for site in sorted(plan.problem.sites, key=lambda site: site.site_id)
    ]


def harmless(text: str) -> str:
    """Free text on one line, with an apostrophe before what a spreadsheet would take for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line


def _shared(whole: Tables, share: Share, made: Tables) -> list[Line]:
    """The nation's own sites; of a unit, those where it is held."""
    if share.kind == "nation":
        return [line for line in whole["sites"] if share.has(line)]
    held = {line["site_id"] for line in made["assignments"]}
    return [line for line in whole["sites"] if line["site_id"] in held]


SITES = ResultTable("sites", SiteResultRow, make=_made, shared=_shared, since="0.2.0")
