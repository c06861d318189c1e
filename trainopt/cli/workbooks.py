"""The commands that make workbooks of datasets and plans, and datasets of workbooks."""

from __future__ import annotations

from pathlib import Path

import click
import rich_click

from trainopt.cli.options import FOLDER, overwrite_option
from trainopt.cli.output import console, counted, echo_warnings
from trainopt.dataset import read_dataset, write_dataset, write_template
from trainopt.plan.folder import is_plan_folder
from trainopt.plan.workbook import write_plan_workbook
from trainopt.tables import TABLES


@click.command(cls=rich_click.RichCommand)
@click.argument("file", type=FOLDER)
@overwrite_option
def template(file: Path, overwrite: bool) -> int:
    """Write an empty workbook (.xlsx) with a sheet for each table, to be filled by planners."""
    write_template(file, overwrite=overwrite)
    console().print(f"an empty workbook written to {file}; once filled: trainopt check {file}", markup=False)
    return 0


@click.command(cls=rich_click.RichCommand)
@click.argument("source", metavar="IN", type=FOLDER)
@click.argument("target", metavar="OUT", type=FOLDER)
@overwrite_option
def convert(source: Path, target: Path, overwrite: bool) -> int:
    """Make a workbook (OUT.xlsx) of a dataset or plan folder, or a dataset folder of a workbook (IN.xlsx)."""
    if is_plan_folder(source):
        write_plan_workbook(source, target, overwrite=overwrite)
        console().print(f"the plan as a workbook: {target}", markup=False)
        return 0
    dataset = read_dataset(source)
    echo_warnings(dataset.warnings)
    write_dataset(dataset, target, overwrite=overwrite)
    rows = sum(len(dataset.rows(name)) for name in TABLES)
    console().print(f"{dataset.settings.name}: {counted(rows, 'row')} written to {target}", markup=False)
    return 0
