"""The commands that pass a plan on: calendars, and one nation's or one unit's share."""

from __future__ import annotations

from pathlib import Path

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, json_option, language_option, overwrite_option
from trainopt.cli.output import console, echo_json
from trainopt.plan.by import CALENDARS_BY
from trainopt.wording import counted


@click.command(cls=rich_click.RichCommand)
@click.argument("plan", type=FOLDER)
@click.option(
    "--by",
    type=click.Choice(CALENDARS_BY, case_sensitive=False),
    required=True,
    help="Write a file for each site, or for each unit.",
)
@click.option("--out", type=FOLDER, required=True, help="Write the files (.ics) to this new folder.")
@click.option(
    "--published",
    type=FOLDER,
    default=None,
    help="The plan of the earlier calendars; what it had and this one lacks is written as cancelled.",
)
@language_option
@overwrite_option
@json_option
def calendar(
    plan: Path, by: str, out: Path, published: Path | None, language: str, overwrite: bool, as_json: bool
) -> int:
    """Write a plan as calendars (iCalendar) that planners can subscribe to or import."""
    made = trainopt.write_calendars(
        plan, by, out, published=published, language=language, overwrite=overwrite
    )
    if as_json:
        echo_json({**vars(made), "folder": str(out)})
        return 0
    what = f"{counted(len(made.owners), 'calendar')} with {made.entries:,} entries"
    gone = f", {made.cancelled:,} of them cancelled" if made.cancelled else ""
    console().print(f"{what}{gone} written to {out}", markup=False)
    return 0


@click.command(cls=rich_click.RichCommand)
@click.argument("plan", type=FOLDER)
@click.option("--nation", default=None, help="Write what this nation hosts.")
@click.option(
    "--unit", default=None, help="Write what this unit does, and with --dataset the units below it too."
)
@click.option("--out", type=FOLDER, required=True, help="Write the share to this folder, as a plan folder.")
@click.option(
    "--dataset",
    type=FOLDER,
    default=None,
    help="The dataset, which has the units below the unit, and the sites where the plan lacks them.",
)
@overwrite_option
@json_option
def extract(
    plan: Path,
    nation: str | None,
    unit: str | None,
    out: Path,
    dataset: Path | None,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Write one nation's or one unit's share of a plan: what it may see, and nothing of others."""
    made = trainopt.extract(plan, out, nation=nation, unit=unit, dataset=dataset, overwrite=overwrite)
    counts = {"classes": made.classes, "cohorts": made.cohorts, "unmet": made.unmet}
    if as_json:
        parts = sorted(made.whose.parts)
        echo_json({"folder": str(out), made.whose.kind: made.whose.name, "parts": parts, **counts})
        return 0
    whose = f"the share of {made.whose.kind} {made.whose.name}"
    what = f"{made.classes:,} classes, {counted(made.cohorts, 'cohort')} in them"
    if nation is None:  # a nation knows of those alone whom it hosts
        what += f", {made.unmet:,} unmet"
    console().print(f"{whose}: {what}; written to {out}", markup=False)
    return 0
