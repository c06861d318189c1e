"""Datasets and plans from folders to workbooks, and datasets back."""

from __future__ import annotations

from pathlib import Path

from trainopt.dataset import Dataset, read_dataset, write_dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write
from trainopt.errors import UsageError
from trainopt.plan.folder import is_plan_folder, write_plan_folder
from trainopt.plan.source import is_plan_workbook
from trainopt.plan.workbook import write_plan_workbook


def convert(source: Where, out: Where, *, language: str = "en", overwrite: bool = False) -> Dataset | None:
    """Make a workbook (`.xlsx`) of a dataset or a plan, or a folder of a workbook of either.

    What a workbook tells people is in `language`, `en` or `uk`. Returns the dataset, or None where the source
    is a plan. Raises DatasetFaults, PlanFaults, UsageError.

    >>> trainopt.convert("data/example", "example.xlsx").settings.weeks
    26
    """
    source, out = Path(source), Path(out)
    try_to_write(out)
    if out.exists() and source.exists() and out.samefile(source):
        raise UsageError(f"{out} is what is read; choose another place to write to")
    if is_plan_workbook(source):
        write_plan_folder(source, out, overwrite=overwrite)
        return None
    if is_plan_folder(source):
        write_plan_workbook(source, out, language=language, overwrite=overwrite)
        return None
    dataset = read_dataset(source)
    write_dataset(dataset, out, language=language, overwrite=overwrite)
    return dataset
