"""The plan in force as a run starts from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.source import Where
from trainopt.plan.folder import read_plan, read_published
from trainopt.plan.placements import Plan
from trainopt.plan.source import open_plan
from trainopt.problem.build import PublishedPlan
from trainopt.problem.entities import PublishedStep


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


def in_force_given(given: Plan | Where | None, dataset: Dataset) -> InForce | None:
    """The plan in force, if there is one. Raises PlanFaults."""
    return None if given is None else in_force_of(given, dataset)


def in_force_of(given: Plan | Where, dataset: Dataset) -> InForce:
    """A plan as the one in force, read if it is a folder. Raises PlanFaults."""
    return _made_by_hand(given) if isinstance(given, Plan) else read_in_force(Path(given), dataset)


def _made_by_hand(plan: Plan) -> InForce:
    """A plan as one in force that was made by hand: its cohorts have the sizes that the data gives them."""
    lined = Plan(tuple(replace(one, line=number) for number, one in enumerate(plan.placements, 2)))
    steps = {
        (one.cohort_id, one.step): PublishedStep(one.site_id, one.start, 0, one.line)
        for one in lined.placements
    }
    return InForce(steps, lined, {"placements": lined.digest()})


def read_in_force(folder: Path, dataset: Dataset) -> InForce:
    """A published plan, in the weeks of a dataset. Raises PlanFaults."""
    calendar = Calendar.of(dataset.settings)
    steps, plan = read_published(folder, calendar), read_plan(folder, calendar)
    return InForce(steps, plan, open_plan(folder).sha256())
