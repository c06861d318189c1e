"""From a folder or a workbook to a dataset, or to every fault in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from trainopt.dataset.begun_warnings import begun_warnings
from trainopt.dataset.cells import cell_text
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.folder import is_archive, open_archive, open_folder
from trainopt.dataset.in_force import InForce
from trainopt.dataset.index import Index
from trainopt.dataset.judging import can_be_indexed, judge_across_rows, judge_against_all
from trainopt.dataset.plain import looked_into
from trainopt.dataset.roster import indexed
from trainopt.dataset.rules import told_by_name
from trainopt.dataset.sheet import Record, Sheet, Sheets, content_of, typed
from trainopt.dataset.source import Places, Source, Where, file_names
from trainopt.dataset.warnings import demand_warnings, sheet_warnings
from trainopt.dataset.workbook import is_workbook, open_workbook
from trainopt.errors import DatasetFaults, Fault, UsageError, shown
from trainopt.tables import (
    TABLES,
    Actual,
    Capacity,
    Closure,
    Course,
    CourseResource,
    DatedLimit,
    Demand,
    Nation,
    Pin,
    PipelineStep,
    Resource,
    Row,
    Settings,
    Site,
    Unit,
)


@dataclass(frozen=True)
class Dataset:
    """A sound dataset: the settings and, per table, its rows by their keys.

    `warnings` say what has a meaning but can never be met. `hashes` are the SHA-256 of the files read,
    by name; empty for a dataset that was not read. `places` say where its rows stand, `in_force` is the plan
    that says what has begun.
    """

    settings: Settings
    nations: tuple[Nation, ...] = ()
    sites: tuple[Site, ...] = ()
    courses: tuple[Course, ...] = ()
    course_resources: tuple[CourseResource, ...] = ()
    resources: tuple[Resource, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    closures: tuple[Closure, ...] = ()
    pipelines: tuple[PipelineStep, ...] = ()
    units: tuple[Unit, ...] = ()
    demand: tuple[Demand, ...] = ()
    pins: tuple[Pin, ...] = ()
    actuals: tuple[Actual, ...] = ()
    limits: tuple[DatedLimit, ...] = ()
    warnings: tuple[Fault, ...] = field(default=(), compare=False)
    hashes: dict[str, str] = field(default_factory=dict, compare=False)
    places: Places = field(default_factory=Places, compare=False)
    in_force: InForce | None = None

    @property
    def counted_from(self) -> date:
        """The day from which capacity rows without a first day count their start weeks.

        That of the plan in force: else they would have others whenever `start` moves on.
        """
        said = None if self.in_force is None else self.in_force.counted_from
        return said or self.settings.start

    def beside(self, in_force: InForce) -> Dataset:
        """The same against a plan in force."""
        return replace(self, in_force=in_force, places=self.places.beside(in_force))

    def __repr__(self) -> str:
        return f"Dataset({self.settings.name!r}, {sum(self.counts().values()):,} rows)"

    def counts(self) -> dict[str, int]:
        """How many rows each table has, in the order of the contract."""
        return {name: len(self.rows(name)) for name in TABLES}

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table by its name. Raises UsageError for what is none."""
        if table not in TABLES:
            raise UsageError(f"there is no table {shown(table)}, but {', '.join(TABLES)}")
        rows: tuple[Row, ...] = getattr(self, table)
        return rows


def read_dataset(path: Where, deadline: Deadline = NEVER, in_force: InForce | None = None) -> Dataset:
    """Read a dataset: a folder, a workbook (.xlsx, .ods) or an archive of a folder (.zip).

    Raises DatasetFaults with every fault and warning in it.

    What `in_force` says has begun is held as it was, whatever the tables of today say.

    Raises UsageError where what reads workbooks is not installed, NoPlanInTime where the time is up.

    >>> dataset = trainopt.read_dataset("data/example")
    >>> [site.site_id for site in dataset.sites if site.nation_id == "PL"]
    ['PL-01', 'PL-02']
    """
    place = Path(path)
    return read_source(open_source(place), deadline, in_force)


def read_source(source: Source, deadline: Deadline, in_force: InForce | None) -> Dataset:
    """A dataset from wherever it is kept. Raises DatasetFaults, NoPlanInTime."""
    settings, faults = source.settings()
    sheets = source.sheets(deadline)
    places = source.places().beside(in_force)
    found = _Found(settings, [*faults, *source.faults()], list(source.warnings()), places, in_force)
    return replace(_sound(found, sheets, deadline), hashes=source.hashes())


def dataset_of(
    settings: Settings,
    records: Mapping[str, Sequence[Record]],
    places: Places | None = None,
    in_force: InForce | None = None,
) -> Dataset:
    """A dataset from rows as text, by the name of their table, through the checks of one that is read.

    Raises DatasetFaults with every fault and warning; lines are those of the records, at these places.
    """
    places = places or Places()
    tables = {name: replace(table, form=places.form) for name, table in TABLES.items()}
    sheets = {name: typed(table, content_of(table, records.get(name, ()))) for name, table in tables.items()}
    return _sound(_Found(settings, [], [], places, in_force), sheets, NEVER)


def records_of(dataset: Dataset, table: str) -> list[Record]:
    """A table's rows as text, in the order of its file, blank cells left out.

    From them `dataset_of` makes the same rows again.

    Rows that came from no file get the lines that they would have in one.
    """
    rows = sorted(dataset.rows(table), key=lambda row: row.line)
    return [record_of(table, row, row.line or line) for line, row in enumerate(rows, start=2)]


def record_of(table: str, row: Row, line: int) -> Record:
    """A row as text, as it is written, blank cells left out."""
    filled = (column for column in TABLES[table].columns if column in row.model_fields_set)
    return Record(line, {column: cell_text(getattr(row, column)) for column in filled})


def open_source(place: Path) -> Source:
    """A folder, a workbook or an archive, there to be read. Raises DatasetFaults, UsageError."""
    with looked_into(place, DatasetFaults):
        if is_workbook(place):
            return open_workbook(place)
        return open_archive(place) if is_archive(place) else open_folder(place)


@dataclass(frozen=True)
class _Found:
    """What is known before the tables are looked at."""

    settings: Settings | None
    faults: list[Fault]
    warnings: list[Fault]
    places: Places
    in_force: InForce | None


def _sound(found: _Found, tables: dict[str, Sheet], deadline: Deadline) -> Dataset:
    """The dataset, if no check finds a fault."""
    sheets = Sheets(tables, found.settings, found.in_force)
    judge_across_rows(sheets, deadline=deadline)
    warnings = [*found.warnings, *sheet_warnings(sheets)]
    if found.settings is not None and can_be_indexed(sheets):
        index = indexed(sheets, found.settings)
        judge_against_all(index, deadline=deadline)
        warnings += _warnings_of(index, deadline)
    faults = [*found.faults, *told_by_name(sheets)]
    if faults:
        raise DatasetFaults(in_order(faults, found.places), in_order(warnings, found.places))
    assert found.settings is not None
    return _dataset(found.settings, sheets, warnings, found.places)


def dataset_of_sound(sheets: Sheets, settings: Settings, places: Places) -> Dataset:
    """The dataset of rows in which no check finds a fault: that is known, and not asked again."""
    warnings = [*sheet_warnings(sheets), *_warnings_of(indexed(sheets, settings), NEVER)]
    return _dataset(settings, sheets, warnings, places)


def _warnings_of(index: Index, deadline: Deadline) -> list[Fault]:
    return [
        *deadline.watched(demand_warnings(index)),
        *index.roster.warnings,
        *begun_warnings(index),
    ]


def _dataset(settings: Settings, sheets: Sheets, warnings: Iterable[Fault], places: Places) -> Dataset:
    rows: dict[str, Any] = {name: _by_key(sheet) for name, sheet in sheets.tables.items()}
    warned = tuple(in_order(warnings, places))
    return Dataset(settings, **rows, warnings=warned, places=places, in_force=sheets.in_force)


def _by_key(sheet: Sheet) -> tuple[Row, ...]:
    """The rows by their keys, or by all that they say where the table has none: their order means nothing."""
    columns = sheet.table.key or tuple(sheet.table.columns)

    def place(row: Row) -> list[tuple[bool, Any]]:
        values = (getattr(row, column) for column in columns)
        return [(value is not None, value) for value in values]

    return tuple(sorted(sheet.rows, key=place))


def in_order(faults: Iterable[Fault], places: Places) -> list[Fault]:
    """By file in the order of the contract, then by line; each once, and with its cell in a workbook."""
    names = file_names(places.form)
    order = {name: position for position, name in enumerate(names)}
    found = sorted(set(faults), key=lambda f: (order.get(f.file, len(order)), f.file, f.line, f))
    return [places.located(fault) for fault in found]


def dataset_given(
    given: Dataset | Where, deadline: Deadline = NEVER, in_force: InForce | None = None
) -> Dataset:
    """The dataset, read if it is a folder or workbook, against a plan in force if there is one.

    Raises DatasetFaults, NoPlanInTime.
    """
    if not isinstance(given, Dataset):
        return read_dataset(given, deadline, in_force)
    return given if in_force is None else given.beside(in_force)
