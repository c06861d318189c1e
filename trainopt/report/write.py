"""A report: one HTML file about a plan folder, or about two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind, check_new_file, whole_file
from trainopt.errors import UsageError
from trainopt.plan.compare import compare
from trainopt.plan.given import plan_folder
from trainopt.plan.placements import Plan
from trainopt.report.likely import check_same_plan
from trainopt.report.page import page_of
from trainopt.report.plan_tables import PlanTables, read_plan_tables
from trainopt.runs.simulating import read_simulation
from trainopt.simulate.simulate import Simulated

KIND = FileKind("report", (b"<!DOCTYPE html>",))


def write_report(
    plan: Plan | Where,
    out: Where,
    *,
    beside: Plan | Where | None = None,
    dataset: Dataset | Where | None = None,
    simulation: Where | None = None,
    language: str = "en",
    overwrite: bool = False,
) -> int:
    """Write a plan's pictures and tables into one HTML file that needs no network; its size in bytes.

    `beside` is a second plan, shown next to the first with what differs; one that was read needs its
    `dataset`. `simulation` is a folder of `write_simulation` of the one plan. `language` is `en` or `uk`.
    The file appears whole or not at all, its folder is made. Raises UsageError where it exists (without
    `overwrite`), where it cannot be written, where the simulation is of another plan, for another language
    and where plotly is not installed, PlanFaults where a folder cannot be read.

    >>> trainopt.write_report("plans/example", "report.html") > 1_000_000
    True
    """
    file = Path(out)
    check_new_file(file, KIND, overwrite=overwrite)
    with ExitStack() as stack:
        given = [one for one in (plan, beside) if one is not None]
        folders = [stack.enter_context(plan_folder(one, dataset)) for one in given]
        plans = [read_plan_tables(folder, language=language) for folder in folders]
        names = [f"{letter}: {folder.resolve().name}" for letter, folder in zip("AB", folders, strict=False)]
        found = None if beside is None else compare(*folders)
    simulated = None if simulation is None else _simulated(plans, simulation)
    text = page_of(plans, names if beside else [plans[0].name], found, simulated).encode()
    with whole_file(file) as made:
        made.write_bytes(text)
    return len(text)


def _simulated(plans: Sequence[PlanTables], folder: Where) -> Simulated:
    if len(plans) > 1:
        raise UsageError("a simulation is shown beside one plan alone")
    found = read_simulation(folder)
    check_same_plan(plans[0], found)
    return found
