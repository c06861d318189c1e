"""Rows of a result table as a typed pandas frame, and as the text of a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from trainopt.plan.results.table import Line, WrittenTable
from trainopt.tables import HUNDRED

DTYPES: dict[type, tuple[Any, Any]] = {
    str: ("str", "str"),
    int: ("int64", "Int64"),
    float: ("float64", "float64"),
    bool: ("bool", "boolean"),
    date: ("datetime64[us]", "datetime64[us]"),
    object: ("object", "object"),
}
"""By what stands in a column, its type in a frame: where no cell may be blank, and where one may."""


def as_trainees(hundredths: int) -> float:
    """Expected trainees as tables show them."""
    return hundredths / HUNDRED


def frame_of(table: WrittenTable, lines: Sequence[Line]) -> pd.DataFrame:
    """A frame with the table's columns: days as days, counts as whole numbers, yes and no as True and False.

    A blank text is empty; a blank of any other kind is missing.
    """
    return pd.DataFrame({name: _column(table, name, lines) for name in table.columns})


def _column(table: WrittenTable, name: str, lines: Sequence[Line]) -> pd.Series[Any]:
    kind, blanks = table.kinds[name], table.may_be_blank(name)
    cells = [line[name] for line in lines]
    if kind is str:
        cells = ["" if cell is None else cell for cell in cells]
    return pd.Series(cells, dtype=object).astype(DTYPES[kind][blanks])


def as_text(table: WrittenTable, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it is written: yes and no for True and False."""
    words = {
        name: frame[name].map({True: "yes", False: "no"})
        for name, kind in table.kinds.items()
        if kind is bool
    }
    return frame.assign(**words)
