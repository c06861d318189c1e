"""The commands that make workbooks of datasets and plans, and datasets of workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, json_option, language_option, overwrite_option
from trainopt.cli.output import console, echo_json, echo_warnings
from trainopt.errors import UsageError
from trainopt.wording import counted


@click.command(cls=rich_click.RichCommand)
@click.argument("file", type=FOLDER)
@language_option
@overwrite_option
@json_option
def template(file: Path, language: str, overwrite: bool, as_json: bool) -> int:
    """Write an empty workbook (.xlsx) with a sheet for each table, to be filled by planners."""
    trainopt.write_template(file, language=language, overwrite=overwrite)
    if as_json:
        echo_json({"workbook": str(file)})
        return 0
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
@language_option
@overwrite_option
@json_option
def convert(
    source: Path,
    target: Path | None,
    mapping: Path | None,
    suggest_map: Path | None,
    like: Path | None,
    language: str,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Make a workbook (OUT.xlsx) of a dataset or a plan, or a folder of a workbook (IN.xlsx) of either.

    With --map, take up a spreadsheet of one's own layout.
    """
    if suggest_map is not None:
        if target is not None or mapping is not None:
            raise UsageError(
                "--suggest-map writes a map and nothing else: neither OUT nor --map goes with it"
            )
        trainopt.suggest_map(source, suggest_map, like=like, overwrite=overwrite)
        made = f"a map to look through and complete: {suggest_map}"
        return _say(made, {"map": str(suggest_map)}, as_json=as_json)
    if target is None:
        raise UsageError("OUT must be given, or --suggest-map")
    found: trainopt.Dataset | dict[str, int] | None
    if mapping is not None:
        found = trainopt.convert_mapped(
            source, target, mapping, like=like, language=language, overwrite=overwrite
        )
    elif like is not None:
        raise UsageError("--like goes with --map or --suggest-map")
    else:
        found = trainopt.convert(source, target, language=language, overwrite=overwrite)
    if found is None:
        form = "folder" if target.is_dir() else "workbook"
        return _say(f"the plan as a {form}: {target}", {"plan": str(target)}, as_json=as_json)
    return _say_rows(found, target, as_json=as_json)


def _say_rows(found: trainopt.Dataset | dict[str, int], target: Path, *, as_json: bool) -> int:
    """What was written of a dataset, or of tables alone."""
    if isinstance(found, dict):
        told = ", ".join(f"{name}: {counted(rows, 'row')}" for name, rows in found.items())
        return _say(f"{told}; written to {target}", {"tables": str(target), "rows": found}, as_json=as_json)
    echo_warnings(found.warnings, "it was written all the same")
    name, rows = found.settings.name, found.counts()
    warnings = [vars(warning) for warning in found.warnings]
    document = {"dataset": str(target), "name": name, "rows": rows, "warnings": warnings}
    told = f"{name}: {counted(sum(rows.values()), 'row')} written to {target}"
    return _say(told, document, as_json=as_json)


def _say(line: str, document: dict[str, Any], *, as_json: bool) -> int:
    """What was made, in a line or as a document."""
    if as_json:
        echo_json(document)
    else:
        console().print(line, markup=False)
    return 0
