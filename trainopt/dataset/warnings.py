"""Warnings: what has a meaning but can never be met, or can be misread. Planning goes on past them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trainopt.dataset.cohorts import cohort_count, cohort_max_of, largest_cohort
from trainopt.dataset.index import Index
from trainopt.dataset.limits import MANY_COHORTS
from trainopt.dataset.sheet import Sheet, Sheets
from trainopt.dataset.wording import listed
from trainopt.errors import Fault
from trainopt.limits import OF_OWNERS
from trainopt.tables import Demand, PipelineStep
from trainopt.wording import counted

Finding = Iterator[tuple[str, str]]
"""A column of demand.csv and what about it can never be met."""


def due_is_never_in_time(demand: Demand, index: Index) -> Finding:
    """A due date before ready_from or outside the horizon."""
    calendar = index.calendar
    due = calendar.week(demand.due)
    if demand.ready_from is not None and due < calendar.week(demand.ready_from):
        yield "due", f"lies before ready_from {demand.ready_from}: it can only be late"
    elif due < 0:
        yield "due", "lies before the horizon: it can only be late"
    elif due >= calendar.weeks:
        yield "due", "lies after the horizon, by whose end it must be trained"


def latest_is_before_due(demand: Demand, index: Index) -> Finding:
    """A `latest` before `due`."""
    if demand.latest is not None and index.calendar.week(demand.latest) < index.calendar.week(demand.due):
        yield "latest", f"lies before due {demand.due}"


def ready_is_after_horizon(demand: Demand, index: Index) -> Finding:
    """A `ready_from` after the horizon."""
    if demand.ready_from is not None and index.calendar.week(demand.ready_from) >= index.calendar.weeks:
        yield "ready_from", "lies after the horizon: it cannot be met"


def cohorts_are_too_large(demand: Demand, index: Index) -> Finding:
    """A cohort_max, or a cohort where that is blank, over every class_max offered of a course."""
    steps = index.steps[demand.pipeline_id]
    column, size, what = "cohort_max", demand.cohort_max, ""
    if size is None:
        size = largest_cohort(demand.trainees, cohort_max_of(demand, steps, index.courses))
        column, what = "trainees", f"makes cohorts of {size}, which "
    for step in _still_needed(demand, index):
        seats = index.largest.get(step.course_id, size)
        if size > seats:
            yield column, f"{what}is over every class_max of {step.course_id}, at most {seats}"
            return


def cohorts_are_many(demand: Demand, index: Index) -> Finding:
    """More cohorts than are usually meant."""
    largest = cohort_max_of(demand, index.steps[demand.pipeline_id], index.courses)
    count = cohort_count(demand.trainees, largest)
    if count > MANY_COHORTS:
        column = "trainees" if demand.cohort_max is None else "cohort_max"
        yield column, f"makes {count:,} cohorts: is it meant?"


def _still_needed(demand: Demand, index: Index) -> list[PipelineStep]:
    """The steps of the pipeline that some cohort of the demand has not begun."""
    needed = {at for member in index.roster.of_demand[demand.demand_id] for at in member.needs}
    return [step for at, step in enumerate(index.steps[demand.pipeline_id]) if at in needed]


def nobody_offers_a_course(demand: Demand, index: Index) -> Finding:
    """A course still needed of the pipeline that no allowed nation offers."""
    allowed = index.units[demand.unit_id].allowed_nations
    for step in _still_needed(demand, index):
        hosts = index.hosts.get(step.course_id, set())
        if not hosts if allowed is None else not hosts & set(allowed):
            where = "no site" if allowed is None else f"no site in {listed(allowed)}"
            yield "pipeline_id", f"{where} offers {step.course_id}: it cannot be met"
            return


def window_is_too_short(demand: Demand, index: Index) -> Finding:
    """Fewer weeks from ready_from to latest than the pipeline takes at the least."""
    calendar = index.calendar
    ready = max(calendar.week_or(demand.ready_from, 0), index.as_of)
    latest = min(calendar.week_or(demand.latest, calendar.weeks - 1), calendar.weeks - 1)
    needed = sum(index.shortest[step.course_id] for step in index.steps[demand.pipeline_id])
    if ready < calendar.weeks and latest - ready + 1 < needed:
        column = "latest" if demand.latest is not None else "ready_from"
        room = max(latest - ready + 1, 0)
        weeks = counted(room, "week")
        yield column, f"leaves {weeks} for {demand.pipeline_id}, which takes {needed} at the least"


OF_TIME = (due_is_never_in_time, latest_is_before_due, ready_is_after_horizon, window_is_too_short)
"""What is said of windows and due dates: nothing of a demand all of whose cohorts have begun."""

WARNING_KINDS: tuple[Callable[[Demand, Index], Finding], ...] = (
    due_is_never_in_time,
    latest_is_before_due,
    ready_is_after_horizon,
    cohorts_are_too_large,
    cohorts_are_many,
    nobody_offers_a_course,
    window_is_too_short,
)


def demand_warnings(index: Index) -> Iterator[Fault]:
    """Every warning of demand.csv, for the rows whose references are sound."""
    sheet = index.sheets["demand"]
    for demand in sheet.rows:
        members = index.roster.of_demand[demand.demand_id]
        has_begun = all(member.begun for member in members)
        is_done = has_begun and not any(member.needs for member in members)
        if demand.unit_id in index.units and not is_done:
            for kind in WARNING_KINDS:
                if has_begun and kind in OF_TIME:
                    continue
                for column, message in kind(demand, index):
                    got = sheet.cell(demand.line, column) or None
                    yield sheet.fault(demand.line, column, message, got)


def sheet_warnings(sheets: Sheets) -> Iterator[Fault]:
    """What the rows of a table say whatever the others have."""
    yield from tables_without_rows(sheets)
    yield from resource_warnings(sheets)
    for table, column in NAMED:
        yield from ids_alike(sheets[table], column)


NAMED = (
    ("nations", "nation_id"),
    ("sites", "site_id"),
    ("courses", "course_id"),
    ("pipelines", "pipeline_id"),
    ("units", "unit_id"),
    ("demand", "demand_id"),
)
"""The tables that name things, with the column of the name."""


HEADER_ALONE = "has a header alone; if rows should follow, the file was cut off: save it again"


def tables_without_rows(sheets: Sheets) -> Iterator[Fault]:
    """Tables that every dataset has, with a header alone: they may have been cut off."""
    for sheet in sheets.tables.values():
        content = sheet.content
        if not sheet.table.optional and content.columns and not content.records and sheet.sound:
            yield Fault(sheet.table.file, 0, "", HEADER_ALONE)


def ids_alike(sheet: Sheet, column: str) -> Iterator[Fault]:
    """Ids that are those of others in upper and lower case: one thing that is written in two ways, maybe."""
    found: dict[str, list[str]] = {}
    for row in sorted(sheet.rows, key=lambda row: row.line):
        id = getattr(row, column)
        alike = found.setdefault(id.lower(), [])
        if alike and id not in alike:
            message = f"differs from {alike[0]} in upper and lower case alone: is it meant?"
            yield sheet.fault(row.line, column, message, id)
        if id not in alike:
            alike.append(id)


def resource_warnings(sheets: Sheets) -> Iterator[Fault]:
    """The first row of each table that names a resource like something else that load.csv counts."""
    for sheet in (sheets["course_resources"], sheets["resources"]):
        lines = {row.resource: row.line for row in reversed(sheet.rows)}
        for name in lines.keys() & {kind.name for kind in OF_OWNERS}:
            message = "load.csv counts something else under this name too; give the resource another"
            yield sheet.fault(lines[name], "resource", message, name)
