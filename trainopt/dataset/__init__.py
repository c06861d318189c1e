"""Datasets: read with every fault at once, written back the same. The only reader of input files."""

from trainopt.dataset.calendar import Calendar
from trainopt.dataset.reader import Dataset, dataset_of, read_dataset, records_of
from trainopt.dataset.workbook_writer import write_template
from trainopt.dataset.writer import dataset_content, write_dataset

__all__ = [
    "Calendar",
    "Dataset",
    "dataset_content",
    "dataset_of",
    "read_dataset",
    "records_of",
    "write_dataset",
    "write_template",
]
