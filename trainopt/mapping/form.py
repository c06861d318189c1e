"""A map as written: which sheet holds which table, and where each of its columns stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from trainopt.dataset.documents import parse_toml
from trainopt.dataset.wording import nearest
from trainopt.errors import Fault, MapFaults, shown
from trainopt.tables import MOST_ROWS, TABLES, Table

COLUMN_WAYS = ("heading", "column", "value", "numbered")
"""How a column of a table gets what stands in it: one of these."""
MOST_TABLES = 60
"""Tables of one map."""
NOT_GIVEN = "must be given"
"""What is wrong with a key that is not there."""


def _as_text(value: Any) -> Any:
    """A whole number or a day as the text of a cell."""
    if isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return value


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_heading(value: Any) -> Any:
    return {"heading": value} if isinstance(value, str) else value


Said = Annotated[str, BeforeValidator(_as_text)]
RowNumber = Annotated[int, Field(ge=1, le=MOST_ROWS)]
HeadingRows = Annotated[list[RowNumber], BeforeValidator(_as_list), Field(min_length=1, max_length=3)]
Year = Annotated[int, Field(ge=1990, le=2200)]
ColumnLetters = Annotated[str, Field(pattern="^[A-Za-z]{1,3}$")]
DateOrder = Literal["day first", "month first"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ColumnMap(_Part):
    """Where a column of a table stands, and how its cells are to be understood."""

    heading: str | None = None
    column: ColumnLetters | None = None
    value: Said | None = None
    numbered: str | None = None
    values: dict[str, Said] = {}
    dates: DateOrder | None = None
    year: Year | None = None
    fill_down: bool = False

    def problem(self) -> str:
        """What keeps it from being understood; blank where nothing does."""
        given = [way for way in COLUMN_WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            return f"says {' and '.join(given) or 'none'} of {', '.join(COLUMN_WAYS)}; say one"
        return ""


class WeeksMap(_Part):
    """Weeks or months as columns: each filled cell below one of them becomes a row."""

    value: str
    first: str
    last: str | None = None
    year: Year | None = None
    values: dict[str, Said] = {}

    def columns(self) -> dict[str, str]:
        """The columns of the table that it fills, by the key that names each."""
        named = {"value": self.value, "first": self.first, "last": self.last}
        return {key: name for key, name in named.items() if name is not None}


class TableMap(_Part):
    """One table on one sheet."""

    table: str
    sheet: str | None = None
    area: Annotated[str, Field(pattern="^[A-Za-z]{1,3}:[A-Za-z]{1,3}$")] | None = None
    heading_rows: HeadingRows | None = None
    first_row: RowNumber | None = None
    last_row: RowNumber | None = None
    until_blank: bool = False
    skip: list[str] = []
    replaces: list[str] | None = None
    columns: dict[str, Annotated[ColumnMap, BeforeValidator(_as_heading)]]
    weeks: WeeksMap | None = None

    @property
    def form(self) -> Table:
        """The table that its rows are of."""
        return TABLES[self.table]

    @property
    def agreeing(self) -> tuple[str, ...]:
        """In which columns a row of a dataset agrees with a new one that takes its place.

        Unless said, those of the key but `valid_from`: who gives a site's course gives all its times.
        """
        if self.replaces is not None:
            return tuple(self.replaces)
        return tuple(name for name in self.form.key if name != "valid_from") or tuple(self.form.columns)

    def filled(self) -> dict[str, str]:
        """Every column of the table that it fills, with the key of the map that says so."""
        by_weeks = {} if self.weeks is None else self.weeks.columns()
        return {name: f"columns.{name}" for name in self.columns} | {
            name: f"weeks.{key}" for key, name in by_weeks.items()
        }

    def problems(self) -> Iterator[tuple[str, str]]:
        """What contradicts the tables, or itself: a key, and what is wrong with it."""
        if self.table not in TABLES:
            yield "table", f"no such table (got {shown(self.table)}){nearest(self.table, TABLES)}"
            return
        for name, key in self.filled().items():
            yield from self._column_problems(name, key)
        for name in self.replaces or ():
            yield from self._column_problems(name, "replaces")
        yield from self._own_problems()

    def lacking(self, needed: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Columns of the table that it does not fill, and must."""
        for name in needed:
            if name not in self.filled():
                yield f"columns.{name}", "the column must be filled, and the map does not say from where"

    def _own_problems(self) -> Iterator[tuple[str, str]]:
        """What contradicts itself."""
        for name, column in self.columns.items():
            if problem := column.problem():
                yield f"columns.{name}", problem
        by_weeks = set(self.weeks.columns().values()) if self.weeks else set()
        for name in sorted(self.columns.keys() & by_weeks):
            yield f"columns.{name}", "is filled from the weeks, too"

    def _column_problems(self, name: str, key: str) -> Iterator[tuple[str, str]]:
        if name not in self.form.columns:
            yield key, f"no such column in {self.table} (got {shown(name)}){nearest(name, self.form.columns)}"


class SpreadsheetMap(_Part):
    """A map: the tables that a spreadsheet holds."""

    table: Annotated[list[TableMap], Field(min_length=1, max_length=MOST_TABLES)]


def whole_rows(table: Table) -> list[str]:
    """The columns without which a row is none."""
    return list(table.required)


def known_rows(table: Table) -> list[str]:
    """The columns without which it is not known which row is meant, where there are rows already."""
    return [name for name in table.required if name in (table.key or table.columns)]


NeededColumns = Callable[[Table], list[str]]


def map_of(file: str, text: str, needed: NeededColumns = whole_rows) -> SpreadsheetMap:
    """A map from the text of its file, which messages call `file`; of each table it must fill what is needed.

    Raises MapFaults with every fault.
    """
    found = parsed_map(file, text)
    if faults := map_faults(file, found, needed):
        raise MapFaults(faults)
    return found


def parsed_map(file: str, text: str) -> SpreadsheetMap:
    """A map as it is written, whether or not the tables have what it names.

    Raises MapFaults with every fault of its form.
    """
    values = parse_toml(file, text)
    if isinstance(values, Fault):
        raise MapFaults([values])
    try:
        return SpreadsheetMap.model_validate(values)
    except ValidationError as error:
        raise MapFaults([_fault(file, detail) for detail in error.errors()]) from None


def map_faults(file: str, mapping: SpreadsheetMap, needed: NeededColumns) -> list[Fault]:
    """What of a map contradicts the tables, or itself, and what it lacks."""
    return [
        Fault(file, 0, f"table {number}, {key}", message)
        for number, table in enumerate(mapping.table, start=1)
        for key, message in _problems_of(table, needed)
    ]


def _problems_of(table: TableMap, needed: NeededColumns) -> Iterator[tuple[str, str]]:
    yield from table.problems()
    if table.table in TABLES:
        yield from table.lacking(needed(table.form))


def _fault(file: str, detail: Any) -> Fault:
    """What pydantic found, at the key of the map."""
    where = list(detail["loc"])
    message = detail["msg"]
    if detail["type"] == "extra_forbidden":
        message = f"no such key{nearest(str(where[-1]), _keys(where))}"
    elif detail["type"] == "missing":
        message = NOT_GIVEN
    elif detail["type"] == "too_long" and where == ["table"]:
        message = f"has more than {MOST_TABLES} tables"
    elif not isinstance(detail["input"], dict | list):
        message += f" (got {shown(detail['input'])})"
    return Fault(file, 0, _place(where), message)


def _place(where: list[Any]) -> str:
    """`table 2, columns.due.heading`."""
    if len(where) > 1 and where[0] == "table":
        rest = ".".join(map(str, where[2:]))
        return f"table {where[1] + 1}" + (f", {rest}" if rest else "")
    return ".".join(map(str, where))


def _keys(where: list[Any]) -> list[str]:
    """The keys that may stand where an unknown one does."""
    if len(where) == 1:
        return list(SpreadsheetMap.model_fields)
    parts: dict[object, type[BaseModel]] = {"columns": ColumnMap, "weeks": WeeksMap}
    return list(parts.get(where[2] if len(where) > 3 else "", TableMap).model_fields)
