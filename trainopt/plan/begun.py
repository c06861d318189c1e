"""What a plan says has begun, and the plan in force as a plan by the steps of today."""

from __future__ import annotations

from pathlib import Path

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.in_force import InForce, PublishedRow
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where
from trainopt.plan.folder import read_in_force
from trainopt.plan.placements import Placement, Plan, begun_placements
from trainopt.problem import Problem


def with_begun(dataset: Dataset, plan: Plan) -> Dataset:
    """The dataset with the plan's steps before `as_of` as begun, if it knows of no plan in force."""
    calendar = Calendar.of(dataset.settings)
    as_of = calendar.week_or(dataset.settings.as_of, 0)
    if dataset.in_force is not None or not any(held.start < as_of for held in plan.placements):
        return dataset
    return dataset.beside(_in_force_of(plan, calendar, binds=False))


def dataset_against(
    given: Dataset | Where, published: Plan | Where | None, deadline: Deadline = NEVER
) -> Dataset:
    """The dataset, read if it is a folder, with the plan in force, if there is one, as what has begun.

    Raises DatasetFaults, PlanFaults, NoPlanInTime.
    """
    if not isinstance(published, Plan):
        return dataset_given(given, deadline, None if published is None else read_in_force(Path(published)))
    data = dataset_given(given, deadline)
    return data.beside(_in_force_of(published, Calendar.of(data.settings), binds=True))


def dataset_begun_by(
    given: Dataset | Where,
    plan: Plan | Where | None,
    published: Plan | Where | None,
    deadline: Deadline = NEVER,
) -> Dataset:
    """The dataset against the plan in force; without one the plan that is looked at says what has begun.

    Raises DatasetFaults, PlanFaults, NoPlanInTime.
    """
    if published is not None:
        return dataset_against(given, published, deadline)
    if plan is None or isinstance(given, Dataset):
        return dataset_given(given, deadline)
    if isinstance(plan, Plan):
        return with_begun(dataset_given(given, deadline), plan)
    return dataset_given(given, deadline, read_in_force(Path(plan), binds=False))


def _in_force_of(plan: Plan, calendar: Calendar, *, binds: bool) -> InForce:
    """A plan as one in force that was made by hand: its cohorts have the sizes that the data gives them."""
    rows = (
        PublishedRow(
            held.cohort_id, held.step, held.site_id, calendar.monday(held.start), held.class_id, number
        )
        for number, held in enumerate(plan.placements, 2)
    )
    return InForce(tuple(rows), binds, sha256={"placements": plan.digest()})


def plan_in_force(problem: Problem) -> Plan:
    """The published plan by the steps of today, with what has begun as it really was."""
    ahead = (
        Placement(cohort_id, step, held.site_id, held.start, held.class_id, held.line)
        for (cohort_id, step), held in (problem.published or {}).items()
        if (cohort_id, step) not in problem.begun_at
    )
    return Plan(tuple(sorted([*ahead, *begun_placements(problem)])))
