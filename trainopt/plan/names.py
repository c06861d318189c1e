"""What people call the nations, sites, units and courses of a plan, beside their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import pandas as pd

from trainopt.plan.folder import read_rows
from trainopt.plan.results import NAMES, SITES, ResultTable
from trainopt.plan.results.names import NAMED_BY
from trainopt.plan.results.table import Line, name_column

OWNER = "owner_id"
NAMED_KINDS = {column: kind for kind, columns in NAMED_BY.items() for column in columns}


@dataclass(frozen=True)
class Names:
    """Names by kind (nation, site, unit, course) and id."""

    known: Mapping[tuple[str, str], str]

    def __repr__(self) -> str:
        return f"Names({len(self.known):,} known)"

    def of(self, kind: str, key: str) -> str:
        """The name; blank where it is not known, or says no more than the id."""
        name = self.known.get((kind, key), "")
        return "" if name == key else name

    def label(self, kind: str, key: str) -> str:
        """The id and the name: `DE-01 Munster`."""
        return f"{key} {self.of(kind, key)}".strip()

    def beside(self, line: Line, column: str) -> str:
        """The name of what stands in a column of a row; blank where that is nothing."""
        kind = line["owner_kind"] if column == OWNER else NAMED_KINDS[column]
        return self.of(kind, line[column]) if line[column] else ""

    def insert(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with a column of names after each column of ids that are known by any."""
        made: dict[str, Iterable[object]] = {}
        for column in map(str, frame.columns):
            made[column] = frame[column]
            if column in NAMED_KINDS or (column == OWNER and "owner_kind" in frame.columns):
                kinds = frame["owner_kind"] if column == OWNER else repeat(NAMED_KINDS[column])
                keys = frame[column]
                named = [self.of(kind, key) if key else "" for kind, key in zip(kinds, keys, strict=False)]
                if any(named):
                    made[name_column(column)] = named
        return pd.DataFrame(made)


def named_columns(table: ResultTable) -> list[str]:
    """The columns of a result table beside which a name may stand."""
    if "name" in table.columns:
        return [column for column in table.columns if column in NAMED_KINDS and column not in table.key]
    return [column for column in table.columns if column in NAMED_KINDS or column == OWNER]


def names_of(sites: Iterable[Line], names: Iterable[Line]) -> Names:
    """The names in the rows of sites.csv and names.csv; older plans have none of the second."""
    known = {("site", line["site_id"]): line["name"] for line in sites}
    return Names(known | {(line["kind"], line["id"]): line["name"] for line in names})


def read_names(plan: Path) -> Names:
    """The names that a plan knows. Raises PlanFaults."""
    return names_of(read_rows(plan, SITES.name).lines, read_rows(plan, NAMES.name).lines)
