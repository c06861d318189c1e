"""The data dictionary: every input table, column and key as markdown, made from `TABLES` and `Settings`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal, get_args, get_origin

from trainopt.kinds import Limits
from trainopt.tables import TABLES, Column, Settings, Table

INTRODUCTION = """\
# Data dictionary

<!-- Made by trainopt/dictionary.py from trainopt/tables/rows.py; a test compares the two. -->

A dataset is a folder: `plan.toml` and the CSV tables below. Or it is a workbook (`.xlsx`) with a sheet for
each table, named like it without `.csv`, and a sheet `plan` with the columns `key` and `value`. The tables
are UTF-8 with one header line and `,`, `;` or tab between the cells; columns stand in any order. A first line
`sep=;` says which, as Excel takes it. A row is told from the others of its table by its **key** columns. A
blank cell means "not set"; where it may stand and what it then means is said under *blank*. Columns without a
name in which nothing stands are passed over, as are blank rows. Where a cell takes one of a few words, such
as `same_nation`, they are known in any case, and with a blank or a hyphen for `_`. A date is `2027-01-18`, or
day first with dots, `18.1.2027`; slashes are a fault, since they do not say which number is the month. Time
is planned in weeks, Monday to Sunday: a date stands for the week it falls in.

Only plain files inside the folder are read, no links that lead out of it: of a table at most 100,000 rows,
1,000 columns and 64 MiB, of all files of the folder 128 MiB, of `plan.toml` 1 MiB. A demand makes at most
1,000 cohorts, and more than 100 are warned of; all together make at most 100,000.
"""

WRITTEN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    date: "date without quotes",
    tuple: "list of texts",
}
"""How a value of a type stands in plan.toml."""


def data_dictionary() -> str:
    """The data dictionary as markdown."""
    tables = "\n".join(_table_section(table) for table in TABLES.values())
    return f"{INTRODUCTION}\n{_settings_section()}\n{tables}"


def _settings_section() -> str:
    """plan.toml: its keys, with what holds where a key is left out."""
    rows = [
        (f"`{name}`", field.description or "", _default(field.default, field.is_required()), _written(name))
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(
        ["## plan.toml", "", *markdown_table(("key", "meaning", "default", "written as"), rows), ""]
    )


def _default(value: Any, required: bool) -> str:
    """The default as it would stand in plan.toml; none where the key must be set or the meaning says it."""
    if required:
        return "must be set"
    if value is None:
        return ""
    return f"`{json.dumps(value)}`"


def _written(name: str) -> str:
    """How the value of a key of plan.toml is written."""
    words = setting_words(name)
    if words:
        return f"text, {' or '.join(words)}"
    written, limits = WRITTEN[setting_type(name)], setting_limits(name)
    return f"{written}, {limits.least} to {limits.most:,}" if limits else written


def setting_words(name: str) -> tuple[str, ...]:
    """The words of which the value of a key must be one; none where it is no choice of words."""
    kind = Settings.model_fields[name].annotation
    return get_args(kind) if get_origin(kind) is Literal else ()


def setting_type(name: str) -> type:
    """The type of a key's value: one of those of `WRITTEN`."""
    if setting_words(name):
        return str
    field = Settings.model_fields[name]
    kinds = (get_origin(field.annotation), field.annotation, *get_args(field.annotation))
    found: type = next(kind for kind in kinds if kind in WRITTEN)
    return found


def setting_limits(name: str) -> Limits | None:
    """The least and the most that the whole number of a key may be."""
    marks = Settings.model_fields[name].metadata
    limits = {side: getattr(mark, side) for mark in marks for side in ("ge", "le") if hasattr(mark, side)}
    return Limits(limits["ge"], limits["le"]) if len(limits) == 2 else None


def _table_section(table: Table) -> str:
    """A table: what a row is, and its columns."""
    optional = " The file may be missing." if table.optional else ""
    rows = [
        (
            f"`{name}`" + (" **key**" if column.key else ""),
            _meaning(column),
            column.unit,
            "must be filled" if name in table.required else column.blank,
            table.written(name),
        )
        for name, column in table.columns.items()
    ]
    header = ("column", "meaning", "unit", "blank", "written as")
    return "\n".join(
        [f"## {table.file}", "", f"{table.row.__doc__}{optional}", "", *markdown_table(header, rows), ""]
    )


def _meaning(column: Column) -> str:
    """The meaning, and where an id must stand."""
    tables = " or ".join(f"[{TABLES[name].file}](#{name}csv)" for name in column.refers_to)
    return f"{column.meaning}; in {tables}" if tables else column.meaning


def markdown_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table in markdown, line by line."""
    names = list(header)
    for cells in (names, ["---"] * len(names), *rows):
        yield "| " + " | ".join(cells) + " |"
