"""A table: its row type, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from trainopt.tables.column import Column, Row

MOST_ROWS = 100_000


@dataclass(frozen=True)
class Form:
    """How the tables of a dataset are kept, and so what messages call them.

    `ending` is what follows a table's name, `line` what the place of a row is called, and `settings` where
    the keys of `Settings` stand.
    """

    ending: str
    line: str
    settings: str


CSV = Form(".csv", "line", "plan.toml")
SHEETS = Form("", "row", "plan")


@dataclass(frozen=True)
class Table:
    """A table: its name, its row type, whether it may be absent, how it is kept, and its most rows."""

    name: str
    row: type[Row]
    optional: bool = False
    form: Form = CSV
    most_rows: int = MOST_ROWS

    def __repr__(self) -> str:
        return f"Table({self.name!r})"

    @property
    def file(self) -> str:
        """The name of its file, or of its sheet in a workbook."""
        return f"{self.name}{self.form.ending}"

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns in the order in which they are written."""
        extras = {name: self.row.model_fields[name].json_schema_extra for name in self.row.__annotations__}
        return {name: extra["column"] for name, extra in extras.items() if extra}  # type: ignore[index, misc]

    @cached_property
    def marks(self) -> dict[str, tuple[object, ...]]:
        """What each column's type says of how it is written: in words, and the limits of whole numbers."""
        kinds = get_type_hints(self.row, include_extras=True)
        return {name: tuple(_marks(kinds[name])) for name in self.columns}

    @cached_property
    def kinds(self) -> dict[str, type]:
        """What stands in each column, blanks aside; `object` where it may be of several types."""
        hints = get_type_hints(self.row)
        return {name: _plain_type(hints[name]) for name in self.columns}

    @cached_property
    def decimals(self) -> frozenset[str]:
        """The columns of numbers that may have decimals."""
        return frozenset(name for name, kind in self.kinds.items() if kind in (float, object))

    def written(self, name: str) -> str:
        """How a column is written, in words."""
        return next((mark for mark in self.marks[name] if isinstance(mark, str)), "")

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns that must be filled."""
        return tuple(name for name in self.columns if self.row.model_fields[name].is_required())

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that together tell one row from another; none for closures."""
        return tuple(name for name, column in self.columns.items() if column.key)


def _plain_type(hint: Any) -> type:
    """The type without `None`; `object` where several are left."""
    kinds = [kind for kind in get_args(hint) if kind is not NoneType] if _is_union(hint) else [hint]
    found: type = kinds[0] if len(kinds) == 1 else object
    return found


def _is_union(hint: Any) -> bool:
    """Whether a type hint is one of several types, as in `Day | None`."""
    return get_origin(hint) in (Union, UnionType)


def _marks(kind: Any) -> Iterator[object]:
    """The marks of an annotated type; also those of `Day` in `Day | None`."""
    yield from getattr(kind, "__metadata__", ())
    for part in get_args(kind):
        yield from _marks(part)
