"""What callers give: a dataset or its folder."""

from __future__ import annotations

from dataclasses import replace

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.in_force import InForce
from trainopt.dataset.reader import Dataset, read_dataset
from trainopt.dataset.source import Where


def dataset_given(
    given: Dataset | Where, deadline: Deadline = NEVER, in_force: InForce | None = None
) -> Dataset:
    """The dataset, read if it is a folder or workbook, against a plan in force if there is one.

    Raises DatasetFaults, NoPlanInTime.
    """
    if not isinstance(given, Dataset):
        return read_dataset(given, deadline, in_force)
    return given if in_force is None else replace(given, in_force=in_force)
