"""A map as the text of its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trainopt.mapping.form import SpreadsheetMap


def as_toml(value: object) -> str:
    """A text, a number, a list or a table of these as TOML has it, on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{as_key(key)} = {as_toml(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def as_key(text: str) -> str:
    """A key as TOML has it: bare where it may be."""
    bare = text.isascii() and text.replace("_", "a").replace("-", "a").isalnum()
    return text if bare else as_toml(text)


def map_text(mapping: SpreadsheetMap) -> str:
    """The text from which `map_of` reads the same map."""
    return tables_text(table.model_dump(exclude_defaults=True) for table in mapping.table)


def tables_text(tables: Iterable[Mapping[str, Any]]) -> str:
    """The text of a map whose tables have these keys."""
    return "\n".join("\n".join(_table_lines(dict(table))) + "\n" for table in tables)


def _table_lines(said: dict[str, Any]) -> Iterator[str]:
    columns, weeks = said.pop("columns"), said.pop("weeks", None)
    yield "[[table]]"
    yield from (f"{key} = {as_toml(value)}" for key, value in said.items())
    yield "\n[table.columns]"
    for name, column in columns.items():
        yield f"{as_key(name)} = {as_toml(column['heading'] if column.keys() == {'heading'} else column)}"
    if weeks is not None:
        yield "\n[table.weeks]"
        yield from (f"{key} = {as_toml(value)}" for key, value in weeks.items())
