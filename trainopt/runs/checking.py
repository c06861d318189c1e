"""What `check` says of a dataset: what is in it, demand against seats, and what can never fit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from trainopt.dataset import Dataset
from trainopt.dataset.actual_differences import ActualDifference, differences_of
from trainopt.dataset.source import Where
from trainopt.dataset.standing import index_of
from trainopt.plan.begun import dataset_against
from trainopt.plan.placements import Plan
from trainopt.plan.preflight import demand_against_seats, never_fits
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options


@dataclass(frozen=True)
class Checked:
    """A dataset without faults, before anything is planned.

    `seats`: by course and month, `trainees` who must have ended the course by then to be on time, and `seats`
    that end in it at most. `never_fits`: the demands of which some cohorts can be in no plan, and why.
    `differences` are what actuals.csv says otherwise than the plan in force.
    """

    dataset: Dataset
    problem: Problem
    seats: pd.DataFrame
    never_fits: pd.DataFrame
    differences: tuple[ActualDifference, ...] = ()

    def __repr__(self) -> str:
        return f"Checked({self.dataset!r}, {len(self.never_fits):,} that never fit)"


def check_dataset(dataset: Dataset | Where, *, published: Plan | Where | None = None) -> Checked:
    """What can be said of a dataset before planning, against the plan in force if there is one.

    Raises DatasetFaults with every fault, PlanFaults.

    >>> checked = trainopt.check_dataset("data/example")
    >>> sorted(checked.never_fits["demand_id"])
    ['D2', 'E1']
    """
    data = dataset_against(dataset, published)
    problem = build_problem(data)
    never = never_fits(problem, find_options(problem))
    return Checked(data, problem, demand_against_seats(problem), never, tuple(actual_differences(data)))


def actual_differences(
    dataset: Dataset | Where, *, published: Plan | Where | None = None
) -> list[ActualDifference]:
    """What actuals.csv says and the plan in force does not, or otherwise; empty where nothing is said.

    Raises DatasetFaults, PlanFaults.

    >>> trainopt.actual_differences("data/example", published="plans/example")
    []
    """
    data = dataset_against(dataset, published)
    return differences_of(index_of(data)) if data.actuals and data.in_force else []
