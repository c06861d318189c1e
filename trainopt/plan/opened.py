"""A plan that several questions are asked of: each of its tables is read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd

from trainopt.plan.folder import read_frame, read_manifest
from trainopt.plan.manifest import Manifest
from trainopt.plan.names import Names, names_of
from trainopt.plan.results import NAMES, SITES


class OpenedPlan:
    """A plan folder or workbook; `made` are tables of it, by name, that were just made and are not read."""

    def __init__(self, path: Path, made: Mapping[str, pd.DataFrame] | None = None) -> None:
        self.path = path
        self._frames = dict(made or {})

    def __repr__(self) -> str:
        return f"OpenedPlan({str(self.path)!r})"

    def frame(self, name: str) -> pd.DataFrame:
        """A result table as a typed frame, which nobody may change. Raises PlanFaults."""
        if name not in self._frames:
            self._frames[name] = read_frame(self.path, name)
        return self._frames[name]

    @cached_property
    def manifest(self) -> Manifest:
        """What manifest.json holds. Raises PlanFaults."""
        return read_manifest(self.path)

    @cached_property
    def names(self) -> Names:
        """The names that the plan knows. Raises PlanFaults."""
        return names_of(*(self.frame(table.name).to_dict("records") for table in (SITES, NAMES)))  # type: ignore[arg-type]
