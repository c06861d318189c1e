"""What callers give: a plan's folder or workbook, or a plan that was read or found, with its dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from trainopt.check import check
from trainopt.dataset import Dataset
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where
from trainopt.dataset.whole import work_folder
from trainopt.errors import Fault, PlanFaults, UsageError
from trainopt.plan.begun import with_begun
from trainopt.plan.folder import write_plan
from trainopt.plan.ledger import ledger_of
from trainopt.plan.manifest import Manifest, facts_of
from trainopt.plan.placements import Plan, assignment_of
from trainopt.plan.reasons import explain_unmet
from trainopt.plan.results import ASSIGNMENTS, result_tables
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options


@contextmanager
def plan_folder(given: Plan | Where, dataset: Dataset | Where | None = None) -> Iterator[Path]:
    """Where the plan is to be read: as it was given, or in a folder of its own until it has been used.

    Raises UsageError where a plan that was read is given without its dataset, of which its tables tell;
    PlanFaults where it breaks a rule of it.
    """
    if not isinstance(given, Plan):
        yield Path(given)
        return
    if dataset is None:
        raise UsageError("a Plan has placements alone: give its dataset too, or the folder of the plan")
    data = with_begun(dataset_given(dataset), given)
    problem = build_problem(data)
    check_allowed(problem, given)
    tables = tables_of(problem, find_options(problem), given)
    with work_folder() as folder:
        write_plan(folder / "plan", tables, Manifest(**facts_of(data.settings)), overwrite=False)
        yield folder / "plan"


def check_allowed(problem: Problem, plan: Plan) -> None:
    """Raise PlanFaults with every rule that a plan breaks, each at its row."""
    places = plan.places
    file = f"{ASSIGNMENTS.name}{places.form.ending}"
    said = ((one.line, f"the plan breaks a rule: {one.said}") for one in check(problem, plan))
    faults = [places.located(Fault(file, line, "", message)) for line, message in said]
    if faults:
        raise PlanFaults(faults)


def tables_of(
    problem: Problem, options: Options, plan: Plan, expired: Callable[[], bool] = lambda: False
) -> dict[str, pd.DataFrame]:
    """All result tables of an allowed plan, with the reason of everybody who is unmet, until `expired`."""
    ledger = ledger_of(problem, options.openings, assignment_of(problem, plan))
    return result_tables(problem, plan, explain_unmet(problem, options, ledger, expired=expired))
