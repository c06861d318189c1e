"""A picture of a search: a tier's value and bound over time, from the log that `solve --log` wrote."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from trainopt.dataset.limits import LARGEST_FILE
from trainopt.dataset.plain import Unread, read_named
from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind, try_to_write_file
from trainopt.errors import Fault, InputFaults, UsageError, printable
from trainopt.extras import missing
from trainopt.runs.search_log import LOG_COLUMNS

PICTURE = FileKind("picture", (b"<?xml", b"\x89PNG", b"%PDF"))


def read_search_log(path: Where) -> pd.DataFrame:
    """The log as a frame with the columns of `trainopt.runs.search_log.COLUMNS`. Raises InputFaults."""
    try:
        log = pd.read_csv(io.BytesIO(read_named(Path(path), LARGEST_FILE)))
    except (Unread, ValueError) as error:
        raise InputFaults([Fault(str(path), 0, "", f"cannot be read: {error}")]) from error
    missing = [column for column in LOG_COLUMNS if column not in log.columns]
    if missing:
        raise InputFaults([Fault(str(path), 1, column, "the column is missing") for column in missing])
    return log


def plot_search_log(path: Where, out: Where, term: str | None = None) -> None:
    """Draw a term's value and bound over the seconds into a file, whose ending says how (svg, png, pdf).

    `term`: the first tier's where none is given. Raises InputFaults, and UsageError where matplotlib is not
    installed or the file cannot be written.

    >>> solved = trainopt.solve(
    ...     "data/example", "plans/logged", trainopt.Params(seconds=5), log="log.csv"
    ... )
    >>> trainopt.plot_search_log("log.csv", "log.svg")
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise missing("this needs matplotlib", "plot") from error
    try_to_write_file(Path(out), PICTURE)
    log = read_search_log(path)
    shown = log[log["term"] == (term or log["term"].iloc[0] if len(log) else term)]
    if shown.empty:
        raise InputFaults([Fault(str(path), 0, "term", f"the log has no line of {term or 'any term'}")])
    figure = Figure(figsize=(8.0, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for column, style in (("value", "-"), ("bound", "--")):
        axes.step(shown["seconds"], shown[column], style, where="post", label=column)
    axes.set(xlabel="seconds", ylim=(0, None))
    axes.set_ylabel(printable(str(shown["term"].iloc[0])), parse_math=False)
    axes.legend()
    try:
        figure.savefig(out)
    except (OSError, ValueError) as error:
        raise UsageError(f"{out} cannot be written: {error}") from error
