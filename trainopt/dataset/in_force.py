"""The plan in force as its rows say: the days, sites and classes of each step, by names that may be gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

PUBLISHED_FILE = "assignments.csv"
PUBLISHED_AS = "published/"
"""Before the names of its files, where a manifest has them among its inputs."""


@dataclass(frozen=True)
class PublishedRow:
    """A line of the plan in force; None where it says nothing, as in one made by hand."""

    cohort_id: str
    step: int
    site_id: str
    start: date
    class_id: str
    line: int
    end: date | None = None
    trainees: int | None = None
    course_id: str | None = None
    nation_id: str | None = None
    unit_id: str | None = None
    demand_id: str | None = None

    @property
    def course(self) -> str | None:
        """Its course, which the name of its class has too."""
        if self.course_id is not None:
            return self.course_id
        head, tail = f"{self.site_id}.", f".{self.start.isoformat()}."
        at = self.class_id.rfind(tail)
        named = self.class_id.startswith(head) and at > len(head)
        return self.class_id[len(head) : at] if named else None


@dataclass(frozen=True)
class InForce:
    """A plan that says what has begun.

    `binds`: it is in force, so what is near of it is frozen and what is held otherwise counts as changed;
    else it only says what has begun. `counted_from` is the day from which capacity rows without a first day
    counted their start weeks when it was made, None where it does not say. `sizes` are class_min and
    class_max of its classes. `began` are, by cohort, how many once began, where its rows say fewer. `letters`
    are those over the columns of its sheet, where it is a workbook.
    """

    rows: tuple[PublishedRow, ...]
    binds: bool = True
    counted_from: date | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    began: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"InForce({len(self.rows):,} rows, binds={self.binds})"

    @cached_property
    def of_cohort(self) -> Mapping[str, Sequence[PublishedRow]]:
        """The rows of each cohort in the order of their steps."""
        found: dict[str, list[PublishedRow]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: (row.cohort_id, row.step)):
            found[row.cohort_id].append(row)
        return dict(found)

    @property
    def named_hash(self) -> dict[str, str]:
        """Its hash under the name that a manifest has it by."""
        return {f"{PUBLISHED_AS}{name}": digest for name, digest in self.sha256.items()}
