"""Whose share of a plan is made, and what the shared tables have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trainopt.dataset.calendar import monday_count


@dataclass(frozen=True)
class Share:
    """Whose share: a `nation` with its sites, or a `unit` with itself and the units below it."""

    kind: str
    name: str
    parts: frozenset[str] = field(repr=False)

    def has(self, line: Mapping[str, Any]) -> bool:
        """Whether a row of a class, a cohort, a demand or, for a nation, a site is of the share."""
        return line["nation_id"] == self.name if self.kind == "nation" else line["unit_id"] in self.parts

    @property
    def owners(self) -> set[tuple[str, str]]:
        """Whose pools are of the share: kind and id."""
        part = "site" if self.kind == "nation" else "unit"
        return {(self.kind, self.name), *((part, name) for name in self.parts)}


def weeks_late(end: date, due: date) -> int:
    """Weeks by which what ends on a day ends after due, 0 when on time."""
    return max(monday_count(end) - monday_count(due), 0)


def whole_value(kpis: Iterable[Mapping[str, Any]], kpi: str) -> int | float | None:
    """A key figure of the whole plan; None where it is not told."""
    return next((line["value"] for line in kpis if line["kpi"] == kpi), None)
