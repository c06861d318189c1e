"""The tables of a page: who is unmet or late and why, what changed, what differs between two plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from trainopt.dataset.in_force import PUBLISHED_AS
from trainopt.plan.compare import Comparison
from trainopt.plan.reasons import reason_in_words
from trainopt.plan.results.table import name_column
from trainopt.report.plan_tables import PlanTables
from trainopt.report.words import late_steps
from trainopt.wording import counted
from trainopt.words.voice import ENGLISH, Voice

ListCell = str | int | float | date | None


@dataclass(frozen=True)
class Listing:
    """A table of a page: its headings, and rows of as many cells. `words` sums it up."""

    words: str
    headings: tuple[str, ...]
    rows: list[list[ListCell]]


def listing_of(
    words: str, headings: Iterable[str], rows: list[list[ListCell]], voice: Voice = ENGLISH
) -> Listing:
    """A listing whose words and headings are said in a language; its cells are so already."""
    return Listing(voice.say(words), tuple(map(voice.say, headings)), rows)


def reason_parts(code: str) -> tuple[str, str]:
    """A reason's kind, as a catalogue of words names it (`several-limits`), and the resource it is about."""
    kind, _, resource = code.partition(":")
    return kind.replace("_", "-"), resource


NOT_LOOKED_FOR = "not looked for: the run ended first"
"""In place of a reason where nobody looked for one."""


def reasons_told(unmet: pd.DataFrame) -> list[str]:
    """The reason's code of each cohort that is not placed, or that none was looked for."""
    return [code if isinstance(code, str) and code else NOT_LOOKED_FOR for code in unmet["reason"]]


def unmet_list(tables: PlanTables) -> Listing:
    """A row for each cohort that is not placed."""
    unmet = tables.unmet.sort_values(["priority", "cohort_id"], ascending=[False, True])
    words = [reason_in_words(code) for code in reasons_told(unmet)]
    unmet = unmet.assign(words=words)
    columns = {
        "cohort_id": "cohort", "unit_id": "unit", "pipeline_id": "pipeline", "trainees": "trainees",
        "priority": "priority", "words": "why", "detail": "where and when",
    }  # fmt: skip
    return _listing(tables.names.insert(unmet), columns, f"{_cohorts(unmet)} unmet.", tables.voice)


def late_list(tables: PlanTables) -> Listing:
    """A row for each cohort that ends after it is due."""
    late = late_steps(tables).sort_values(["weeks_late", "cohort_id"], ascending=[False, True])
    columns = {
        "cohort_id": "cohort", "unit_id": "unit", "pipeline_id": "pipeline", "trainees": "trainees",
        "priority": "priority", "due": "due", "end": "ends", "weeks_late": "weeks late", "why": "why",
    }  # fmt: skip
    return _listing(tables.names.insert(late), columns, f"{_cohorts(late)} late.", tables.voice)


def _cohorts(frame: pd.DataFrame) -> str:
    verb = "is" if len(frame) == 1 else "are"
    trainees = counted(int(frame["trainees"].sum()), "trainee")
    return f"{counted(len(frame), 'cohort')} ({trainees}) {verb}"


def notice_list(tables: PlanTables) -> Listing:
    """A row for each nation: how soon it hosts what is new there or moved."""
    notice = tables.notice
    columns = {
        "nation_id": "nation", "steps": "steps", "trainees": "trainees", "least_weeks": "weeks to the first",
        "under_30_days": "in less than 30 days", "under_60_days": "in less than 60 days",
    }  # fmt: skip
    words = "Nothing is new to any host."
    if len(notice):
        soon, later = int(notice["under_30_days"].sum()), int(notice["under_60_days"].sum())
        first = counted(int(notice["least_weeks"].min()), "week")
        words = (
            f"What is new or moved begins in {first} at the earliest: {counted(soon, 'trainee')} in less "
            f"than 30 days, {later:,} in less than 60."
        )
    return _listing(tables.names.insert(notice), columns, words, tables.voice)


def changes_list(tables: PlanTables, most: int | None = None) -> Listing:
    """A row for each step that is added, removed or moved against the published plan: the first `most`."""
    changes = tables.changes
    columns = {
        "cohort_id": "cohort", "step": "step", "course_id": "course", "change": "change",
        "site_id_before": "site before",
        "start_before": "start before", "site_id": "site now", "start": "start now", "trainees": "trainees",
    }  # fmt: skip
    if len(changes):
        kinds = changes["change"].value_counts()
        told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
        words = (
            f"{counted(len(changes), 'step')} of {counted(changes['cohort_id'].nunique(), 'cohort')}: {told}."
        )
    elif any(name.startswith(PUBLISHED_AS) for name in tables.manifest.inputs):
        words = "Nothing differs from the published plan."
    else:
        words = "This plan was made without a published plan."
    shown = tables.names.insert(changes if most is None else changes.head(most))
    return _listing(shown, columns, words, tables.voice)


def differing_demands(found: Comparison, voice: Voice = ENGLISH) -> Listing:
    """Demands that have more or fewer trainees placed or on time in B than in A."""
    demands = found.demands
    columns = {
        "demand_id": "demand", "unit_id": "unit", "pipeline_id": "pipeline", "priority": "priority",
        "placed_a": "placed in A", "placed_b": "placed in B", "on_time_a": "on time in A",
        "on_time_b": "on time in B", "gained": "more placed in B",
    }  # fmt: skip
    gain, loss = int((demands["gained"] > 0).sum()), int((demands["gained"] < 0).sum())
    words = (
        f"{counted(len(demands), 'demand')} fare differently: in B {gain:,} have more placed, {loss:,} fewer."
    )
    return _listing(demands, columns, words, voice)


def differing_classes(found: Comparison, voice: Voice = ENGLISH) -> Listing:
    """Classes that only one of the plans holds."""
    classes = found.classes
    columns = {
        "site_id": "site", "nation_id": "nation", "course_id": "course", "start": "start",
        "classes_a": "classes in A", "classes_b": "classes in B", "trainees_a": "trainees in A",
        "trainees_b": "trainees in B",
    }  # fmt: skip
    more = int((classes["classes_b"] - classes["classes_a"]).clip(lower=0).sum())
    fewer = int((classes["classes_a"] - classes["classes_b"]).clip(lower=0).sum())
    words = f"B holds {counted(more, 'class', 'classes')} that A does not, A holds {fewer:,} that B does not."
    return _listing(classes, columns, words, voice)


def moved_steps(found: Comparison, voice: Voice = ENGLISH) -> Listing:
    """Steps that are held elsewhere or at another time."""
    columns = {
        "cohort_id": "cohort", "step": "step", "change": "change", "site_id_a": "site in A",
        "start_a": "start in A", "site_id_b": "site in B", "start_b": "start in B", "trainees": "trainees",
    }  # fmt: skip
    moved = found.moved
    words = f"{counted(len(moved), 'step')} of {counted(found.cohorts_moved, 'cohort')} from A to B."
    return _listing(moved, columns, words, voice)


SAID = {"words", "detail", "why", "change"}
"""The columns whose cells are sentences and words of ours, not of the data."""


def _listing(frame: pd.DataFrame, columns: dict[str, str], words: str, voice: Voice) -> Listing:
    """A listing of these columns; an id stands with its name where the frame has that beside it."""
    cells = [
        [
            _said(_cell(value), voice) if column in SAID else _cell(value)
            for value in _with_names(frame, column)
        ]
        for column in columns
    ]
    rows: Iterable[tuple[ListCell, ...]] = zip(*cells, strict=True)
    return listing_of(words, columns.values(), [list(row) for row in rows], voice)


def _said(cell: ListCell, voice: Voice) -> ListCell:
    return voice.say(cell) if isinstance(cell, str) else cell


def _with_names(frame: pd.DataFrame, column: str) -> Iterable[Any]:
    beside = name_column(column)
    if beside == column or beside not in frame.columns:
        return frame[column]
    return [f"{key} {name}".strip() for key, name in zip(frame[column], frame[beside], strict=True)]


def _cell(value: Any) -> ListCell:
    """Whole numbers as numbers, days without a time, what is missing as nothing."""
    if isinstance(value, pd.Timestamp):
        return value.date()
    if pd.isna(value) or value == "":
        return None
    return value if isinstance(value, str) else int(value)
