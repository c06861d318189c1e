"""The data dictionary: every input table, column and key as markdown, made from `TABLES` and `Settings`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from trainopt.tables import TABLES, Column, Settings, Table

INTRODUCTION = """\
# Data dictionary

<!-- Made by trainopt/dictionary.py from trainopt/tables.py; a test compares the two. -->

A dataset is a folder: `plan.toml` and the CSV tables below. The tables are UTF-8 with one header line and
`,`, `;` or tab between the cells; columns stand in any order. A row is told from the others of its table by
its **key** columns. A blank cell means "not set"; where it may stand and what it then means is said under
*blank*. Time is planned in weeks, Monday to Sunday: a date stands for the week it falls in.
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
    field = Settings.model_fields[name]
    kinds = (get_origin(field.annotation), field.annotation, *get_args(field.annotation))
    written = next(WRITTEN[kind] for kind in kinds if kind in WRITTEN)
    limits = {
        side: getattr(mark, side) for mark in field.metadata for side in ("ge", "le") if hasattr(mark, side)
    }
    return f"{written}, {limits['ge']} to {limits['le']:,}" if len(limits) == 2 else written


def _table_section(table: Table) -> str:
    """A table: what a row is, and its columns."""
    optional = " The file may be missing." if table.optional else ""
    kinds = get_type_hints(table.row, include_extras=True)
    rows = [
        (
            f"`{name}`" + (" **key**" if column.key else ""),
            _meaning(column),
            column.unit,
            "must be filled" if name in table.required else column.blank,
            next(_written_as(kinds[name]), ""),
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


def _written_as(kind: Any) -> Iterator[str]:
    """What a column's type says of how it is written; also that of `Day` in `Day | None`."""
    yield from (note for note in getattr(kind, "__metadata__", ()) if isinstance(note, str))
    for part in get_args(kind):
        yield from _written_as(part)


def markdown_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table in markdown, line by line."""
    names = list(header)
    for cells in (names, ["---"] * len(names), *rows):
        yield "| " + " | ".join(cells) + " |"
