"""Where a dataset is read from: what a folder and a workbook have in common."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from trainopt.dataset.deadline import Deadline
from trainopt.dataset.in_force import PUBLISHED_FILE, InForce
from trainopt.dataset.sheet import Sheet
from trainopt.errors import Fault
from trainopt.tables import CSV, TABLES, Form, Settings

OF_PLANS = PUBLISHED_FILE.removesuffix(CSV.ending)
"""The table that every plan has and no dataset."""

Where = str | os.PathLike[str]
"""Where a file or folder is, as callers say it."""


def path_given(given: Where | None) -> Path | None:
    """The path, where one is given."""
    return None if given is None else Path(given)


@dataclass(frozen=True)
class Places:
    """Where the rows of a dataset stand: how it is kept, and of a workbook's tables each column's letter."""

    form: Form = CSV
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def beside(self, in_force: InForce | None) -> Places:
        """These, and where the rows of the plan in force stand."""
        if in_force is None or not in_force.letters:
            return self
        return replace(self, letters={**self.letters, OF_PLANS: in_force.letters})

    def located(self, fault: Fault) -> Fault:
        """The fault with its cell, where it is one of a row of a workbook; any other as it is."""
        name = "plan" if fault.file == CSV.settings else fault.file.removesuffix(CSV.ending)
        letters = self.letters.get(name)
        if fault.cell or not fault.line or not letters:
            return fault
        letter = letters.get(fault.column.lower()) or next(iter(letters.values()))
        return replace(fault, file=name, cell=f"{letter}{fault.line}")

    def place(self, file: str, line: int) -> str:
        """A row as messages call it, `capacity.csv:7` or `capacity!A7`."""
        return self.located(Fault(file, line, "", "")).place


class Source(Protocol):
    """A dataset that is there to be read. What it says of itself is sound once `sheets` was called."""

    def settings(self) -> tuple[Settings | None, list[Fault]]:
        """The settings, or every fault of theirs."""

    def sheets(self, deadline: Deadline) -> dict[str, Sheet]:
        """Every table as read, by name. Raises NoPlanInTime where the time is up."""

    def faults(self) -> Iterator[Fault]:
        """What is there beside the dataset and should not be."""

    def warnings(self) -> Iterator[Fault]:
        """What is there and is not read."""

    def places(self) -> Places:
        """Where the rows stand."""

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file read, by name."""


def file_names(form: Form) -> list[str]:
    """Where the settings and every table stand, in the order of the contract."""
    return [form.settings, *(f"{name}{form.ending}" for name in TABLES)]
