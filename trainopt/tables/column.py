"""What a row type is made of: columns with their meaning and unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

RowContradiction = tuple[str, str]
"""A column and what is wrong with it, seen from the other columns of the same row."""


@dataclass(frozen=True)
class Column:
    """What a table says of one of its columns.

    `refers_to` names the tables of a dataset in which an id must stand, `since` the version that first wrote
    a column of a result table: older plan folders do not have it. `offers` names the table of whose ids a
    workbook offers a choice, where others may stand as well.
    """

    meaning: str
    unit: str = ""
    key: bool = False
    refers_to: tuple[str, ...] = ()
    blank: str = ""
    since: str = ""
    offers: str = ""


def column(
    meaning: str,
    unit: str = "",
    *,
    key: bool = False,
    refers_to: tuple[str, ...] = (),
    blank: str | None = None,
    default: Any = None,
    since: str = "",
    offers: str = "",
) -> Any:
    """A column; `blank` says what a blank cell means, and a column without it must be filled."""
    extra: dict[str, Any] = {"column": Column(meaning, unit, key, refers_to, blank or "", since, offers)}
    default = ... if blank is None else default
    return Field(default, description=meaning, json_schema_extra=extra)


class Row(BaseModel):
    """A row of a table. `line` is where it stands in its file, 0 for a row that came from no file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int = 0

    def contradictions(self) -> Iterator[RowContradiction]:
        """What the row's own columns contradict in each other."""
        yield from ()
