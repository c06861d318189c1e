"""Figures of runs in a file, a line for each, so that another version can be held against them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Run = TypeVar("Run", bound="DataclassInstance")


def write_runs(file: Path, kind: type[Run], runs: Iterable[Run]) -> None:
    """A line for each run, under the names of its figures."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, [field.name for field in fields(kind)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(run) for run in runs)


def read_runs(file: Path, kind: type[Run]) -> list[Run]:
    """What `write_runs` wrote."""
    read_as = get_type_hints(kind)
    with file.open(encoding="utf-8", newline="") as text:
        return [
            kind(**{name: read_as[name](value) for name, value in line.items()})
            for line in csv.DictReader(text)
        ]
