"""A report: one HTML file about a plan folder, or about two side by side."""

from __future__ import annotations

from pathlib import Path

from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind, check_new_file, whole_file
from trainopt.plan.compare import compare
from trainopt.report.page import page_of
from trainopt.report.plan_tables import read_plan_tables

KIND = FileKind("report", (b"<!DOCTYPE html>",))


def write_report(plan: Where, out: Where, *, beside: Where | None = None, overwrite: bool = False) -> int:
    """Write a plan folder's pictures and tables into one HTML file that needs no network; its size in bytes.

    `beside` is a second plan folder, shown next to the first with what differs. The file appears whole or
    not at all, its folder is made. Raises UsageError where it exists (without `overwrite`), where it cannot
    be written and where plotly is not installed, PlanFaults where a plan folder cannot be read.

    >>> trainopt.write_report("plans/example", "report.html") > 1_000_000
    True
    """
    file = Path(out)
    check_new_file(file, KIND, overwrite=overwrite)
    folders = [Path(given) for given in (plan, beside) if given is not None]
    plans = [read_plan_tables(folder) for folder in folders]
    names = [f"{letter}: {folder.resolve().name}" for letter, folder in zip("AB", folders, strict=False)]
    found = None if beside is None else compare(plan, beside)
    text = page_of(plans, names if beside else [plans[0].name], found).encode()
    with whole_file(file) as made:
        made.write_bytes(text)
    return len(text)
