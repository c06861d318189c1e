"""A dataset folder: plan.toml and a CSV file for each table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trainopt.dataset.settings import FILE, read_settings
from trainopt.dataset.sheet import Sheet, absent, sheet_of
from trainopt.dataset.source import Places, file_names
from trainopt.dataset.wording import nearest
from trainopt.errors import DatasetFaults, Fault
from trainopt.tables import CSV, TABLES, Settings, Table


@dataclass(frozen=True)
class Folder:
    """A folder that holds at least one file of a dataset."""

    path: Path

    def settings(self) -> tuple[Settings | None, list[Fault]]:
        """plan.toml, or every fault of it."""
        return read_settings(self.path)

    def sheets(self) -> dict[str, Sheet]:
        """Every table."""
        return {name: self._sheet(table) for name, table in TABLES.items()}

    def _sheet(self, table: Table) -> Sheet:
        path = self.path / table.file
        return sheet_of(table, path) if path.exists() or path.is_symlink() else absent(table, "file")

    def warnings(self) -> Iterator[Fault]:
        """A CSV file that is no table may be a misspelt one: say that it is not read."""
        names = file_names(CSV)
        for path in sorted(self.path.glob("*.[cC][sS][vV]")):
            if path.name not in names:
                missing = [name for name in names if not (self.path / name).exists()]
                hint = nearest(path.name, missing)
                yield Fault(path.name, 0, "", f"is no table of a dataset and is not read{hint}")

    def places(self) -> Places:
        """Lines of CSV files."""
        return Places()

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every file of the dataset, by name."""
        paths = ((name, self.path / name) for name in file_names(CSV))
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths if path.is_file()}


def open_folder(path: Path) -> Folder:
    """The folder. Raises DatasetFaults where it is none, or no dataset."""
    if not path.is_dir():
        message = "is neither a folder nor a workbook (.xlsx)" if path.exists() else "no such folder"
        raise DatasetFaults([Fault(str(path), 0, "", message)])
    if not any((path / name).exists() for name in file_names(CSV)):
        raise DatasetFaults(
            [Fault(str(path), 0, "", f"is no dataset: neither {FILE} nor any table is in it")]
        )
    return Folder(path)
