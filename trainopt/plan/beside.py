"""Expected trainees beside planned ones, wherever people look: said only where they are not the same."""

from __future__ import annotations

import math

import pandas as pd

from trainopt.dataset.cells import number_text


def expected_beside(trainees: int, expected: float | None) -> str:
    """`, 47.5 expected`; nothing where all are, or where the version that made the plan did not say it."""
    if expected is None or math.isnan(expected) or expected == trainees:
        return ""
    return f", {number_text(round(float(expected), 2))} expected"


def is_told(frame: pd.DataFrame) -> bool:
    """Whether a table with `trainees` and `expected` says more by the latter than by the former."""
    expected = frame["expected"]
    return bool(expected.notna().all() and (expected != frame["trainees"]).any())


def expected_at_the_end(assignments: pd.DataFrame) -> pd.DataFrame:
    """Of each cohort that is placed, the row of its last step: who is likely to be there to begin it."""
    return assignments[assignments["weeks_late"].notna()]
