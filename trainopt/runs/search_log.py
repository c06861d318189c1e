"""The search log: a line per tier for every better plan, a line for every better bound."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from trainopt.dataset.whole import FileKind
from trainopt.runs.writing import write_table
from trainopt.search.result import Event

LOG_COLUMNS = ("seconds", "event", "term", "value", "bound", "gap", "placed")
"""`seconds` since the start; `event`: who found the plan, or `bound`; `placed`: trainees."""

KIND = FileKind("search log", (",".join(LOG_COLUMNS).encode(),))


def write_search_log(path: Path, events: Iterable[Event]) -> None:
    """Write the log, whole or not at all. Raises UsageError where it cannot be written."""
    rows = [
        (e.seconds, e.what, e.tier.term, e.tier.value, e.tier.bound, round(e.tier.gap, 6), e.placed)
        for e in events
    ]
    write_table(path, pd.DataFrame(rows, columns=list(LOG_COLUMNS)))
