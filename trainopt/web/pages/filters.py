"""How a table is looked at: its filters by column, its order and its name, as an address has them.

A filter is `text`, `=text`, `!text`, `<x`, `>=x` or alternatives with `|`. The grid does the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import TypeVar

from trainopt.web.addresses import OR
from trainopt.web.pages.alphabet import in_alphabet

FILTER = "f."
SIGNED = re.compile(r"(<=|>=|<|>|=|!)?\s*(.*)", re.DOTALL)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
Row = TypeVar("Row")


@dataclass(frozen=True)
class TableView:
    """What an address asks to see of a table; `sort` are columns, with a `-` those that go down."""

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    name: str = ""
    find: str = ""


def view_of(query: Mapping[str, str], columns: Sequence[str]) -> TableView:
    """The view that an address asks for; what is not of these columns is passed over."""
    filters = {column: query.get(FILTER + column, "").strip() for column in columns}
    sort = tuple(text for text in query.get("sort", "").split(",") if text.removeprefix("-") in columns)
    return TableView(
        {column: text for column, text in filters.items() if text},
        sort,
        query.get("name", "")[:100],
        query.get("find", "")[:200],
    )


def seen_in(view: TableView, rows: Iterable[Row], cells: Callable[[Row], Mapping[str, str]]) -> list[Row]:
    """The rows that a view shows, in its order."""
    kept = [row for row in rows if _is_kept(view, cells(row))]
    for text in reversed(view.sort):
        column, down = text.removeprefix("-"), text.startswith("-")
        kept.sort(key=lambda row: _sort_key(cells(row).get(column, ""), down))
    return kept


def _is_kept(view: TableView, cells: Mapping[str, str]) -> bool:
    if view.find and not any(view.find.lower() in text.lower() for text in cells.values()):
        return False
    return all(passes(wanted, cells.get(column, "")) for column, wanted in view.filters.items())


def passes(wanted: str, cell: str) -> bool:
    """Whether a cell passes the filter of its column."""
    return not wanted.strip() or any(_passes_one(one.strip(), cell.lower()) for one in wanted.split(OR))


def _passes_one(wanted: str, cell: str) -> bool:
    found = SIGNED.fullmatch(wanted)
    sign, text = (found[1] or "", found[2].lower()) if found else ("", wanted)
    if sign == "=":
        return cell == text
    if sign == "!":
        return text not in cell if text else bool(cell)
    if not sign:
        return text in cell
    order = compared(cell, text)
    return bool(cell) and {"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[sign]


def compared(one: str, other: str) -> int:
    """How a cell stands to what a filter compares it with: numbers as numbers, all else by the alphabet."""
    first, second = in_alphabet(one), in_alphabet(other)
    if _is_number(one) and _is_number(other):
        return (float(one) > float(other)) - (float(one) < float(other))
    return (first > second) - (first < second)


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def _sort_key(cell: str, down: bool) -> tuple[bool, bool, object]:
    """Numbers stand before texts, and behind them where the order goes down; blanks are last both ways."""
    order = cmp_to_key(
        lambda one, other: compared(str(other), str(one)) if down else compared(str(one), str(other))
    )
    return not cell, _is_number(cell) == down, order(cell)
