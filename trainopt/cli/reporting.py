"""The command that writes a report."""

from __future__ import annotations

from pathlib import Path

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, json_option, language_option
from trainopt.cli.output import console, echo_json


@click.command(cls=rich_click.RichCommand)
@click.argument("plan", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Write the report to this HTML file.")
@click.option(
    "--compare", type=FOLDER, default=None, metavar="PLAN_B", help="Show this second plan beside it."
)
@click.option(
    "--simulation",
    type=FOLDER,
    default=None,
    help="Show what is likely to come of the plan: a folder of `trainopt simulate --out`.",
)
@language_option
@click.option("--overwrite", is_flag=True, default=False, help="Replace the file if it exists.")
@json_option
def report(
    plan: Path,
    out: Path,
    compare: Path | None,
    simulation: Path | None,
    language: str,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Write a plan's pictures and tables into one HTML file that needs no network."""
    size = trainopt.write_report(
        plan, out, beside=compare, simulation=simulation, language=language, overwrite=overwrite
    )
    if as_json:
        echo_json({"report": str(out), "bytes": size})
        return 0
    console().print(f"report written to {out} ({size / 1e6:.1f} MB)", markup=False)
    return 0
