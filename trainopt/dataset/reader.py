"""From a folder to a dataset, or to every fault in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from trainopt.dataset.cells import cell_text
from trainopt.dataset.cohort_names import cohorts_exist
from trainopt.dataset.csvfile import CsvFile, Record
from trainopt.dataset.index import TABLES_NEEDED, Index
from trainopt.dataset.pins import pin_faults
from trainopt.dataset.references import keys_are_unique, references_exist
from trainopt.dataset.rules import (
    classes_have_pools,
    overrides_agree,
    rows_do_not_overlap,
    sites_are_not_nations,
    steps_have_no_gap,
    units_have_no_cycle,
)
from trainopt.dataset.settings import FILE, read_settings
from trainopt.dataset.sheet import Sheet, Sheets, read_sheets, typed
from trainopt.dataset.warnings import demand_warnings, resource_warnings
from trainopt.dataset.wording import nearest
from trainopt.errors import DatasetFaults, Fault
from trainopt.tables import (
    TABLES,
    Capacity,
    Closure,
    Course,
    CourseResource,
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

STAGES: tuple[tuple[Callable[[Sheets], Iterator[Fault]], ...], ...] = (
    (keys_are_unique, references_exist),
    (
        sites_are_not_nations,
        rows_do_not_overlap,
        overrides_agree,
        steps_have_no_gap,
        units_have_no_cycle,
        classes_have_pools,
        cohorts_exist,
    ),
)
"""The checks across rows. Those of a stage see only the rows in which the stages before found no fault."""


@dataclass(frozen=True)
class Dataset:
    """A sound dataset: the settings and, per table, its rows in the order of the file.

    `warnings` say what has a meaning but can never be met. `hashes` are the SHA-256 of the files read,
    by name; empty for a dataset that came from no folder.
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
    warnings: tuple[Fault, ...] = field(default=(), compare=False)
    hashes: dict[str, str] = field(default_factory=dict, compare=False)

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table by its name."""
        rows: tuple[Row, ...] = getattr(self, table)
        return rows


def read_dataset(folder: Path) -> Dataset:
    """Read a dataset folder. Raises DatasetFaults with every fault and warning in it."""
    if not folder.is_dir():
        message = "is not a folder" if folder.exists() else "no such folder"
        raise DatasetFaults([Fault(str(folder), 0, "", message)])
    if not any((folder / name).exists() for name in _file_names()):
        raise DatasetFaults(
            [Fault(str(folder), 0, "", f"is no dataset: neither {FILE} nor any table is in it")]
        )
    settings, faults = read_settings(folder)
    found = _Found(settings, faults, list(_unread_files(folder)))
    return replace(_sound(found, read_sheets(folder)), hashes=_hashes(folder))


def dataset_of(settings: Settings, records: Mapping[str, Sequence[Record]]) -> Dataset:
    """A dataset from rows as text, by the name of their table, through the checks of one that is read.

    Raises DatasetFaults with every fault and warning; lines are those of the records.
    """
    sheets = {
        name: typed(table, CsvFile(tuple(table.columns), list(records.get(name, ()))))
        for name, table in TABLES.items()
    }
    return _sound(_Found(settings, [], []), sheets)


def records_of(dataset: Dataset, table: str) -> list[Record]:
    """A table's rows as text, blank cells left out: from them `dataset_of` makes the same rows again.

    Rows that came from no file get the lines that they would have in one.
    """
    columns = TABLES[table].columns
    return [
        Record(
            row.line or line, {c: cell_text(getattr(row, c)) for c in columns if c in row.model_fields_set}
        )
        for line, row in enumerate(dataset.rows(table), start=2)
    ]


@dataclass(frozen=True)
class _Found:
    """What is known before the tables are looked at."""

    settings: Settings | None
    faults: list[Fault]
    warnings: list[Fault]


def _sound(found: _Found, tables: dict[str, Sheet]) -> Dataset:
    """The dataset, if no check finds a fault."""
    sheets = Sheets(tables, found.settings)
    for checks in STAGES:
        sheets.blame([fault for check in checks for fault in check(sheets)])
    warnings = [*found.warnings, *resource_warnings(sheets)]
    if found.settings is not None and sheets.sound(*TABLES_NEEDED):
        index = Index(sheets, found.settings)
        sheets.blame(pin_faults(index))
        warnings += demand_warnings(index)
    faults = [*found.faults, *(fault for sheet in tables.values() for fault in sheet.faults)]
    if faults:
        raise DatasetFaults(_in_order(faults), _in_order(warnings))
    assert found.settings is not None
    rows: dict[str, Any] = {name: tuple(sheet.rows) for name, sheet in tables.items()}
    return Dataset(found.settings, **rows, warnings=tuple(_in_order(warnings)))


def _file_names() -> list[str]:
    return [FILE, *(table.file for table in TABLES.values())]


def _in_order(faults: list[Fault]) -> list[Fault]:
    """By file in the order of the contract, then by line; each once."""
    order = {name: position for position, name in enumerate(_file_names())}
    return sorted(set(faults), key=lambda f: (order.get(f.file, len(order)), f.file, f.line, f))


def _unread_files(folder: Path) -> Iterator[Fault]:
    """A CSV file that is no table may be a misspelt one: say that it is not read."""
    names = _file_names()
    for path in sorted(folder.glob("*.[cC][sS][vV]")):
        if path.name not in names:
            absent = [name for name in names if not (folder / name).exists()]
            yield Fault(
                path.name, 0, "", f"is no table of a dataset and is not read{nearest(path.name, absent)}"
            )


def _hashes(folder: Path) -> dict[str, str]:
    paths = ((name, folder / name) for name in _file_names())
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths if path.is_file()}
