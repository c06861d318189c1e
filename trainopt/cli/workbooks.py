"""The commands that make workbooks of datasets and plans, and datasets of workbooks."""

from __future__ import annotations

from pathlib import Path

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, overwrite_option
from trainopt.cli.output import console, echo_warnings
from trainopt.wording import counted


@click.command(cls=rich_click.RichCommand)
@click.argument("file", type=FOLDER)
@overwrite_option
def template(file: Path, overwrite: bool) -> int:
    """Write an empty workbook (.xlsx) with a sheet for each table, to be filled by planners."""
    trainopt.write_template(file, overwrite=overwrite)
    console().print(f"an empty workbook written to {file}; once filled: trainopt check {file}", markup=False)
    return 0


@click.command(cls=rich_click.RichCommand)
@click.argument("source", metavar="IN", type=FOLDER)
@click.argument("target", metavar="OUT", type=FOLDER)
@overwrite_option
def convert(source: Path, target: Path, overwrite: bool) -> int:
    """Make a workbook (OUT.xlsx) of a dataset or a plan, or a folder of a workbook (IN.xlsx) of either."""
    dataset = trainopt.convert(source, target, overwrite=overwrite)
    if dataset is None:
        form = "folder" if target.is_dir() else "workbook"
        console().print(f"the plan as a {form}: {target}", markup=False)
        return 0
    echo_warnings(dataset.warnings)
    rows = counted(sum(dataset.counts().values()), "row")
    console().print(f"{dataset.settings.name}: {rows} written to {target}", markup=False)
    return 0
