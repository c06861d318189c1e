"""What callers give: a dataset or its folder, in any form that a path has."""

from __future__ import annotations

import os
from pathlib import Path

from trainopt.dataset.reader import Dataset, read_dataset

Where = str | os.PathLike[str]
"""Where a file or folder is."""


def dataset_given(given: Dataset | Where) -> Dataset:
    """The dataset, read if it is a folder or workbook. Raises DatasetFaults."""
    return given if isinstance(given, Dataset) else read_dataset(Path(given))
