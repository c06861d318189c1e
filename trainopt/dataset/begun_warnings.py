"""Warnings of people under way: unknown names, limits exceeded, waits that are over, moving start weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from trainopt.dataset.begun_load import begun_load
from trainopt.dataset.index import Index
from trainopt.dataset.pinload import LimitTaken
from trainopt.dataset.wording import closest, did_you_mean, listed
from trainopt.errors import Fault
from trainopt.kinds import looks_like


def begun_warnings(index: Index) -> Iterator[Fault]:
    """All of them."""
    yield from names_are_unknown(index)
    yield from start_weeks_move(index)
    yield from waits_are_over(index)
    yield from limits_are_exceeded(index)


def names_are_unknown(index: Index) -> Iterator[Fault]:
    """Courses and sites of what really was that no table has, nor the plan in force: they may be misspelt.

    Each is told once: a site that was given up stands in a row of everybody who was there.
    """
    sheet, rows = index.sheets["actuals"], index.in_force.rows if index.in_force else ()
    for column, table, known, published in (
        ("course_id", "courses", index.courses, {row.course for row in rows}),
        ("site_id", "sites", index.sites, {row.site_id for row in rows}),
    ):
        lines: dict[str, int] = {}
        for row in sorted(sheet.rows, key=lambda row: row.line):
            if (name := getattr(row, column)) not in known and name not in published:
                lines.setdefault(name, row.line)
        hints = closest(lines, known)
        for name, line in lines.items():
            hint = f"{did_you_mean(hints.get(name))}{looks_like(name)}"
            yield sheet.fault(line, column, f"is not in {index.sheets[table].table.file}{hint}", name)


def start_weeks_move(index: Index) -> Iterator[Fault]:
    """Rows whose start weeks count from `start`, and would be others once that moves on."""
    monday = index.calendar.monday(index.counted)
    from_plan = "" if index.counted == 0 else ", as the plan in force did"
    for row in index.sheets["capacity"].rows:
        if row.start_every_weeks > 1 and not row.has_first_day:
            message = f"is blank, so starts count from {monday}{from_plan}; fill it before start moves on"
            yield index.sheets["capacity"].fault(row.line, "first_start", message)


def waits_are_over(index: Index) -> Iterator[Fault]:
    """Steps that a cohort should have gone on to before as_of: they may now start in any week."""
    late: dict[int, list[str]] = defaultdict(list)
    for member in index.roster.members.values():
        if member.begun and member.needs and member.demand_id is not None:
            steps = index.steps[index.demands[member.demand_id].pipeline_id]
            step = steps[member.needs[0]]
            most = step.max_wait_weeks
            if most is not None and member.begun[-1].end + 1 + most < index.as_of:
                late[step.line].append(member.cohort_id)
    for line, cohorts in late.items():
        message = f"is over for {listed(cohorts)}, who should have gone on before as_of: any week will do"
        yield index.sheets["pipelines"].fault(line, "max_wait_weeks", message)


def limits_are_exceeded(index: Index) -> Iterator[Fault]:
    """Limits that those who have begun exceed from as_of's week on, each in its first week."""
    for taken in begun_load(index).taken.values():
        for week in sorted(taken.total):
            most = taken.limit.most(week)
            if week >= index.as_of and most is not None and taken.total[week] > most:
                yield _exceeded(index, taken, week, most)
                break


def _exceeded(index: Index, taken: LimitTaken, week: int, most: int) -> Fault:
    file, _, line = taken.limit.row(week).rpartition(":")
    message = f"those who have begun take {taken.total[week]} of {taken.limit.name} in the week of "
    message += f"{index.calendar.monday(week)}, where {most} can be: nobody is added there"
    is_dated = file == index.sheets["limits"].table.file
    return Fault(file, int(line), "quantity" if is_dated else taken.limit.data_column, message)
