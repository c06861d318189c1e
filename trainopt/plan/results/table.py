"""What a result table is: its row type, how its rows are made from a plan, and what a share shows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.share import Share
from trainopt.tables import CSV, MOST_ROWS, Column, Form, Table

Line = dict[str, Any]
"""A row: by column a text, a number, a day or yes (True) and no (False); None where it is blank."""

Tables = dict[str, list[Line]]
"""The rows of result tables, by the tables' names."""


@dataclass(frozen=True, kw_only=True)
class WrittenTable(Table):
    """A table that is written of a plan.

    `given` are the columns that one made by hand must have; all others follow from them and the dataset.
    `since` is the version that first wrote the table: folders of versions before it are read without it.
    """

    given: tuple[str, ...] = ()
    since: str = ""
    most_rows: int = 5 * MOST_ROWS

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns without which nothing of the table has a meaning."""
        return self.given

    @cached_property
    def expected(self) -> tuple[str, ...]:
        """The columns that every version has written."""
        return tuple(name for name, column in self.columns.items() if not column.since)

    def may_be_blank(self, name: str) -> bool:
        """Whether a cell of the column may be blank in a table that is whole."""
        return not self.row.model_fields[name].is_required()

    @cached_property
    def adapters(self) -> dict[str, TypeAdapter[Any]]:
        """By column, what reads a cell that is not blank."""
        hints = get_type_hints(self.row, include_extras=True)
        return {name: TypeAdapter(hints[name]) for name in self.columns}


@dataclass(frozen=True, kw_only=True)
class ResultTable(WrittenTable):
    """A table of a plan folder.

    `make` gives its rows of an allowed plan; `shared` those that a share may show, from the whole plan's
    tables and those of the share that stand before this one in the registry. A table `against_published` says
    what differs from the published plan, without which it cannot be made again.
    """

    make: Callable[[AllowedPlan], list[Line]]
    shared: Callable[[Tables, Share, Tables], list[Line]]
    against_published: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadTable(Table):
    """A result table as it may be read: names beside its ids, and what is told in words, are passed over."""

    of: WrittenTable

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The table's, and one of names beside each column of ids."""
        beside = {name_column(name): Column("its name") for name in self.of.columns if "_id" in name}
        return beside | {IN_WORDS: Column("the reason in words")} | self.of.columns

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The table's."""
        return self.of.required

    @cached_property
    def kinds(self) -> dict[str, type]:
        """The table's; names are texts."""
        return dict.fromkeys(self.columns, str) | self.of.kinds


IN_WORDS = "in_words"
"""The column of a workbook that tells in the reader's language what codes and English beside it say."""


def name_column(column: str) -> str:
    """What the column of names beside a column of ids is called: `site_name` beside `site_id`."""
    return column.replace("_id", "_name")


def as_read(table: WrittenTable, form: Form = CSV) -> ReadTable:
    """The table as it may be read from files or sheets of this form."""
    return ReadTable(table.name, table.row, form=form, most_rows=table.most_rows, of=table)
