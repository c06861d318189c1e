"""The plan in force as a run starts from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainopt.dataset import Calendar, Dataset
from trainopt.plan.folder import read_plan, read_published
from trainopt.plan.placements import Plan
from trainopt.plan.source import open_plan
from trainopt.problem.build import PublishedPlan


@dataclass(frozen=True)
class InForce:
    """The published plan as a run starts from it: where its steps are held, the same as a plan, its hash.

    `sha256` is that of the file that says what the plan is, by its name.
    """

    steps: PublishedPlan
    plan: Plan
    sha256: Mapping[str, str]

    @property
    def named_hash(self) -> dict[str, str]:
        """The hash under the name that a manifest has it by."""
        return {f"published/{name}": digest for name, digest in self.sha256.items()}


def read_in_force(folder: Path, dataset: Dataset) -> InForce:
    """A published plan, in the weeks of a dataset. Raises PlanFaults."""
    calendar = Calendar.of(dataset.settings)
    steps, plan = read_published(folder, calendar), read_plan(folder, calendar)
    return InForce(steps, plan, open_plan(folder).sha256())
