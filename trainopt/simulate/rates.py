"""Of those planned, how many of a hundred come; of those who begin a course, how many finish it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainopt.dataset import Dataset

EVERYBODY = 100


@dataclass(frozen=True)
class Rates:
    """Whole percents by demand and by course; whatever is not named is 100."""

    show: Mapping[str, int] = field(default_factory=dict)
    passed: Mapping[str, int] = field(default_factory=dict)

    def shows(self, demand_id: str) -> int:
        """Of those planned of a demand, how many of a hundred come."""
        return self.show.get(demand_id, EVERYBODY)

    def passes(self, course_id: str) -> int:
        """Of those who begin a course, how many of a hundred finish it."""
        return self.passed.get(course_id, EVERYBODY)


def rates_of(dataset: Dataset) -> Rates:
    """Those of a dataset's tables."""
    return Rates(
        {row.demand_id: row.show_percent for row in dataset.demand},
        {row.course_id: row.pass_percent for row in dataset.courses},
    )
