"""What is judged of a dataset once its single rows are: every check across rows, and what each of them reads.

Each stands here once. Where something is known to be sound and little of it has changed, the checks that read
nothing of what has changed are passed over: they would find what they found then, nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from trainopt.dataset.actuals import actual_faults
from trainopt.dataset.cohorts import cohorts_are_not_too_many, cohorts_exist, may_be_cut
from trainopt.dataset.deadline import NEVER, Deadline
from trainopt.dataset.index import TABLES_NEEDED, Index
from trainopt.dataset.pins import pin_faults
from trainopt.dataset.rules import (
    classes_are_told_apart,
    classes_have_pools,
    keys_are_unique,
    limits_are_their_owners,
    overrides_agree,
    references_exist,
    rows_do_not_overlap,
    sites_are_not_nations,
    steps_have_no_gap,
    units_have_no_cycle,
)
from trainopt.dataset.sheet import Sheets
from trainopt.errors import Fault
from trainopt.tables import TABLES, Settings

SETTINGS = "plan"
"""How the settings are called among the tables that a check reads."""

PINNED = "demand that a pin names"
"""Of the demands those alone: what is held of a pin is held of its own demand."""
TABLE_OF = {PINNED: "demand"}

Reads = Mapping[str, frozenset[str]]
"""By table, columns."""


def _reads(**tables: str) -> Reads:
    return {table: frozenset(columns.split()) for table, columns in tables.items()}


def _pinned(reads: Reads) -> Reads:
    """The same of no demand that no pin names."""
    return {PINNED if table == "demand" else table: columns for table, columns in reads.items()}


EVERYTHING: Reads = {
    **{name: frozenset(table.columns) for name, table in TABLES.items()},
    SETTINGS: frozenset(Settings.model_fields),
}

SAID_ALONE: Reads = _reads(
    nations="name",
    sites="name latitude longitude",
    courses="name level",
    capacity="cost_per_class cost_per_trainee",
    closures="note",
    units="name parent_unit_id",
    demand="due priority",
)
"""Columns on which nothing depends that is held of a cohort."""

OF_COHORTS: Reads = {
    name: columns - SAID_ALONE.get(name, frozenset()) for name, columns in EVERYTHING.items()
}


@dataclass(frozen=True)
class AcrossRows:
    """A check across rows, and what it reads."""

    found_in: Callable[[Sheets], Iterable[Fault]]
    reads: Reads


@dataclass(frozen=True)
class AgainstAll:
    """A check of the rows of one table against all others, and what it reads."""

    table: str
    found_in: Callable[[Index], Iterable[Fault]]
    reads: Reads


def _references() -> Iterable[AcrossRows]:
    for name, table in TABLES.items():
        for column, said in table.columns.items():
            if said.refers_to:
                known = {other: frozenset(TABLES[other].key[:1]) for other in said.refers_to}
                own = known.get(name, frozenset()) | {column}
                found_in = partial(references_exist, table=name, column=column)
                yield AcrossRows(found_in, {**known, name: own})


CUT_INTO_COHORTS = {
    "demand": "demand_id trainees cohort_max pipeline_id",
    "pipelines": "pipeline_id step course_id",
    "courses": "course_id class_max",
}

STAGES: tuple[tuple[AcrossRows, ...], ...] = (
    (
        AcrossRows(keys_are_unique, {name: frozenset(table.key) for name, table in TABLES.items()}),
        *_references(),
    ),
    (
        AcrossRows(sites_are_not_nations, _reads(sites="site_id", nations="nation_id")),
        AcrossRows(
            rows_do_not_overlap,
            _reads(
                capacity="site_id course_id valid_from valid_to",
                resources="owner_id resource valid_from valid_to",
                limits="owner_id limit valid_from valid_to",
                plan="start weeks",
            ),
        ),
        AcrossRows(
            overrides_agree,
            _reads(
                capacity="course_id duration_weeks class_min class_max",
                courses="course_id duration_weeks class_min class_max",
            ),
        ),
        AcrossRows(classes_are_told_apart, _reads(capacity="site_id course_id")),
        AcrossRows(steps_have_no_gap, _reads(pipelines="pipeline_id step")),
        AcrossRows(units_have_no_cycle, _reads(units="unit_id parent_unit_id")),
        AcrossRows(
            classes_have_pools,
            _reads(
                resources="owner_id resource",
                sites="site_id nation_id",
                course_resources="course_id resource",
                capacity="site_id course_id",
            ),
        ),
        AcrossRows(
            limits_are_their_owners,
            _reads(limits="owner_id limit", nations="nation_id", sites="site_id", units="unit_id"),
        ),
        AcrossRows(cohorts_are_not_too_many, _reads(**CUT_INTO_COHORTS)),
        AcrossRows(cohorts_exist, _pinned(_reads(pins="cohort_id", actuals="cohort_id", **CUT_INTO_COHORTS))),
    ),
)
"""The checks across rows. Those of a stage see only the rows in which the stages before found no fault."""

LAST: tuple[AgainstAll, ...] = (
    AgainstAll("actuals", actual_faults, {SETTINGS: EVERYTHING[SETTINGS], "actuals": EVERYTHING["actuals"]}),
    AgainstAll("pins", pin_faults, _pinned(OF_COHORTS)),
)
"""The checks that need an index of all tables, in their order, after the others."""


@dataclass(frozen=True)
class ChangedColumns:
    """What has changed of something sound: by table the columns."""

    columns: Reads

    def concerns(self, check: AcrossRows | AgainstAll, sheets: Sheets) -> bool:
        """Whether a check may find something: it reads what has changed, or rows that are faulty by now."""
        return any(
            not columns.isdisjoint(self.columns.get(table, ()))
            or (table != SETTINGS and not sheets.sound(TABLE_OF.get(table, table)))
            for table, columns in check.reads.items()
        )


ALL_OF_IT = ChangedColumns({**EVERYTHING, PINNED: EVERYTHING["demand"]})
"""Of something that is judged for the first time."""


def judge_across_rows(
    sheets: Sheets, changed: ChangedColumns = ALL_OF_IT, deadline: Deadline = NEVER
) -> None:
    """Blame every fault across rows. Raises NoPlanInTime."""
    for checks in STAGES:
        due = [check for check in checks if changed.concerns(check, sheets)]
        sheets.blame([fault for check in due for fault in deadline.watched(check.found_in(sheets))])


def can_be_indexed(sheets: Sheets) -> bool:
    """Whether the rows make an index, after those across which something is wrong are blamed."""
    return sheets.settings is not None and sheets.sound(*TABLES_NEEDED) and may_be_cut(sheets)


def last_checks(sheets: Sheets, changed: ChangedColumns) -> list[AgainstAll]:
    """The checks against all tables that may find something; of a table without rows none does."""
    return [check for check in LAST if sheets[check.table].rows and changed.concerns(check, sheets)]


def judge_against_all(index: Index, checks: Iterable[AgainstAll] = LAST, deadline: Deadline = NEVER) -> None:
    """Blame every fault that shows in an index alone. Raises NoPlanInTime."""
    for check in checks:
        index.sheets.blame(deadline.watched(check.found_in(index)))
