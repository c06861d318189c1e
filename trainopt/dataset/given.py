"""What callers give: a dataset or its folder."""

from __future__ import annotations

from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.reader import Dataset, read_dataset
from trainopt.dataset.source import Where


def dataset_given(given: Dataset | Where, deadline: Deadline = NEVER) -> Dataset:
    """The dataset, read if it is a folder or workbook. Raises DatasetFaults, NoPlanInTime."""
    return given if isinstance(given, Dataset) else read_dataset(given, deadline)
