"""The commands that make workbooks of datasets and plans, and datasets of workbooks."""

from __future__ import annotations

from pathlib import Path

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, overwrite_option
from trainopt.cli.output import console, echo_warnings
from trainopt.errors import UsageError
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
@click.argument("target", metavar="[OUT]", required=False, type=FOLDER)
@click.option(
    "--map",
    "mapping",
    type=FOLDER,
    default=None,
    help="IN has a layout of its own, which this TOML file says.",
)
@click.option(
    "--suggest-map",
    type=FOLDER,
    default=None,
    help="Write a map to begin with for IN, a spreadsheet of one's own layout, to this file, and no OUT.",
)
@click.option(
    "--like",
    type=FOLDER,
    default=None,
    help="The dataset in which names are looked up; with --map it takes up the rows.",
)
@overwrite_option
def convert(
    source: Path,
    target: Path | None,
    mapping: Path | None,
    suggest_map: Path | None,
    like: Path | None,
    overwrite: bool,
) -> int:
    """Make a workbook (OUT.xlsx) of a dataset or a plan, or a folder of a workbook (IN.xlsx) of either.

    With --map, take up a spreadsheet of one's own layout.
    """
    if suggest_map is not None:
        if target is not None or mapping is not None:
            raise UsageError(
                "--suggest-map writes a map and nothing else: neither OUT nor --map goes with it"
            )
        return _suggest(source, suggest_map, like, overwrite)
    if target is None:
        raise UsageError("OUT must be given, or --suggest-map")
    if mapping is not None:
        return _take_up(source, target, mapping, like, overwrite)
    if like is not None:
        raise UsageError("--like goes with --map or --suggest-map")
    dataset = trainopt.convert(source, target, overwrite=overwrite)
    if dataset is None:
        form = "folder" if target.is_dir() else "workbook"
        console().print(f"the plan as a {form}: {target}", markup=False)
        return 0
    return _say_dataset(dataset, target)


def _suggest(source: Path, target: Path, like: Path | None, overwrite: bool) -> int:
    trainopt.suggest_map(source, target, like=like, overwrite=overwrite)
    console().print(f"a map to look through and complete: {target}", markup=False)
    return 0


def _take_up(source: Path, target: Path, mapping: Path, like: Path | None, overwrite: bool) -> int:
    found = trainopt.convert_mapped(source, target, mapping, like=like, overwrite=overwrite)
    return _say_dataset(found, target) if isinstance(found, trainopt.Dataset) else _say_tables(found, target)


def _say_dataset(dataset: trainopt.Dataset, target: Path) -> int:
    echo_warnings(dataset.warnings)
    rows = counted(sum(dataset.counts().values()), "row")
    console().print(f"{dataset.settings.name}: {rows} written to {target}", markup=False)
    return 0


def _say_tables(counts: dict[str, int], target: Path) -> int:
    told = ", ".join(f"{name}: {counted(rows, 'row')}" for name, rows in counts.items())
    console().print(f"{told}; written to {target}", markup=False)
    return 0
