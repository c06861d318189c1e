"""Datasets: read with every fault at once, written back the same. The only reader of input files."""

from trainopt.dataset.calendar import Calendar
from trainopt.dataset.reader import Dataset, read_dataset
from trainopt.dataset.writer import write_dataset

__all__ = ["Calendar", "Dataset", "read_dataset", "write_dataset"]
