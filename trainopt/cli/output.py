"""What is printed: results on stdout, messages on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from trainopt.errors import OBEYED, printable
from trainopt.wording import counted, percent

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from trainopt import ActualDifference
    from trainopt.errors import Fault

PIPED_WIDTH = 140
UNSEEN = re.compile(OBEYED.pattern.replace("\x00-\x1f", ""))
"""In a JSON document, whose own line ends stay: those in its texts are escaped already."""
NUMERIC = "biuf"
"""Kinds of columns that are numbers, as numpy calls them."""


def say(line: str) -> None:
    """A message for a person, on stderr: one line, never wrapped, never coloured."""
    click.echo(printable(line), err=True)


def echo_json(document: object) -> None:
    """One JSON document on stdout."""
    click.echo(json_text(document, indent=2))


def json_text(document: object, indent: int | None = None) -> str:
    """A JSON document; what a terminal would obey is escaped in it, as JSON allows in texts.

    JSON has no word for a number that is none: `records` says null. Raises ValueError.
    """
    plain = not _is_unicode(sys.stdout)
    text = json.dumps(document, ensure_ascii=plain, allow_nan=False, indent=indent, default=str)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _is_unicode(stream: Any) -> bool:
    """Whether the stream has every letter; one that has no encoding is no file and takes any text."""
    return (getattr(stream, "encoding", None) or "utf").lower().startswith("utf")


def echo_faults(faults: Sequence[Fault], warnings: Sequence[Fault], *, as_json: bool = False) -> None:
    """Every fault and warning, a line each, then how many there are."""
    if as_json:
        echo_faults_as_json(faults, warnings)
    for fault in faults:
        say(str(fault))
    if faults and warnings:
        say(f"{counted(len(warnings), 'warning')} besides:")
        for warning in warnings:
            say(str(warning))
    if faults:
        say(counted(len(faults), "fault"))


def echo_faults_as_json(faults: Sequence[Fault], warnings: Sequence[Fault]) -> None:
    """Every fault and warning in one document."""
    echo_json({"faults": [vars(f) for f in faults], "warnings": [vars(w) for w in warnings]})


def echo_warnings(warnings: Sequence[Fault], all_the_same: str) -> None:
    """Warnings in the form of faults, under a line that says what is done all the same."""
    if warnings:
        say(f"{counted(len(warnings), 'warning')}; {all_the_same}:")
    for warning in warnings:
        say(str(warning))


def echo_differences(differences: Sequence[ActualDifference], most: int | None = None) -> None:
    """What really was otherwise than published, the first of many where `most` says how many."""
    for one in differences[:most]:
        say(f"not as published: {one}")
    if most is not None and len(differences) > most:
        say(f"not as published: {len(differences) - most:,} more, which trainopt check lists")


def console() -> Console:
    """Stdout as a rich console, wide enough for tables where it is no terminal."""
    from trainopt.cli.plain import PlainConsole

    return PlainConsole(width=None if sys.stdout.isatty() else PIPED_WIDTH)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows for JSON, what is missing as null."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(column): _plain(value) for column, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    """A day without a time, as every table shows it."""
    return value.date() if isinstance(value, datetime) else value


Format = Callable[[Any], str]

FORMATS: dict[str, Format] = {
    **dict.fromkeys(("gap", "gap_a", "gap_b"), lambda share: percent(share, 1)),
    "fill": percent,
    "share": percent,
    "below_min": lambda share: f"<{percent(0.01)}" if 0 < share < 0.005 else percent(share),
    "all_on_time": percent,
    "mean": lambda number: f"{number:,.1f}",
    "expected": lambda number: f"{number:,.2f}",
    "unmet": lambda number: f"{number:,.1f}" if isinstance(number, float) else f"{number:,}",
    "turned_away": lambda number: f"{number:,.1f}",
    "classes_short": lambda number: f"{number:,.1f}",
    "on_time": lambda number: f"{number:,.1f}" if isinstance(number, float) else f"{number:,}",
}


def print_frame(frame: pd.DataFrame, title: str, headings: Iterable[str] = ()) -> None:
    """A frame as a table: numbers to the right with thousands, shares as per cent."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    names = list(headings) or [str(column).replace("_", " ") for column in frame.columns]
    for name, column in zip(names, frame.columns, strict=True):
        numeric = frame[column].dtype.kind in NUMERIC
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    shown = frame.astype(object).where(frame.notna(), None)
    for row in shown.itertuples(index=False):
        table.add_row(*(_cell(str(c), value) for c, value in zip(frame.columns, row, strict=True)))
    console().print(table)


def print_wide(frame: pd.DataFrame, title: str) -> None:
    """A frame as tables below each other, each as wide as the output: all begin with the first column."""
    first, *others = frame.columns
    left = console().width - _width(frame, first) - 1
    part: list[Any] = []
    for column in others:
        if part and left < sum(_width(frame, one) for one in (*part, column)):
            print_frame(frame[[first, *part]], f"{title}, {part[0]} to {part[-1]}")
            part = []
        part.append(column)
    span = f", {part[0]} to {part[-1]}" if len(part) < len(others) else ""
    print_frame(frame[[first, *part]], f"{title}{span}")


def _width(frame: pd.DataFrame, column: Any) -> int:
    """Of a column of a table, with a border and a blank on either side."""
    return max([len(str(column)), *(len(str(cell)) for cell in frame[column])]) + 3


def _cell(column: str, value: object) -> str:
    if value is None:
        return ""
    if column in FORMATS and not isinstance(value, str):  # a text is as it is to be shown
        return FORMATS[column](value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(_plain(value))
