"""The plan in force as a run starts from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from trainopt.dataset import Calendar, Dataset
from trainopt.plan.folder import read_plan, read_published
from trainopt.plan.placements import Plan
from trainopt.plan.results import ASSIGNMENTS
from trainopt.problem.build import PublishedPlan


@dataclass(frozen=True)
class InForce:
    """The published plan as a run starts from it: where its steps are held, the same as a plan, its hash."""

    steps: PublishedPlan
    plan: Plan
    sha256: str

    @property
    def named_hash(self) -> dict[str, str]:
        """The hash under the name that a manifest has it by."""
        return {f"published/{ASSIGNMENTS.file}": self.sha256}


def read_in_force(folder: Path, dataset: Dataset) -> InForce:
    """A published plan's folder, in the weeks of a dataset. Raises PlanFaults."""
    calendar = Calendar.of(dataset.settings)
    steps, plan = read_published(folder, calendar), read_plan(folder, calendar)
    return InForce(steps, plan, hashlib.sha256((folder / ASSIGNMENTS.file).read_bytes()).hexdigest())
