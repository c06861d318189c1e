"""What a service answers as frames, typed as the same tables are in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trainopt.plan.answer import AnswerTable
from trainopt.plan.folder import read_frame
from trainopt.plan.results import RESULTS
from trainopt.runs.answers import ANSWER_TABLES
from trainopt.runs.nightly.snapshot import laid_out

Rows = Sequence[Mapping[str, Any]]


def frame_of_items(items: Rows) -> pd.DataFrame:
    """A list of things, a row each."""
    return pd.DataFrame(list(items))


def frame_of_cells(columns: Sequence[str], rows: Rows) -> pd.DataFrame:
    """A table of a dataset: cells as text, as in its CSV file; a blank one is empty."""
    return pd.DataFrame([[row.get(name, "") for name in columns] for row in rows], columns=list(columns))


def frame_of_result(table: str, content: bytes) -> pd.DataFrame:
    """A table of a plan, typed as `plan_frames` has it. Raises PlanFaults."""
    with laid_out({RESULTS[table].file: content}) as folder:
        return read_frame(folder, table)


def frames_of_answer(command: str, tables: Mapping[str, Rows]) -> dict[str, pd.DataFrame]:
    """The tables that a command answers with, typed as it has them in Python."""
    (known,) = [answer.tables for answer in ANSWER_TABLES if answer.command == command]
    return {table.name: _typed(table, tables.get(table.name, ())) for table in known}


def _typed(table: AnswerTable, rows: Rows) -> pd.DataFrame:
    columns = list(rows[0]) if rows else list(table.columns)
    frame = pd.DataFrame([[row[name] for name in columns] for row in rows], columns=columns)
    return table.typed(frame.replace("", None))
