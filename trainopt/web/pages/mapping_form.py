"""A map as a form: each sheet with its columns and what they are; and a form as the text of a map."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from starlette.datastructures import FormData

from trainopt.errors import UsageError
from trainopt.mapping.apply import grid_of
from trainopt.mapping.cells import Reading
from trainopt.mapping.form import ColumnMap, DateOrder, TableMap
from trainopt.mapping.grid import SheetGrid
from trainopt.mapping.headings import plain
from trainopt.mapping.layout import column_number
from trainopt.mapping.names import KnownIds
from trainopt.mapping.regions import SheetColumn, SheetRegion, region_of
from trainopt.mapping.text import tables_text
from trainopt.tables import MOST_ROWS, TABLES, Column

MOST_REGIONS = 1_000
"""Tables, and sheets without one, that the form of one spreadsheet has: their fields still make one form."""
WEEK_KEYS = ("value", "first", "last")
AREA = re.compile(r"[A-Za-z]{1,3}:[A-Za-z]{1,3}")
BY_KEY, EVERY_ROW = "", "*"
"""What takes the place of what, as the form says it: rows of the same key, or all of the table."""


@dataclass(frozen=True)
class ColumnField:
    """A column of a table and where it comes from: `way` is blank, `value`, `numbered` or a sheet's column.

    `pairs` are texts of the sheet with what the table has in their place, those first that say nothing yet.
    """

    name: str
    column: Column
    way: str
    text: str
    said: ColumnMap
    pairs: tuple[tuple[str, str], ...] = ()
    refers_to: tuple[str, ...] = ()
    is_day: bool = False

    @property
    def unclear(self) -> bool:
        """Whether some of its texts say nothing yet."""
        return any(not meant for _, meant in self.pairs)

    @property
    def ids(self) -> str:
        """How the list of the ids that may stand in it is called; blank where none may."""
        return "-".join(self.refers_to)

    @property
    def required(self) -> bool:
        """Whether it must be filled."""
        return not self.column.blank


@dataclass(frozen=True)
class RegionForm:
    """A table, or what may be one, on a sheet.

    `fields` has the table's column that each of the sheet's is, by its number; `others` are those that come
    from none, or from one that another comes from, too. `weeks` are the sheet's columns that are weeks.
    """

    number: int
    grid: SheetGrid
    sheet: int
    table: TableMap | None
    region: SheetRegion
    fields: dict[int, ColumnField]
    others: tuple[ColumnField, ...]
    week_pairs: tuple[tuple[str, str], ...] = ()

    @property
    def weeks(self) -> list[SheetColumn]:
        """The columns that are weeks or months, where the map takes them so."""
        by_weeks = self.table is not None and self.table.weeks is not None
        return [c for c in self.region.columns if by_weeks and c.period and c.number not in self.fields]

    @property
    def columns(self) -> list[SheetColumn]:
        """The other columns."""
        weeks = self.weeks
        return [column for column in self.region.columns if column not in weeks]

    @property
    def replaces(self) -> str:
        """What takes the place of what."""
        said = self.table.replaces if self.table else None
        return BY_KEY if said is None else " ".join(said) or EVERY_ROW


def regions_of(grids: Sequence[SheetGrid], tables: Sequence[TableMap], names: KnownIds) -> list[RegionForm]:
    """The form of a map: every sheet with its tables, and those without one as they stand.

    Of sheets without one no more than a form has room for.
    """
    found: list[RegionForm] = []
    for sheet, grid in enumerate(grids):
        own: list[TableMap | None] = [table for table in tables if _sheet_number(table, grids) == sheet]
        for table in own or [None]:
            found.append(_region(len(found), sheet, grid, table, names))
    spare = MOST_REGIONS - sum(one.table is not None for one in found)
    shown = [*(one for one in found if one.table), *[one for one in found if not one.table][: max(0, spare)]]
    shown.sort(key=lambda one: one.number)
    return [replace(one, number=number) for number, one in enumerate(shown)]


def _sheet_number(table: TableMap, grids: Sequence[SheetGrid]) -> int:
    """The place of the sheet that a map means; the first where there is none of that name."""
    found = grid_of(grids, table)
    return next((number for number, grid in enumerate(grids) if grid is found), 0)


def _region(number: int, sheet: int, grid: SheetGrid, table: TableMap | None, names: KnownIds) -> RegionForm:
    region = region_of(grid, table)
    if table is None or table.table not in TABLES:
        return RegionForm(number, grid, sheet, None, region, {}, ())
    by_weeks = set(table.weeks.columns().values()) if table.weeks else set()
    fields: dict[int, ColumnField] = {}
    others: list[ColumnField] = []
    for name in table.form.columns:
        if name in by_weeks:
            continue
        field = _field(table, region, name, names)
        place = int(field.way) if field.way.isdigit() else None
        if place is None or place in fields:
            others.append(field)
        else:
            fields[place] = field
    return RegionForm(
        number, grid, sheet, table, region, fields, tuple(others), _of_weeks(table, region, names)
    )


def _field(table: TableMap, region: SheetRegion, name: str, names: KnownIds) -> ColumnField:
    said = table.columns.get(name, ColumnMap())
    place = _place(said, region)
    way, text = "" if place is None else str(place.number), ""
    if said.value is not None:
        way, text = "value", said.value
    elif said.numbered is not None:
        way, text = "numbered", said.numbered
    reading = Reading(table.form, name, said.values, said.dates, said.year)
    pairs = _pairs(reading, place.texts if place else (), names)
    column = table.form.columns[name]
    return ColumnField(name, column, way, text, said, pairs, reading.tables, reading.kind is date)


def _place(said: ColumnMap, region: SheetRegion) -> SheetColumn | None:
    """The column of the sheet that a map means."""
    for column in region.columns:
        if said.column is not None and column_number(said.column) == column.number:
            return column
        if said.heading is not None and plain(said.heading) == plain(column.heading) and column.alone:
            return column
    return None


def _pairs(reading: Reading, texts: Sequence[str], names: KnownIds) -> tuple[tuple[str, str], ...]:
    unclear = [(text, "") for text in texts if not reading.is_clear(text, names)]
    return (*unclear, *reading.values.items())


def _of_weeks(table: TableMap, region: SheetRegion, names: KnownIds) -> tuple[tuple[str, str], ...]:
    if table.weeks is None or table.weeks.value not in table.form.columns:
        return ()
    reading = Reading(table.form, table.weeks.value, table.weeks.values)
    texts = dict.fromkeys(text for column in region.columns if column.period for text in column.texts)
    return _pairs(reading, list(texts), names)


def ids_offered(regions: Sequence[RegionForm], names: KnownIds) -> dict[str, list[tuple[str, str]]]:
    """The ids that may stand in the fields of a form, each with its name, by how their list is called."""
    fields = [field for one in regions for field in (*one.fields.values(), *one.others) if field.ids]
    return {
        field.ids: [
            (id, names.called[table].get(id, ""))
            for table in field.refers_to
            for id in sorted(names.ids[table])
        ]
        for field in fields
    }


# A form as a map


@dataclass(frozen=True)
class FormRead:
    """What a form says: the text of the map, and what of it could not be understood and was left out."""

    text: str
    problems: tuple[str, ...]


Suggestion = Callable[[SheetGrid, str, Sequence[int]], dict[str, Any]]
"""The keys of a table of a map, by sheet, table and rows of headings, which are counted from 0."""


def read_form(form: FormData, grids: Sequence[SheetGrid], suggestion: Suggestion) -> FormRead:
    """The map that a form says; where another table is chosen than before, what is suggested for that.

    Raises UsageError for a form that does not say how many tables it has.
    """
    count = _whole(form.get("regions"), MOST_REGIONS)
    if count is None:
        raise UsageError("this page is out of date: load it anew, then try again")
    problems: list[str] = []
    tables = [
        _Fields(form, f"r{number}.", problems).table(grids, suggestion)
        for number in range(count)
        if _said(form, f"r{number}.table") in TABLES
    ]
    return FormRead(tables_text(tables), tuple(problems))


def grid_at(grids: Sequence[SheetGrid], number: str) -> SheetGrid:
    """The sheet of a number as a form has it; the first where there is none."""
    return grids[int(number)] if number in map(str, range(len(grids))) else grids[0]


def with_another(text: str, grids: Sequence[SheetGrid], sheet: str) -> str:
    """The text of a map with one more table on a sheet, of which nothing is said yet."""
    grid = grid_at(grids, sheet)
    rows = list(region_of(grid, None).heading_rows)
    another = {"table": "demand"} | _sheet(grid, grids) | {"heading_rows": rows or [1], "columns": {}}
    return "\n".join(filter(None, [text, tables_text([another])]))


def _sheet(grid: SheetGrid, grids: Sequence[SheetGrid]) -> dict[str, str]:
    return {"sheet": grid.name} if grid.has_cells and len(grids) > 1 else {}


def _said(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _whole(value: object, most: int) -> int | None:
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) and 1 <= int(text) <= most else None


@dataclass(frozen=True)
class _Fields:
    """The fields of one table of a form; what cannot be understood is noted in `problems`."""

    form: FormData
    prefix: str
    problems: list[str]

    def said(self, name: str) -> str:
        return _said(self.form, self.prefix + name)

    def lines(self, name: str) -> list[str]:
        return [line.strip() for line in self.said(name).splitlines() if line.strip()]

    def number(self, name: str, least: int, most: int) -> dict[str, int]:
        """A number under the last part of its name; nothing where it is blank."""
        text = self.said(name)
        found = _whole(text, most)
        if text and (found is None or found < least):
            self.problems.append(f"{name}: must be a whole number of {least} to {most:,} (got {text!r})")
            return {}
        return {name.rpartition(".")[2]: found} if found else {}

    def table(self, grids: Sequence[SheetGrid], suggestion: Suggestion) -> dict[str, Any]:
        """The keys of the table."""
        grid, name = grid_at(grids, self.said("sheet")), self.said("table")
        rows = [row - 1 for row in self._heading_rows() if row <= len(grid.rows)]
        if self.said("was") != name and rows:
            return suggestion(grid, name, rows) | _sheet(grid, grids)
        table: dict[str, Any] = {"table": name} | _sheet(grid, grids) | self._rows()
        region = region_of(grid, TableMap.model_validate(table | {"columns": {}}))
        table["columns"] = dict(self._columns(name, region))
        if self.said("weeks"):
            table["weeks"] = self._weeks()
        return table

    def _rows(self) -> dict[str, Any]:
        """Where the table stands, which of its rows are read, and what they replace."""
        said: dict[str, Any] = {}
        if AREA.fullmatch(self.said("area")):
            said["area"] = self.said("area")
        elif self.said("area"):
            self.problems.append(f"area: must be letters such as E:H (got {self.said('area')!r})")
        if rows := self._heading_rows():
            said["heading_rows"] = rows
        said |= self.number("first_row", 1, MOST_ROWS) | self.number("last_row", 1, MOST_ROWS)
        if self.said("until_blank"):
            said["until_blank"] = True
        if self.lines("skip"):
            said["skip"] = self.lines("skip")
        if (replaced := self.said("replaces")) != BY_KEY:
            said["replaces"] = [] if replaced == EVERY_ROW else replaced.split()
        return said

    def _heading_rows(self) -> list[int]:
        parts = [part for part in re.split(r"[\s,;]+", self.said("heading_rows")) if part]
        found = [_whole(part, MOST_ROWS) for part in parts]
        if None in found or len(found) > 3:
            self.problems.append(f"heading rows: must be up to three numbers (got {' '.join(parts)!r})")
            return []
        return [row for row in found if row]

    def _columns(self, name: str, region: SheetRegion) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each column of the table that the form fills, with the keys of its map."""
        table = TABLES[name]
        by_number = {str(column.number): column for column in region.columns}
        chosen: dict[str, SheetColumn] = {}
        for column in region.columns:
            picked = self.said(f"c{column.number}")
            if picked not in table.columns:
                continue
            if picked in chosen:
                places = f"{chosen[picked].letters} and {column.letters}"
                self.problems.append(f"{picked}: is said of two columns, {places}; choose one")
            chosen.setdefault(picked, column)
        for one in table.columns:
            way, text = self.said(f"{one}.way"), self.said(f"{one}.text")
            found = chosen.get(one) or by_number.get(way)
            if found is not None:
                yield one, _source(found) | self._reading(one)
            elif way in ("value", "numbered"):
                yield one, {way: text}

    def _reading(self, name: str) -> dict[str, Any]:
        """How the cells of a column are understood."""
        said: dict[str, Any] = {}
        if pairs := self._pairs(name):
            said["values"] = pairs
        if (order := self.said(f"{name}.dates")) in get_args(DateOrder):
            said["dates"] = order
        said |= self.number(f"{name}.year", 1990, 2200)
        if self.said(f"{name}.fill_down"):
            said["fill_down"] = True
        return said

    def _pairs(self, name: str) -> dict[str, str]:
        sides = [
            [
                one.strip() if isinstance(one, str) else ""
                for one in self.form.getlist(self.prefix + name + end)
            ]
            for end in (".from", ".to")
        ]
        return {text: meant for text, meant in zip(*sides, strict=False) if text and meant}

    def _weeks(self) -> dict[str, Any]:
        named = {key: text for key in WEEK_KEYS if (text := self.said(f"weeks.{key}"))}
        said: dict[str, Any] = {"value": "", "first": ""} | named | self.number("weeks.year", 1990, 2200)
        if pairs := self._pairs("weeks"):
            said["values"] = pairs
        return said


def _source(column: SheetColumn) -> dict[str, str]:
    return {"heading": column.heading} if column.alone else {"column": column.letters}
